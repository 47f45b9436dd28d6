"""The equation of a convolution at a moment: products, sums of channels, bias."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from cnnviz.layers.window_sum import WindowSum
from cnnviz.scene.equations import MOST_TERMS, PLUS, left_out, places_of, result_of, total_of
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Role,
    Span,
    Step,
    Written,
    equals,
    joined,
    line,
    places_in_sum,
    written,
    written_alike,
)
from cnnviz.words import Text, text

COVERED = " = ", Span("…", "faint")
"""How a sum ends that is not told yet."""


@dataclass(frozen=True)
class WrittenSum:
    """A sum as it is written.

    Attributes
    ----------
    left : tuple of Span
        What is added.
    sign : str
        The sign after it: ``=``, or ``≈`` where something is rounded.
    right : Span
        What it comes to; "…" or "?" while that is not told.
    rest : tuple of Span
        What follows.
    """

    left: Line
    sign: str
    right: Span
    rest: Line = ()

    @property
    def line(self) -> Line:
        """All of it."""
        return (*self.left, Span(self.sign), self.right, *self.rest)


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
    return convolution_sum(record, moment, divisor).line


def convolution_sum(record: WindowSum, moment: Moment, divisor: int = 1) -> WrittenSum:
    """Write the same sum in its parts, with the parameters of `convolution_equation`."""
    count = record.products.size
    weights = record.weight if divisor == 1 else np.rint(record.weight * divisor)
    if count > MOST_TERMS:
        if moment.name == "place":
            named = (Span("Σ ", "faint"), Span("x·w", "faint"))
            return WrittenSum(named, *COVERED)
        if moment.name == "terms":
            return _running_total(record, weights, divisor, moment)
        return _by_channel(record, moment)
    x, w = written_alike(record.x), written_alike(weights)
    each = {"terms": 1, "channels": count // len(record.products)}.get(moment.name, count)
    done = 0 if moment.name == "place" else min(each * (moment.index + 1), count)
    now = moment.index if moment.name == "terms" and not moment.asks else None
    terms = [
        _product(*pair, faint=i >= done, framed=i == now)
        for i, pair in enumerate(zip(x, w, strict=True))
    ]
    total = joined(terms, PLUS)
    if divisor > 1:
        total = line("(", *total, f") / {divisor}")
    parts = [*x[:done], *w[:done]]
    sides = [(a.worth, b.worth) for a, b in zip(x[:done], w[:done], strict=True)]
    worth = total_of([None if a is None or b is None else a * b / divisor for a, b in sides])
    return _ended(record, moment, total, parts, worth)


def sum_of_channel(record: WindowSum, part: int, done: int, divisor: int = 1) -> WrittenSum:
    """Write the sum of the first products of one channel.

    Parameters
    ----------
    record : WindowSum
        The output cell.
    part : int
        Which kernel of the filter, from 0.
    done : int
        Products that are added, at least 1.
    divisor : int
        As in `convolution_equation`.
    """
    only = slice(part, part + 1)
    alone = replace(
        record,
        channels=record.channels[only],
        x=record.x[only],
        weight=record.weight[only],
        bias=None,
    )
    step = Step("terms", text("products"), alone.products.size)
    return convolution_sum(alone, Moment(0, step, 1, done - 1), divisor)


def _ended(
    record: WindowSum, moment: Moment, total: Line, parts: Sequence[Written], worth: Fraction | None
) -> WrittenSum:
    """Add the bias and what all of it comes to."""
    products = record.products
    if moment.covered and moment.name in ("terms", "channels"):
        return WrittenSum(total, *COVERED)
    if moment.name in ("terms", "channels"):
        terms = moment.name == "terms"
        done = products.flat if terms else products
        value = float(np.sum(done[: moment.index + 1]))
        if worth is not None and all(part.true for part in parts):
            value = float(worth)  # without the float32 that decimals are stored in
        right = written(value, places_of(worth, parts))
        rest = (Span(" …", "faint"),) if terms else ()
        return WrittenSum(total, equals(worth, right, *parts), Span(right.said, "muted"), rest)
    if record.bias is not None:
        (bias,) = written_alike(np.array([record.bias]))
        role: Role = "faint" if moment.name == "place" else "weight"
        total = (*total, PLUS, Span("b ", "muted"), Span(f"({bias.said})", role))
        parts = [*parts, bias]
        worth = total_of([worth, bias.worth])
    shown, right_or_none = result_of(record.value, moment, places_of(worth, parts))
    return WrittenSum(total, equals(worth, right_or_none, *parts), shown)


def _by_channel(record: WindowSum, moment: Moment) -> WrittenSum:
    """The sums of the channels, where the products are too many to be written out."""
    products = record.products
    sums = products.reshape(len(products), -1).sum(axis=1)
    shown = moment.index + 1 if moment.name == "channels" else len(sums)
    names: list[str | Text] = [f"Σ{subscript(int(c) + 1)} " for c in record.channels[:shown]]
    sums = sums[:shown]
    if shown > MOST_TERMS:
        first = MOST_TERMS - 1
        names = [*names[:first], left_out(shown - first)]
        sums = np.append(sums[:first], sums[first:].sum())
    numbers = written_alike(sums, 2)
    named = [
        line(Span(name, "muted"), Span(number.operand, "stat"))
        for name, number in zip(names, numbers, strict=True)
    ]
    total = joined(named, PLUS)
    if moment.covered and len(products) == 1:
        total = (Span("Σ ", "muted"), Span("x", "read"), Span("·"), Span("w", "weight"))
    return _ended(record, moment, total, numbers, total_of([each.worth for each in numbers]))


def _product(x: Written, w: Written, *, faint: bool, framed: bool = False) -> Line:
    if faint:
        return (Span(f"{x.operand}·{w.operand}", "faint"),)
    return (
        Span(x.operand, "read", framed),
        Span("·", framed=framed),
        Span(w.operand, "weight", framed),
    )


def _running_total(
    record: WindowSum, weights: FloatArray, divisor: int, moment: Moment
) -> WrittenSum:
    products, index = record.products, moment.index
    sums = np.array([products.flat[:index].sum(), products.flat[: index + 1].sum()])
    before, after = written_alike(sums)
    x = written(float(record.x.flat[index]), places_in_sum(record.x))
    w = written(float(weights.flat[index]), places_in_sum(weights))
    worth = (
        None
        if x.worth is None or w.worth is None or before.worth is None
        else before.worth + x.worth * w.worth / divisor
    )
    left = line(
        Span(text("term {index} of {count}", index=index + 1, count=products.size), "muted"),
        "   ",
        Span("…" if moment.covered else before.said, "muted"),
        " + ",
        *_product(x, w, faint=False, framed=True),
        *((f" / {divisor}",) if divisor > 1 else ()),
    )
    if moment.covered:
        return WrittenSum(left, *COVERED)
    return WrittenSum(left, equals(worth, after, before, x, w), Span(after.said, "stat"))


def subscript(number: int) -> str:
    """Write a number as the index of a symbol: Σ₁."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
