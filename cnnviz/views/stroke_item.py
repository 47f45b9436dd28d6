"""A line through points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from cnnviz.scene.marks import Stroke
from cnnviz.views.item import MarkItem
from cnnviz.views.pixels import FAR

DASH = (4.0, 3.0)
"""Dash and gap, in logical pixels."""


class StrokeItem(MarkItem[Stroke]):
    """Draws a `Stroke`: straight upright and level lines sharp, all others smooth."""

    _path: QPainterPath | None = None

    def changed(self, before: Stroke | None) -> None:
        if before is None or self.mark is None or before.points is not self.mark.points:
            self._path = None

    def bounds(self, mark: Stroke) -> QRectF:
        """Give the rectangle around the points, with room for the line's thickness."""
        seen = mark.points[(np.abs(mark.points) <= FAR).all(axis=1)]
        if len(seen) == 0:
            return QRectF()
        left, top = seen.min(axis=0).tolist()
        right, bottom = seen.max(axis=0).tolist()
        margin = mark.width + 1
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -margin, -margin, margin, margin
        )

    def draw(self, painter: QPainter, mark: Stroke, exposed: QRectF | None) -> None:
        if len(mark.points) < 2:
            return
        pen = QPen(self.style.theme.colour(mark.role), mark.width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if mark.dashed:
            pen.setDashPattern([part / max(mark.width, 0.1) for part in DASH])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._path is None:
            self._path = _path(mark)
        painter.drawPath(self._path)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _path(mark: Stroke) -> QPainterPath:
    points = _reached(mark)
    # Upright and level lines lie in the middle of pixels if they are 1 or 3 thick.
    if len(points) == 2 and round(mark.width) % 2 == 1:
        for axis in (0, 1):
            if points[0, axis] == points[1, axis]:
                points[:, axis] = np.floor(points[:, axis]) + 0.5
    path, down = QPainterPath(), False
    for x, y in points.tolist():
        if x != x:
            down = False
        elif down:
            path.lineTo(x, y)
        else:
            path.moveTo(x, y)
            down = True
    return path


def _reached(mark: Stroke) -> NDArray[np.float64]:
    """Give the points, those that cannot be drawn as NaN, shape (K, 2)."""
    points = np.array(mark.points, dtype=np.float64)
    points[~(np.abs(points) <= FAR).all(axis=1)] = np.nan
    return points
