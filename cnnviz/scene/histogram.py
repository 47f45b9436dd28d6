"""Counting many values into bins, fast enough for every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.trace import FloatArray

_FINE = 256
_CHUNK = 32_768


def quantized_histogram(values: FloatArray, low: float, high: float, bins: int) -> NDArray[np.intp]:
    """Count values into equal bins, at a precision of 1/256 of the range.

    Values are first rounded down to bytes, and bytes are counted in pairs. So a
    value within 1/256 of the range of a bin's edge may be counted next door when
    `bins` does not divide 256; the total is exact.

    Parameters
    ----------
    values : ndarray
        Any shape. Values that are not numbers are passed over.
    low, high : float
        Edges of the first and of the last bin; what lies beyond is counted there.
    bins : int
        1 to 256.

    Returns
    -------
    ndarray of int, shape (bins,)

    Raises
    ------
    ValueError
        If the range is empty or there are too many bins.
    """
    if not high > low:
        raise ValueError(f"high must be more than low, they are {high} and {low}")
    if not 1 <= bins <= _FINE:
        raise ValueError(f"bins must be 1 to {_FINE}, not {bins}")
    flat = values.reshape(-1)
    if flat.size == 0:
        return np.zeros(bins, np.intp)
    if np.isnan(flat.max()):
        flat = flat[~np.isnan(flat)]
    levels = _bytes(flat, low, _FINE / (high - low))
    counts = _count(levels)
    if bins == _FINE:
        return counts
    starts = -(np.arange(bins) * -_FINE // bins)
    return np.add.reduceat(counts, starts)


def _bytes(flat: FloatArray, low: float, step: float) -> NDArray[np.uint8]:
    """Round values down to 0 … 255, in chunks that stay in the cache."""
    number = flat.dtype.type
    levels = np.empty(flat.size, np.uint8)
    chunk = np.empty(min(flat.size, _CHUNK), flat.dtype)
    top = np.nextafter(number(_FINE), number(0))
    for start in range(0, flat.size, _CHUNK):
        part = flat[start : start + _CHUNK]
        room = chunk[: part.size]
        np.subtract(part, number(low), out=room)
        np.multiply(room, number(step), out=room)
        np.clip(room, 0, top, out=room)
        levels[start : start + _CHUNK] = room
    return levels


def _count(levels: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Count bytes: two at a time, as numbers up to 65,535, if that pays."""
    if levels.size < 16 * _FINE * _FINE // 4:
        return np.bincount(levels, minlength=_FINE)
    even = levels.size // 2 * 2
    pairs = np.bincount(levels[:even].view(np.uint16), minlength=_FINE * _FINE)
    square = pairs.reshape(_FINE, _FINE)
    counts: NDArray[np.intp] = square.sum(axis=0) + square.sum(axis=1)
    if even < levels.size:
        counts[levels[-1]] += 1
    return counts
