"""Matrix products whose sums are cut in the same places by any number of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

SAFE_LENGTH = 256
SAFE_MULTIPLE = 64


def product(a: Array, b: Array, out: Array | None = None) -> Array:
    """Multiply matrices, or stacks of them.

    OpenBLAS cuts sums longer than its block into pieces, and cuts the last two
    differently with one thread than with several, unless the length is a
    multiple of the kernel's width. So a long sum of odd length is split here.
    What is left is the choice of kernel for edges, which on some processors
    may still differ in the last bit.

    Parameters
    ----------
    a, b : numpy.ndarray
        Shapes (..., rows, length) and (..., length, columns).
    out : numpy.ndarray, optional
        Where the result goes.

    Returns
    -------
    numpy.ndarray
        Shape (..., rows, columns).

    Examples
    --------
    >>> product(np.ones((1, 300)), np.ones((300, 1)))
    array([[300.]])
    """
    length = a.shape[-1]
    rest = length % SAFE_MULTIPLE
    if length <= SAFE_LENGTH or not rest:
        short: Array = np.matmul(a, b, out=out)
        return short
    whole: Array = np.matmul(a[..., :-rest], b[..., :-rest, :], out=out)
    whole += np.matmul(a[..., -rest:], b[..., -rest:, :])
    return whole
