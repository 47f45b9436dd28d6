"""Max pooling 2 × 2 with ReLU, for cells side by side in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.aligned import aligned_empty

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

BOOL = np.dtype(bool)


class ReluMaxPool2x2:
    """Takes the maximum of four cells and 0, and marks where it was.

    It owns buffers for arrays of one size, which stay in the cache.

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

    def __call__(self, cells: Array, y: Array, mask: Array) -> None:
        """Write the maxima to ``y``, and to ``mask`` where they were.

        Parameters
        ----------
        cells : numpy.ndarray
            The four cells, shape (2 columns, W, 2 rows, C, N).
        y : numpy.ndarray
            Maximum or 0, shape (W, C, N).
        mask : numpy.ndarray
            int8, shape (2 columns, 2 rows, W, C, N): −1 at the first maximum in row
            order if it is positive, otherwise 0.
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
        wins = mask.view(bool)
        np.greater(self._row, self._right, out=wins[0])
        np.logical_and(self._row, self._right, out=wins[1])
        np.negative(mask, out=mask)


def scatter_to_maxima(grad: Array, mask: Array, cells: Array) -> None:
    """Write the gradient to the cells that were the maximum, and 0 to the others.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the maxima, shape (...).
    mask : numpy.ndarray
        From `ReluMaxPool2x2`, int8, shape (2, 2, ...).
    cells : numpy.ndarray
        Gradient of the four cells, shape (2, 2, ...), overwritten.
    """
    bits = np.dtype(f"i{grad.itemsize}")
    target = cells.view(bits)
    np.copyto(target, mask)
    np.bitwise_and(target, grad.view(bits), out=target)
