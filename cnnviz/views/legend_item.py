"""A colour scale with its numbers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from cnnviz.scene.boxes import Kind
from cnnviz.scene.marks import Legend
from cnnviz.scene.scales import ends
from cnnviz.trace import Span
from cnnviz.views.colours import HIGHEST, LOWEST, NORMAL, ZERO, tables
from cnnviz.views.item import MarkItem
from cnnviz.views.pixels import Pixels, entered, image_of, is_raster, pixels_of
from cnnviz.views.text import TextRun, Typeface, baseline, lay_out, paint_line, width_of
from cnnviz.views.theme import Theme

Shown = tuple[Kind, int]
"""A kind of scale, and the lowest of its levels that the bar shows."""

GAP = 7.0
"""Between bar and numbers, in logical pixels."""
NOTCH = 3
"""Length of the mark at the middle, above and below the bar, in logical pixels."""
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
        shown = mark.scale.kind, _first(mark)
        theme, pixels = self.style.theme, pixels_of(painter)
        with entered(painter):
            where = pixels.rect(mark.box)
            if is_raster(painter):
                picture = _picture(shown, theme, where.width(), where.height(), pixels.ratio)
                painter.drawPixmap(where.x(), where.y() - pixels.length(NOTCH), picture)
            else:
                _paint_bar(painter, where, shown, theme, pixels)
        base = round(baseline(self._typeface, mark.box.cy))
        left = mark.box.x - GAP - width_of(low)
        paint_line(painter, low, round(left), base, self._typeface, self.style)
        paint_line(painter, high, round(mark.box.right + GAP), base, self._typeface, self.style)
        if mark.box.h >= mark.size:
            at = mark.box.cx - width_of(middle) / 2
            paint_line(painter, middle, round(at), base, self._typeface, self.style)

    def _laid_out(self, mark: Legend) -> tuple[tuple[TextRun, ...], ...]:
        if self._parts is None:
            self._typeface = Typeface.of(mark.size, mono=True)
            low, middle, high = SIGNS if mark.signs else ends(mark.scale)
            lines = (Span(low, "muted"),), (Span(middle, "text"),), (Span(high, "muted"),)
            self._parts = tuple(lay_out(line, self._typeface, self.style) for line in lines)
        return self._parts


def _first(mark: Legend) -> int:
    """Give the lowest level on the bar: zero if a signed scale is known to have nothing below."""
    known = mark.scale.kind == "signed" and mark.scale.low >= 0 and not mark.signs
    return ZERO if known else LOWEST


@lru_cache(maxsize=32)
def _picture(shown: Shown, theme: Theme, width: int, height: int, ratio: float) -> QPixmap:
    """Paint the bar once: it stays while the numbers beside it change."""
    pixels = Pixels(ratio)
    picture = QPixmap(width, height + 2 * pixels.length(NOTCH))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _paint_bar(painter, QRect(0, pixels.length(NOTCH), width, height), shown, theme, pixels)
    painter.end()
    return picture


def _paint_bar(painter: QPainter, bar: QRect, shown: Shown, theme: Theme, pixels: Pixels) -> None:
    """Paint all colours, a mark at the middle, and a line around, as on a plain ground."""
    where, radius = QRectF(bar), 2 * pixels.ratio
    path = QPainterPath()
    path.addRoundedRect(where, radius, radius)
    painter.setClipPath(path)
    kind, first = shown
    table = tables(kind, theme).colours[NORMAL]
    painter.drawImage(where, image_of(np.ascontiguousarray(table[None, first : HIGHEST + 1])))
    painter.setClipping(False)
    thick, long = pixels.length(1), pixels.length(NOTCH)
    middle, colour = round(where.center().x()), theme.colour("muted")
    painter.fillRect(QRectF(middle, where.top() - long, thick, long), colour)
    painter.fillRect(QRectF(middle, where.bottom(), thick, long), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.colour("border"), thick))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = thick / 2
    painter.drawRoundedRect(where.adjusted(half, half, -half, -half), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
