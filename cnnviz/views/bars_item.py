"""The bars of a histogram."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygon

from cnnviz.scene.marks import Bars
from cnnviz.views.colours import HIGHEST, LOWEST, MISSING, NORMAL, ZERO, Colours, levels, tables
from cnnviz.views.item import MarkItem, rect
from cnnviz.views.pixels import FAR, Pixels, entered, near, nears, pixels_of
from cnnviz.views.theme import Theme

WEAKEST = 0.45
"""A bar must be seen on the ground even where its value's own colour is the ground."""
EITHER = 0.3
"""The same at both ends of a scale that goes from black to white on each theme."""


class BarsItem(MarkItem[Bars]):
    """Draws `Bars`: sharp edges, a pixel or two between neighbours, rounded tops where wide."""

    def bounds(self, mark: Bars) -> QRectF:
        seen = mark.edges[np.abs(mark.edges) <= FAR]
        if len(seen) == 0:
            return rect(mark.box, 1)
        left, right = min(float(seen[0]), mark.box.x), max(float(seen[-1]), mark.box.right)
        return QRectF(left - 1, mark.box.y - 1, right - left + 2, mark.box.h + 2)

    def draw(self, painter: QPainter, mark: Bars, exposed: QRectF | None) -> None:
        """Paint the bars, from the bottom of the box up."""
        if len(mark.heights) == 0:
            return
        theme = self.style.theme
        colours = bar_colours(mark, theme).tolist()
        pixels = pixels_of(painter)
        floor = near(mark.box.bottom * pixels.ratio + pixels.dy)
        seen = np.abs(mark.edges) <= FAR
        edges = nears(np.where(seen, mark.edges, 0) * pixels.ratio + pixels.dx).tolist()
        tall = np.clip(np.nan_to_num(mark.heights), 0, 1) * mark.box.h * pixels.ratio
        tall = np.where(tall > 0, np.maximum(np.rint(tall), 1), 0)
        # A bar with an edge that is nowhere is not drawn.
        drawn = min(len(tall), max(len(seen) - 1, 0))
        tall = nears(tall[:drawn] * (seen[:-1] & seen[1:])[:drawn]).tolist()
        with entered(painter):
            painter.setPen(Qt.PenStyle.NoPen)
            rounding = 1.5 * pixels.ratio
            cut = [False] * drawn if mark.cut is None else mark.cut.tolist()
            bars = zip(edges, edges[1:], tall, colours, cut, strict=False)
            for left, right, height, colour, broken in bars:
                gap = 0 if right - left < 4 else pixels.length(1)
                width = max(1, right - left - gap)
                if height == 0:
                    continue
                if broken:
                    painter.fillRect(left, floor - height, width, height, QColor.fromRgba(colour))
                    _break(painter, left, width, floor - height, pixels, theme)
                    continue
                if width < 8 * pixels.ratio or height < 4 * pixels.ratio:
                    painter.fillRect(left, floor - height, width, height, QColor.fromRgba(colour))
                    continue
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                painter.setBrush(QColor.fromRgba(colour))
                painter.drawRoundedRect(
                    QRectF(left, floor - height, width, height), rounding, rounding
                )
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                half = height // 2
                painter.fillRect(left, floor - half, width, half, QColor.fromRgba(colour))


def _break(
    painter: QPainter, left: int, width: int, top: int, pixels: Pixels, theme: Theme
) -> None:
    """Break a bar that goes on above the box: a slanted gap a little below its top."""
    y, rise, thick = (pixels.length(part) for part in (14, 5, 4))
    gap = QPolygon(
        [
            QPoint(left - 1, top + y),
            QPoint(left + width + 1, top + y - rise),
            QPoint(left + width + 1, top + y - rise + thick),
            QPoint(left - 1, top + y + thick),
        ]
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(theme.colour("window"))
    painter.drawPolygon(gap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def bar_colours(mark: Bars, theme: Theme) -> Colours:
    """Give the bars' colours: those of the scale, but never weaker than `WEAKEST`.

    Parameters
    ----------
    mark : Bars
        Their values and scale.
    theme : Theme
        In which colours.

    Returns
    -------
    ndarray of uint32, shape (B,)
        0xffRRGGBB.
    """
    level = levels(mark.values, mark.scale).astype(np.float64)
    if mark.scale.kind == "signed":
        side = np.sign(np.nan_to_num(mark.values))
        away = side * (WEAKEST + (1 - WEAKEST) * np.abs(level - ZERO) / (ZERO - LOWEST))
        strong = ZERO + away * (ZERO - LOWEST)
    elif mark.scale.kind == "ink":
        span = HIGHEST - LOWEST
        strong = LOWEST + span * (WEAKEST + (1 - WEAKEST) * (level - LOWEST) / span)
    elif mark.scale.kind == "light":  # white is as weak on one theme as black on the other
        span = HIGHEST - LOWEST
        strong = LOWEST + span * (EITHER + (1 - 2 * EITHER) * (level - LOWEST) / span)
    else:
        strong = level
    table = tables(mark.scale.kind, theme).colours[NORMAL]
    colours = table.take(np.rint(strong).clip(LOWEST, HIGHEST).astype(np.intp))
    if mark.scale.kind == "signed":
        r, g, b = theme.rgb("faint")
        colours[mark.values == 0] = 0xFF000000 | r << 16 | g << 8 | b
    colours[np.isnan(mark.values)] = table[MISSING]
    return colours
