"""The equation of a convolution at a moment: products, sums of channels, bias."""

from __future__ import annotations

from cnnviz.layers.kinds.conv2d import WindowSum
from cnnviz.scene.equations import MOST_TERMS, PLUS, result_of
from cnnviz.trace import Line, Moment, Span, format_number, joined, line, operand, places_for
from cnnviz.words import text


def convolution_equation(record: WindowSum, moment: Moment) -> Line:
    """Write the sum of products of one output cell up to a moment."""
    products = record.products
    count = products.size
    if moment.name == "terms" and count > MOST_TERMS:
        return _running_total(record, moment.index)
    shown = result_of(record.value, moment)
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
