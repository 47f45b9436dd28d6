"""Cells with numbers in real pixels: a few calls to Qt for a whole grid."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap

from cnnviz.scene.marks import Grid
from cnnviz.views.atlas import atlas
from cnnviz.views.cell_colours import CellColours
from cnnviz.views.cell_shapes import bands, empty_cells, round_corners
from cnnviz.views.colours import EMPTY
from cnnviz.views.fonts import mono_font
from cnnviz.views.grid_content import GridContent
from cnnviz.views.hatch import overlay, tile
from cnnviz.views.number_size import LEGIBLE, number_size
from cnnviz.views.numerals import Numerals
from cnnviz.views.pixels import Pixels, edges, image_of
from cnnviz.views.stamps import Stamps
from cnnviz.views.theme import Theme

N = TypeVar("N", bound=np.generic)

ROUNDED = 22
"""Cells from this many logical pixels on have round corners and a broader gap."""
RADIUS = 3.0
LEADING = 0.3
"""From number to number in a cell of a colour image, in sides of the cell."""


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
        width, height = self.where.width(), self.where.height()
        self.x = edges(self.where.x(), width, grid.columns)
        self.y = edges(self.where.y(), height, grid.rows)
        side = min(width / grid.columns, height / grid.rows)
        self.side = side
        rounded = side >= ROUNDED * pixels.ratio
        self.gap = pixels.length(2 if side >= 24 * pixels.ratio else 1)
        self.radius = RADIUS * pixels.ratio * min(1, side / (32 * pixels.ratio)) if rounded else 0
        self._ground = np.empty((height, width), np.uint32)
        self._columns, self._rows = self._shares(self.x), self._shares(self.y)
        r, g, b = theme.rgb("window")
        self._lines = np.full((grid.rows + 1, width), 0xFF000000 | r << 16 | g << 8 | b, np.uint32)
        self._wide = np.full((grid.rows, grid.columns + 1), self._lines[0, 0])
        self._corners = round_corners(self) if rounded else None
        self._empties: tuple[object, Stamps, QPixmap] | None = None
        self._numbers: tuple[Numerals, CellColours, Stamps] | None = None
        self._stripes: tuple[object, QImage] | None = None
        # Where numbers are centred: those of a colour image one below the other.
        count = self.channels = len(grid.values) if grid.values.ndim == 3 else 1
        lower = (np.arange(count) - (count - 1) / 2) * LEADING * side
        middles = (self.y[:-1] + self.y[1:]) / 2 + lower[:, None]
        self._cx = np.tile((self.x[:-1] + self.x[1:]) / 2, count * grid.rows)
        self._cy = np.repeat(middles, grid.columns)

    def paint(self, painter: QPainter, content: GridContent) -> None:
        """Paint all cells; the painter paints in real pixels.

        Parameters
        ----------
        painter : QPainter
            Of an image or a widget.
        content : GridContent
            Of the grid.
        """
        grid, cells = content.grid, content.cells
        self._paint_ground(painter, cells)
        self._hatch(painter, grid)
        if self._corners is not None:
            self._corners[0].paint(painter, self._corners[1])
        self._paint_numbers(painter, content)
        empty = cells.states == EMPTY
        if empty.any():
            self._paint_empties(painter, grid, empty)
        if grid.asked is not None and 0 <= grid.asked < empty.size:
            self._ask(painter, *divmod(grid.asked, grid.columns))

    def cell(self, row: int, column: int) -> QRect:
        """Give a cell without its gap, in real pixels."""
        before = self.gap // 2
        after = self.gap - before
        left, top = int(self.x[column]) + before, int(self.y[row]) + before
        right, bottom = int(self.x[column + 1]) - after, int(self.y[row + 1]) - after
        return QRect(left, top, right - left + (after - before), bottom - top + (after - before))

    def _shares(self, edge: NDArray[np.intp]) -> NDArray[np.intp]:
        """Say of each real pixel along one axis which cell it shows; gaps come last."""
        count = len(edge) - 1
        share = np.repeat(np.arange(count), np.diff(edge))
        before = self.gap // 2
        for first in (edge - edge[0] - before).tolist():
            share[max(0, first) : max(0, first + self.gap)] = count
        return share

    def _paint_ground(self, painter: QPainter, cells: CellColours) -> None:
        """Spread the colours over columns, then the lines over rows: copies, no blending."""
        self._wide[:, :-1] = cells.colours
        np.take(self._wide, self._columns, axis=1, out=self._lines[:-1], mode="clip")
        np.take(self._lines, self._rows, axis=0, out=self._ground, mode="clip")
        painter.drawImage(self.where.topLeft(), image_of(self._ground))

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
        key = (
            grid.revealed,
            grid.asked,
            empty.shape,
            None if grid.hidden is None else empty.tobytes(),
        )
        if self._empties is None or self._empties[0] != key:
            picture = empty_cells(self) if self._empties is None else self._empties[2]
            wide, tall = int(np.diff(self.x).max()), int(np.diff(self.y).max())
            row, column = np.nonzero(empty)
            narrow = (np.diff(self.x) < wide)[column]
            low = (np.diff(self.y) < tall)[row]
            stamps = Stamps()
            stamps.place(
                self.x[column], self.y[row], narrow * wide, low * tall, wide - narrow, tall - low
            )
            self._empties = key, stamps, picture
        self._empties[1].paint(painter, self._empties[2])

    def _size(self, longest: int) -> int:
        """Choose the height of the numbers in real pixels."""
        width = float(np.diff(self.x).min()) - self.gap
        size = number_size(self.side, width, longest, self.channels, self.pixels.ratio)
        return max(5, round(size))

    def _paint_numbers(self, painter: QPainter, content: GridContent) -> None:
        cells, px, short = content.cells, self._size(content.longest), False
        if px < LEGIBLE * self.pixels.ratio:
            px, short = self._size(content.longest_short), True
        numbers = content.short_numbers if short else content.numbers
        glyphs = atlas(px, cells.inks)
        if self._numbers is None or self._numbers[:2] != (numbers, cells):
            stamps = Stamps() if self._numbers is None else self._numbers[2]
            empty = cells.states == EMPTY
            shown = numbers.only(~self._each(empty)) if empty.any() else numbers
            glyphs.place(stamps, shown, self._cx, self._cy, self._each(cells.text))
            self._numbers = numbers, cells, stamps
        self._numbers[2].paint(painter, glyphs.pixmap)

    def _each(self, cells: NDArray[N]) -> NDArray[N]:
        """Give to every number what its cell has."""
        return np.tile(cells.reshape(-1), self.channels)

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
