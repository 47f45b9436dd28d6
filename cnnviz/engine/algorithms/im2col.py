"""Convolution by im2col: windows copied to the columns of a matrix. Serves every setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.work import MIN_PARTS, conv2d_cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for
from cnnviz.engine.windows import scatter_windows, window_view

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

TILE_BYTES = 1 << 20
"""Columns and their feature maps are computed in tiles that stay in the second-level cache."""


def im2col_forward(padded: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve padded images.

    Parameters
    ----------
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *g.padded_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

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
    view = window_view(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    split = _by_group(view, g)
    depth = filters.shape[2]
    rows, columns = g.output_size
    parts = -(-MIN_PARTS // max(1, g.images * g.groups))
    lines = depth + filters.shape[1]
    tile = _rows_per_tile(lines, columns, -(-rows // parts), padded.itemsize)
    flat = out.reshape(g.images, g.groups, -1, rows * columns)
    work = conv2d_cells_moved(g)
    if g.kernel_size == g.stride == (1, 1) and g.padded_size == g.output_size:
        points = np.ascontiguousarray(padded).reshape(g.images, g.groups, depth, -1)
        parallel_for(g.images, lambda: lambda n: matmul(filters, points[n], flat[n]), work)
        return out
    tiles = -(-rows // tile)
    # BLAS writes its result twice: many maps of few columns are computed in the buffer.
    large = lines * rows * columns * padded.itemsize > TILE_BYTES
    in_buffer = large and depth < filters.shape[1]

    def make_task() -> Task:
        buffer = np.empty(lines * tile * columns, padded.dtype)

        def convolve_tile(number: int) -> None:
            image, t = divmod(number, tiles)
            n, group = divmod(image, g.groups)
            top, end = t * tile, min((t + 1) * tile, rows)
            cells = (end - top) * columns
            column = buffer[: depth * cells].reshape(depth, cells)
            part = split[n, group, :, :, :, top:end]
            np.copyto(column.reshape(part.shape), part)
            maps = flat[n, group, :, top * columns : end * columns]
            result = buffer[-maps.size :].reshape(maps.shape) if in_buffer else maps
            matmul(filters[group], column, result)
            if in_buffer:
                np.copyto(maps, result)

        return convolve_tile

    parallel_for(g.images * g.groups * tiles, make_task, work)
    return out


def im2col_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the padded images: the adjoint of `im2col_forward`.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (N, C_out, *g.output_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.padded_size).
    """
    per_group = g.out_channels // g.groups
    rows = grad.reshape(g.images, g.groups, per_group, g.output_size[0] * g.output_size[1])
    filters = weight.reshape(g.groups, per_group, -1).transpose(0, 2, 1)
    grad_padded = np.empty((g.images, g.in_channels, *g.padded_size), grad.dtype)
    step = _images_per_task(g, grad.itemsize)

    def scatter_images(number: int) -> None:
        some = slice(number * step, (number + 1) * step)
        columns = matmul(filters, rows[some])
        columns = columns.reshape(-1, g.in_channels, *g.kernel_size, *g.output_size)
        grad_padded[some] = scatter_windows(columns, g.padded_size, g.stride, g.dilation)

    parallel_for(-(-g.images // step), lambda: scatter_images, conv2d_cells_moved(g))
    return grad_padded


def im2col_weight_gradient(grad: Array, padded: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the filters.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (N, C_out, *g.output_size).
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *g.padded_size).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns): for every weight, the sum over
        all positions of the cell under it times the gradient.
    """
    per_group = g.out_channels // g.groups
    depth = g.in_channels // g.groups
    rows = grad.reshape(g.images, g.groups, per_group, g.output_size[0] * g.output_size[1])
    view = window_view(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    step = _images_per_task(g, grad.itemsize)
    parts = min(MIN_PARTS, -(-g.images // step))
    length = depth * g.kernel_size[0] * g.kernel_size[1]
    totals = np.zeros((parts, g.groups, per_group, length), grad.dtype)

    def add_part(part: int) -> None:
        total = totals[part]
        first, end = part * g.images // parts, (part + 1) * g.images // parts
        for start in range(first, end, step):
            some = slice(start, min(start + step, end))
            columns = view[some].reshape(some.stop - start, g.groups, length, -1)
            total += matmul(rows[some], columns.transpose(0, 1, 3, 2)).sum(axis=0)

    parallel_for(parts, lambda: add_part, conv2d_cells_moved(g))
    result: Array = totals.sum(axis=0).reshape(g.out_channels, depth, *g.kernel_size)
    return result


def _by_group(view: Array, g: Conv2dGeometry) -> Array:
    """Split the channels of a view of windows into groups, without a copy."""
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


def _images_per_task(g: Conv2dGeometry, itemsize: int) -> int:
    return max(1, min(TILE_BYTES // (g.column_cells * itemsize), g.images // MIN_PARTS))
