"""Rectangles of the stage, and the scales that give values their colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ink", "light", "red", "green", "blue", "signed"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width and height in logical pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Bottom edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """Horizontal centre."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """Vertical centre."""
        return self.y + self.h / 2

    def cell(self, rows: int, columns: int, row: float, column: float) -> Box:
        """Give the box of one cell if this box is a grid of rows × columns."""
        w, h = self.w / columns, self.h / rows
        return Box(self.x + column * w, self.y + row * h, w, h)

    def moved(self, dx: float, dy: float) -> Box:
        """Translate the box, in logical pixels."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def inset(self, by: float) -> Box:
        """Shrink the box by a margin on each side, in logical pixels."""
        return Box(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)


@dataclass(frozen=True, slots=True)
class Scale:
    """The mapping of values to colours.

    Attributes
    ----------
    kind : str
        ``ink``: 0 is paper and `high` is ink (dark on light, light on dark);
        ``light``: 0 is black and `high` is white; ``red``, ``green``, ``blue``: the
        same for one channel of a colour picture; ``signed``: zero is neutral, positive
        warm and negative cool, `low` = −`high`, or 0 if nothing is negative.
    low, high : float
        Values at the ends; values beyond them are clipped.
    """

    kind: Kind
    low: float
    high: float
