"""Paints a kernel: cells in the signed scale, their numbers, the lines of the filter's role."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.panels.inspector.filter.cells import Cells, CellTexts
from cnnviz.scene.marks import Scale
from cnnviz.views.colours import NORMAL, levels, tables
from cnnviz.views.theme import Theme


def paint_cells(
    painter: QPainter,
    weight: NDArray[np.float32],
    high: float,
    cells: Cells,
    written: CellTexts,
    theme: Theme,
) -> None:
    """Fill every cell with its colour and write its number on it.

    Parameters
    ----------
    painter : QPainter
        What to paint with.
    weight : ndarray, shape (K_h, K_w)
        The numbers.
    high : float
        The magnitude that has the full colour.
    cells : Cells
        Where the cells are.
    written : CellTexts
        How the numbers are written.
    theme : Theme
        Where the colours come from.
    """
    look = tables("signed", theme)
    level = levels(weight, Scale("signed", -high, high))
    painter.setFont(written.font)
    for row, column in np.ndindex(weight.shape):
        box, here = cells.rect(row, column), level[row, column]
        painter.fillRect(box, QColor.fromRgb(int(look.colours[NORMAL, here])))
        painter.setPen(QColor(look.inks[look.text[NORMAL, here]]))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written.texts[row][column])
    painter.setPen(QPen(theme.colour("weight"), 1))
    whole, side = cells.whole, cells.side
    for row in range(cells.rows + 1):
        painter.drawLine(whole.left(), 1 + row * side, whole.right() + 1, 1 + row * side)
    for column in range(cells.columns + 1):
        x = whole.left() + column * side
        painter.drawLine(x, 1, x, whole.bottom() + 1)


def paint_here(painter: QPainter, cells: Cells, at: tuple[int, int], theme: Theme) -> None:
    """Outline the cell that the keyboard is in: light within dark, so that it shows on both."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(cells.rect(*at)).adjusted(0.5, 0.5, 0.5, 0.5)
    painter.setPen(QPen(theme.colour("strong"), 2.5))
    painter.drawRect(box)
    painter.setPen(QPen(theme.colour("window"), 1))
    painter.drawRect(box.adjusted(2, 2, -2, -2))
