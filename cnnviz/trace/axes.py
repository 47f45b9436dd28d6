"""The order of axes in which shapes and indices are written; no array changes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from cnnviz.trace.asked import PARAMETERS
from cnnviz.trace.spans import Line, Role, Span

AxisOrder = Literal["NCHW", "NHWC"]
"""Channels before rows and columns, as in PyTorch, or behind them, as in TensorFlow."""
WEIGHT_AXES: dict[AxisOrder, str] = {"NCHW": "(out, in, h, w)", "NHWC": "(h, w, in, out)"}
"""What the axes of a convolution's weights are called."""


def channels_last(axes: Sequence[object]) -> tuple[object, ...]:
    """Rearrange axes, given channels first.

    Parameters
    ----------
    axes : sequence
        (C, H, W).

    Returns
    -------
    tuple
        (H, W, C).
    """
    channels, rows, columns = axes
    return rows, columns, channels


def weights_last(axes: Sequence[object]) -> tuple[object, ...]:
    """Rearrange (out, in, h, w) to (h, w, in, out)."""
    out, into, high, wide = axes
    return high, wide, into, out


def shape_in_order(shape: Sequence[int], order: AxisOrder, between: str = " × ") -> str:
    """Write the shape of maps, given as channels, rows, columns.

    Parameters
    ----------
    shape : sequence of int
        (C, H, W).
    order : str
        How its axes are ordered.
    between : str
        What stands between the lengths.
    """
    axes = tuple(shape) if order == "NCHW" else channels_last(shape)
    return between.join(map(str, axes))


def shape_span(
    shape: Sequence[int], role: Role = "muted", *, before: str = "", tells: tuple[str, ...] = ()
) -> Span:
    """Write the shape of maps, given as channels, rows, columns, so that it can be reordered.

    Parameters
    ----------
    shape : sequence of int
        (C, H, W).
    role : str
        Role of the span.
    before : str
        Blanks in front of it.
    tells : tuple of str
        The questions that it answers.
    """
    first = before + shape_in_order(shape, "NCHW")
    last = before + shape_in_order(shape, "NHWC")
    return Span(first, role, tells=tells, channels_last=last)


def index_span(name: str, index: Sequence[int], role: Role) -> Span:
    """Write the index of a cell: ``y[0, 3, 4]``, or ``y[3, 4, 0]`` with channels last.

    Parameters
    ----------
    name : str
        Name of the array.
    index : sequence of int
        Channel, row and column; of a weight its filter, channel, row and column.
    role : str
        Role of the span.
    """
    last = weights_last(index) if len(index) == 4 else channels_last(index)
    written = (f"{name}[{', '.join(map(str, axes))}]" for axes in (index, last))
    first, other = (each.replace("-", "−") for each in written)
    return Span(first, role, channels_last=other)


def weight_shape(shape: Sequence[int]) -> tuple[Line, Line]:
    """Write the names of the axes of a convolution's weights, and their lengths.

    Parameters
    ----------
    shape : sequence of int
        (out, in, h, w).
    """
    first, last = (" × ".join(map(str, each)) for each in (shape, weights_last(shape)))
    names = Span(WEIGHT_AXES["NCHW"], "muted", channels_last=WEIGHT_AXES["NHWC"])
    return (names,), (Span(first, "weight", tells=PARAMETERS, channels_last=last),)


def in_order(line: Line, order: AxisOrder) -> Line:
    """Write a line with its shapes and indices in an order.

    Parameters
    ----------
    line : tuple of Span
        Any line.
    order : str
        The order.
    """
    if order == "NCHW" or not any(span.channels_last for span in line):
        return line
    return tuple(
        replace(span, text=span.channels_last) if span.channels_last else span for span in line
    )
