"""Convolution with a kernel of rank 1, a column times a row: one pass for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.bands import banded_matrices
from cnnviz.engine.algorithms.work import conv2d_cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

BAND_ROWS, BAND_COLUMNS = 8, 64
"""Rows that one product of the first pass computes, columns that one of the second does."""

TASK_ROWS = 192
"""Rows between the two passes of one task, few enough to stay in the caches."""


def rank_one_factors(kernel: Array) -> tuple[Array, Array] | None:
    """Split a kernel of rank 1 into a column and a row.

    Whole numbers are split into whole numbers or not at all, so that sums of whole
    numbers stay exact.

    Parameters
    ----------
    kernel : numpy.ndarray
        Shape (rows, columns).

    Returns
    -------
    (numpy.ndarray, numpy.ndarray) or None
        Column and row, shapes (rows,) and (columns,); None if the kernel is not
        their product up to its last two bits.

    Examples
    --------
    >>> rank_one_factors(np.array([[1.0, 2.0], [3.0, 6.0]]))
    (array([1., 3.]), array([1., 2.]))
    >>> rank_one_factors(np.array([[1.0, 2.0], [3.0, 7.0]])) is None
    True
    """
    sizes = np.abs(kernel)
    maximum = sizes.max()
    if not 0 < maximum < np.inf:
        return None
    whole = bool((kernel == np.rint(kernel)).all())
    # The pivot is the largest number, or the smallest whole one.
    score = np.where(sizes > 0, -sizes, -np.inf) if whole else sizes
    i, j = np.unravel_index(int(score.argmax()), kernel.shape)
    row, column = kernel[i].copy(), kernel[:, j] / kernel[i, j]
    if whole and (column != np.rint(column)).any():
        return None
    error = np.abs(np.outer(column, row) - kernel)
    if (error > 4 * np.finfo(kernel.dtype).eps * sizes).any():
        return None
    return column, row


def separable_forward(padded: Array, column: Array, row: Array, g: Conv2dGeometry) -> Array:
    """Convolve with the column, then with the row, for one channel and one filter.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, 1, *g.padded_size).
    column, row : numpy.ndarray
        Shapes (rows,) and (columns,), from `rank_one_factors`.
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, 1, *g.output_size).
    """
    rows, columns = g.output_size
    high, wide = min(BAND_ROWS, rows), min(BAND_COLUMNS, columns)
    down = banded_matrices(column[None, None, :, None], high)[0]
    across = np.ascontiguousarray(banded_matrices(row[None, None, :, None], wide)[0].T)
    out = np.empty((g.images, 1, rows, columns), padded.dtype)
    tasks = -(-rows // TASK_ROWS)

    def make_task() -> Task:
        between = np.empty((TASK_ROWS, g.padded_size[1]), padded.dtype)

        def convolve_rows(number: int) -> None:
            n, t = divmod(number, tasks)
            last = min((t + 1) * TASK_ROWS, rows)
            first = min(t * TASK_ROWS, last - high)
            lines = between[: last - first]
            _multiply_blocks(down, padded[n, 0, first:], lines)
            done = t * TASK_ROWS - first
            _multiply_blocks(across.T, lines[done:].T, out[n, 0, first + done : last].T)

        return convolve_rows

    parallel_for(g.images * tasks, make_task, conv2d_cells_moved(g))
    return out


def _multiply_blocks(matrix: Array, seen: Array, out: Array) -> None:
    """Multiply overlapping blocks of rows by one banded matrix; the last block overlaps more.

    Parameters
    ----------
    matrix : numpy.ndarray
        Shape (rows made, rows seen).
    seen, out : numpy.ndarray
        Shapes (at least rows, columns) and (rows, columns), in C or Fortran order.
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
