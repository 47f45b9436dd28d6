"""Max pooling 2×2 with ReLU, cells side by side: who won, kept for the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.aligned import aligned_empty

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

BOOL = np.dtype(bool)


class ReluMaxPool2x2:
    """Keep the largest of four cells if it is positive; remember which it was.

    It has the buffers for arrays of one size, so that they stay in the cache.

    Parameters
    ----------
    like : numpy.ndarray
        One of the four arrays, shape (W, C, N).
    """

    def __init__(self, like: Array) -> None:
        self._zero = np.zeros(like.shape[1:], like.dtype)
        self._best = aligned_empty((2, *like.shape), like.dtype)
        self._right = aligned_empty((2, *like.shape), BOOL)
        self._row = aligned_empty((2, *like.shape), BOOL)
        self._low = aligned_empty(like.shape, BOOL)
        self._positive = aligned_empty(like.shape, BOOL)

    def __call__(self, cells: Array, y: Array, winners: Array) -> None:
        """Write the largest cells to ``y``, and to ``winners`` where they came from.

        Parameters
        ----------
        cells : numpy.ndarray
            Columns of four cells, shape (2 columns, W, 2 rows, C, N).
        y : numpy.ndarray
            The largest or 0, shape (W, C, N).
        winners : numpy.ndarray
            int8, shape (2 columns, 2 rows, W, C, N): −1 at the first largest cell in
            row order if it is positive, else 0.
        """
        left, right = cells
        top, bottom = self._best
        np.greater(right, left, out=self._right.swapaxes(0, 1))
        np.maximum(left, right, out=self._best.swapaxes(0, 1))
        np.greater(bottom, top, out=self._low)
        np.maximum(top, bottom, out=y)
        np.maximum(y, self._zero, out=y)
        np.greater(y, 0, out=self._positive)
        np.greater(self._positive, self._low, out=self._row[0])
        np.logical_and(self._positive, self._low, out=self._row[1])
        wins = winners.view(bool)
        np.greater(self._row, self._right, out=wins[0])
        np.logical_and(self._row, self._right, out=wins[1])
        np.negative(winners, out=winners)


def scatter_to_winners(grad: Array, winners: Array, cells: Array) -> None:
    """Give the gradient to the cells that won and 0 to the others.

    Parameters
    ----------
    grad, winners : numpy.ndarray
        Shape (...), and what `ReluMaxPool2x2` wrote.
    cells : numpy.ndarray
        Where the gradient of the four cells goes, shape (2, 2, ...).
    """
    bits = np.dtype(f"i{grad.itemsize}")
    mask = cells.view(bits)
    np.copyto(mask, winners)
    np.bitwise_and(mask, grad.view(bits), out=mask)
