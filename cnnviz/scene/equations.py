"""Parts of the equations of all layers: the result, and the name of a cell."""

from __future__ import annotations

from cnnviz.trace import Cell, Line, Moment, Span, format_number
from cnnviz.words import text

MOST_TERMS = 12
"""Terms that are written out; longer sums are told by channel or by running total."""
PLUS = Span(" + ")


def result_of(value: float, moment: Moment) -> Span:
    """Write the value at the end of an equation: pending, asked for, or revealed.

    Parameters
    ----------
    value : float
        Value of the output cell.
    moment : Moment
        Moment of the timeline.
    """
    if moment.asks:
        return Span("?", "write")
    if moment.number == 0:
        return Span("…", "faint")
    return Span(format_number(value, 3), "write")


def cell_name(output: Cell, position: int, count: int) -> Line:
    """Name a cell for the readout: ``y[0, 3, 4] · 29 of 64``."""
    channel, row, column = output
    return (
        Span(f"y[{channel}, {row}, {column}]", "write"),
        Span(" · ", "faint"),
        Span(text("{index} of {count}", index=f"{position + 1:,}", count=f"{count:,}"), "muted"),
    )
