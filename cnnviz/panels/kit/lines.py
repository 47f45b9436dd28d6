"""Lines of coloured spans, broken where the width ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from cnnviz.trace import Line
from cnnviz.views.fonts import mono_font
from cnnviz.words import Words

LOUD = frozenset({"strong", "write"})
"""Roles that are bold: the result stands out."""

_BREAKS = re.compile(r"\S*?(?:\s+|[·+=,)⌋](?=[^\s·+=,)⌋])\s*)|\S+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one colour, placed: left edge, row, and width in logical pixels."""

    text: str
    role: str
    x: float
    row: int
    width: float


@dataclass(frozen=True, slots=True)
class Pens:
    """The two weights of the font that lines are written in."""

    regular: QFont
    heavy: QFont

    @classmethod
    def of(cls, px: float) -> Pens:
        """Give the pens for a height in pixels."""
        return cls(mono_font(px), mono_font(px, bold=True))

    def font(self, role: str) -> QFont:
        """Give the font of a role."""
        return self.heavy if role in LOUD else self.regular

    def width(self, text: str, role: str) -> float:
        """Measure characters, in logical pixels."""
        return QFontMetricsF(self.font(role)).horizontalAdvance(text)


def set_lines(
    lines: tuple[Line, ...], words: Words, pens: Pens, width: float, indent: float = 0.0
) -> tuple[tuple[Run, ...], int]:
    """Set lines into a width, breaking them after spaces and operators.

    Parameters
    ----------
    lines : tuple of Line
        What to say.
    words : Words
        In which language.
    pens : Pens
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
            for piece in _BREAKS.findall(words(span.text)) or [""]:
                for part in _fitting(piece, span.role, pens, width - indent):
                    wide = pens.width(part, span.role)
                    ink = pens.width(part.rstrip(), span.role)
                    if x > indent and x + ink > width + 0.5:
                        row, x = row + 1, indent
                        part = part.lstrip()
                        wide = pens.width(part, span.role)
                    runs.append(Run(part, span.role, x, row, wide))
                    x += wide
        row += 1
    return tuple(runs), row


def plain_text(lines: tuple[Line, ...], words: Words) -> str:
    """Say lines without colours, for screen readers."""
    return "\n".join("".join(words(span.text) for span in line) for line in lines)


def _fitting(piece: str, role: str, pens: Pens, width: float) -> list[str]:
    parts: list[str] = []
    while len(piece) > 1 and pens.width(piece.rstrip(), role) > max(width, 1):
        count = len(piece) - 1
        while count > 1 and pens.width(piece[:count], role) > width:
            count -= 1
        parts.append(piece[:count])
        piece = piece[count:]
    return [*parts, piece]
