"""Correlation through windows laid out as columns: the way that im2col_applies every setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import PRODUCTS_PER_CELL, parallel_for
from cnnviz.engine.windows import scatter_windows, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

TILE_BYTES = 1 << 20
"""Columns and the maps they make are cut into tiles that stay in the second-level cache."""

PARTS = 8
"""Large operations are cut into at least so many pieces, whatever the number of threads."""


def im2col_forward(padded: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Slide filters over padded images.

    Parameters
    ----------
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *g.padded_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *g.output_size).

    References
    ----------
    Chellapilla, Puri & Simard (2006), "High performance convolutional neural
    networks for document processing", section 3.
    """
    filters = weight.reshape(g.groups, g.out_channels // g.groups, -1)
    out = np.empty((g.images, g.out_channels, *g.output_size), padded.dtype)
    view = windows(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    split = _by_group(view, g)
    depth = filters.shape[2]
    rows, columns = g.output_size
    pieces = -(-PARTS // max(1, g.images * g.groups))
    lines = depth + filters.shape[1]
    tile = _rows_per_tile(lines, columns, -(-rows // pieces), padded.itemsize)
    flat = out.reshape(g.images, g.groups, -1, rows * columns)
    if g.kernel_size == g.stride == (1, 1) and g.padded_size == g.output_size:
        points = np.ascontiguousarray(padded).reshape(g.images, g.groups, depth, -1)
        work = cells_moved(g)
        parallel_for(g.images, lambda: lambda n: matmul(filters, points[n], flat[n]), work)
        return out
    tiles = -(-rows // tile)
    # The product writes its result twice: many maps of few columns are made beside them.
    large = lines * rows * columns * padded.itemsize > TILE_BYTES
    beside = large and depth < filters.shape[1]

    def make_task() -> Callable[[int], object]:
        buffer = np.empty(lines * tile * columns, padded.dtype)

        def do(piece: int) -> None:
            image, t = divmod(piece, tiles)
            n, group = divmod(image, g.groups)
            top, end = t * tile, min((t + 1) * tile, rows)
            cells = (end - top) * columns
            column = buffer[: depth * cells].reshape(depth, cells)
            part = split[n, group, :, :, :, top:end]
            np.copyto(column.reshape(part.shape), part)
            maps = flat[n, group, :, top * columns : end * columns]
            result = buffer[-maps.size :].reshape(maps.shape) if beside else maps
            matmul(filters[group], column, result)
            if beside:
                np.copyto(maps, result)

        return do

    parallel_for(g.images * g.groups * tiles, make_task, cells_moved(g))
    return out


def im2col_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Send gradients of feature maps back to the padded images: `im2col_forward`'s adjoint.

    Large work goes by phases, where they serve; else columns are added up.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *g.output_size).
    weight : numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.padded_size).
    """
    from cnnviz.engine.algorithms import stride_phases

    whole = g._replace(input_size=g.padded_size, padding_sides=((0, 0), (0, 0)))
    if stride_phases.phased_applies(weight, whole):
        return stride_phases.phased_input_gradient(grad, weight, whole)
    per_group = g.out_channels // g.groups
    rows = grad.reshape(g.images, g.groups, per_group, g.output_size[0] * g.output_size[1])
    filters = weight.reshape(g.groups, per_group, -1).transpose(0, 2, 1)
    back = np.empty((g.images, g.in_channels, *g.padded_size), grad.dtype)
    step = _images_per_chunk(g, grad.itemsize)

    def do(piece: int) -> None:
        some = slice(piece * step, (piece + 1) * step)
        columns = matmul(filters, rows[some])
        columns = columns.reshape(-1, g.in_channels, *g.kernel_size, *g.output_size)
        back[some] = scatter_windows(columns, g.padded_size, g.stride, g.dilation)

    parallel_for(-(-g.images // step), lambda: do, cells_moved(g))
    return back


def im2col_weight_gradient(grad: Array, padded: Array, g: Conv2dGeometry) -> Array:
    """Sum, over all positions, what every weight was multiplied by times the gradient.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *g.output_size).
    padded : numpy.ndarray
        Shape (N, C_in, *g.padded_size).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns).
    """
    per_group = g.out_channels // g.groups
    depth = g.in_channels // g.groups
    rows = grad.reshape(g.images, g.groups, per_group, g.output_size[0] * g.output_size[1])
    view = windows(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    step = _images_per_chunk(g, grad.itemsize)
    parts = min(PARTS, -(-g.images // step))
    length = depth * g.kernel_size[0] * g.kernel_size[1]
    totals = np.zeros((parts, g.groups, per_group, length), grad.dtype)

    def do(part: int) -> None:
        total = totals[part]
        first, end = part * g.images // parts, (part + 1) * g.images // parts
        for start in range(first, end, step):
            some = slice(start, min(start + step, end))
            columns = view[some].reshape(some.stop - start, g.groups, total.shape[2], -1)
            total += matmul(rows[some], columns.transpose(0, 1, 3, 2)).sum(axis=0)

    parallel_for(parts, lambda: do, cells_moved(g))
    result: Array = totals.sum(axis=0).reshape(g.out_channels, depth, *g.kernel_size)
    return result


def cells_moved(g: Conv2dGeometry) -> float:
    """Estimate the work of one convolution, for `parallel_for`."""
    return g.images * g.column_cells * (1 + g.out_channels / g.groups / PRODUCTS_PER_CELL)


def _by_group(view: Array, g: Conv2dGeometry) -> Array:
    """Split the channels of a view of windows into groups, still without a copy."""
    n, c, *rest = view.shape
    strides = view.strides
    return np.lib.stride_tricks.as_strided(
        view,
        (n, g.groups, c // g.groups, *rest),
        (strides[0], strides[1] * (c // g.groups), *strides[1:]),
        writeable=False,
    )


def _rows_per_tile(lines: int, columns: int, rows: int, itemsize: int) -> int:
    return max(1, min(rows, TILE_BYTES // max(1, lines * columns * itemsize)))


def _images_per_chunk(g: Conv2dGeometry, itemsize: int) -> int:
    return max(1, min(TILE_BYTES // (g.column_cells * itemsize), g.images // PARTS))
