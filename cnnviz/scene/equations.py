"""Parts of the equations of all layers: the result, and the name of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnnviz.trace import Cell, Line, Moment, Span, Written, index_span, written
from cnnviz.trace.asked import SIZE
from cnnviz.trace.numbers import MOST_PLACES
from cnnviz.words import Text, text

MOST_TERMS = 12
"""Terms that are written out; longer sums are told by channel or by running total."""
PLUS = Span(" + ")


def result_of(value: float, moment: Moment, places: int = 3) -> tuple[Span, Written | None]:
    """Write the value at the end of an equation: still to come, asked for, or told.

    Parameters
    ----------
    value : float
        Value of the output cell.
    moment : Moment
        Where the timeline stands.
    places : int
        Decimals at the most.

    Returns
    -------
    span : Span
        What stands after the sign.
    number : Written or None
        The number, once it is told.
    """
    if moment.asks:
        return Span("?", "write"), None
    if moment.number == 0 or moment.covered:
        return Span("…", "faint"), None
    number = written(value, places)
    return Span(number.said, "write"), number


def left_out(count: int) -> Text:
    """Name what stands for the terms that are left out of a sum, in front of what they come to."""
    return text("… sum\u00a0of\u00a0{count}: ", count=f"{count:,}")


def total_of(parts: Sequence[Fraction | None]) -> Fraction | None:
    """Add what is written; None if one of them is no number."""
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def places_of(worth: Fraction | None, parts: Sequence[Written]) -> int:
    """Choose the decimals of a result: as many as the left side comes to as it is written, or 3.

    Parameters
    ----------
    worth : Fraction or None
        What the left side is worth as it is written; None if that is no number.
    parts : sequence of Written
        The numbers of the left side.
    """
    if worth is None or not all(part.true for part in parts):
        return 3
    for places in range(MOST_PLACES + 1):
        if (worth * 10**places).denominator == 1:
            return places
    return 3


def ordinal(index: int) -> str:
    """Write a row or column as words count them, from 1; padding before the first is 0, −1, …."""
    return str(index + 1).replace("-", "−")


def cell_name(output: Cell, position: int, count: int) -> Line:
    """Name a cell for the readout: ``y[0, 3, 4] · 29 of 64``."""
    return (
        index_span("y", output, "write"),
        Span(" · ", "faint"),
        Span(
            text("{index} of {count}", index=f"{position + 1:,}", count=f"{count:,}"),
            "muted",
            tells=SIZE,
        ),
    )
