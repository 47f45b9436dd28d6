"""Shape arithmetic of convolutions: output sizes and padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from cnnviz.engine.arrays import pair
from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Pair

PaddingSides: TypeAlias = "tuple[tuple[int, int], tuple[int, int]]"
"""Cells of padding: ((top, bottom), (left, right))."""

Padding: TypeAlias = "int | str | tuple[int, int] | PaddingSides"
"""Every form of the argument ``padding``; see `resolve_padding`."""

PADDING_WORDS = ("valid", "same", "same_lower", "full")
NO_PADDING: PaddingSides = ((0, 0), (0, 0))


def reach(kernel: int, dilation: int) -> int:
    """Count the input cells from the first to the last cell of a dilated kernel.

    Parameters
    ----------
    kernel : int
        Cells of the kernel along one axis.
    dilation : int
        Distance of neighbouring kernel cells, 1 meaning adjacent.

    Returns
    -------
    int
        Dilation · (kernel − 1) + 1, in cells.
    """
    return dilation * (kernel - 1) + 1


def out_length(
    length: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int = 1,
) -> int:
    """Count the kernel positions along one axis.

    Parameters
    ----------
    length, kernel : int
        Cells of the input and of the kernel along this axis.
    stride : int
        Step between positions, in cells.
    padding : int or (int, int)
        Cells added: an int on *each* side (``2 P`` in all), a pair (before, after).
    dilation : int
        Distance of neighbouring kernel cells, 1 meaning adjacent.

    Returns
    -------
    int
        ⌊(length + before + after − reach) / stride⌋ + 1.

    Raises
    ------
    GeometryError
        If the dilated kernel is wider than the padded input.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", relation 15.

    Examples
    --------
    >>> out_length(28, 5, stride=3, padding=2), out_length(5, 3, stride=2, padding=(0, 1))
    (10, 2)
    """
    before, after = (padding, padding) if isinstance(padding, (int, np.integer)) else padding
    padded, extent = length + before + after, reach(kernel, dilation)
    if extent > padded:
        raise GeometryError(
            "kernel reaches {reach} cells, the padded input has {padded}",
            reach=extent,
            padded=padded,
        )
    return (padded - extent) // stride + 1


def resolve_padding(
    padding: Padding,
    size: tuple[int, int],
    kernel_size: Pair,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> PaddingSides:
    """Convert any form of padding to cells on each of the four sides.

    Parameters
    ----------
    padding : int, (int, int), ((int, int), (int, int)) or str
        Cells on every side; cells above and below, and left and right;
        ``((top, bottom), (left, right))``; or a word:
        ``"valid"`` none; ``"same"`` so that the output has ⌈L/S⌉ cells, an odd
        cell going to the bottom and right; ``"same_lower"`` the odd cell at the
        top and left; ``"full"`` dilation·(kernel − 1) on each side, so that every
        input cell meets every kernel cell.
    size : (int, int)
        Rows and columns of the input, in cells.
    kernel_size, stride, dilation : int or (int, int)
        As for the convolution, in cells.

    Returns
    -------
    ((int, int), (int, int))
        ``((top, bottom), (left, right))`` in cells.

    Raises
    ------
    TypeError
        If a number of cells is not whole.
    ValueError
        If the word is unknown or a number is negative.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", sections 2.2 and
    2.4; TensorFlow's ``SAME`` for any stride, PyTorch's ``"same"`` at stride 1.

    Examples
    --------
    >>> resolve_padding("same", (5, 5), 3, stride=2)
    ((1, 1), (1, 1))
    >>> resolve_padding("same", (4, 5), 2), resolve_padding("full", (4, 4), 3, dilation=2)
    (((0, 1), (0, 1)), ((4, 4), (4, 4)))
    """
    kernel_size = pair(kernel_size, "kernel_size")
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    if isinstance(padding, str):
        rows, columns = (
            _word_padding(padding, size[axis], kernel_size[axis], stride[axis], dilation[axis])
            for axis in (0, 1)
        )
        return rows, columns
    if isinstance(padding, (int, np.integer)):
        padding = int(padding)
        sides: PaddingSides = ((padding, padding), (padding, padding))
    else:
        rows_given, columns_given = _two(padding)
        sides = (
            pair(rows_given, "padding", least=0),
            pair(columns_given, "padding", least=0),
        )
    if min(sides[0]) < 0 or min(sides[1]) < 0:
        raise ValueError(f"padding must not be negative, got {padding!r}")
    return sides


def conv2d_output(
    size: tuple[int, int],
    kernel_size: Pair,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
) -> tuple[int, int]:
    """Count the rows and columns of a convolution's output.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the input, in cells.
    kernel_size, stride : int or (int, int)
        Size of the kernel and step between its positions, in cells.
    padding : int, (int, int), ((int, int), (int, int)) or str
        See `resolve_padding`.
    dilation : int or (int, int)
        Distance of neighbouring kernel cells, 1 meaning adjacent.

    Returns
    -------
    (int, int)
        Rows and columns of the output, in cells.

    Raises
    ------
    GeometryError
        If the dilated kernel is wider or higher than the padded input.

    Examples
    --------
    >>> conv2d_output((28, 31), 5, stride=3, padding=2)
    (10, 11)
    """
    kernel_size, stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    dilation = pair(dilation, "dilation")
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    rows, columns = (
        out_length(
            size[axis],
            kernel_size[axis],
            stride=stride[axis],
            padding=sides[axis],
            dilation=dilation[axis],
        )
        for axis in (0, 1)
    )
    return rows, columns


def _word_padding(
    word: str, length: int, kernel: int, stride: int, dilation: int
) -> tuple[int, int]:
    if word == "valid":
        return 0, 0
    if word == "full":
        return reach(kernel, dilation) - 1, reach(kernel, dilation) - 1
    if word not in ("same", "same_lower"):
        raise ValueError(f"padding is one of {', '.join(PADDING_WORDS)}, not {word!r}")
    positions = -(-length // stride)
    total = max((positions - 1) * stride + reach(kernel, dilation) - length, 0)
    less, more = total // 2, total - total // 2
    return (less, more) if word == "same" else (more, less)


def _two(padding: Any) -> tuple[object, object]:
    try:
        rows, columns = padding
    except (TypeError, ValueError):
        raise ValueError(
            f"padding is an int, a pair, ((top, bottom), (left, right)) or a word, not {padding!r}"
        ) from None
    return rows, columns
