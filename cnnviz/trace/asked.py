"""What a question asks for, and lines that do not answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from cnnviz.trace.spans import Line, Span

Asked = Literal["size", "parameters", "counts", "padding", "statistics", "field", "factor", "mean"]
"""The size of an output, the number of parameters, how often cells are used, what the
cells of padding hold, mean and variance, what a cell sees, by what a dropout multiplies,
what the mean of its draws comes near."""
Covered = frozenset[Asked]
"""What is asked for and not yet answered."""
OPEN: Covered = frozenset()
"""Nothing is asked for."""
UNKNOWN = "?"

SIZE = ("size",)
PARAMETERS = ("parameters",)
COUNTS = ("counts",)
STATISTICS = ("statistics",)
FIELD = ("field",)
FACTOR = ("factor",)
COST = ("size", "parameters")
"""What a span tells: multiply-adds tell of both."""


def covered_line(line: Line, covered: Covered) -> Line:
    """Put question marks for everything in a line that answers an open question.

    Parameters
    ----------
    line : tuple of Span
        Any line.
    covered : frozenset of str
        What is asked for.

    Returns
    -------
    tuple of Span
        Spans that tell something else stay; neighbours that are covered become one "?".
    """
    if covered.isdisjoint(told for span in line for told in span.tells):
        return line
    result: list[Span] = []
    before = False
    for span in line:
        now = not covered.isdisjoint(span.tells)
        if now and not before:
            result.append(replace(span, text=_indent(span) + UNKNOWN, channels_last=""))
        elif not now:
            result.append(span)
        before = now
    return tuple(result)


def _indent(span: Span) -> str:
    """The spaces in front of what a span says."""
    said = span.text if isinstance(span.text, str) else span.text.template
    return said[: len(said) - len(said.lstrip())]
