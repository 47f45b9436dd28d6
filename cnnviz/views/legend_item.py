"""A colour scale with its numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from cnnviz.scene.marks import Legend
from cnnviz.scene.scales import ends
from cnnviz.trace import Span
from cnnviz.views.colours import HIGHEST, LOWEST, NORMAL, tables
from cnnviz.views.item import MarkItem
from cnnviz.views.pixels import Pixels, entered, image_of, pixels_of
from cnnviz.views.text import TextRun, Typeface, baseline, lay_out, paint_line, width_of

GAP = 7.0
"""Between bar and numbers, in logical pixels."""
SIGNS = ("−", "0", "+")
"""What stands below, in and above the middle of a signed scale without its numbers."""


class LegendItem(MarkItem[Legend]):
    """Draws a `Legend`: low number, bar with a notch at its middle, high number."""

    _parts: tuple[tuple[TextRun, ...], ...] | None = None
    _typeface: Typeface

    def changed(self, before: Legend | None) -> None:
        self._parts = None

    def bounds(self, mark: Legend) -> QRectF:
        low, _, high = self._laid_out(mark)
        tall = max(mark.box.h, 2 * mark.size)
        left = mark.box.x - GAP - width_of(low) - 2
        right = mark.box.right + GAP + width_of(high) + 2
        return QRectF(left, mark.box.cy - tall / 2 - 1, right - left, tall + 2)

    def draw(self, painter: QPainter, mark: Legend, exposed: QRectF | None) -> None:
        low, middle, high = self._laid_out(mark)
        theme = self.style.theme
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
        paint_line(painter, low, round(left), base, self._typeface, self.style)
        paint_line(painter, high, round(mark.box.right + GAP), base, self._typeface, self.style)
        if mark.box.h >= mark.size:
            at = mark.box.cx - width_of(middle) / 2
            paint_line(painter, middle, round(at), base, self._typeface, self.style)

    def _notch(self, painter: QPainter, where: QRectF, pixels: Pixels) -> None:
        """Mark the middle, and on a plain ground the ends of the bar."""
        thick, long = pixels.length(1), pixels.length(3)
        middle, colour = round(where.center().x()), self.style.theme.colour("muted")
        painter.fillRect(QRectF(middle, where.top() - long, thick, long), colour)
        painter.fillRect(QRectF(middle, where.bottom(), thick, long), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self.style.theme.colour("border"), thick))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half, radius = thick / 2, 2 * pixels.ratio
        painter.drawRoundedRect(where.adjusted(half, half, -half, -half), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _laid_out(self, mark: Legend) -> tuple[tuple[TextRun, ...], ...]:
        if self._parts is None:
            self._typeface = Typeface.of(mark.size, mono=True)
            low, middle, high = SIGNS if mark.signs else ends(mark.scale)
            lines = (Span(low, "muted"),), (Span(middle, "text"),), (Span(high, "muted"),)
            self._parts = tuple(lay_out(line, self._typeface, self.style) for line in lines)
        return self._parts
