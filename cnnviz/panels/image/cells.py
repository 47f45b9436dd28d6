"""The cells of the pad: where they are on the widget, and the mark that shows them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from cnnviz.ink.strokes import CellBox
from cnnviz.scene.marks import Box, Grid, Scale
from cnnviz.trace import FloatArray
from cnnviz.views.number_size import places_that_fit, size_in_cell
from cnnviz.views.theme import Theme

LARGEST_CELL = 96
NUMBERED = 16
"""Cells a side up to which numbers are written into them."""
SMALLEST_SIDE, SMALLEST_NUMBER = 18, 7
"""Logical pixels that a cell and its number have at the least."""
GAPPED = 7
"""Pixels a cell needs for a gap beside it to be drawn."""


def whole_pixels(side: float, ratio: float) -> float:
    """Round the side of a cell down to whole real pixels, where it has two or more."""
    real = side * ratio
    return float(np.floor(real) / ratio) if real >= 2 else side


class Cells:
    """One image as cells.

    Attributes
    ----------
    pixels : ndarray, shape (C, H, W)
        The image.
    scale : Scale
        How values become colours.
    box : QRectF
        Where it lies on the widget, in logical pixels.
    side : float
        Of a cell, in logical pixels.
    """

    def __init__(self) -> None:
        self.show(np.zeros((1, 1, 1), np.float32), Scale("ink", 0.0, 1.0))
        self.box = QRectF()
        self.side = 1.0

    @property
    def rows(self) -> int:
        """Cells from top to bottom."""
        return self.pixels.shape[1]

    @property
    def columns(self) -> int:
        """Cells from left to right."""
        return self.pixels.shape[2]

    def show(self, pixels: FloatArray, scale: Scale) -> None:
        """Take another image."""
        self.pixels, self.scale = pixels, scale
        self._values = pixels if len(pixels) == 3 else pixels[0]

    def place(self, room: QRect, ratio: float, largest: float | None = None) -> None:
        """Choose the size of a cell, whole real pixels where there is room, and place them.

        Parameters
        ----------
        room : QRect
            Where they may lie, in logical pixels.
        ratio : float
            Real pixels for each logical one.
        largest : float or None
            Side of a cell beside a map with cells of that size: they begin at the top left,
            as the map begins at the top. None centres them.
        """
        most = float(LARGEST_CELL) if largest is None else largest
        side = min(room.width() / self.columns, room.height() / self.rows, most)
        side = whole_pixels(side, ratio)
        width, height = side * self.columns, side * self.rows
        part = 0.5 if largest is None else 0.0
        left = round((room.left() + (room.width() - width) * part) * ratio) / ratio
        top = round((room.top() + (room.height() - height) * part) * ratio) / ratio
        self.side, self.box = float(side), QRectF(left, top, width, height)

    def at(self, where: QPointF) -> tuple[float, float]:
        """Give row and column of a point, in cells; it may lie outside."""
        return (
            (where.y() - self.box.top()) / self.side,
            (where.x() - self.box.left()) / self.side,
        )

    def rect(self, region: CellBox) -> QRectF:
        """Give the box of some cells, in logical pixels."""
        return QRectF(
            self.box.left() + region.left * self.side,
            self.box.top() + region.top * self.side,
            (region.right - region.left) * self.side,
            (region.bottom - region.top) * self.side,
        )

    def grid(self, numbers: bool) -> Grid:
        """Give the mark that shows them, with numbers if they are wanted and can be read."""
        places = None
        if numbers and max(self.rows, self.columns) <= NUMBERED and self.side >= SMALLEST_SIDE:
            fitting = places_that_fit(self._values, self.side)
            if size_in_cell(self._values, fitting, self.side) >= SMALLEST_NUMBER:
                places = fitting
        box = Box(self.box.x(), self.box.y(), self.box.width(), self.box.height())
        return Grid("image", box, self._values, self.scale, places)

    def paint_gaps(self, painter: QPainter, clip: QRect, theme: Theme) -> None:
        """Paint the lines between cells without numbers, as far as a clip reaches."""
        if self.side < GAPPED:
            return
        whole = self.box & QRectF(clip)
        width, ground = 2.0 if self.side >= 24 else 1.0, theme.colour("grid")
        (top, left), (bottom, right) = self.at(whole.topLeft()), self.at(whole.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for column in range(round(left), round(right) + 1):
            x = self.box.left() + column * self.side - width / 2
            painter.fillRect(QRectF(x, whole.top(), width, whole.height()), ground)
        for row in range(round(top), round(bottom) + 1):
            y = self.box.top() + row * self.side - width / 2
            painter.fillRect(QRectF(whole.left(), y, whole.width(), width), ground)
