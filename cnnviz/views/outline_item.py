"""Frames around boxes, all in one role, each between two lines that keep it off what it frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from cnnviz.scene.marks import Outline
from cnnviz.views.item import MarkItem, faded
from cnnviz.views.pixels import FAR, entered, is_raster, nears, pixels_of
from cnnviz.views.render_style import RenderStyle

TILE = 160
"""Frames up to this many real pixels wide are stamped from a picture of the first."""
FAINT = 0.33
"""How strong a faint frame is."""
HALO, INNER_HALO = 1.5, 1.0
"""Width of the line outside and inside of a frame, where the number is, in logical pixels."""
RADIUS = 3.0
"""Roundness of the corners in logical pixels."""


class OutlineItem(MarkItem[Outline]):
    """Draws an `Outline`; equal frames are drawn once and stamped.

    A frame may lie on any colour of a scale. No role contrasts with all of them, so each
    frame has a halo in the colour of the gaps between cells, which all roles contrast with.
    """

    _sides: NDArray[np.float64] = np.empty((0, 4))

    def __init__(self, style: RenderStyle) -> None:
        super().__init__(style)
        self._stamps: dict[tuple[object, ...], QPixmap] = {}

    def changed(self, before: Outline | None) -> None:
        """Note left, top, right and bottom of the boxes that can be drawn."""
        if self.mark is not None:
            sides = [(box.x, box.y, box.x + box.w, box.y + box.h) for box in self.mark.boxes]
            found = np.array(sides, np.float64).reshape(-1, 4)
            self._sides = found[(np.abs(found) <= FAR).all(axis=1)]

    def bounds(self, mark: Outline) -> QRectF:
        if not len(self._sides):
            return QRectF()
        left, top = self._sides[:, :2].min(axis=0).tolist()
        right, bottom = self._sides[:, 2:].max(axis=0).tolist()
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -HALO - 1, -HALO - 1, HALO + 1, HALO + 1
        )

    def draw(self, painter: QPainter, mark: Outline, exposed: QRectF | None) -> None:
        pixels = pixels_of(painter)
        colour = self.style.theme.colour(mark.role)
        if mark.faint:
            colour = faded(colour, FAINT)
        thick, radius = pixels.length(mark.width), RADIUS * pixels.ratio
        shift = (pixels.dx, pixels.dy, pixels.dx, pixels.dy)
        corners = nears(self._sides * pixels.ratio + shift)
        halo = 0 if mark.faint else pixels.length(HALO)
        with entered(painter):
            if halo:  # all of them first: the halo of one frame may lie on its neighbour
                ground = self.style.theme.colour("window")
                outer = corners + np.array((-halo, -halo, halo, halo))
                all_three = thick + halo + pixels.length(INNER_HALO)
                self._frames(painter, outer, all_three, radius + halo, ground, False)
            self._frames(painter, corners, thick, radius, colour, mark.dashed)

    def _frames(
        self,
        painter: QPainter,
        corners: NDArray[np.intp],
        thick: int,
        radius: float,
        colour: QColor,
        dashed: bool,
    ) -> None:
        stamped = is_raster(painter)
        pen = thick, radius, colour, dashed
        for left, top, right, bottom in corners.tolist():
            width, height = right - left, bottom - top
            if stamped and width <= TILE and height <= TILE:
                painter.drawPixmap(left, top, self._stamp(width, height, *pen))
            else:
                frame(painter, QRect(left, top, width, height), *pen)

    def _stamp(
        self, width: int, height: int, thick: int, radius: float, colour: QColor, dashed: bool
    ) -> QPixmap:
        key = (width, height, thick, radius, colour.rgba(), dashed)
        stamp = self._stamps.get(key)
        if stamp is None:
            if len(self._stamps) > 64:
                self._stamps.clear()
            stamp = QPixmap(max(1, width), max(1, height))
            stamp.fill(Qt.GlobalColor.transparent)
            painter = QPainter(stamp)
            frame(painter, QRect(0, 0, width, height), thick, radius, colour, dashed)
            painter.end()
            self._stamps[key] = stamp
        return stamp


def frame(
    painter: QPainter, where: QRect, width: int, radius: float, colour: QColor, dashed: bool
) -> None:
    """Paint one frame inside a rectangle of real pixels.

    Parameters
    ----------
    painter : QPainter
        Paints in real pixels.
    where : QRect
        Outer edge of the frame.
    width : int
        Thickness in real pixels.
    radius : float
        Roundness of the outer corners in real pixels.
    colour : QColor
        Of the frame.
    dashed : bool
        Whether it is dashed.
    """
    small = min(where.width(), where.height())
    if small <= 2 * width or (small < 12 and not dashed):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        outer = QPainterPath()
        outer.addRect(QRectF(where))
        if small > 2 * width:
            outer.addRect(QRectF(where).adjusted(width, width, -width, -width))
        painter.drawPath(outer)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dashed:
        pen.setDashPattern([4 / width * max(1, width / 2), 3 / width * max(1, width / 2)])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    inside = QRectF(where).adjusted(half, half, -half, -half)
    round_by = max(0.0, min(radius - half, small / 4))
    painter.drawRoundedRect(inside, round_by, round_by)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
