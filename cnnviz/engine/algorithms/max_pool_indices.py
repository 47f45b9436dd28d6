"""The maximum of every window with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.parallel import parallel_for
from cnnviz.engine.windows import window_view

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.pool_call import Pool2dGeometry

CHUNK_CELLS = 1 << 16
"""Windows that are searched together, so that they stay in the second-level cache."""


def max_pool_indices(padded: Array, g: Pool2dGeometry) -> tuple[Array, Array]:
    """Return the maximum of every window and its place in the image.

    Among equals the first in row order wins; a NaN beats everything, and a later one
    an earlier one, as in PyTorch.

    Parameters
    ----------
    padded : numpy.ndarray
        Images padded with −∞ so that every window lies inside, shape (N, C, H, W).
    g : Pool2dGeometry
        Sizes and options.

    Returns
    -------
    y, indices : numpy.ndarray
        Shape (N, C, *g.output_size), ``indices`` int64: row·W + column in the image
        without padding.
    """
    view = window_view(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    if g.kernel_size[0] * g.kernel_size[1] > 255:
        return _search_any(view, g)
    row, column = _window_corners(g)
    i, j = np.divmod(np.arange(g.kernel_size[0] * g.kernel_size[1]), g.kernel_size[1])
    steps = i * g.dilation[0] * g.input_size[1] + j * g.dilation[1]
    best = np.empty((*padded.shape[:2], *g.output_size), padded.dtype)
    indices = np.empty(best.shape, np.int64)
    chunk = max(1, CHUNK_CELLS // max(1, padded.shape[1] * g.output_size[0] * g.output_size[1]))

    def search_images(number: int) -> None:
        part = slice(number * chunk, (number + 1) * chunk)
        taps = _search_finite(view[part], best[part])
        np.take(steps, taps, out=indices[part], mode="clip")
        indices[part] += row * g.input_size[1] + column

    parallel_for(-(-len(padded) // chunk), lambda: search_images, 2 * best.size * len(steps))
    if best.size and not best.min() > -np.inf:
        return _search_any(view, g)
    return best, indices


def _window_corners(g: Pool2dGeometry) -> tuple[Array, Array]:
    """Return the first row (rows, 1) and column (columns,) of every window in the image."""
    (top, _), (left, _) = g.covering_sides
    row = np.arange(g.output_size[0])[:, None] * g.stride[0] - top
    column = np.arange(g.output_size[1]) * g.stride[1] - left
    return row, column


def _search_finite(view: Array, best: Array) -> Array:
    """Write the maxima into ``best``; return the number of the window cell that each one is.

    Only a larger cell wins, so the maximum is the last cell that won.
    """
    np.copyto(best, view[:, :, 0, 0])
    taps = np.zeros(best.shape, np.uint8)
    wins = np.empty(best.shape, bool)
    cell = np.empty_like(best)
    order = [(i, j) for i in range(view.shape[2]) for j in range(view.shape[3])]
    for number, (i, j) in enumerate(order[1:], start=1):
        np.copyto(cell, view[:, :, i, j])
        np.greater(cell, best, out=wins)
        np.maximum(taps, np.multiply(wins.view(np.uint8), np.uint8(number)), out=taps)
        np.maximum(best, cell, out=best)
    return taps


def _search_any(view: Array, g: Pool2dGeometry) -> tuple[Array, Array]:
    """Search windows that may hold NaN or nothing but −∞, or have more than 255 cells."""
    row, column = _window_corners(g)
    best = np.full((*view.shape[:2], *g.output_size), -np.inf, view.dtype)
    first = _first_inside(row, g.dilation[0]) * g.input_size[1]
    first = first + _first_inside(column, g.dilation[1])
    indices = np.broadcast_to(first, best.shape).astype(np.int64)
    for i in range(g.kernel_size[0]):
        for j in range(g.kernel_size[1]):
            cell = view[:, :, i, j]
            wins = (cell > best) | np.isnan(cell)
            place = (row + i * g.dilation[0]) * g.input_size[1] + column + j * g.dilation[1]
            np.copyto(best, cell, where=wins)
            np.copyto(indices, place, where=wins)
    return best, indices


def _first_inside(start: Array, dilation: int) -> Array:
    """Move a start before the image to the window's first cell inside it."""
    return np.where(start < 0, start % dilation, start)
