"""The equation strip: the current step in symbols and in numbers, coloured by role."""

from __future__ import annotations

from cnnviz.layers.activation import Lookup
from cnnviz.layers.kinds.conv2d import WindowSum
from cnnviz.layers.pooling import WindowPool
from cnnviz.trace import (
    Line,
    Moment,
    Span,
    format_number,
    joined,
    line,
    operand,
    places_for,
)
from cnnviz.words import text

MOST_TERMS = 12
"""Terms that are written out; longer sums are told by channel or by running total."""
PLUS = Span(" + ")
QUESTION = Span("?", "write")


def convolution(record: WindowSum, moment: Moment) -> Line:
    """The sum of products of one output cell, as far as the timeline has come."""
    products = record.products
    count = products.size
    if moment.name == "terms" and count > MOST_TERMS:
        return _running_total(record, moment.index)
    shown = _result(record.value, moment)
    places = max(places_for(record.x, 3), places_for(record.weight, 3))
    if count <= MOST_TERMS:
        done = moment.index + 1 if moment.name == "terms" else count
        if moment.name == "place":
            done = count
        terms = [
            _product(float(x), float(w), places, faint=i >= done)
            for i, (x, w) in enumerate(zip(record.x.flat, record.weight.flat, strict=True))
        ]
        total = joined(terms, PLUS)
    else:
        sums = products.reshape(len(products), -1).sum(axis=1)
        named = [
            (Span(f"Σ{_subscript(int(c) + 1)} ", "muted"), Span(operand(float(s)), "stat"))
            for c, s in zip(record.channels, sums, strict=True)
        ]
        if moment.name == "channels":
            named = named[: moment.index + 1]
        if len(named) > MOST_TERMS:
            rest = float(sums[MOST_TERMS - 1 : len(named)].sum())
            dots = (
                Span(f"… ({len(named) - MOST_TERMS + 1}) ", "muted"),
                Span(operand(rest), "stat"),
            )
            named = [*named[: MOST_TERMS - 1], dots]
        total = joined(named, PLUS)
        if moment.asks and len(products) == 1:
            total = (Span("Σ ", "muted"), Span("x", "read"), Span("·"), Span("w", "weight"))
    if record.bias is not None and moment.name not in ("terms", "channels"):
        total = (*total, PLUS, Span(operand(record.bias, 3), "muted"))
    if moment.name == "terms":
        partial = float(products.flat[: moment.index + 1].sum())
        return (*total, Span(" = "), Span(format_number(partial), "muted"), Span(" …", "faint"))
    if moment.name == "channels":
        partial = float(products[: moment.index + 1].sum())
        return (*total, Span(" = "), Span(format_number(partial), "muted"))
    return (*total, Span(" = "), shown)


def pooling(record: WindowPool, moment: Moment) -> Line:
    """The maximum or the mean of one window, as far as the timeline has come."""
    shown = _result(record.value, moment)
    places = places_for(record.x, 3)
    cells: list[Line] = [(Span(format_number(float(v), places), "read"),) for v in record.x.flat]
    if record.mean:
        cells = [
            (Span(operand(float(v), places), "read"),)
            for v, counts in zip(record.x.flat, record.counted.flat, strict=True)
            if counts
        ]
        if len(cells) > 3 * MOST_TERMS:
            total = float(record.x[record.counted].sum())
            cells = [(Span("Σ ", "muted"), Span(format_number(total), "stat"))]
        head = line("(", *joined(cells, PLUS), f") / {int(record.counted.sum())}")
        return (*head, Span(" = "), shown)
    if len(cells) > 3 * MOST_TERMS:
        cells = [*cells[:6], (Span(f"… ({len(cells) - 8})", "muted"),), *cells[-2:]]
    ties = int(record.winners.sum())
    tail = (
        (Span("   "), Span(text("tie: {count} cells are largest", count=ties), "muted"))
        if ties > 1 and not moment.asks
        else ()
    )
    return (*line("max(", *joined(cells, Span(", ")), ") = "), shown, *tail)


def lookup(record: Lookup, rule: Line, moment: Moment) -> Line:
    """One value through a function."""
    return (
        *line(Span("y", "write"), " = "),
        *rule,
        Span(" = "),
        _result(record.value, moment),
    )


def _result(value: float, moment: Moment) -> Span:
    if moment.asks:
        return QUESTION
    if moment.name == "place":
        return Span("…", "faint")
    return Span(format_number(value, 3), "write")


def _product(x: float, w: float, places: int, *, faint: bool) -> Line:
    if faint:
        return (Span(f"{operand(float(x), places)}·{operand(float(w), places)}", "faint"),)
    return (
        Span(operand(float(x), places), "read"),
        Span("·"),
        Span(operand(float(w), places), "weight"),
    )


def _running_total(record: WindowSum, index: int) -> Line:
    products = record.products
    before = float(products.flat[:index].sum())
    x, w = float(record.x.flat[index]), float(record.weight.flat[index])
    after = float(products.flat[: index + 1].sum())
    return line(
        Span(text("term {index} of {count}", index=index + 1, count=products.size), "muted"),
        "   ",
        Span(format_number(before), "muted"),
        " + ",
        Span(operand(x), "read"),
        "·",
        Span(operand(w, 3), "weight"),
        " = ",
        Span(format_number(after), "stat"),
    )


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def cell_name(output: tuple[int, int, int], position: int, count: int) -> Line:
    """Name a cell for the readout: ``y[0, 3, 4] · 29 of 64``."""
    channel, row, column = output
    return (
        Span(f"y[{channel}, {row}, {column}]", "write"),
        Span(" · ", "faint"),
        Span(text("{index} of {count}", index=f"{position + 1:,}", count=f"{count:,}"), "muted"),
    )
