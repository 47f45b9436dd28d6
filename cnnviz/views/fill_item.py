"""A rectangle in a role's colour, thin enough to read through."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.scene.marks import Fill
from cnnviz.views.item import MarkItem, faded, rect
from cnnviz.views.pixels import entered, pixels_of


class FillItem(MarkItem[Fill]):
    """Draws a `Fill` with sharp edges."""

    def bounds(self, mark: Fill) -> QRectF:
        return rect(mark.box, 1)

    def draw(self, painter: QPainter, mark: Fill, exposed: QRectF | None) -> None:
        where = pixels_of(painter).rect(mark.box)
        with entered(painter):
            painter.fillRect(where, faded(self.style.theme.colour(mark.role), mark.opacity))
