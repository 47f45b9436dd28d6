"""A line of text on the stage."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.scene.marks import Label
from cnnviz.views.item import MarkItem
from cnnviz.views.text import Piece, Typeface, baseline, paint_line, set_out, width_of

SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


class LabelItem(MarkItem[Label]):
    """Draws a `Label`: measured when it changes, not when it is painted."""

    _pieces: tuple[Piece, ...] | None = None
    _typeface: Typeface

    def changed(self, before: Label | None) -> None:
        """Forget the measured line."""
        self._pieces = None

    def bounds(self, mark: Label) -> QRectF:
        """Give the rectangle of the line, with room for accents and descenders."""
        width = width_of(self._set_out(mark))
        left = mark.x - SHIFT[mark.align] * width
        return QRectF(left - 2, mark.y - mark.size, width + 4, 2 * mark.size)

    def draw(self, painter: QPainter, mark: Label, exposed: QRectF | None) -> None:
        """Paint the line."""
        pieces = self._set_out(mark)
        left = mark.x - SHIFT[mark.align] * width_of(pieces)
        base = baseline(self._typeface, mark.y)
        paint_line(painter, pieces, round(left), round(base), self._typeface, self.look)

    def _set_out(self, mark: Label) -> tuple[Piece, ...]:
        if self._pieces is None:
            self._typeface = Typeface.of(mark.size, mark.mono)
            self._pieces = set_out(mark.spans, self._typeface, self.look, mark.bold)
        return self._pieces
