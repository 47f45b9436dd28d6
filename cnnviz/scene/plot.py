"""A small plot: an axis with round numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.trace import FloatArray, Role, Span, one_form


@dataclass(frozen=True)
class Axis:
    """A horizontal axis from `low` to `high` along the bottom of a box."""

    box: Box
    low: float
    high: float

    def x(self, value: float) -> float:
        """Convert a value to logical pixels, clipped to the axis."""
        return float(self.places(np.array([value]))[0])

    def places(self, values: FloatArray) -> FloatArray:
        """Convert values to horizontal positions.

        Parameters
        ----------
        values : ndarray
            Any shape, in units of the axis.

        Returns
        -------
        ndarray
            Same shape, in logical pixels, clipped to the axis.
        """
        length = self.high - self.low or 1.0
        part: FloatArray = np.clip((values.astype(np.float64) - self.low) / length, 0.0, 1.0)
        return self.box.x + part * self.box.w

    def marks(self, key: str, size: float, count: int = 5) -> list[Mark]:
        """Draw the axis with its numbers."""
        y = self.box.bottom
        marks: list[Mark] = [
            Stroke(f"{key} axis", np.array([[self.box.x, y], [self.box.right, y]]), "faint")
        ]
        values = ticks(self.low, self.high, count)
        said = one_form(values)
        longest = max(len(each) for each in said)
        room = self.box.w / max(len(values) - 1, 1)
        font = max(min(11 * size, room / (0.62 * (longest + 1))), 6.0)  # one size for all
        for index, (value, number) in enumerate(zip(values, said, strict=True)):
            label = (Span(number, "faint"),)
            where = self.x(value), y + 11 * size
            marks.append(Label(f"{key} tick {index}", *where, label, font, mono=True))
        return marks

    def line(self, key: str, value: float, role: Role, width: float = 2.0) -> Stroke:
        """Draw a vertical line at a value."""
        x = self.x(value)
        points = np.array([[x, self.box.y], [x, self.box.bottom]])
        return Stroke(key, points, role, width)


def finite_range(values: FloatArray) -> tuple[float, float]:
    """Find the lowest and highest finite value, widened if they are equal.

    Parameters
    ----------
    values : ndarray
        Any shape; infinities and NaN are ignored.

    Returns
    -------
    (float, float)
        Low and high, always low < high; −0.5 and 0.5 if no value is finite.
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if high - low > 1e-9 * max(abs(low), abs(high)):
        return low, high
    margin = 0.5 + 1e-3 * abs(low)
    return low - margin, high + margin


def ticks(low: float, high: float, count: int) -> list[float]:
    """Choose round numbers between two values, including 0 if it is between them.

    Parameters
    ----------
    low, high : float
        Ends of the axis.
    count : int
        Approximate number of ticks.
    """
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    width = next(m * power for m in (1, 2, 5, 10) if m * power >= raw)
    first = math.ceil(low / width)
    return [i * width for i in range(first, math.floor(high / width + 1e-9) + 1)]
