"""Lines of spans: measured once, painted in the colours of their roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from cnnviz.trace import Line
from cnnviz.views.fonts import mono_font, ui_font
from cnnviz.views.render_style import RenderStyle

LOUD = frozenset({"strong"})
"""Roles that words are bold in."""
LOUD_FORMULA = frozenset({"strong", "write"})
"""Roles that formulas are bold in: the result stands out."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of characters in one colour and one weight.

    Attributes
    ----------
    text : str
        What it says, in the language of the style.
    role : str
        What colours it.
    bold : bool
        Weight.
    x, width : float
        Its left edge in the line, and how far it reaches, in logical pixels.
    framed : bool
        Whether a frame goes around it, and around framed neighbours.
    """

    text: str
    role: str
    bold: bool
    x: float
    width: float
    framed: bool = False


@dataclass(frozen=True, eq=False)
class Typeface:
    """The two weights of a font at one size.

    Attributes
    ----------
    regular, heavy : QFont
        The fonts.
    """

    regular: QFont
    heavy: QFont

    @staticmethod
    @lru_cache(maxsize=64)
    def of(px: float, mono: bool) -> Typeface:
        """Give the typeface for numbers (`mono`) or words at a height in pixels."""
        make = mono_font if mono else ui_font
        return Typeface(make(px), make(px, bold=True))

    @cached_property
    def capital(self) -> float:
        """Height of capitals and digits, in logical pixels."""
        return QFontMetricsF(self.regular).capHeight()

    def font(self, bold: bool) -> QFont:
        """Give one weight."""
        return self.heavy if bold else self.regular

    def width(self, text: str, bold: bool = False) -> float:
        """Measure text, in logical pixels."""
        return _width(self, text, bold)


@lru_cache(maxsize=4096)
def _width(typeface: Typeface, text: str, bold: bool) -> float:
    return QFontMetricsF(typeface.font(bold)).horizontalAdvance(text)


def lay_out(
    line: Line,
    typeface: Typeface,
    style: RenderStyle,
    bold: bool = False,
    loud: frozenset[str] = LOUD,
) -> tuple[TextRun, ...]:
    """Say the spans of a line and set them side by side.

    Parameters
    ----------
    line : tuple of Span
        What to say.
    typeface : Typeface
        In which fonts.
    style : RenderStyle
        In which language.
    bold : bool
        Whether all of it is bold.
    loud : frozenset of str
        Roles that are bold in any case.
    """
    runs: list[TextRun] = []
    x = 0.0
    for span in line:
        text = style.words(span.text)
        heavy = bold or span.role in loud
        width = typeface.width(text, heavy)
        runs.append(TextRun(text, span.role, heavy, x, width, span.framed))
        x += width
    return tuple(runs)


def width_of(runs: tuple[TextRun, ...]) -> float:
    """Give the width of a line that is laid out."""
    return runs[-1].x + runs[-1].width if runs else 0.0


def baseline(typeface: Typeface, middle: float) -> float:
    """Give the baseline of a line whose vertical middle is given.

    Capitals and digits are centred, not the line with its descenders.
    """
    return middle + typeface.capital / 2


def paint_line(
    painter: QPainter,
    runs: tuple[TextRun, ...],
    x: float,
    base: float,
    typeface: Typeface,
    style: RenderStyle,
) -> None:
    """Paint a line that is laid out, its left end on the baseline at (x, base)."""
    for run in runs:
        painter.setFont(typeface.font(run.bold))
        painter.setPen(style.theme.colour(run.role))
        painter.drawText(QPointF(x + run.x, base), run.text)
    for framed, group in groupby(runs, key=lambda run: run.framed):
        if framed:
            _frame(painter, tuple(group), x, base, typeface, style)


def _frame(
    painter: QPainter,
    runs: tuple[TextRun, ...],
    x: float,
    base: float,
    typeface: Typeface,
    style: RenderStyle,
) -> None:
    """Frame neighbours as the cell of their product is framed."""
    tall = QFontMetricsF(typeface.regular).capHeight()
    left, right = runs[0].x, runs[-1].x + runs[-1].width
    box = QRectF(x + left, base - tall, right - left, tall).adjusted(-3, -5, 3, 6)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(style.theme.colour("write"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    painter.restore()


def plain(line: Line, style: RenderStyle) -> str:
    """Say a line without colours, for screen readers."""
    return "".join(style.words(span.text) for span in line)
