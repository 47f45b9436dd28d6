"""Frames around boxes, all in one role."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from cnnviz.scene.marks import Outline
from cnnviz.views.item import MarkItem, around, faded
from cnnviz.views.pixels import enter, is_raster, pixels_of

TILE = 160
"""Frames up to this many real pixels wide are stamped from a picture of the first."""
FAINT = 0.33
"""How strong a faint frame is."""
RADIUS = 3.0
"""Roundness of the corners in logical pixels."""


class OutlineItem(MarkItem[Outline]):
    """Draws an `Outline`; equal frames are drawn once and stamped."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._stamps: dict[tuple[object, ...], QPixmap] = {}

    def bounds(self, mark: Outline) -> QRectF:
        """Give the rectangle around all boxes."""
        return around(mark.boxes, 1 + mark.width / 2)

    def draw(self, painter: QPainter, mark: Outline, exposed: QRectF | None) -> None:
        """Paint the frames, just inside their boxes."""
        pixels = pixels_of(painter)
        colour = self.look.theme.colour(mark.role)
        if mark.faint:
            colour = faded(colour, FAINT)
        width = pixels.length(mark.width)
        radius = min(RADIUS * pixels.ratio, 3 * RADIUS)
        stamped = is_raster(painter)
        enter(painter)
        for box in mark.boxes:
            where = pixels.rect(box)
            if stamped and where.width() <= TILE and where.height() <= TILE:
                stamp = self._stamp(where, width, radius, colour, mark.dashed)
                painter.drawPixmap(where.left(), where.top(), stamp)
            else:
                frame(painter, where, width, radius, colour, mark.dashed)
        painter.restore()

    def _stamp(
        self, where: QRect, width: int, radius: float, colour: QColor, dashed: bool
    ) -> QPixmap:
        key = (where.width(), where.height(), width, radius, colour.rgba(), dashed)
        stamp = self._stamps.get(key)
        if stamp is None:
            if len(self._stamps) > 64:
                self._stamps.clear()
            stamp = QPixmap(where.size())
            stamp.fill(Qt.GlobalColor.transparent)
            painter = QPainter(stamp)
            frame(painter, QRect(0, 0, *where.size().toTuple()), width, radius, colour, dashed)
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
