"""The bars of a histogram."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cnnviz.scene.marks import Bars
from cnnviz.views.colours import NORMAL, levels, tables
from cnnviz.views.item import MarkItem, rect
from cnnviz.views.pixels import enter, pixels_of


class BarsItem(MarkItem[Bars]):
    """Draws `Bars`: sharp edges, a pixel or two between neighbours, rounded tops where wide."""

    def bounds(self, mark: Bars) -> QRectF:
        """Give the plot's rectangle with a pixel around it."""
        if len(mark.edges) == 0:
            return rect(mark.box, 1)
        left, right = min(mark.edges[0], mark.box.x), max(mark.edges[-1], mark.box.right)
        return QRectF(left - 1, mark.box.y - 1, right - left + 2, mark.box.h + 2)

    def draw(self, painter: QPainter, mark: Bars, exposed: QRectF | None) -> None:
        """Paint the bars, from the bottom of the box up."""
        if len(mark.heights) == 0:
            return
        theme = self.look.theme
        table = tables(mark.scale.kind, theme).colours[NORMAL]
        colours = table.take(levels(mark.values, mark.scale)).tolist()
        pixels = pixels_of(painter)
        floor = round(mark.box.bottom * pixels.ratio + pixels.dy)
        edges = np.rint(mark.edges * pixels.ratio + pixels.dx).astype(int).tolist()
        tall = np.clip(np.nan_to_num(mark.heights), 0, 1) * mark.box.h * pixels.ratio
        tall = np.where(tall > 0, np.maximum(np.rint(tall), 1), 0).astype(int).tolist()
        enter(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        rounding = 1.5 * pixels.ratio
        for left, right, height, colour in zip(edges, edges[1:], tall, colours, strict=False):
            gap = 0 if right - left < 4 else pixels.length(1)
            width = max(1, right - left - gap)
            if height == 0:
                continue
            if width < 8 * pixels.ratio or height < 4 * pixels.ratio:
                painter.fillRect(left, floor - height, width, height, QColor.fromRgba(colour))
                continue
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(QColor.fromRgba(colour))
            painter.drawRoundedRect(QRectF(left, floor - height, width, height), rounding, rounding)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            half = height // 2
            painter.fillRect(left, floor - half, width, half, QColor.fromRgba(colour))
        painter.restore()
