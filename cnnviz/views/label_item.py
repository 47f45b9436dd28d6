"""A line of text on the stage."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Label
from cnnviz.trace import Line
from cnnviz.views.fonts import LARGEST
from cnnviz.views.item import MarkItem
from cnnviz.views.text import TextRun, Typeface, baseline, lay_out, paint_line, width_of
from cnnviz.words import Words

SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


SMALLEST = 0.8
"""How far a line shrinks before it loses its muted end."""


class LabelItem(MarkItem[Label]):
    """Draws a `Label`: measured when it changes, not when it is painted."""

    _runs: tuple[TextRun, ...] | None = None
    _typeface: Typeface
    _size: float = 0.0

    def changed(self, before: Label | None) -> None:
        self._runs = None

    def bounds(self, mark: Label) -> QRectF:
        """Give the rectangle of the line, with room for accents and descenders."""
        runs = self.runs(mark)
        left, width = _left(mark, width_of(runs)), width_of(runs)
        return QRectF(left - 2, mark.y - self._size, width + 4, 2 * self._size)

    def draw(self, painter: QPainter, mark: Label, exposed: QRectF | None) -> None:
        runs = self.runs(mark)
        left = _left(mark, width_of(runs))
        base = baseline(self._typeface, mark.y)
        paint_line(painter, runs, round(left), round(base), self._typeface, self.style)

    def runs(self, mark: Label) -> tuple[TextRun, ...]:
        """Lay out what the line says in the room that it has."""
        if self._runs is None:
            spans, room = mark.spans, _wide(mark)
            runs = self._measured(mark, spans, mark.size)
            while room < width_of(runs) * _least(mark.size):
                shorter = _shortened(spans, self.style.words)
                if len(shorter) == len(spans):
                    break
                spans = shorter
                runs = self._measured(mark, spans, mark.size)
            size = min(mark.size, LARGEST)
            while width_of(runs) > room and size > 5:
                size -= 1
                runs = self._measured(mark, spans, size)
            self._runs = runs
        return self._runs

    def _measured(self, mark: Label, spans: Line, size: float) -> tuple[TextRun, ...]:
        self._size = size
        self._typeface = Typeface.of(size, mark.mono)
        return lay_out(spans, self._typeface, self.style, mark.bold)


def _shortened(spans: Line, words: Words) -> Line:
    """Leave out what a line can spare next: the last of its muted spans, or a name.

    What an example may ask for stays, such as a size: before a class it stands nowhere else.
    """
    telling = [number for number, span in enumerate(spans) if span.tells]
    muted = [number for number, span in enumerate(spans) if span.role == "muted"]
    spare = [number for number in muted if number not in (0, *telling)]
    if spare:
        return (*spans[: spare[-1]], *spans[spare[-1] + 1 :])
    if telling and telling[0] > 0:
        first, *rest = spans[telling[0] :]
        return (replace(first, text=words(first.text).lstrip()), *rest)
    return spans


def _least(size: float) -> float:
    """How far a line of this size shrinks first: one for the last row stays readable there."""
    return max(SMALLEST, BACK_ROW / size) if size >= BACK_ROW else SMALLEST


def _wide(mark: Label) -> float:
    """The width there is."""
    return float("inf") if mark.room is None else max(mark.room[1] - mark.room[0], 0.0)


def _left(mark: Label, width: float) -> float:
    """Where a line of this width begins: at its anchor, or moved into its room."""
    left = mark.x - SHIFT[mark.align] * width
    if mark.room is not None:
        left = max(min(left, mark.room[1] - width), mark.room[0])
    return left
