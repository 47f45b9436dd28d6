"""Matrix products that give the same bits with any number of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.blas import one_thread

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

SMALL_MATMUL = 1 << 18
"""Products of numbers up to which OpenBLAS uses one thread by itself."""

SMALL_VECTOR_MATMUL = 1 << 13
"""The same for a matrix times a vector."""


def matmul(a: Array, b: Array, out: Array | None = None) -> Array:
    """Multiply matrices, or stacks of matrices, in the calling thread.

    Parameters
    ----------
    a, b : numpy.ndarray
        Shapes (..., rows, length) and (..., length, columns), of one dtype.
    out : numpy.ndarray, optional
        Array to write the result to.

    Returns
    -------
    numpy.ndarray
        Shape (..., rows, columns); ``out`` if that is given.

    Examples
    --------
    >>> matmul(np.ones((1, 300)), np.ones((300, 1)))
    array([[300.]])
    """
    (rows, length), columns = a.shape[-2:], b.shape[-1]
    limit = SMALL_VECTOR_MATMUL if rows == 1 or columns == 1 else SMALL_MATMUL
    if rows * length * columns <= limit:
        return np.matmul(a, b, out=out)
    with one_thread:
        return np.matmul(a, b, out=out)
