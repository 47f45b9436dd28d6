"""A cloud of small squares, each coloured by its value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from cnnviz.scene.marks import Dots
from cnnviz.views.colours import HIGHEST, LOWEST, NORMAL, levels, tables
from cnnviz.views.item import MarkItem
from cnnviz.views.pixels import FAR, entered, nears, pixels_of


class DotsItem(MarkItem[Dots]):
    """Draws `Dots`: squares of one colour together."""

    def bounds(self, mark: Dots) -> QRectF:
        seen = mark.points[_reached(mark)]
        if len(seen) == 0:
            return QRectF()
        left, top = seen.min(axis=0).tolist()
        right, bottom = seen.max(axis=0).tolist()
        margin = mark.size / 2 + 1
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -margin, -margin, margin, margin
        )

    def draw(self, painter: QPainter, mark: Dots, exposed: QRectF | None) -> None:
        pixels = pixels_of(painter)
        side = pixels.length(mark.size)
        kept = _reached(mark)
        corners = mark.points[kept] * pixels.ratio + (pixels.dx - side / 2, pixels.dy - side / 2)
        level = levels(mark.values[kept], mark.scale).clip(LOWEST, HIGHEST)
        colours = tables(mark.scale.kind, self.style.theme).colours[NORMAL].take(level).tolist()
        with entered(painter):
            rim = self.style.theme.colour("faint")
            for (x, y), colour in zip(nears(corners).tolist(), colours, strict=True):
                # A rim, so that a neutral dot is seen on a neutral ground.
                painter.fillRect(x, y, side, side, rim)
                painter.fillRect(x + 1, y + 1, side - 2, side - 2, QColor.fromRgba(colour))


def _reached(mark: Dots) -> NDArray[np.bool_]:
    """Say which dots can be drawn, shape (K,)."""
    return np.asarray((np.abs(mark.points) <= FAR).all(axis=1))
