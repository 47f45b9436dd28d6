"""The strip under the stage: the present step in symbols and in numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.trace import Line
from cnnviz.views.fonts import ui_font
from cnnviz.views.formula import FLOOR, FormulaLayout, fit
from cnnviz.views.painting import painted
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.text import baseline, paint_line, plain, width_of
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH, Text, Words

ROUND = 8.0
MARGIN = 18.0
"""Roundness of the card, and its room at the sides, in logical pixels."""
LEADING = 1.5
"""From line to line, in heights of the font."""
TALL = 4.0
"""Height of the card, in that of the font."""
HINT, HINT_LEADING = 0.85, 1.3
"""Height of a hint's font, in that of the formula; from line to line, in its own."""

Hint = tuple[Text, ...]
"""What the next key does, line under line."""


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
        self._style = RenderStyle(theme or Theme.load("light"), words)
        self._line: Line = ()
        self._size, self._least, self._tall = 15.0, float(FLOOR), TALL
        self._formula: FormulaLayout | None = None
        self._hint: Hint = ()
        self._hints: tuple[Hint, ...] = ()
        self.hint_is_under = False
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
            self.setAccessibleName(plain(line, self._style))

    def show_hint(self, hint: Hint, among: tuple[Hint, ...] = ()) -> None:
        """Say quietly at the right what the next key does.

        Parameters
        ----------
        hint : tuple of Text
            Its lines; an empty one says nothing.
        among : tuple of tuple of Text
            Hints that take turns; room is kept for the widest, so that nothing jumps.
        """
        if (hint, among) != (self._hint, self._hints):
            self._hint, self._hints = hint, among
            self.setAccessibleDescription(", ".join(self._style.words(each) for each in hint))
            self._again()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours from now on."""
        self._style = RenderStyle(theme, self._style.words)
        self._again()

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._style = RenderStyle(self._style.theme, words)
        self.setAccessibleName(plain(self._line, self._style))
        self.setAccessibleDescription(", ".join(words(each) for each in self._hint))
        self._again()

    def set_text_size(self, px: float, *, least: float = FLOOR, tall: float = TALL) -> None:
        """Set the size of the font and of the card.

        Parameters
        ----------
        px : float
            Height of the font in logical pixels, for formulas that fit.
        least : float
            Its height at the least; what does not fit then loses its middle.
        tall : float
            Height of the card, in that of the font.
        """
        self._size, self._least, self._tall = px, least, tall
        self._again()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(480, round(self._size * self._tall))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._again()

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box, formula, inset = QRectF(self.rect()), self.fitted(), (0, 0, -MARGIN, 0)
        if self.hint_is_under:
            lift = 0.5 * HINT_LEADING * HINT * self._size
            paint_equation(painter, box, formula, self._style, lift=lift)
            low = 0.5 * LEADING * formula.size - lift
            self._paint_under(painter, box.adjusted(*inset), box.center().y() + low)
        else:
            paint_equation(painter, box, formula, self._style, self._hint_room())
            self._paint_hint(painter, box.adjusted(*inset))
        painter.end()

    def _paint_hint(self, painter: QPainter, box: QRectF) -> None:
        """Write the lines of the hint under each other, at the right."""
        painter.setFont(ui_font(HINT * self._size))
        painter.setPen(self._style.theme.colour("muted"))
        step = HINT_LEADING * HINT * self._size
        top = box.center().y() - step * len(self._hint) / 2
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number, each in enumerate(self._hint):
            where = QRectF(box.left(), top + number * step, box.width(), step)
            painter.drawText(where, middle, self._style.words(each))

    def _paint_under(self, painter: QPainter, box: QRectF, top: float) -> None:
        """Write the hint in one line under the formula."""
        painter.setFont(ui_font(HINT * self._size))
        painter.setPen(self._style.theme.colour("muted"))
        where = QRectF(box.left(), top, box.width(), HINT_LEADING * HINT * self._size)
        said = " · ".join(self._style.words(each) for each in self._hint)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, right, said)

    def _hint_room(self) -> float:
        """How wide the widest hint is, with a gap before it; 0 where none is expected."""
        metrics = QFontMetricsF(ui_font(HINT * self._size))
        widths = [
            metrics.horizontalAdvance(self._style.words(each))
            for hint in (self._hint, *self._hints)
            for each in hint
        ]
        return max(widths) + MARGIN if widths else 0.0

    def _again(self) -> None:
        self._formula = None
        self.update()

    def fitted(self) -> FormulaLayout:
        """Give the formula as it is set in the card."""
        if self._formula is None:
            wide, room = self.width() - 2 * MARGIN, self._hint_room()
            beside, alone = self._fit(wide - room), self._fit(wide)
            self.hint_is_under = len(alone.lines) == 1 < len(beside.lines)
            self._formula = alone if self.hint_is_under else beside
        return self._formula

    def _fit(self, wide: float) -> FormulaLayout:
        high = self.height() - 8
        return fit(self._line, self._style, self._size, wide, high, LEADING, self._least)


def paint_equation(
    painter: QPainter,
    box: QRectF,
    formula: FormulaLayout,
    style: RenderStyle,
    taken: float = 0.0,
    *,
    lift: float = 0.0,
) -> None:
    """Paint a card with a formula in it.

    Parameters
    ----------
    painter : QPainter
        Of a widget or of a picture to export.
    box : QRectF
        Outer edge of the card in logical pixels.
    formula : FormulaLayout
        Fitted to the box.
    style : RenderStyle
        In which colours.
    taken : float
        Logical pixels at the right that the formula leaves free.
    lift : float
        Logical pixels by which it stands above the middle.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(style.theme.colour("border"), 1))
    painter.setBrush(style.theme.colour("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    step = formula.size * LEADING
    top = box.center().y() - lift - step * (len(formula.lines) - 1) / 2
    for number, runs in enumerate(formula.lines):
        base = baseline(formula.typeface, top + number * step)
        wide = width_of(runs)
        left = min(box.center().x() - wide / 2, box.right() - MARGIN - taken - wide)
        paint_line(painter, runs, round(left), round(base), formula.typeface, style)
