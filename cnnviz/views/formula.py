"""Fitting a formula into a room: in one line, then in more, then smaller, then with a gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnnviz.trace import Line, Span
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.terms import plain, without_middle
from cnnviz.views.text import LOUD_FORMULA, TextRun, Typeface, lay_out, width_of

LINES = 3
"""Lines at the most."""
FLOOR = 11
"""The smallest font, in logical pixels."""
GAP: Line = (Span("… ", "muted"),)
RELATIONS = ("= ", "≈ ")


@dataclass(frozen=True, slots=True)
class FormulaLayout:
    """A formula that is laid out.

    Attributes
    ----------
    lines : tuple of tuple of TextRun
        Its lines.
    typeface : Typeface
        The fonts that they were measured in.
    size : float
        Height of the font in logical pixels.
    """

    lines: tuple[tuple[TextRun, ...], ...]
    typeface: Typeface
    size: float


def fit(
    line: Line,
    style: RenderStyle,
    size: float,
    width: float,
    height: float,
    leading: float,
    least: float = FLOOR,
) -> FormulaLayout:
    """Fit a formula into a room.

    Parameters
    ----------
    line : tuple of Span
        The formula.
    style : RenderStyle
        In which language.
    size : float
        Height of the font in logical pixels that it should have.
    width, height : float
        The room in logical pixels.
    leading : float
        From line to line, in heights of the font.
    least : float
        The smallest font, in logical pixels.

    Returns
    -------
    FormulaLayout
        One line if it fits; else up to three, broken at spaces; else smaller, down
        to the smallest font; else with whole terms of its sum left out, with their number
        and what they come to; what is no sum loses its middle, marked by "…".
    """
    words = _words(line, style)
    floor = round(least)
    whole = max(round(size), floor)
    for px in range(whole, floor - 1, -1):
        typeface = Typeface.of(px, mono=True)
        room = max(1, min(LINES, int((height / px - 1) / leading) + 1))
        broken = _broken(words, typeface, style, width)
        if len(broken) <= room:
            return FormulaLayout(broken, typeface, px)
    return _elided(words, typeface, style, width, room, px)


def _words(line: Line, style: RenderStyle) -> list[Line]:
    """Cut a line at its spaces; each word keeps the space after it."""
    words: list[list[Span]] = [[]]
    for span in line:
        text = style.words(span.text)
        start = 0
        while (end := text.find(" ", start)) >= 0:
            words[-1].append(Span(text[start : end + 1], span.role, span.framed))
            words.append([])
            start = end + 1
        if start < len(text):
            words[-1].append(Span(text[start:], span.role, span.framed))
    return [tuple(word) for word in words if word]


def _broken(
    words: list[Line], typeface: Typeface, style: RenderStyle, width: float
) -> tuple[tuple[TextRun, ...], ...]:
    """Break words into lines of about equal length that fit a width."""
    widths = [width_of(lay_out(word, typeface, style, loud=LOUD_FORMULA)) for word in words]
    total = sum(widths)
    count = max(1, int(-(-total // max(width, 1))))
    # Aim at equal lines first; if a word is in the way, fill them up.
    for goal in (total / count + max(widths, default=0), width):
        goal = min(goal, width)
        lines: list[list[Span]] = [[]]
        filled = 0.0
        for word, wide in zip(words, widths, strict=True):
            if filled + wide > goal + 1 and lines[-1]:
                lines.append([])
                filled = 0.0
            lines[-1].extend(word)
            filled += wide
        if len(lines) <= count:
            break
    return tuple(_merged(tuple(each), typeface, style) for each in lines)


def _elided(
    words: list[Line], typeface: Typeface, style: RenderStyle, width: float, room: int, px: int
) -> FormulaLayout:
    """Leave terms or words out of the middle until the rest fits."""
    for kept in _shorter(words, style):
        broken = _broken(kept, typeface, style, width)
        if len(broken) <= room and all(width_of(each) <= width + 1 for each in broken):
            return FormulaLayout(broken, typeface, px)
    return FormulaLayout((_merged(GAP, typeface, style),), typeface, px)


def _shorter(words: list[Line], style: RenderStyle) -> Iterator[list[Line]]:
    """Give a formula with less and less of its middle: whole terms, or words of what is no sum."""
    fewer = list(without_middle(words, style.words))
    yield from fewer
    first, last = len(words) // 2, len(words) - len(words) // 2
    result = next((i for i in reversed(range(len(words))) if plain(words[i]) in RELATIONS), None)
    if fewer and result is not None:
        yield [GAP, *words[result:]]  # a sum cut inside a term would be false
        return
    while first > 0 or last > 0:
        yield [*words[:first], GAP, *words[len(words) - last :]] if last else [*words[:first], GAP]
        if first >= last:
            first -= 1
        else:
            last -= 1


def _merged(line: Line, typeface: Typeface, style: RenderStyle) -> tuple[TextRun, ...]:
    """Join neighbours of one role, so that fewer runs are painted."""
    spans: list[Span] = []
    for span in line:
        if spans and (spans[-1].role, spans[-1].framed) == (span.role, span.framed):
            spans[-1] = Span(f"{spans[-1].text}{span.text}", span.role, span.framed)
        else:
            spans.append(span)
    if spans:
        spans[-1] = replace(spans[-1], text=str(spans[-1].text).rstrip(" ") or " ")
    return lay_out(tuple(spans), typeface, style, loud=LOUD_FORMULA)
