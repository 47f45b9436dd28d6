"""Pieces of a formula, each with the role that colours it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cnnviz.words import Text

Role = Literal[
    "text", "muted", "faint", "read", "weight", "write", "stat", "warning", "accent", "strong"
]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one role.

    Attributes
    ----------
    text : str or Text
        Symbols and numbers as they are, or a sentence that is still to be translated.
    role : str
        What the run stands for: ``read`` input, ``weight`` filter, ``write``
        output, ``stat`` mean and variance.
    framed : bool
        Whether it belongs to the term in work, which is framed.
    tells : tuple of str
        The questions of `cnnviz.trace.asked` that it answers.
    channels_last : str
        What stands instead where channels are counted last; empty if it is the same.
    """

    text: str | Text
    role: Role = "text"
    framed: bool = False
    tells: tuple[str, ...] = ()
    channels_last: str = ""


Line = tuple[Span, ...]


def line(*parts: str | Text | Span) -> Line:
    """Join strings, texts and spans into one line; bare ones get the role ``text``."""
    return tuple(p if isinstance(p, Span) else Span(p) for p in parts)


def joined(lines: Iterable[Line], separator: Span) -> Line:
    """Put a separator between lines and make them one."""
    result: list[Span] = []
    for each in lines:
        if result:
            result.append(separator)
        result.extend(each)
    return tuple(result)
