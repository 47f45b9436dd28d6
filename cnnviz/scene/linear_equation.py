"""The equation of a node: products, their sum, the bias."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cnnviz.layers.node_sums import NodeSum
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.trace import (
    Line,
    Moment,
    Role,
    Span,
    Written,
    equals,
    joined,
    line,
    written,
    written_alike,
)
from cnnviz.words import text

UNTOLD: Line = (Span(" = "), Span("…", "faint"))


def node_equation(record: NodeSum, moment: Moment) -> Line:
    """Write the sum of a node, as far as the timeline has come.

    Parameters
    ----------
    record : NodeSum
        The node.
    moment : Moment
        Where the timeline stands.
    """
    if moment.name == "place":
        bias = () if record.bias is None else (PLUS, Span("b", "weight"))
        name = Span(f"y[{record.node}]", "write")
        return (name, *line(" = Σ ", Span("x", "read"), "·", Span("w", "weight")), *bias)
    if len(record.x) <= MOST_TERMS:
        return _written_out(record, moment)
    return _summed(record, moment)


def _written_out(record: NodeSum, moment: Moment) -> Line:
    """Every product with its numbers, for a row of few cells."""
    x, w = written_alike(record.x), written_alike(record.weight)
    count = len(x)
    adds = moment.name == "terms" and not moment.asks
    done = int(record.ends[moment.index]) if adds else count
    terms = [
        _product(*pair, done=i < done, framed=adds and i == done - 1)
        for i, pair in enumerate(zip(x, w, strict=True))
    ]
    total = joined(terms, PLUS)
    parts: list[Written] = [*x[:done], *w[:done]]
    pairs = [(a.worth, b.worth) for a, b in zip(x[:done], w[:done], strict=True)]
    worth = total_of([None if a is None or b is None else a * b for a, b in pairs])
    if moment.name == "terms" and not moment.asks:
        if moment.covered:
            return (*total, *UNTOLD)
        so_far = written(_sum(record, done, worth, parts), places_of(worth, parts))
        sign = Span(equals(worth, so_far, *parts))
        return (*total, sign, Span(so_far.said, "stat"), Span(" …", "faint"))
    return _ended(record, moment, total, parts, worth)


def _summed(record: NodeSum, moment: Moment) -> Line:
    """The sum of the products so far, for a row of many cells."""
    count = len(record.x)
    adds = moment.name == "terms" and not moment.asks
    done = int(record.ends[moment.index]) if adds else count
    progress = text("{done} of {count} products", done=f"{done:,}", count=f"{count:,}")
    head = line(Span(progress, "muted"), "   Σ ", Span("x", "read"), "·", Span("w", "weight"))
    if moment.covered and not moment.revealed and moment.name == "terms" and not moment.asks:
        return (*head, *UNTOLD)
    value = float(record.products[:done].sum())
    number = written(value, 3)
    if adds:
        sign = Span(" = " if number.true else " ≈ ")
        return (
            *head,
            sign,
            Span(number.said, "stat"),
            *(() if done == count else (Span(" …", "faint"),)),
        )
    if moment.covered and not moment.revealed:
        total: Line = line("Σ ", Span("x", "read"), "·", Span("w", "weight"))
        return _ended(record, moment, total, [], None)
    total = line("Σ ", Span("x", "read"), "·", Span("w", "weight"))
    total = (*total, Span(" = " if number.true else " ≈ "), Span(number.said, "stat"), Span("    "))
    (bias,) = written_alike(np.array([0.0 if record.bias is None else record.bias]))
    sum_of = (Span(number.operand, "stat"),)
    return (*total, *_ended(record, moment, sum_of, [number], number.worth)) if bias else total


def _ended(
    record: NodeSum, moment: Moment, total: Line, parts: list[Written], worth: Fraction | None
) -> Line:
    """Add the bias, and what all of it comes to."""
    if record.bias is not None:
        (bias,) = written_alike(np.array([record.bias]))
        total = (*total, PLUS, Span("b ", "muted"), Span(f"({bias.said})", "weight"))
        parts = [*parts, bias]
        worth = total_of([worth, bias.worth])
    shown, number = result_of(record.value, moment, places_of(worth, parts))
    return (*total, Span(equals(worth, number, *parts)), shown)


def _sum(record: NodeSum, done: int, worth: Fraction | None, parts: list[Written]) -> float:
    if worth is not None and all(part.true for part in parts):
        return float(worth)  # without the float32 that decimals are stored in
    return float(record.products[:done].sum())


def _product(x: Written, w: Written, *, done: bool, framed: bool) -> Line:
    read: Role = "read" if done else "faint"
    weight: Role = "weight" if done else "faint"
    return (
        Span(x.operand, read, framed),
        Span("·", "text" if done else "faint", framed),
        Span(w.operand, weight, framed),
    )
