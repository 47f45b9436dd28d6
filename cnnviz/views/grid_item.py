"""A matrix as coloured cells, with or without its numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cnnviz.scene.marks import Grid, Spot
from cnnviz.views.cell_painter import CellPainter
from cnnviz.views.grid_content import GridContent
from cnnviz.views.item import MarkItem, around, rect
from cnnviz.views.pixel_painter import PixelPainter
from cnnviz.views.pixels import Pixels, entered, is_raster, pixels_of
from cnnviz.views.shape_cells import paint_shapes
from cnnviz.views.value_image import value_image

LARGEST = 1 << 26
"""Real pixels of a grid; a larger one cannot be meant, and is not drawn."""


class GridItem(MarkItem[Grid]):
    """Draws a `Grid`.

    What follows from the values is kept while they stay; what follows from the
    place is kept while that stays. A grid that has changed is painted straight to
    the screen; when only a part of it must be painted again, because something
    moved over it, that part comes from a kept picture.
    """

    _content: GridContent | None = None
    _image: QImage | None = None
    _painter: CellPainter | PixelPainter | None = None
    _kept: QImage | None = None
    _new = True

    def bounds(self, mark: Grid) -> QRectF:
        return rect(mark.box, 1)

    def spot(self, x: float, y: float) -> Spot | None:
        mark = self.mark
        if mark is None or not mark.hot or not mark.values.size:
            return None
        box = mark.box
        if not (box.x <= x < box.right and box.y <= y < box.bottom):
            return None
        column = int((x - box.x) / box.w * mark.columns // 1)
        row = int((y - box.y) / box.h * mark.rows // 1)
        if 0 <= row < mark.rows and 0 <= column < mark.columns:
            return Spot(mark.key, row, column)
        return None

    def changed(self, before: Grid | None) -> None:
        now = self.mark
        self._kept, self._new = None, True
        if before is None or now is None:
            self._content = self._image = self._painter = None
            return
        self._content = GridContent(now, self.style.theme, self._content)
        if before.values is not now.values or before.scale != now.scale:
            self._image = None
        if (
            before.box != now.box
            or before.values.shape != now.values.shape
            or (before.places is None) != (now.places is None)
        ):
            self._painter = None

    def patch(self, mark: Grid, rows: slice, columns: slice) -> QRectF:
        """Show other values in some cells, at a cost that depends on these cells alone.

        Parameters
        ----------
        mark : Grid
            Differs from the one shown in the values of these cells only; its array may be
            the same one, changed in place.
        rows, columns : slice
            The cells.

        Returns
        -------
        QRectF
            What must be painted again, in logical pixels.
        """
        assert self.mark is not None
        numbered = mark.places is not None
        longest = self._known(self.mark).longest if numbered else 0
        resized = mark.places != self.mark.places
        self.mark = mark
        self._content = self._kept = None
        self._new = True
        if self._image is not None:
            part = value_image(mark.values[..., rows, columns], mark.scale, self.style.theme)
            painter = QPainter(self._image)
            painter.drawImage(columns.start, rows.start, part)
            painter.end()
            if isinstance(self._painter, PixelPainter):
                self._painter.patch(self._image, rows, columns)
        if resized or (numbered and longest != self._known(mark).longest):
            return self._bounds  # every number gets another size
        first = mark.cell(rows.start, columns.start)
        last = mark.cell(rows.stop - 1, columns.stop - 1)
        return around((first, last), 1)

    def draw(self, painter: QPainter, mark: Grid, exposed: QRectF | None) -> None:
        """Paint the cells, or the part of them that is exposed."""
        where = pixels_of(painter).rect(mark.box)
        if not mark.values.size or where.isEmpty() or where.width() * where.height() > LARGEST:
            return
        if not is_raster(painter):
            self._draw_shapes(painter, mark)
            return
        pixels = pixels_of(painter)
        with entered(painter):
            if mark.places is None:
                self._draw_pixels(painter, mark, pixels)
            elif self._new or exposed is None or exposed.contains(rect(mark.box)):
                self._draw_cells(painter, mark, pixels)
            else:
                self._draw_part(painter, mark, pixels, exposed)

    def _draw_pixels(self, painter: QPainter, mark: Grid, pixels: Pixels) -> None:
        if self._image is None:
            self._image = value_image(mark.values, mark.scale, self.style.theme)
        if not isinstance(self._painter, PixelPainter) or self._painter.pixels != pixels:
            self._painter = PixelPainter(mark, pixels, self.style.theme)
        self._painter.paint(painter, mark, self._image)

    def _draw_cells(self, painter: QPainter, mark: Grid, pixels: Pixels) -> None:
        if not isinstance(self._painter, CellPainter) or self._painter.pixels != pixels:
            self._painter = CellPainter(mark, pixels, self.style.theme)
            self._kept = None
        self._painter.paint(painter, self._known(mark))
        self._new = False

    def _draw_part(self, painter: QPainter, mark: Grid, pixels: Pixels, exposed: QRectF) -> None:
        where = pixels.rect(mark.box)
        if self._kept is None or getattr(self._painter, "pixels", None) != pixels:
            self._kept = QImage(where.size(), QImage.Format.Format_RGB32)
            self._kept.fill(self.style.theme.colour("window"))
            inner = QPainter(self._kept)
            inner.translate(-where.left(), -where.top())
            picture = self._kept
            self._draw_cells(inner, mark, pixels)
            self._kept = picture
            inner.end()
        ratio = pixels.ratio
        part = QRectF(
            exposed.x() * ratio + pixels.dx,
            exposed.y() * ratio + pixels.dy,
            exposed.width() * ratio,
            exposed.height() * ratio,
        ).toAlignedRect()
        part &= where
        painter.drawImage(part.topLeft(), self._kept, part.translated(-where.topLeft()))

    def _draw_shapes(self, painter: QPainter, mark: Grid) -> None:
        if mark.places is None:
            if self._image is None:
                self._image = value_image(mark.values, mark.scale, self.style.theme)
            PixelPainter(mark, Pixels(), self.style.theme).paint(painter, mark, self._image)
            return
        paint_shapes(painter, self._known(mark))

    def _known(self, mark: Grid) -> GridContent:
        if self._content is None:
            self._content = GridContent(mark, self.style.theme)
        return self._content
