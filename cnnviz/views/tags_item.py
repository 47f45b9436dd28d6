"""Small numbers on a ground of their own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from cnnviz.scene.marks import Tags
from cnnviz.views.fonts import mono_font
from cnnviz.views.item import MarkItem, around, rect
from cnnviz.views.pixels import reached

ROUND = 3.0
"""Roundness of the corners in logical pixels."""


class TagsItem(MarkItem[Tags]):
    """Draws `Tags`: the ground, then the number in its middle."""

    def bounds(self, mark: Tags) -> QRectF:
        return around(mark.boxes, 1)

    def draw(self, painter: QPainter, mark: Tags, exposed: QRectF | None) -> None:
        theme = self.style.theme
        colour = theme.colour(mark.role)
        frame = QPen(colour, 2) if mark.framed else QPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(mono_font(mark.size, bold=True))
        painter.setBrush(theme.colour("raised"))
        for box, number in zip(mark.boxes, mark.numbers, strict=True):
            if not reached(box):
                continue
            painter.setPen(frame)
            painter.drawRoundedRect(rect(box, -1 if mark.framed else 0), ROUND, ROUND)
            painter.setPen(colour)
            painter.drawText(rect(box), Qt.AlignmentFlag.AlignCenter, number)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
