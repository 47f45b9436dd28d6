"""The cells of the pad: where they are on the widget, and how they are painted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from cnnviz.document.strokes import Region
from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray, places_for, written
from cnnviz.views.colours import NORMAL, contrast, levels, paint_values, tables
from cnnviz.views.fonts import mono_font
from cnnviz.views.theme import Theme, rgb

LARGEST_CELL = 96
NUMBERED = 16
"""Cells a side up to which numbers are written into them."""
GAPPED = 7
"""Pixels a cell needs for a gap beside it to be drawn."""


class Cells:
    """One image as cells; repaints only the region that changed.

    Attributes
    ----------
    pixels : ndarray, shape (C, H, W)
        The image.
    box : QRectF
        Where it lies on the widget, in logical pixels.
    side : float
        Of a cell, in logical pixels.
    """

    def __init__(self) -> None:
        self.pixels: FloatArray = np.zeros((1, 1, 1), np.float32)
        self.scale = Scale("ink", 0.0, 1.0)
        self.box = QRectF()
        self.side = 1.0
        self._theme: Theme | None = None
        self._colours: NDArray[np.uint32] = np.zeros((1, 1), np.uint32)

    @property
    def rows(self) -> int:
        """Cells from top to bottom."""
        return self.pixels.shape[1]

    @property
    def columns(self) -> int:
        """Cells from left to right."""
        return self.pixels.shape[2]

    @property
    def numbered(self) -> bool:
        """Whether its cells have room for numbers."""
        return max(self.rows, self.columns) <= NUMBERED and self.side >= 18

    def show(self, pixels: FloatArray, scale: Scale, theme: Theme) -> None:
        """Take another image, another scale or another theme."""
        self.pixels, self.scale, self._theme = pixels, scale, theme
        self._colours = np.ascontiguousarray(self._painted(pixels))

    def touch(self, pixels: FloatArray, region: Region) -> None:
        """Take the same image with other values in a region."""
        self.pixels = pixels
        if not region.empty:
            rows, columns = region.slices
            self._colours[rows, columns] = self._painted(pixels[:, rows, columns])

    def place(self, room: QRect, ratio: float) -> None:
        """Choose the size of a cell, whole real pixels where there is room, and centre them."""
        side = min(room.width() / self.columns, room.height() / self.rows, float(LARGEST_CELL))
        real = side * ratio
        if real >= 2:
            side = np.floor(real) / ratio
        width, height = side * self.columns, side * self.rows
        left = round((room.left() + (room.width() - width) / 2) * ratio) / ratio
        top = round((room.top() + (room.height() - height) / 2) * ratio) / ratio
        self.side, self.box = float(side), QRectF(left, top, width, height)

    def at(self, where: QPointF) -> tuple[float, float]:
        """Give row and column of a point, in cells; it may lie outside."""
        return (
            (where.y() - self.box.top()) / self.side,
            (where.x() - self.box.left()) / self.side,
        )

    def rect(self, region: Region) -> QRectF:
        """Give the box of some cells, in logical pixels."""
        return QRectF(
            self.box.left() + region.left * self.side,
            self.box.top() + region.top * self.side,
            (region.right - region.left) * self.side,
            (region.bottom - region.top) * self.side,
        )

    def paint(self, painter: QPainter, clip: QRect, numbers: bool) -> None:
        """Paint the cells that a clip touches, with or without their numbers."""
        assert self._theme is not None
        region = self._within(clip)
        if region.empty:
            return
        rows, columns = region.slices
        colours = np.ascontiguousarray(self._colours[rows, columns])
        height, width = colours.shape
        form = QImage.Format.Format_RGB32
        picture = QImage(colours.data, width, height, 4 * width, form)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.side < 1)
        painter.drawImage(self.rect(region), picture)
        if self.side >= GAPPED:
            self._paint_gaps(painter, region)
        if numbers and self.numbered:
            self._paint_numbers(painter, region)

    def _within(self, clip: QRect) -> Region:
        top, left = self.at(QPointF(clip.left(), clip.top()))
        bottom, right = self.at(QPointF(clip.right() + 1, clip.bottom() + 1))
        return Region(
            max(0, int(np.floor(top))),
            max(0, int(np.floor(left))),
            min(self.rows, int(np.ceil(bottom))),
            min(self.columns, int(np.ceil(right))),
        )

    def _painted(self, pixels: FloatArray) -> NDArray[np.uint32]:
        assert self._theme is not None
        values = pixels if len(pixels) == 3 else pixels[0]
        return paint_values(values, self.scale, self._theme)

    def _paint_gaps(self, painter: QPainter, region: Region) -> None:
        assert self._theme is not None
        width = 2.0 if self.side >= 24 else 1.0
        whole, ground = self.rect(region), self._theme.colour("grid")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for column in range(region.left, region.right + 1):
            x = self.box.left() + column * self.side - width / 2
            painter.fillRect(QRectF(x, whole.top(), width, whole.height()), ground)
        for row in range(region.top, region.bottom + 1):
            y = self.box.top() + row * self.side - width / 2
            painter.fillRect(QRectF(whole.left(), y, whole.width(), width), ground)

    def _paint_numbers(self, painter: QPainter, region: Region) -> None:
        places = places_for(self.pixels)
        shown = [[written(float(v), places) for v in c.ravel()] for c in self.pixels]
        longest = max(len(word) for channel in shown for word in channel)
        channels = len(shown)
        px = min(0.42 * self.side, (self.side - 4) * 0.94 / (0.6 * longest))
        if channels == 3:
            px = min(px, 0.27 * self.side)
        if px < 7:
            return
        font = mono_font(px)
        painter.setFont(font)
        cap = QFontMetricsF(font).capHeight()
        leading = 0.3 * self.side
        inks = self._inks()
        for row in range(region.top, region.bottom):
            for column in range(region.left, region.right):
                painter.setPen(inks[row][column])
                cell = self.rect(Region(row, column, row + 1, column + 1))
                for channel in range(channels):
                    word = shown[channel][row * self.columns + column]
                    middle = cell.center().y() + (channel - (channels - 1) / 2) * leading
                    line = QRectF(cell.left(), middle - px, cell.width(), 2 * px)
                    shift = (QFontMetricsF(font).ascent() - QFontMetricsF(font).descent() - cap) / 2
                    painter.drawText(line.translated(0, -shift), _CENTRE, word)

    def _inks(self) -> list[list[QColor]]:
        assert self._theme is not None
        if len(self.pixels) == 3:
            return [[_readable(int(colour)) for colour in row] for row in self._colours]
        table = tables(self.scale.kind, self._theme)
        colours = [QColor(ink) for ink in table.inks]
        which = table.text[NORMAL].take(levels(self.pixels[0], self.scale))
        return [[colours[ink] for ink in row] for row in which.tolist()]


_CENTRE = Qt.AlignmentFlag.AlignCenter


def _readable(colour: int) -> QColor:
    under = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
    light, dark = rgb("#ffffff"), rgb("#000000")
    return QColor("#ffffff" if contrast(light, under) >= contrast(dark, under) else "#000000")
