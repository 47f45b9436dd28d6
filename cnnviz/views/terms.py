"""Leaving whole terms out of a sum that is too long: their number and what they come to stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from cnnviz.scene.equations import left_out
from cnnviz.trace import Line, Span
from cnnviz.words import ENGLISH, Words

NUMBER = r"\(?(−?\d+(?:\.\d+)?(?:e−?\d+)?)\)?"
TERM = re.compile(rf"(?:Σ\S* |… [^\d ]*([\d,]+)[^\d ]* )?{NUMBER}(?:·{NUMBER})? ")
"""A number, or a product of two; perhaps with a name, or standing for terms left out before."""
LEAST = 2
"""Terms at the least that are left out: one alone is as short as what would stand for it."""
MOST_PLACES = 4
"""Decimals of a sum at the most; one that needs more is not written."""


def without_middle(words: list[Line], say: Words = ENGLISH) -> Iterator[list[Line]]:
    """Give a sum without some terms, and without more and more of them.

    Parameters
    ----------
    words : list of Line
        A formula cut at its spaces, each word with the space after it.
    say : Words
        The language of what stands for the terms.

    Yields
    ------
    list of Line
        The words of a formula that is as true as the whole one; none for what is no sum.
    """
    parts = _parts(words)
    start, end = _run(parts)
    for dropped in range(LEAST, end - start + 1):
        first = start + (end - start - dropped + 1) // 2
        left, right = parts[:first], parts[first + dropped :]
        yield _joined([*left, _stand_in(parts[first : first + dropped], say), *right])


def plain(word: Line) -> str:
    """Put the spans of a word together."""
    return "".join(str(span.text) for span in word)


def _parts(words: list[Line]) -> list[list[Line]]:
    """Cut a formula at its plus signs."""
    parts: list[list[Line]] = [[]]
    for word in words:
        if plain(word) == "+ ":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _said(part: list[Line]) -> str:
    return "".join(map(plain, part))


def _run(parts: list[list[Line]]) -> tuple[int, int]:
    """Find the longest run of terms that stand alone; the first part of the formula stays."""
    best = start = 1
    longest = 0
    for index in range(1, len(parts) + 1):
        if index == len(parts) or TERM.fullmatch(_said(parts[index])) is None:
            if index - start > longest:
                best, longest = start, index - start
            start = index + 1
    return best, best + longest


def _stand_in(parts: list[list[Line]], say: Words) -> list[Line]:
    """Write how many terms are left out, and their sum if it can be written as it is."""
    count, total = 0, Fraction(0)
    for part in parts:
        found = TERM.fullmatch(_said(part))
        assert found is not None
        more, one, other = found.groups()
        count += int((more or "1").replace(",", ""))
        total += _worth(one) * (1 if other is None else _worth(other))
    named: list[Line] = [(Span(say(left_out(count)), "muted"),)]
    for places in range(MOST_PLACES + 1):
        if (total * 10**places).denominator == 1:
            said = f"{float(total):.{places}f}".replace("-", "−")
            bracketed = f"({said}) " if total < 0 else f"{said} "
            return [*named, (Span(bracketed, "stat"),)]
    return named


def _worth(number: str) -> Fraction:
    return Fraction(number.replace("−", "-"))


def _joined(parts: list[list[Line]]) -> list[Line]:
    words = list(parts[0])
    for part in parts[1:]:
        words += [(Span("+ "),), *part]
    return words
