"""A line of text on the stage."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.scene.marks import Label
from cnnviz.trace import Line
from cnnviz.views.fonts import LARGEST
from cnnviz.views.item import MarkItem
from cnnviz.views.text import Piece, Typeface, baseline, paint_line, set_out, width_of

SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


SMALLEST = 0.8
"""How far a line shrinks before it loses its muted end."""


class LabelItem(MarkItem[Label]):
    """Draws a `Label`: measured when it changes, not when it is painted."""

    _pieces: tuple[Piece, ...] | None = None
    _typeface: Typeface
    _size: float = 0.0

    def changed(self, before: Label | None) -> None:
        """Forget the measured line."""
        self._pieces = None

    def bounds(self, mark: Label) -> QRectF:
        """Give the rectangle of the line, with room for accents and descenders."""
        pieces = self._set_out(mark)
        left, width = _left(mark, width_of(pieces)), width_of(pieces)
        return QRectF(left - 2, mark.y - self._size, width + 4, 2 * self._size)

    def draw(self, painter: QPainter, mark: Label, exposed: QRectF | None) -> None:
        """Paint the line."""
        pieces = self._set_out(mark)
        left = _left(mark, width_of(pieces))
        base = baseline(self._typeface, mark.y)
        paint_line(painter, pieces, round(left), round(base), self._typeface, self.look)

    def _set_out(self, mark: Label) -> tuple[Piece, ...]:
        if self._pieces is None:
            spans, room = mark.spans, _wide(mark)
            pieces = self._measured(mark, spans, mark.size)
            while len(spans) > 1 and spans[-1].role == "muted" and room < width_of(pieces):
                if width_of(pieces) * SMALLEST <= room:
                    break
                spans = spans[:-1]
                pieces = self._measured(mark, spans, mark.size)
            size = min(mark.size, LARGEST)
            while width_of(pieces) > room and size > 5:
                size -= 1
                pieces = self._measured(mark, spans, size)
            self._pieces = pieces
        return self._pieces

    def _measured(self, mark: Label, spans: Line, size: float) -> tuple[Piece, ...]:
        self._size = size
        self._typeface = Typeface.of(size, mark.mono)
        return set_out(spans, self._typeface, self.look, mark.bold)


def _wide(mark: Label) -> float:
    """The width there is."""
    return float("inf") if mark.room is None else max(mark.room[1] - mark.room[0], 0.0)


def _left(mark: Label, width: float) -> float:
    """Where a line of this width begins: at its anchor, or moved into its room."""
    left = mark.x - SHIFT[mark.align] * width
    if mark.room is not None:
        left = max(min(left, mark.room[1] - width), mark.room[0])
    return left
