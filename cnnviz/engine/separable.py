"""Correlation with a kernel that is a column times a row: one pass for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.bands import banded
from cnnviz.engine.crew import share
from cnnviz.engine.im2col import cells_moved
from cnnviz.engine.products import product

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

BLOCK = 32
"""Output cells made by one matrix product along an axis."""

TALL = 16
"""Blocks of rows between the two passes, few enough to stay near the processor."""


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


def correlate(padded: Array, column: Array, row: Array, s: Settings) -> Array:
    """Slide the column down, then the row across, for one channel and one filter.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, 1, *s.padded).
    column, row : numpy.ndarray
        Shapes (rows,) and (columns,), from `factors`.
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, 1, *s.output).
    """
    rows, columns = s.output
    block = min(BLOCK, rows, columns)
    down = banded(column[None, None, :, None], block)[0]
    across = np.ascontiguousarray(banded(row[None, None, :, None], block)[0].T)
    out = np.empty((s.images, 1, rows, columns), padded.dtype)
    tall = TALL * block
    pieces = -(-rows // tall)

    def lane() -> Callable[[int], object]:
        between = np.empty((tall, s.padded[1]), padded.dtype)

        def do(piece: int) -> None:
            n, t = divmod(piece, pieces)
            last = min((t + 1) * tall, rows)
            first = min(t * tall, max(last - block, 0))
            skip = t * tall - first
            lines = between[: last - first]
            for start in range(first, last, block):
                top = min(start, last - block)
                seen = padded[n, 0, top : top + down.shape[1]]
                product(down, seen, lines[top - first : top - first + block])
            for start in range(0, columns, block):
                left = min(start, columns - block)
                seen = lines[skip:, left : left + across.shape[0]]
                product(seen, across, out[n, 0, first + skip : last, left : left + block])

        return do

    share(s.images * pieces, lane, cells_moved(s))
    return out
