"""A small plot: an axis with round numbers, and places along it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.trace import FloatArray, Role, Span, written


@dataclass(frozen=True)
class Axis:
    """A horizontal axis from `low` to `high` along the foot of a box."""

    box: Box
    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value stands, in logical pixels."""
        return self.box.x + (value - self.low) / (self.high - self.low) * self.box.w

    def places(self, values: FloatArray) -> FloatArray:
        """Where many values stand, in logical pixels."""
        scaled: FloatArray = (values.astype(np.float64) - self.low) / (self.high - self.low)
        return self.box.x + scaled * self.box.w

    def marks(self, key: str, size: float, count: int = 5) -> list[Mark]:
        """The line with its numbers."""
        y = self.box.bottom
        marks: list[Mark] = [
            Stroke(f"{key} axis", np.array([[self.box.x, y], [self.box.right, y]]), "faint")
        ]
        for index, value in enumerate(ticks(self.low, self.high, count)):
            label = (Span(written(value), "faint"),)
            marks.append(
                Label(
                    f"{key} tick {index}", self.x(value), y + 11 * size, label, 11 * size, mono=True
                )
            )
        return marks

    def line(self, key: str, value: float, role: Role, width: float = 2.0) -> Stroke:
        """An upright line at a value."""
        x = min(max(self.x(value), self.box.x), self.box.right)
        points = np.array([[x, self.box.y], [x, self.box.bottom]])
        return Stroke(key, points, role, width)


def ticks(low: float, high: float, count: int) -> list[float]:
    """Choose round numbers between two values, 0 among them if it lies there.

    Parameters
    ----------
    low, high : float
        Ends of the axis.
    count : int
        How many there are, roughly.
    """
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    width = next(m * power for m in (1, 2, 5, 10) if m * power >= raw)
    first = math.ceil(low / width)
    return [i * width for i in range(first, math.floor(high / width + 1e-9) + 1)]
