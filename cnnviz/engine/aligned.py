"""Memory that begins on a cache line, where NumPy writes a third faster."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

LINE = 64
"""Bytes of a cache line, and of the widest register that is stored at once."""


def aligned_empty(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return an array like `numpy.empty`, its first cell on a cache line.

    NumPy promises 16 bytes only, and a large array of its own begins 16 bytes
    into a page: then every wide store falls on two lines.

    Parameters
    ----------
    shape : tuple of int
        The array's shape.
    dtype : numpy.dtype
        Its dtype.

    Returns
    -------
    numpy.ndarray
        C-contiguous, of any content.

    Examples
    --------
    >>> aligned_empty((2, 3), np.dtype(np.float32)).shape
    (2, 3)
    """
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    start = -memory.__array_interface__["data"][0] % LINE
    return memory[start : start + size].view(dtype).reshape(shape)
