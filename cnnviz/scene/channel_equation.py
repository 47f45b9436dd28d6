"""The equation of a convolution channel by channel: products, partial sums, one sum."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.channel_sums import ChannelSum
from cnnviz.scene.conv_equation import convolution_sum, subscript, sum_of_channel
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.scene.lens import PRIMARY
from cnnviz.scene.marks import Scale
from cnnviz.trace import Line, Moment, Span, Written, equals, joined, line, written, written_alike
from cnnviz.words import Text, text


def partial_sums(record: ChannelSum) -> tuple[Written, ...]:
    """Write the sums of the parts alike, as they stand on stage and in the equation."""
    return written_alike(record.sums, 2)


def name_of(record: ChannelSum, index: int, scales: tuple[Scale, ...]) -> Text | str:
    """Name a part: by its colour, by the number of its channel, or from which to which.

    Parameters
    ----------
    record : ChannelSum
        The output cell.
    index : int
        Which part, from 0.
    scales : tuple of Scale
        Colours of the input's channels.
    """
    part = record.parts[index]
    first, last = (int(record.channels[i]) for i in (part.start, part.stop - 1))
    primary = PRIMARY.get(scales[first].kind)
    if primary is not None and len(part) == 1:
        return primary
    return f"Σ{subscript(first + 1)}" + (f"…{subscript(last + 1)}" if last > first else "")


def channel_equation(
    record: ChannelSum, moment: Moment, scales: tuple[Scale, ...], divisor: int
) -> Line:
    """Write the step in numbers.

    Parameters
    ----------
    record : ChannelSum
        The output cell.
    moment : Moment
        Where the timeline stands.
    scales : tuple of Scale
        Colours of the input's channels.
    divisor : int
        What the filter's weights are whole parts of.
    """
    if moment.name == "place":
        return convolution_sum(record, moment, divisor).line
    if moment.name in ("products", "sums"):
        return _of_part(record, moment, scales, divisor)
    return _total(record, moment, scales)


def _of_part(record: ChannelSum, moment: Moment, scales: tuple[Scale, ...], divisor: int) -> Line:
    """One channel's products, and what they come to once its sum is told."""
    index, part = moment.index, record.parts[moment.index]
    number = partial_sums(record)[index]
    cells = record.weight[0].size
    left: Line
    if len(part) > 1:
        said = text("{count} channels likewise", count=len(part))
        left, sign = (Span(said, "muted"),), " = " if number.true else " ≈ "
    elif cells > MOST_TERMS:
        left = line(Span("Σ ", "muted"), Span("x", "read"), Span("·"), Span("w", "weight"))
        sign = " = " if number.true else " ≈ "
    else:
        total = sum_of_channel(record, part.start, cells, divisor)
        left = tuple(Span(each.text, each.role) for each in total.left)
        sign = total.sign if total.right.text == number.said else " ≈ "
    head = line(Span(name_of(record, index, scales), "muted"), Span("   "), *left)
    if moment.name == "products":
        return (*head, Span(" = "), Span("…", "faint"))
    return (*head, Span(sign), Span(number.said, "stat"))


def _total(record: ChannelSum, moment: Moment, scales: tuple[Scale, ...]) -> Line:
    """All partial sums with the bias, and the value once it is told."""
    numbers = list(partial_sums(record))
    each = [
        line(Span(name_of(record, i, scales), "muted"), " ", Span(number.operand, "stat"))
        for i, number in enumerate(numbers)
    ]
    left = joined(each, PLUS)
    if record.bias is not None:
        (bias,) = written_alike(np.array([record.bias]))
        left = (*left, PLUS, Span("b ", "muted"), Span(f"({bias.said})", "weight"))
        numbers.append(bias)
    worth = total_of([number.worth for number in numbers])
    shown, result = result_of(record.value, moment, places_of(worth, numbers))
    return (*left, Span(equals(worth, result, *numbers)), shown)


def total_line(record: ChannelSum, moment: Moment) -> Line:
    """The line above the output: what all of it comes to, as far as it is told."""
    head = line(Span("Σ", "muted"), *((Span(" + b", "muted"),) if record.bias is not None else ()))
    if moment.asks:
        return (*head, Span(" = ", "muted"), Span("?", "write"))
    if moment.covered or moment.name not in ("bias", "write"):
        return (*head, Span(" = ", "muted"), Span("…", "faint"))
    number = written(record.value)
    sign = " = " if number.true else " ≈ "
    return (*head, Span(sign, "muted"), Span(number.said, "write"))
