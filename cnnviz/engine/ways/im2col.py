"""Correlation through windows laid out as columns: the way that serves every setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import PRODUCTS, share
from cnnviz.engine.products import product
from cnnviz.engine.windows import scatter_windows, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

TILE_BYTES = 1 << 20
"""Columns and the maps they make are cut into tiles that stay in the second-level cache."""

PARTS = 8
"""Large operations are cut into at least so many pieces, whatever the number of threads."""


def correlate(padded: Array, weight: Array, s: Settings) -> Array:
    """Slide filters over padded images.

    Parameters
    ----------
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *s.padded).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *s.output).

    References
    ----------
    Chellapilla, Puri & Simard (2006), "High performance convolutional neural
    networks for document processing", section 3.
    """
    filters = weight.reshape(s.groups, s.out_channels // s.groups, -1)
    out = np.empty((s.images, s.out_channels, *s.output), padded.dtype)
    view = windows(padded, s.kernel, s.stride, s.dilation, s.output)
    split = _by_group(view, s)
    depth = filters.shape[2]
    rows, columns = s.output
    pieces = -(-PARTS // max(1, s.images * s.groups))
    lines = depth + filters.shape[1]
    tile = _rows_per_tile(lines, columns, -(-rows // pieces), padded.itemsize)
    flat = out.reshape(s.images, s.groups, -1, rows * columns)
    if s.kernel == s.stride == (1, 1) and s.padded == s.output:
        points = np.ascontiguousarray(padded).reshape(s.images, s.groups, depth, -1)
        share(s.images, lambda: lambda n: product(filters, points[n], flat[n]), cells_moved(s))
        return out
    tiles = -(-rows // tile)
    # The product writes its result twice: many maps of few columns are made beside them.
    large = lines * rows * columns * padded.itemsize > TILE_BYTES
    beside = large and depth < filters.shape[1]

    def lane() -> Callable[[int], object]:
        buffer = np.empty(lines * tile * columns, padded.dtype)

        def do(piece: int) -> None:
            image, t = divmod(piece, tiles)
            n, g = divmod(image, s.groups)
            top, end = t * tile, min((t + 1) * tile, rows)
            cells = (end - top) * columns
            column = buffer[: depth * cells].reshape(depth, cells)
            part = split[n, g, :, :, :, top:end]
            np.copyto(column.reshape(part.shape), part)
            maps = flat[n, g, :, top * columns : end * columns]
            result = buffer[-maps.size :].reshape(maps.shape) if beside else maps
            product(filters[g], column, result)
            if beside:
                np.copyto(maps, result)

        return do

    share(s.images * s.groups * tiles, lane, cells_moved(s))
    return out


def input_gradient(grad: Array, weight: Array, s: Settings) -> Array:
    """Send gradients of feature maps back to the padded images: `correlate`'s adjoint.

    Large work goes by phases, where they serve; else columns are added up.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *s.output).
    weight : numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *s.padded).
    """
    from cnnviz.engine.ways import phases

    whole = s._replace(size=s.padded, sides=((0, 0), (0, 0)))
    if phases.serves(weight, whole):
        return phases.input_gradient(grad, weight, whole)
    per_group = s.out_channels // s.groups
    rows = grad.reshape(s.images, s.groups, per_group, s.output[0] * s.output[1])
    filters = weight.reshape(s.groups, per_group, -1).transpose(0, 2, 1)
    back = np.empty((s.images, s.in_channels, *s.padded), grad.dtype)
    step = _images_per_chunk(s, grad.itemsize)

    def do(piece: int) -> None:
        some = slice(piece * step, (piece + 1) * step)
        columns = product(filters, rows[some]).reshape(-1, s.in_channels, *s.kernel, *s.output)
        back[some] = scatter_windows(columns, s.padded, s.stride, s.dilation)

    share(-(-s.images // step), lambda: do, cells_moved(s))
    return back


def weight_gradient(grad: Array, padded: Array, s: Settings) -> Array:
    """Sum, over all positions, what every weight was multiplied by times the gradient.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *s.output).
    padded : numpy.ndarray
        Shape (N, C_in, *s.padded).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns).
    """
    per_group = s.out_channels // s.groups
    depth = s.in_channels // s.groups
    rows = grad.reshape(s.images, s.groups, per_group, s.output[0] * s.output[1])
    view = windows(padded, s.kernel, s.stride, s.dilation, s.output)
    step = _images_per_chunk(s, grad.itemsize)
    parts = min(PARTS, -(-s.images // step))
    totals = np.zeros((parts, s.groups, per_group, depth * s.kernel[0] * s.kernel[1]), grad.dtype)

    def do(part: int) -> None:
        total = totals[part]
        first, end = part * s.images // parts, (part + 1) * s.images // parts
        for start in range(first, end, step):
            some = slice(start, min(start + step, end))
            columns = view[some].reshape(some.stop - start, s.groups, total.shape[2], -1)
            total += product(rows[some], columns.transpose(0, 1, 3, 2)).sum(axis=0)

    share(parts, lambda: do, cells_moved(s))
    result: Array = totals.sum(axis=0).reshape(s.out_channels, depth, *s.kernel)
    return result


def cells_moved(s: Settings) -> float:
    """Estimate the work of one convolution, for `share`."""
    columns = s.in_channels * s.kernel[0] * s.kernel[1] * s.output[0] * s.output[1]
    return s.images * columns * (1 + s.out_channels / s.groups / PRODUCTS)


def _by_group(view: Array, s: Settings) -> Array:
    """Split the channels of a view of windows into groups, still without a copy."""
    n, c, *rest = view.shape
    strides = view.strides
    return np.lib.stride_tricks.as_strided(
        view,
        (n, s.groups, c // s.groups, *rest),
        (strides[0], strides[1] * (c // s.groups), *strides[1:]),
        writeable=False,
    )


def _rows_per_tile(lines: int, columns: int, rows: int, itemsize: int) -> int:
    return max(1, min(rows, TILE_BYTES // max(1, lines * columns * itemsize)))


def _images_per_chunk(s: Settings, itemsize: int) -> int:
    cells = s.in_channels * s.kernel[0] * s.kernel[1] * s.output[0] * s.output[1]
    return max(1, min(TILE_BYTES // (cells * itemsize), s.images // PARTS))
