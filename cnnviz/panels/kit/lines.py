"""Lines of coloured spans, broken where the width ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cnnviz.trace import Line
from cnnviz.views.text import LOUD_FORMULA, Typeface
from cnnviz.words import Words

_BREAKS = re.compile(r"\S*?(?:\s+|[·+=,)⌋](?=[^\s·+=,)⌋])\s*)|\S+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one colour, placed: left edge, row, and width in logical pixels."""

    text: str
    role: str
    x: float
    row: int
    width: float


def set_lines(
    lines: tuple[Line, ...], words: Words, typeface: Typeface, width: float, indent: float = 0.0
) -> tuple[tuple[Run, ...], int]:
    """Set lines into a width, breaking them after spaces and operators.

    Parameters
    ----------
    lines : tuple of Line
        What to say.
    words : Words
        In which language.
    typeface : Typeface
        In which fonts.
    width : float
        Room, in logical pixels; what cannot be broken elsewhere is broken anywhere.
    indent : float
        How far a broken line's next rows begin from the left.

    Returns
    -------
    runs, rows : tuple of Run, int
        What to paint, and how many rows it takes.
    """
    runs: list[Run] = []
    row = 0
    for line in lines:
        x = 0.0
        for span in line:
            bold = span.role in LOUD_FORMULA
            for piece in _BREAKS.findall(words(span.text)) or [""]:
                for part in _fitting(piece, bold, typeface, width - indent):
                    wide = typeface.width(part, bold)
                    ink = typeface.width(part.rstrip(), bold)
                    if x > indent and x + ink > width + 0.5:
                        row, x = row + 1, indent
                        part = part.lstrip()
                        wide = typeface.width(part, bold)
                    runs.append(Run(part, span.role, x, row, wide))
                    x += wide
        row += 1
    return tuple(runs), row


def plain_text(lines: tuple[Line, ...], words: Words) -> str:
    """Say lines without colours, for screen readers."""
    return "\n".join("".join(words(span.text) for span in line) for line in lines)


def _fitting(piece: str, bold: bool, typeface: Typeface, width: float) -> list[str]:
    parts: list[str] = []
    while len(piece) > 1 and typeface.width(piece.rstrip(), bold) > max(width, 1):
        count = len(piece) - 1
        while count > 1 and typeface.width(piece[:count], bold) > width:
            count -= 1
        parts.append(piece[:count])
        piece = piece[count:]
    return [*parts, piece]
