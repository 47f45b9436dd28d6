"""The outline of what the brush would cover."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from cnnviz.ink.strokes import CellBox
from cnnviz.panels.image.cells import Cells
from cnnviz.panels.image.pen import Pen
from cnnviz.views.theme import Theme


def paint_brush(painter: QPainter, cells: Cells, pen: Pen, where: QPointF, theme: Theme) -> None:
    """Paint the brush at a point: a cell, or a circle; dashed for the eraser.

    Parameters
    ----------
    painter : QPainter
        What paints.
    cells : Cells
        The image.
    pen : Pen
        What is in the hand.
    where : QPointF
        The pointer, in logical pixels.
    theme : Theme
        In which colours.
    """
    if not cells.box.contains(where):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, role in ((3.5, "window"), (1.5, "strong")):
        outline = QPen(theme.colour(role), width)
        if role == "strong" and pen.erasing:
            outline.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(outline)
        if pen.size == 1:
            row, column = (int(part) for part in cells.at(where))
            painter.drawRect(cells.rect(CellBox(row, column, row + 1, column + 1)))
        else:
            radius = pen.size / 2 * cells.side
            painter.drawEllipse(where, radius, radius)
