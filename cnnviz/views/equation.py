"""The strip under the stage: the present step in symbols and in numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.trace import Line
from cnnviz.views.formula import Formula, fit
from cnnviz.views.item import Look
from cnnviz.views.painting import painted
from cnnviz.views.text import baseline, paint_line, plain, width_of
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH, Words

ROUND = 8.0
MARGIN = 18.0
"""Roundness of the card, and its room at the sides, in logical pixels."""
LEADING = 1.5
"""From line to line, in heights of the font."""


class EquationStrip(QWidget):
    """A card with one formula in it, centred, coloured by role.

    Parameters
    ----------
    theme : Theme or None
        Its colours; None means the light theme.
    words : Words
        Its language.
    parent : QWidget or None
        Where it lives.
    """

    def __init__(
        self,
        theme: Theme | None = None,
        words: Words = ENGLISH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = Look(theme or Theme.load("light"), words)
        self._line: Line = ()
        self._size = 15.0
        self._formula: Formula | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: Line) -> None:
        """Show a formula.

        Parameters
        ----------
        line : tuple of Span
            Its spans; an empty one leaves the card empty.
        """
        if line != self._line:
            self._line = line
            self._again()
            self.setAccessibleName(plain(line, self._look))

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours from now on."""
        self._look = Look(theme, self._look.words)
        self._again()

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._look = Look(self._look.theme, words)
        self.setAccessibleName(plain(self._line, self._look))
        self._again()

    def set_text_size(self, px: float) -> None:
        """Set the height of the font in logical pixels, for formulas that fit."""
        self._size = px
        self._again()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the room of two lines."""
        return QSize(480, round(self._size * (1 + 2 * LEADING)))

    def minimumSizeHint(self) -> QSize:
        """Ask for no less height than that."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the formula to the new width."""
        super().resizeEvent(event)
        self._again()

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the formula."""
        painter = QPainter(self)
        paint_equation(painter, QRectF(self.rect()), self._fitted(), self._look)
        painter.end()

    def _again(self) -> None:
        self._formula = None
        self.update()

    def _fitted(self) -> Formula:
        if self._formula is None:
            room = self.width() - 2 * MARGIN, self.height() - 8
            self._formula = fit(self._line, self._look, self._size, *room, LEADING)
        return self._formula


def paint_equation(painter: QPainter, box: QRectF, formula: Formula, look: Look) -> None:
    """Paint a card with a formula in it.

    Parameters
    ----------
    painter : QPainter
        Of a widget or of a picture to export.
    box : QRectF
        Outer edge of the card in logical pixels.
    formula : Formula
        Fitted to the box.
    look : Look
        In which colours.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(look.theme.colour("border"), 1))
    painter.setBrush(look.theme.colour("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    step = formula.size * LEADING
    top = box.center().y() - step * (len(formula.lines) - 1) / 2
    for number, pieces in enumerate(formula.lines):
        base = baseline(formula.typeface, top + number * step)
        left = box.center().x() - width_of(pieces) / 2
        paint_line(painter, pieces, round(left), round(base), formula.typeface, look)
