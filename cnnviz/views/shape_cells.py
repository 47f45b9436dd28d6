"""Cells with numbers as shapes and text, for SVG and PDF."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.trace import in_cell
from cnnviz.views.cell_painter import LEADING, RADIUS
from cnnviz.views.colours import EMPTY, FAINT
from cnnviz.views.fonts import mono_font
from cnnviz.views.grid_content import GridContent
from cnnviz.views.hatch import PITCH
from cnnviz.views.item import rect
from cnnviz.views.number_size import LEGIBLE, number_size
from cnnviz.views.numerals import shortened


def paint_shapes(painter: QPainter, content: GridContent) -> None:
    """Paint a grid, cell after cell, in logical pixels.

    Parameters
    ----------
    painter : QPainter
        Of an SVG or a PDF.
    content : GridContent
        What is shown.
    """
    grid, theme, cells = content.grid, content.theme, content.cells
    planes = grid.values if grid.values.ndim == 3 else grid.values[None]
    width, side = grid.box.w / grid.columns, min(grid.box.w / grid.columns, grid.box.h / grid.rows)
    size, short = number_size(side, width - 2, content.longest, len(planes)), False
    if size < LEGIBLE:
        size, short = number_size(side, width - 2, content.longest_short, len(planes)), True
    font, bold = mono_font(size), mono_font(0.58 * side, bold=True)
    middle = Qt.AlignmentFlag.AlignCenter
    radius = RADIUS * min(1, side / 32)
    largest = float(np.abs(planes[np.isfinite(planes)]).max(initial=0))
    for row in range(grid.rows):
        for column in range(grid.columns):
            where = rect(grid.cell(row, column), -1)
            state = cells.states[row, column]
            if state == EMPTY:
                asked = row * grid.columns + column == grid.asked
                painter.setPen(QPen(theme.colour("write" if asked else "grid"), 1))
                painter.setBrush(theme.colour("raised" if asked else "window"))
                painter.drawRoundedRect(where, radius, radius)
                painter.setFont(bold if asked else font)
                painter.setPen(theme.colour("write" if asked else "faint"))
                painter.drawText(where, middle, "?" if asked else "·")
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor.fromRgba(int(cells.colours[row, column])))
            painter.drawRoundedRect(where, radius, radius)
            strong = grid.hatched is not None and bool(grid.hatched[row, column])
            if state == FAINT or strong:
                _stripe(painter, where, theme.colour("faint" if strong else "hatch"), strong)
            if grid.places is None:
                continue
            painter.setFont(font)
            painter.setPen(QColor(cells.inks[cells.text[row, column]]))
            for channel, value in enumerate(planes[:, row, column].tolist()):
                number = in_cell(value, grid.places, largest)
                lower = (channel - (len(planes) - 1) / 2) * LEADING * side
                line = where.translated(0, lower)
                painter.drawText(line, middle, shortened(number) if short else number)


def _stripe(painter: QPainter, where: QRectF, colour: QColor, strong: bool) -> None:
    painter.save()
    try:
        painter.setClipRect(where, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(colour, 1.8 if strong else 1.2))
        at = -where.height() + (where.height() - where.x() + where.y()) % PITCH
        while at < where.width():
            left, top = where.x() + at, where.y()
            painter.drawLine(QLineF(left, top, left + where.height(), where.bottom()))
            at += PITCH
    finally:
        painter.restore()
