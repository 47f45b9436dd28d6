"""Correlation with a kernel that is a column times a row: one pass for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.bands import banded
from cnnviz.engine.algorithms.im2col import cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

DOWN, ACROSS = 8, 64
"""Output rows made by one product of the first pass, output columns by one of the second."""

TALL = 192
"""Rows between the two passes, few enough to stay in the caches."""


def factors(kernel: Array) -> tuple[Array, Array] | None:
    """Split a kernel of rank 1 into a column and a row.

    Whole numbers are split into whole numbers or not at all, so that sums of
    whole numbers stay exact.

    Parameters
    ----------
    kernel : numpy.ndarray
        Shape (rows, columns).

    Returns
    -------
    (column, row) or None
        Shapes (rows,) and (columns,); None if the kernel is not their product,
        up to the last two bits.

    Examples
    --------
    >>> factors(np.array([[1.0, 2.0], [3.0, 6.0]]))
    (array([1., 3.]), array([1., 2.]))
    >>> factors(np.array([[1.0, 2.0], [3.0, 7.0]])) is None
    True
    """
    sizes = np.abs(kernel)
    largest = sizes.max()
    if not 0 < largest < np.inf:
        return None
    whole = bool((kernel == np.rint(kernel)).all())
    worth = np.where(sizes > 0, -sizes, -np.inf) if whole else sizes
    i, j = np.unravel_index(int(worth.argmax()), kernel.shape)
    row, column = kernel[i].copy(), kernel[:, j] / kernel[i, j]
    if whole and (column != np.rint(column)).any():
        return None
    error = np.abs(np.outer(column, row) - kernel)
    if (error > 4 * np.finfo(kernel.dtype).eps * sizes).any():
        return None
    return column, row


def separable_forward(padded: Array, column: Array, row: Array, g: Conv2dGeometry) -> Array:
    """Slide the column down, then the row across, for one channel and one filter.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, 1, *g.padded_size).
    column, row : numpy.ndarray
        Shapes (rows,) and (columns,), from `factors`.
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, 1, *g.output_size).
    """
    rows, columns = g.output_size
    high, wide = min(DOWN, rows), min(ACROSS, columns)
    down = banded(column[None, None, :, None], high)[0]
    across = np.ascontiguousarray(banded(row[None, None, :, None], wide)[0].T)
    out = np.empty((g.images, 1, rows, columns), padded.dtype)
    pieces = -(-rows // TALL)

    def make_task() -> Callable[[int], object]:
        between = np.empty((TALL, g.padded_size[1]), padded.dtype)

        def do(piece: int) -> None:
            n, t = divmod(piece, pieces)
            last = min((t + 1) * TALL, rows)
            first = min(t * TALL, last - high)
            lines = between[: last - first]
            _in_blocks(down, padded[n, 0, first:], lines)
            done = t * TALL - first
            _in_blocks(across.T, lines[done:].T, out[n, 0, first + done : last].T)

        return do

    parallel_for(g.images * pieces, make_task, cells_moved(g))
    return out


def _in_blocks(matrix: Array, seen: Array, out: Array) -> None:
    """Multiply overlapping blocks of rows by one banded matrix; the last block reaches back.

    Parameters
    ----------
    matrix : numpy.ndarray
        Shape (rows made, rows seen).
    seen, out : numpy.ndarray
        Shapes (at least rows, columns) and (rows, columns), either way round in memory.
    """
    made = len(matrix)
    whole = len(out) // made
    step, (row, cell) = seen.strides[0], seen.strides
    blocks = np.lib.stride_tricks.as_strided(
        seen, (whole, matrix.shape[1], out.shape[1]), (made * step, row, cell), writeable=False
    )
    row, cell = out.strides
    targets = np.lib.stride_tricks.as_strided(
        out, (whole, made, out.shape[1]), (made * row, row, cell)
    )
    matmul(matrix, blocks, targets)
    if len(out) % made:
        top = len(out) - made
        matmul(matrix, seen[top : top + matrix.shape[1]], out[top:])
