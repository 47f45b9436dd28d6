"""Many maps of one size, drawn as pixels by one item."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from cnnviz.scene.marks import Mosaic, Spot
from cnnviz.views.item import MarkItem, around
from cnnviz.views.outline_item import frame
from cnnviz.views.pixels import entered, pixels_of, reached
from cnnviz.views.value_image import value_image


class MosaicItem(MarkItem[Mosaic]):
    """Draws a `Mosaic`: all maps are one image, stamped part by part."""

    _image: QImage | None = None
    _kept: NDArray[np.uint8] | None = None

    def changed(self, before: Mosaic | None) -> None:
        """Forget the image unless values and scales are the same."""
        now = self.mark
        if (
            before is None
            or now is None
            or before.values is not now.values
            or (before.scale, before.each) != (now.scale, now.each)
        ):
            self._image = None

    def bounds(self, mark: Mosaic) -> QRectF:
        return around(mark.boxes, 4)

    def spot(self, x: float, y: float) -> Spot | None:
        """Give the map under a point: its number is the column."""
        if self.mark is None or not self.mark.hot:
            return None
        for number, box in enumerate(self.mark.boxes):
            if box.x <= x < box.right and box.y <= y < box.bottom:
                return Spot(self.mark.key, 0, number)
        return None

    def draw(self, painter: QPainter, mark: Mosaic, exposed: QRectF | None) -> None:
        if mark.values.size == 0:
            return
        maps, height, width = mark.values.shape
        if self._image is None:
            self._image = self._stacked(mark)
        pixels = pixels_of(painter)
        with entered(painter):
            for number, box in enumerate(mark.boxes[:maps]):
                if not reached(box):
                    continue
                where = pixels.rect(box)
                painter.setRenderHint(
                    QPainter.RenderHint.SmoothPixmapTransform, where.width() < width
                )
                painter.drawImage(where, self._image, QRect(0, number * height, width, height))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            if mark.selected is not None and 0 <= mark.selected < min(maps, len(mark.boxes)):
                by = pixels.length(3)
                outer = pixels.rect(mark.boxes[mark.selected]).adjusted(-by, -by, by, by)
                colour = self.style.theme.colour("accent")
                frame(painter, outer, pixels.length(2), 3 * pixels.ratio, colour, False)

    def _stacked(self, mark: Mosaic) -> QImage:
        """Draw the maps one below the other, on one scale or each on its own."""
        maps, height, width = mark.values.shape
        if not mark.each:
            values = np.ascontiguousarray(mark.values).reshape(maps * height, width)
            return value_image(values, mark.scale, self.style.theme)
        image = QImage(width, maps * height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        for number, (values, scale) in enumerate(zip(mark.values, mark.each, strict=True)):
            painter.drawImage(0, number * height, value_image(values, scale, self.style.theme))
        painter.end()
        return image
