"""A large map as one image without gaps, its padding and unwritten part laid over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnviz.scene.marks import Grid
from cnnviz.views.cell_shapes import bands
from cnnviz.views.hatch import overlay, tile
from cnnviz.views.item import faded
from cnnviz.views.pixels import Pixels, edges
from cnnviz.views.theme import Theme

VEIL, DIM = 0.7, 0.4
"""How much of the ground shows through padding; and through dimmed cells, which stay a picture."""


class PixelPainter:
    """Paints one large map at one place.

    Parameters
    ----------
    grid : Grid
        Gives the box.
    pixels : Pixels
        Where logical pixels are.
    theme : Theme
        In which colours.
    """

    def __init__(self, grid: Grid, pixels: Pixels, theme: Theme) -> None:
        self.theme, self.pixels, self.box = theme, pixels, grid.box
        self.where = pixels.rect(grid.box)
        self.x = edges(self.where.x(), self.where.width(), grid.columns)
        self.y = edges(self.where.y(), self.where.height(), grid.rows)
        self._shrunk: tuple[QImage, QImage] | None = None
        self._stripes: tuple[object, QImage] | None = None
        self._veil: tuple[object, QImage] | None = None

    def paint(self, painter: QPainter, grid: Grid, image: QImage) -> None:
        """Paint the map; the painter paints in real pixels.

        Parameters
        ----------
        painter : QPainter
            Of an image or a widget.
        grid : Grid
            Padding, hatching, how much is revealed.
        image : QImage
            One pixel for each value.
        """
        painter.drawImage(self.where, self._fitted(image))
        window = self.theme.colour("window")
        if grid.dimmed is not None:
            painter.drawImage(self.where, self._veiled(grid.dimmed))
        for band in bands(grid, self.x, self.y):
            painter.fillRect(band, faded(window, VEIL))
            offset = band.topLeft() - self.where.topLeft()
            stripes = tile(self.theme.hatch, self.pixels.ratio)
            painter.drawTiledPixmap(band, stripes, QPoint(offset.x(), offset.y()))
        if grid.hatched is not None:
            if self._stripes is None or self._stripes[0] is not grid.hatched:
                strong = overlay(grid.hatched, self.x, self.y, self.theme.faint, self.pixels.ratio)
                self._stripes = grid.hatched, strong
            painter.drawImage(self.where.topLeft(), self._stripes[1])
        if grid.revealed is not None and grid.revealed < grid.rows * grid.columns:
            self._cover(painter, grid)
        if grid.hidden is not None:
            painter.drawImage(self.where, masked(grid.hidden, window))
        if grid.asked is not None and 0 <= grid.asked < grid.rows * grid.columns:
            row, column = divmod(grid.asked, grid.columns)
            painter.fillRect(self._part(row, row + 1, column, column + 1), window)

    def patch(self, image: QImage, rows: slice, columns: slice) -> None:
        """Take over some cells of an image that has been changed in place."""
        if self._shrunk is None or self._shrunk[0] is not image:
            return
        small = self._shrunk[1]
        across, down = small.width() / image.width(), small.height() / image.height()
        left, right = int(columns.start * across) - 1, int(columns.stop * across) + 2
        top, bottom = int(rows.start * down) - 1, int(rows.stop * down) + 2
        place = QRect(left, top, right - left, bottom - top) & small.rect()
        source = QRectF(
            place.x() / across, place.y() / down, place.width() / across, place.height() / down
        )
        painter = QPainter(small)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(QRectF(place), image, source)
        painter.end()

    def _fitted(self, image: QImage) -> QImage:
        """Shrink an image smoothly, once; a larger or equal place takes it as it is."""
        if image.width() <= self.where.width() and image.height() <= self.where.height():
            return image
        if self._shrunk is None or self._shrunk[0] is not image:
            small = image.scaled(
                self.where.size(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._shrunk = image, small.convertToFormat(QImage.Format.Format_RGB32)
        return self._shrunk[1]

    def _veiled(self, mask: NDArray[np.bool_]) -> QImage:
        if self._veil is None or self._veil[0] is not mask:
            self._veil = mask, masked(mask, faded(self.theme.colour("window"), DIM))
        return self._veil[1]

    def _part(self, first: int, last: int, start: int, end: int) -> QRect:
        x, y = self.x, self.y
        left, top = int(x[start]), int(y[first])
        return QRect(left, top, int(x[end]) - left, int(y[last]) - top)

    def _cover(self, painter: QPainter, grid: Grid) -> None:
        """Cover what is not written yet."""
        row, column = divmod(max(0, grid.revealed or 0), grid.columns)
        window = self.theme.colour("window")
        if column:
            painter.fillRect(self._part(row, row + 1, column, grid.columns), window)
            row += 1
        painter.fillRect(self._part(row, grid.rows, 0, grid.columns), window)
        line = self.pixels.length(1)
        painter.setPen(QPen(self.theme.colour("grid"), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.where.adjusted(0, 0, -line, -line))


def masked(mask: NDArray[np.bool_], colour: QColor) -> QImage:
    """Draw a mask: one pixel of a colour for each cell that is set, nothing for the others."""
    alpha = colour.alpha()
    r, g, b = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    veil = np.where(mask, np.uint32(alpha << 24 | r << 16 | g << 8 | b), np.uint32(0))
    height, width = mask.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(np.ascontiguousarray(veil).data, width, height, 4 * width, form).copy()
