"""What the whole pipeline costs: parameters, multiply-adds, receptive field."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.document.evaluation import Evaluation
from cnnviz.panels.appearance import Appearance
from cnnviz.trace import OPEN, UNKNOWN, Asked, Covered
from cnnviz.views.fonts import mono_font, ui_font
from cnnviz.views.painting import painted
from cnnviz.words import Text, text

PX = 12
LARGEST = 18
LEADING = 1.65


class Totals(QWidget):
    """Three short lines at the right end of the strip.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The strip.
    """

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._lines: tuple[tuple[str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_totals(self, evaluation: Evaluation, covered: Covered = OPEN) -> None:
        """Take the numbers of an evaluation; what is asked for is a question mark."""
        rows, columns = evaluation.receptive_field()
        words = self._appearance.words
        numbers: tuple[tuple[Text, str, tuple[Asked, ...]], ...] = (
            (text("{count} parameters", count="\0"), f"{evaluation.parameters:,}", ("parameters",)),
            (
                text("{count} multiply-adds", count="\0"),
                f"{evaluation.cost:,}",
                ("parameters", "size"),
            ),
            (text("receptive field {size}", size="\0"), f"{rows}×{columns}", ("field",)),
        )
        lines = tuple(
            _split(words(said), number if covered.isdisjoint(tells) else UNKNOWN)
            for said, number, tells in numbers
        )
        if lines == self._lines:
            return
        self._lines = lines
        self.setAccessibleName(", ".join("".join(parts).strip() for parts in lines))
        hint: Text = text(
            "Numbers that are learned; multiplications and additions for one image; "
            "cells of the image that one cell of the last output sees."
        )
        self.setToolTip(words(hint))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the longest line."""
        widths = [self._width(parts) for parts in self._lines]
        width = max([*widths, self._appearance.px(120)])
        return QSize(round(width) + 2, round(len(self._lines) * self._leading()))

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines, numbers bold, flush right."""
        painter = QPainter(self)
        theme = self._appearance.theme
        leading = self._leading()
        words = ui_font(self._px())
        top = (self.height() - leading * len(self._lines)) / 2
        for number, parts in enumerate(self._lines):
            base = top + number * leading + (leading + QFontMetricsF(words).capHeight()) / 2
            x = self.width() - self._width(parts)
            for part, font, role in self._pieces(parts):
                painter.setFont(font)
                painter.setPen(theme.colour(role))
                painter.drawText(QPointF(x, base), part)
                x += QFontMetricsF(font).horizontalAdvance(part)
        painter.end()

    def _px(self) -> float:
        return min(PX * self._appearance.tools, LARGEST) * self._appearance.grown

    def _leading(self) -> float:
        return self._px() * LEADING

    def _pieces(self, parts: tuple[str, str, str]) -> tuple[tuple[str, QFont, str], ...]:
        px = self._px()
        words, number = ui_font(px), mono_font(px, bold=True)
        before, value, after = parts
        return ((before, words, "muted"), (value, number, "strong"), (after, words, "muted"))

    def _width(self, parts: tuple[str, str, str]) -> float:
        return sum(QFontMetricsF(font).horizontalAdvance(p) for p, font, _ in self._pieces(parts))


def _split(said: str, number: str) -> tuple[str, str, str]:
    """Part a sentence at the place of its number."""
    before, _, after = said.partition("\0")
    return before, number, after
