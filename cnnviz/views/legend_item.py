"""A colour scale with its numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from cnnviz.scene.marks import Legend, Scale
from cnnviz.trace import Span, places_for, written
from cnnviz.views.colours import HIGHEST, LOWEST, NORMAL, tables
from cnnviz.views.item import MarkItem
from cnnviz.views.pixels import Pixels, entered, image_of, pixels_of
from cnnviz.views.text import Piece, Typeface, baseline, paint_line, set_out, width_of

GAP = 7.0
"""Between bar and numbers, in logical pixels."""
SIGNS = ("−", "0", "+")
"""What stands below, in and above the middle of a signed scale without its numbers."""


class LegendItem(MarkItem[Legend]):
    """Draws a `Legend`: low number, bar with a notch at its middle, high number."""

    _parts: tuple[tuple[Piece, ...], ...] | None = None
    _typeface: Typeface

    def changed(self, before: Legend | None) -> None:
        """Forget the measured numbers."""
        self._parts = None

    def bounds(self, mark: Legend) -> QRectF:
        """Give the rectangle around bar and numbers."""
        low, _, high = self._set_out(mark)
        tall = max(mark.box.h, 2 * mark.size)
        left = mark.box.x - GAP - width_of(low) - 2
        right = mark.box.right + GAP + width_of(high) + 2
        return QRectF(left, mark.box.cy - tall / 2 - 1, right - left, tall + 2)

    def draw(self, painter: QPainter, mark: Legend, exposed: QRectF | None) -> None:
        """Paint bar and numbers."""
        low, middle, high = self._set_out(mark)
        theme = self.look.theme
        table = tables(mark.scale.kind, theme).colours[NORMAL]
        bar = np.ascontiguousarray(table[None, LOWEST : HIGHEST + 1])
        path = QPainterPath()
        pixels = pixels_of(painter)
        with entered(painter):
            where = QRectF(pixels.rect(mark.box))
            path.addRoundedRect(where, 2 * pixels.ratio, 2 * pixels.ratio)
            painter.setClipPath(path)
            painter.drawImage(where, image_of(bar))
            painter.setClipping(False)
            self._notch(painter, where, pixels)
        base = round(baseline(self._typeface, mark.box.cy))
        left = mark.box.x - GAP - width_of(low)
        paint_line(painter, low, round(left), base, self._typeface, self.look)
        paint_line(painter, high, round(mark.box.right + GAP), base, self._typeface, self.look)
        if mark.box.h >= mark.size:
            at = mark.box.cx - width_of(middle) / 2
            paint_line(painter, middle, round(at), base, self._typeface, self.look)

    def _notch(self, painter: QPainter, where: QRectF, pixels: Pixels) -> None:
        """Mark the middle, and on a plain ground the ends of the bar."""
        thick, long = pixels.length(1), pixels.length(3)
        middle, colour = round(where.center().x()), self.look.theme.colour("muted")
        painter.fillRect(QRectF(middle, where.top() - long, thick, long), colour)
        painter.fillRect(QRectF(middle, where.bottom(), thick, long), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self.look.theme.colour("border"), thick))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half, radius = thick / 2, 2 * pixels.ratio
        painter.drawRoundedRect(where.adjusted(half, half, -half, -half), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _set_out(self, mark: Legend) -> tuple[tuple[Piece, ...], ...]:
        if self._parts is None:
            self._typeface = Typeface.of(mark.size, mono=True)
            low, middle, high = SIGNS if mark.signs else ends(mark.scale)
            lines = (Span(low, "muted"),), (Span(middle, "text"),), (Span(high, "muted"),)
            self._parts = tuple(set_out(line, self._typeface, self.look) for line in lines)
        return self._parts


def ends(scale: Scale) -> tuple[str, str, str]:
    """Write the values at the low end, the middle and the high end of a scale."""
    low = -scale.high if scale.kind == "signed" else scale.low
    numbers = np.array([low, (low + scale.high) / 2, scale.high])
    places = places_for(numbers)
    first, second, third = (written(float(number), places) for number in numbers)
    return first, second, third
