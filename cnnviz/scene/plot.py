"""A small plot: an axis with round numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.trace import FloatArray, Role, Span, one_form

Limits = tuple[float, float]
"""Low and high end of an axis."""

TICK = 13.0
"""Height of the numbers of an axis in logical pixels, at text size 1."""


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

    def marks(self, key: str, size: float, count: int = 7) -> list[Mark]:
        """Draw the axis with its numbers: all in one form and one size, so many as fit."""
        y = self.box.bottom
        marks: list[Mark] = [
            Stroke(f"{key} axis", np.array([[self.box.x, y], [self.box.right, y]]), "faint")
        ]
        font = TICK * size
        for index, (value, number) in enumerate(self._numbers(font, count)):
            x = self.x(value)
            label = (Span(number, "muted"),)
            marks += [
                Stroke(f"{key} mark {index}", np.array([[x, y], [x, y + 4 * size]]), "faint"),
                Label(f"{key} tick {index}", x, y + 12 * size, label, font, mono=True),
            ]
        return marks

    def _numbers(self, font: float, count: int) -> list[tuple[float, str]]:
        """Choose round numbers that stand apart in a font, at most about `count`."""
        for wanted in range(count, 0, -1):
            values = ticks(self.low, self.high, wanted)
            said = one_form(values)
            longest = max(map(len, said), default=0)
            apart = (
                self.box.w * (values[1] - values[0]) / (self.high - self.low)
                if len(values) > 1
                else self.box.w
            )
            if apart >= 0.6 * font * (longest + 2):
                break
        return list(zip(values, said, strict=True))

    def line(
        self, key: str, value: float, role: Role, width: float = 2.0, part: float = 1.0
    ) -> Stroke:
        """Draw a vertical line at a value, up to a part of the height."""
        x = self.x(value)
        points = np.array([[x, self.box.bottom - part * self.box.h], [x, self.box.bottom]])
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


def padded(low: float, high: float) -> Limits:
    """Leave a little room beyond both ends."""
    margin = 0.04 * (high - low)
    return low - margin, high + margin


def between(one: Limits, other: Limits, part: float) -> Limits:
    """Zoom from one range to another at an even pace: its length changes by equal factors.

    Parameters
    ----------
    one, other : (float, float)
        Ends of the axis before and after.
    part : float
        How much of the way has passed, 0 to 1.
    """
    if part in (0.0, 1.0):
        return other if part else one
    long, short = one[1] - one[0], other[1] - other[0]
    even = np.isclose(long, short)
    rest = 1 - part if even else (long ** (1 - part) * short**part - short) / (long - short)
    return other[0] + (one[0] - other[0]) * rest, other[1] + (one[1] - other[1]) * rest


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
