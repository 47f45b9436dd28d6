"""Where the cells of a kernel are, and how its numbers fit into them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetricsF

from cnnviz.trace import places_for, written
from cnnviz.views.fonts import mono_font

SMALLEST_PX = 7.5
SMALLEST_SIDE = 14


@dataclass(frozen=True)
class Cells:
    """Square cells, as large as fit, in the middle of a width.

    Attributes
    ----------
    rows, columns : int
        Of the kernel.
    side, left : int
        Of a cell, and of the first column's left edge, in logical pixels.
    """

    rows: int
    columns: int
    side: int
    left: int

    @classmethod
    def within(cls, shape: tuple[int, ...], width: int, largest: int) -> Cells:
        """Fit a kernel of a shape into a width, cells at most `largest` wide."""
        rows, columns = shape
        side = max(SMALLEST_SIDE, min(largest, (width - 2) // columns))
        return cls(rows, columns, side, max(1, (width - side * columns) // 2))

    @property
    def height(self) -> int:
        """Of all rows with the lines around them."""
        return self.side * self.rows + 2

    @property
    def whole(self) -> QRect:
        """All cells."""
        return QRect(self.left, 1, self.side * self.columns, self.side * self.rows)

    def rect(self, row: int, column: int) -> QRect:
        """One cell."""
        side = self.side
        return QRect(self.left + column * side, 1 + row * side, side, side)

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point; None beside the cells."""
        row, column = (point.y() - 1) // self.side, (point.x() - self.left) // self.side
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None


@dataclass(frozen=True, eq=False)
class CellTexts:
    """What is written in each cell, and in which font.

    Attributes
    ----------
    texts : list of list of str
        By row and column.
    font : QFont
        The largest in which all of them fit.
    """

    texts: list[list[str]]
    font: QFont


def cell_texts(weight: NDArray[np.float32], side: float, text: float) -> CellTexts:
    """Write every number as large as fits, with fewer decimals where it must.

    Parameters
    ----------
    weight : ndarray, shape (K_h, K_w)
        The numbers.
    side : float
        Of a cell, in logical pixels.
    text : float
        Text size.
    """
    room, wanted = side - 4, min(12.5 * text, side * 0.45)
    best: CellTexts | None = None
    for places in range(places_for(weight), -1, -1):
        texts = [[_short(float(number), places, side) for number in row] for row in weight]
        longest = max((each for row in texts for each in row), key=len)
        at_ten = QFontMetricsF(mono_font(10)).horizontalAdvance(longest) / 10
        px = min(wanted, room / at_ten)
        best = CellTexts(texts, mono_font(max(px, 5)))
        if px >= SMALLEST_PX or px >= wanted:
            break
    assert best is not None
    return best


def _short(value: float, places: int, side: float) -> str:
    said = written(value, places)
    if side < 34 and said.lstrip("−").startswith("0."):
        said = said.replace("0.", ".", 1)
    return said
