"""Histograms that are fast enough to be counted for every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.trace import FloatArray

_BYTE = 256
_CHUNK = 32_768
_NARROW, _WIDE = 1e-30, 1e38
"""Ranges beyond which float32 cannot hold a bin's width, or the difference of two values."""
_PAIRS_PAY = 200_000
"""From this many values on, counting pairs of bytes pays for its larger table."""


def quantized_histogram(values: FloatArray, low: float, high: float, bins: int) -> NDArray[np.intp]:
    """Count values into equal bins.

    Bin indices are bytes, which are counted in pairs. They are computed in the
    precision of `values`, so a value within its rounding error of an edge may be
    counted in the adjacent bin; the total is exact.

    Parameters
    ----------
    values : ndarray
        Any shape. NaN is ignored.
    low, high : float
        Edges of the first and of the last bin; values beyond are counted in these bins.
    bins : int
        Number of bins, 1 to 256.

    Returns
    -------
    ndarray of int, shape (bins,)
        Number of values in each bin.

    Raises
    ------
    ValueError
        If the range is empty or there are too many bins.
    """
    if not high > low:
        raise ValueError(f"high must be more than low, they are {high} and {low}")
    if not 1 <= bins <= _BYTE:
        raise ValueError(f"bins must be 1 to {_BYTE}, not {bins}")
    flat = values.reshape(-1)
    if flat.size == 0:
        return np.zeros(bins, np.intp)
    if np.isnan(flat.max()):
        flat = flat[~np.isnan(flat)]
    if not _NARROW < high - low < _WIDE:
        flat = flat.astype(np.float64)
    return _count(_numbers(flat, low, bins / (high - low), bins), bins)


def _numbers(flat: FloatArray, low: float, step: float, bins: int) -> NDArray[np.uint8]:
    """Compute the bin index of each value, in chunks that fit the cache."""
    number = flat.dtype.type
    found = np.empty(flat.size, np.uint8)
    room = np.empty(min(flat.size, _CHUNK), flat.dtype)
    top = np.nextafter(number(bins), number(0))
    for start in range(0, flat.size, _CHUNK):
        part = flat[start : start + _CHUNK]
        chunk = room[: part.size]
        np.subtract(part, number(low), out=chunk)
        np.multiply(chunk, number(step), out=chunk)
        np.clip(chunk, 0, top, out=chunk)
        found[start : start + _CHUNK] = chunk
    return found


def _count(found: NDArray[np.uint8], bins: int) -> NDArray[np.intp]:
    """Count bytes: two at a time, as numbers up to 65,535, if that pays."""
    if found.size < _PAIRS_PAY:
        return np.bincount(found, minlength=bins)
    even = found.size // 2 * 2
    pairs = np.bincount(found[:even].view(np.uint16), minlength=_BYTE * _BYTE)
    square = pairs.reshape(_BYTE, _BYTE)[:bins, :bins]
    counts: NDArray[np.intp] = square.sum(axis=0) + square.sum(axis=1)
    if even < found.size:
        counts[found[-1]] += 1
    return counts
