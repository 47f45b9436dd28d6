"""The equation of a convolution at a moment: products, sums of channels, bias."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from cnnviz.layers.kinds.conv2d import WindowSum
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    Written,
    equals,
    joined,
    line,
    places_in_sum,
    written,
    written_alike,
)
from cnnviz.words import text


def convolution_equation(record: WindowSum, moment: Moment, divisor: int = 1) -> Line:
    """Write the sum of products of one output cell, as far as the timeline has come.

    Parameters
    ----------
    record : WindowSum
        The output cell.
    moment : Moment
        Where the timeline stands.
    divisor : int
        What the filter's weights are whole parts of: 9 for a box of 3 × 3. The weights
        are then written whole, and their sum is divided.
    """
    count = record.products.size
    weights = record.weight if divisor == 1 else np.rint(record.weight * divisor)
    if count > MOST_TERMS:
        if moment.name == "terms":
            return _running_total(record, weights, divisor, moment.index)
        return _by_channel(record, moment)
    x, w = written_alike(record.x), written_alike(weights)
    each = {"terms": 1, "channels": count // len(record.products)}.get(moment.name, 0)
    done = each * (moment.index + 1) if each else count
    terms = [_product(*pair, faint=i >= done) for i, pair in enumerate(zip(x, w, strict=True))]
    total = joined(terms, PLUS)
    if divisor > 1:
        total = line("(", *total, f") / {divisor}")
    parts = [*x[:done], *w[:done]]
    sides = [(a.worth, b.worth) for a, b in zip(x[:done], w[:done], strict=True)]
    worth = total_of([None if a is None or b is None else a * b / divisor for a, b in sides])
    return _ended(record, moment, total, parts, worth)


def _ended(
    record: WindowSum, moment: Moment, total: Line, parts: Sequence[Written], worth: Fraction | None
) -> Line:
    """Add the bias and what all of it comes to."""
    products = record.products
    if moment.name in ("terms", "channels"):
        terms = moment.name == "terms"
        done = products.flat if terms else products
        value = float(np.sum(done[: moment.index + 1]))
        if worth is not None and all(part.true for part in parts):
            value = float(worth)  # without the float32 that decimals are stored in
        right = written(value, places_of(worth, parts))
        rest = (Span(" …", "faint"),) if terms else ()
        return (*total, Span(equals(worth, right, *parts)), Span(right.said, "muted"), *rest)
    if record.bias is not None:
        (bias,) = written_alike(np.array([record.bias]))
        total = (*total, PLUS, Span("b ", "muted"), Span(bias.operand, "weight"))
        parts = [*parts, bias]
        worth = total_of([worth, bias.worth])
    shown, right_or_none = result_of(record.value, moment, places_of(worth, parts))
    return (*total, Span(equals(worth, right_or_none, *parts)), shown)


def _by_channel(record: WindowSum, moment: Moment) -> Line:
    """The sums of the channels, where the products are too many to be written out."""
    products = record.products
    sums = products.reshape(len(products), -1).sum(axis=1)
    shown = moment.index + 1 if moment.name == "channels" else len(sums)
    names = [f"Σ{_subscript(int(c) + 1)} " for c in record.channels][:shown]
    sums = sums[:shown]
    if shown > MOST_TERMS:
        first = MOST_TERMS - 1
        names = [*names[:first], f"… ({shown - first}) "]
        sums = np.append(sums[:first], sums[first:].sum())
    numbers = written_alike(sums, 2)
    named = [
        line(Span(name, "muted"), Span(number.operand, "stat"))
        for name, number in zip(names, numbers, strict=True)
    ]
    total = joined(named, PLUS)
    if moment.asks and len(products) == 1:
        total = (Span("Σ ", "muted"), Span("x", "read"), Span("·"), Span("w", "weight"))
    return _ended(record, moment, total, numbers, total_of([each.worth for each in numbers]))


def _product(x: Written, w: Written, *, faint: bool) -> Line:
    if faint:
        return (Span(f"{x.operand}·{w.operand}", "faint"),)
    return (Span(x.operand, "read"), Span("·"), Span(w.operand, "weight"))


def _running_total(record: WindowSum, weights: FloatArray, divisor: int, index: int) -> Line:
    products = record.products
    sums = np.array([products.flat[:index].sum(), products.flat[: index + 1].sum()])
    before, after = written_alike(sums)
    x = written(float(record.x.flat[index]), places_in_sum(record.x))
    w = written(float(weights.flat[index]), places_in_sum(weights))
    worth = (
        None
        if x.worth is None or w.worth is None or before.worth is None
        else before.worth + x.worth * w.worth / divisor
    )
    return line(
        Span(text("term {index} of {count}", index=index + 1, count=products.size), "muted"),
        "   ",
        Span(before.said, "muted"),
        " + ",
        Span(x.operand, "read"),
        "·",
        Span(w.operand, "weight"),
        *((f" / {divisor}",) if divisor > 1 else ()),
        equals(worth, after, before, x, w),
        Span(after.said, "stat"),
    )


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
