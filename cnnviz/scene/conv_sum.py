"""The line under the products of a convolution: what they come to so far."""

from __future__ import annotations

from cnnviz.layers.window_sum import WindowSum
from cnnviz.scene.conv_equation import WrittenSum, subscript, sum_of_channel
from cnnviz.scene.marks import Label
from cnnviz.trace import Line, Moment, Span, line
from cnnviz.words import text

PRODUCTS: Line = line(
    Span(text("window"), "muted"),
    Span(" x", "read"),
    " · ",
    Span(text("filter"), "muted"),
    Span(" w", "weight"),
)
"""What the products are, while no cell is in work."""


def width(total: Label) -> float:
    """Give the width of the sum in logical pixels; 0 for words, whose width is not known here."""
    return 0.6 * total.size * sum(len(str(span.text)) for span in total.spans) if total.mono else 0


def sum_line(
    record: WindowSum,
    moment: Moment,
    part: int,
    done: int | None,
    divisor: int,
    written: WrittenSum,
    *,
    asked: bool,
    alone: bool = False,
) -> Line:
    """Write the sum under the products with the numbers of the equation.

    Parameters
    ----------
    record : WindowSum
        The output cell in work.
    moment : Moment
        Where the timeline stands.
    part : int
        Which kernel of the filter is on stage, from 0.
    done : int or None
        Its products that are shown; None for all.
    divisor : int
        What the filter's weights are whole parts of.
    written : WrittenSum
        The sum of the equation.
    asked : bool
        Whether the sum is asked for, and so covered.
    alone : bool
        Whether there is room for one channel's sum only, whatever has been added.

    Returns
    -------
    tuple of Span
        The sum of one channel while there are several and they are being added; else
        that of all of them, by their names, with the bias once it is added.
    """
    adding = moment.name in ("terms", "channels")
    several = len(record.channels) > 1
    alone = several and (alone or adding or moment.name == "place")
    name = _of_channel(record, part) if alone else _of_all(record)
    if asked:
        return line(Span("Σ", "muted"), Span(" = ", "muted"), Span("?", "write"))
    told = not moment.covered or (several and moment.name == "terms")
    if moment.name == "place" or done == 0 or not told:
        return line(Span(name, "muted"), Span(" = ", "muted"), Span("…", "faint"))
    if alone:
        count = record.weight[part].size if done is None else done
        total = sum_of_channel(record, part, count, divisor)
    else:
        total = written
    bias = " + b" if record.bias is not None and not (adding or alone) else ""
    return line(Span(f"{name}{bias}{total.sign}", "muted"), Span(total.right.text, "write"))


def _of_channel(record: WindowSum, part: int) -> str:
    """Name the sum of the products on stage."""
    return f"Σ{subscript(int(record.channels[part]) + 1)}"


def _of_all(record: WindowSum) -> str:
    """Name what is added in the end: the products on stage are those of one channel alone."""
    count = len(record.channels)
    if count == 1:
        return "Σ"
    first, last = _of_channel(record, 0), _of_channel(record, count - 1)
    return f"{first} + {last}" if count == 2 else f"{first}…{last[1:]}"
