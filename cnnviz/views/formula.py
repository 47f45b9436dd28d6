"""Fitting a formula into a room: in one line, then in more, then smaller, then with a gap."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.trace import Line, Span
from cnnviz.views.item import Look
from cnnviz.views.text import LOUD_FORMULA, Piece, Typeface, set_out, width_of

LINES = 3
"""Lines at the most."""
FLOOR = 11
"""The smallest font, in logical pixels."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that is set out.

    Attributes
    ----------
    lines : tuple of tuple of Piece
        Its lines.
    typeface : Typeface
        The fonts that they were measured in.
    size : float
        Height of the font in logical pixels.
    """

    lines: tuple[tuple[Piece, ...], ...]
    typeface: Typeface
    size: float


def fit(
    line: Line, look: Look, size: float, width: float, height: float, leading: float
) -> Formula:
    """Fit a formula into a room.

    Parameters
    ----------
    line : tuple of Span
        The formula.
    look : Look
        In which language.
    size : float
        Height of the font in logical pixels that it should have.
    width, height : float
        The room in logical pixels.
    leading : float
        From line to line, in heights of the font.

    Returns
    -------
    Formula
        One line if it fits; else up to three, broken at spaces; else smaller, down
        to 11 pixels; else with its middle left out, marked by "…".
    """
    words = _words(line, look)
    whole = max(round(size), FLOOR)
    for px in range(whole, FLOOR - 1, -1):
        typeface = Typeface.of(px, mono=True)
        room = max(1, min(LINES, int((height / px - 1) / leading) + 1))
        broken = _broken(words, typeface, look, width)
        if len(broken) <= room:
            return Formula(broken, typeface, px)
    return _elided(words, typeface, look, width, room, px)


def _words(line: Line, look: Look) -> list[Line]:
    """Cut a line at its spaces; each word keeps the space after it."""
    words: list[list[Span]] = [[]]
    for span in line:
        said = look.words(span.text)
        start = 0
        while (end := said.find(" ", start)) >= 0:
            words[-1].append(Span(said[start : end + 1], span.role))
            words.append([])
            start = end + 1
        if start < len(said):
            words[-1].append(Span(said[start:], span.role))
    return [tuple(word) for word in words if word]


def _broken(
    words: list[Line], typeface: Typeface, look: Look, width: float
) -> tuple[tuple[Piece, ...], ...]:
    """Break words into lines of about equal length that fit a width."""
    widths = [width_of(set_out(word, typeface, look, loud=LOUD_FORMULA)) for word in words]
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
    return tuple(_merged(tuple(each), typeface, look) for each in lines)


def _elided(
    words: list[Line], typeface: Typeface, look: Look, width: float, room: int, px: int
) -> Formula:
    """Leave words out of the middle until the rest fits."""
    first, last = len(words) // 2, len(words) - len(words) // 2
    gap: Line = (Span("… ", "muted"),)
    while first > 0 or last > 0:
        kept = [*words[:first], gap, *words[len(words) - last :]] if last else [*words[:first], gap]
        broken = _broken(kept, typeface, look, width)
        if len(broken) <= room and all(width_of(each) <= width + 1 for each in broken):
            return Formula(broken, typeface, px)
        if first >= last:
            first -= 1
        else:
            last -= 1
    return Formula((_merged(gap, typeface, look),), typeface, px)


def _merged(line: Line, typeface: Typeface, look: Look) -> tuple[Piece, ...]:
    """Join neighbours of one role, so that fewer pieces are painted."""
    spans: list[Span] = []
    for span in line:
        if spans and spans[-1].role == span.role:
            spans[-1] = Span(f"{spans[-1].text}{span.text}", span.role)
        else:
            spans.append(span)
    if spans:
        spans[-1] = Span(str(spans[-1].text).rstrip(" ") or " ", spans[-1].role)
    return set_out(tuple(spans), typeface, look, loud=LOUD_FORMULA)
