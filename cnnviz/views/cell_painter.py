"""Cells with numbers in real pixels: a few calls to Qt for a whole grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from cnnviz.scene.marks import Grid
from cnnviz.views.atlas import Stamps, atlas
from cnnviz.views.cells import Cells
from cnnviz.views.colours import EMPTY
from cnnviz.views.fonts import mono_font
from cnnviz.views.hatch import overlay, tile
from cnnviz.views.numerals import Numerals
from cnnviz.views.pixels import Pixels, edges, image_of
from cnnviz.views.theme import Theme

ROUNDED = 16
"""Cells from this many logical pixels on have round corners and a broader gap."""
RADIUS = 3.0


def number_size(side: float, width: float, longest: int) -> float:
    """Choose the height of the numbers, in the pixels that the arguments are in.

    Parameters
    ----------
    side : float
        Smaller side of a cell.
    width : float
        Width of a cell.
    longest : int
        Glyphs of the longest number.
    """
    return min(0.41 * side, 0.86 * width / (0.6 * max(longest, 1)))


class CellPainter:
    """Paints the cells of one grid at one place.

    Parameters
    ----------
    grid : Grid
        Gives the box; its number of cells stays.
    pixels : Pixels
        Where logical pixels are.
    theme : Theme
        In which colours.
    """

    def __init__(self, grid: Grid, pixels: Pixels, theme: Theme) -> None:
        self.theme, self.pixels, self.box = theme, pixels, grid.box
        self.where = pixels.rect(grid.box)
        left, top, width, height = self.where.getRect()
        self.x, self.y = edges(left, width, grid.columns), edges(top, height, grid.rows)
        side = min(width / grid.columns, height / grid.rows)
        self.side = side
        rounded = side >= ROUNDED * pixels.ratio
        self.gap = pixels.length(2 if side >= 24 * pixels.ratio else 1)
        self.radius = RADIUS * pixels.ratio * min(1, side / (32 * pixels.ratio)) if rounded else 0
        self._gaps = self._gap_rects()
        self._corners = self._corner_stamps() if rounded else None
        self._empties: tuple[object, Stamps] | None = None
        self._numbers: tuple[object, object, Stamps] | None = None
        self._stripes: tuple[object, object] | None = None
        rows, columns = grid.rows, grid.columns
        self._cx = np.tile((self.x[:-1] + self.x[1:]) / 2, rows)
        self._cy = np.repeat((self.y[:-1] + self.y[1:]) / 2, columns)

    def paint(self, painter: QPainter, grid: Grid, cells: Cells, numbers: Numerals | None) -> None:
        """Paint all cells; the painter paints in real pixels.

        Parameters
        ----------
        painter : QPainter
            Of an image or a widget.
        grid : Grid
            Padding, hatching and the asked cell.
        cells : Cells
            Colours and states.
        numbers : Numerals or None
            What stands in the cells.
        """
        painter.drawImage(self.where, image_of(cells.colours))
        self._hatch(painter, grid)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("window"))
        painter.drawRects(*self._gaps.drawargs())
        if self._corners is not None:
            self._corners.paint(painter)
        empty = cells.states == EMPTY
        if empty.any():
            self._paint_empties(painter, grid, empty)
        if numbers is not None:
            self._paint_numbers(painter, cells, numbers)
        if grid.asked is not None and 0 <= grid.asked < empty.size:
            self._ask(painter, *divmod(grid.asked, grid.columns))

    def cell(self, row: int, column: int) -> QRect:
        """Give a cell without its gap, in real pixels."""
        before = self.gap // 2
        after = self.gap - before
        left, top = int(self.x[column]) + before, int(self.y[row]) + before
        right, bottom = int(self.x[column + 1]) - after, int(self.y[row + 1]) - after
        return QRect(left, top, right - left + (after - before), bottom - top + (after - before))

    def _gap_rects(self) -> PrimitiveArray:
        left, top, width, height = self.where.getRect()
        before = self.gap // 2
        upright, level = len(self.x), len(self.y)
        rects = PrimitiveArray(QRectF, 4)
        rects.resize(upright + level)
        table = rects.ndarray()
        table[:upright, 0] = np.clip(self.x - before, left, left + width)
        table[:upright, 2] = np.clip(self.x - before + self.gap, left, left + width)
        table[:upright, 2] -= table[:upright, 0]
        table[:upright, 1], table[:upright, 3] = top, height
        table[upright:, 1] = np.clip(self.y - before, top, top + height)
        table[upright:, 3] = np.clip(self.y - before + self.gap, top, top + height)
        table[upright:, 3] -= table[upright:, 1]
        table[upright:, 0], table[upright:, 2] = left, width
        return rects

    def _corner_stamps(self) -> Stamps:
        """Round corners: at each crossing of gaps a cross with hollow corners."""
        before, reach = self.gap // 2, int(np.ceil(self.radius))
        half = before + reach
        side = 2 * reach + self.gap
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        cross = QPainterPath()
        cross.addRect(QRectF(0, 0, side, side))
        for left in (-100, reach + self.gap):
            for top in (-100, reach + self.gap):
                hole = QPainterPath()
                size = reach + 100
                hole.addRoundedRect(QRectF(left, top, size, size), self.radius, self.radius)
                cross = cross.subtracted(hole)
        painter.fillPath(cross, self.theme.colour("window"))
        painter.end()
        stamps = Stamps(picture)
        x, y = np.meshgrid(self.x - half, self.y - half)
        stamps.place(x.ravel(), y.ravel(), 0, 0, side, side)
        return stamps

    def _hatch(self, painter: QPainter, grid: Grid) -> None:
        ratio = self.pixels.ratio
        for band in bands(grid, self.x, self.y):
            stripes = tile(self.theme.hatch, ratio)
            offset = band.topLeft() - self.where.topLeft()
            painter.drawTiledPixmap(band, stripes, QPoint(offset.x(), offset.y()))
        if grid.hatched is not None:
            if self._stripes is None or self._stripes[0] is not grid.hatched:
                image = overlay(grid.hatched, self.x, self.y, self.theme.faint, ratio)
                self._stripes = grid.hatched, image
            painter.drawImage(self.where.topLeft(), self._stripes[1])

    def _paint_empties(self, painter: QPainter, grid: Grid, empty: NDArray[np.bool_]) -> None:
        key = (grid.revealed, grid.asked, empty.shape)
        if self._empties is None or self._empties[0] != key:
            stamps = self._empty_stamps() if self._empties is None else self._empties[1]
            wide, tall = int(np.diff(self.x).max()), int(np.diff(self.y).max())
            row, column = np.nonzero(empty)
            narrow = (np.diff(self.x) < wide)[column]
            low = (np.diff(self.y) < tall)[row]
            stamps.place(
                self.x[column], self.y[row], narrow * wide, low * tall, wide - narrow, tall - low
            )
            self._empties = key, stamps
        self._empties[1].paint(painter)

    def _empty_stamps(self) -> Stamps:
        """An outlined cell with a dot, in the four sizes that rounding makes."""
        wide, tall = int(np.diff(self.x).max()), int(np.diff(self.y).max())
        picture = QPixmap(2 * wide, 2 * tall)
        picture.fill(self.theme.colour("window"))
        painter = QPainter(picture)
        before = self.gap // 2
        for column in (0, 1):
            for row in (0, 1):
                width, height = wide - column, tall - row
                inner = QRectF(column * wide + before, row * tall + before,
                               width - self.gap, height - self.gap)  # fmt: skip
                line = self.pixels.length(1)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                painter.setPen(QPen(self.theme.colour("grid"), line))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inner = inner.adjusted(line / 2, line / 2, -line / 2, -line / 2)
                painter.drawRoundedRect(inner, self.radius, self.radius)
                dot = max(1, round(self.side / 16))
                left = column * wide + (width - dot) // 2
                top = row * tall + (height - dot) // 2
                painter.fillRect(left, top, dot, dot, self.theme.colour("faint"))
        painter.end()
        return Stamps(picture)

    def _paint_numbers(self, painter: QPainter, cells: Cells, numbers: Numerals) -> None:
        width = float(np.diff(self.x).min()) - self.gap
        size = number_size(self.side, width, numbers.longest)
        size = min(size, (10 + 0.14 * self.side / self.pixels.ratio) * self.pixels.ratio)
        glyphs = atlas(max(5, round(size)), cells.inks)
        if self._numbers is None:
            stamps = Stamps(glyphs.pixmap)
        else:
            known, states, stamps = self._numbers
            if known is numbers and states is cells:
                stamps.paint(painter)
                return
        stamps.pixmap = glyphs.pixmap
        shown = numbers
        empty = (cells.states == EMPTY).reshape(-1)
        if empty.any():
            kept = ~empty[numbers.cell]
            shown = Numerals(
                numbers.cell[kept], numbers.slot[kept], numbers.glyph[kept], numbers.length
            )
        glyphs.place(stamps, shown, self._cx, self._cy, cells.text.reshape(-1))
        self._numbers = numbers, cells, stamps
        stamps.paint(painter)

    def _ask(self, painter: QPainter, row: int, column: int) -> None:
        where = QRectF(self.cell(row, column))
        colour = self.theme.colour("write")
        line = self.pixels.length(1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(colour, line))
        painter.setBrush(self.theme.colour("raised"))
        inner = where.adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.drawRoundedRect(inner, self.radius, self.radius)
        painter.setFont(mono_font(0.58 * self.side, bold=True))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, "?")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def bands(grid: Grid, x: NDArray[np.intp], y: NDArray[np.intp]) -> list[QRect]:
    """Give the rectangles that padding fills, in real pixels.

    Parameters
    ----------
    grid : Grid
        Says how many rows and columns are padding.
    x, y : ndarray of int
        Edges of the cells.
    """
    top, right, bottom, left = grid.pad
    rows, columns = grid.rows, grid.columns
    parts = (
        (0, top, 0, columns),
        (rows - bottom, rows, 0, columns),
        (top, rows - bottom, 0, left),
        (top, rows - bottom, columns - right, columns),
    )
    found = []
    for first, last, start, end in parts:
        if last > first and end > start:
            width, height = int(x[end] - x[start]), int(y[last] - y[first])
            found.append(QRect(int(x[start]), int(y[first]), width, height))
    return found
