"""Correlation of wide images with few filters: bands of rows times banded matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share
from cnnviz.engine.im2col import cells_moved
from cnnviz.engine.products import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

STACK_CELLS = 3 << 15
"""Output cells that are added up at a time: few enough for the second-level cache, and
enough that threads seldom meet."""


def correlate(padded: Array, weight: Array, s: Settings) -> Array:
    """Slide filters over padded images at stride and dilation 1, without groups.

    A band of several output rows needs the same input rows, so one matrix per
    kernel column, holding that column once for every output row of the band,
    makes them all at once; the products are added, each shifted by one column.
    No cell of the image is copied.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, C_in, *s.padded).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *s.output).
    """
    rows, columns = s.output
    band = min(rows, rows_per_band(s.out_channels))
    matrices = banded(weight, band)
    out = np.empty((s.images, s.out_channels, rows, columns), padded.dtype)
    lines = np.ascontiguousarray(padded.transpose(0, 2, 1, 3))
    high, deep = matrices.shape[1:]
    wide = -(-columns // -(-high * deep * columns // SMALL))
    pieces = _pieces(rows, band, max(1, STACK_CELLS // (high * wide)))

    def lane() -> Callable[[int], object]:
        buffers = np.empty((2, max(STACK_CELLS, high * wide)), padded.dtype)

        def do(piece: int) -> None:
            n, t = divmod(piece, len(pieces))
            top, count, skip = pieces[t]
            seen = _stack(lines[n], top, count, band, deep)
            maps = out[n, :, top : top + count * band]
            maps = maps.reshape(s.out_channels, count, band, columns).swapaxes(0, 1)
            for left in range(0, columns, wide):
                end = min(left + wide, columns)
                shape = (count, high, end - left)
                total, term = (b[: math.prod(shape)].reshape(shape) for b in buffers)
                np.matmul(matrices[0], seen[:, :, left:end], out=total)
                split = (count, s.out_channels, band, end - left)
                found, more = (b.reshape(split)[:, :, skip:] for b in (total, term))
                target = maps[:, :, skip:, left:end]
                for j in range(1, s.kernel[1]):
                    np.matmul(matrices[j], seen[:, :, left + j : end + j], out=term)
                    np.add(found, more, out=target if j == s.kernel[1] - 1 else found)
                if s.kernel[1] == 1:
                    np.copyto(target, found)

        return do

    share(s.images * len(pieces), lane, cells_moved(s))
    return out


def _pieces(rows: int, band: int, stack: int) -> list[tuple[int, int, int]]:
    """List the first row of each stack of bands, its bands, and its rows already made."""
    whole = rows // band
    found = [(t * band, min(stack, whole - t), 0) for t in range(0, whole, stack)]
    return found + [(rows - band, 1, band - rows % band)] * bool(rows % band)


def _stack(lines: Array, top: int, count: int, band: int, deep: int) -> Array:
    """See the input rows of neighbouring bands as a stack: (count, rows·C_in, columns)."""
    _, channels, width = lines.shape
    flat = lines[top:].reshape(-1, width)
    step, cell = flat.strides
    shape, strides = (count, deep, width), (band * channels * step, step, cell)
    return np.lib.stride_tricks.as_strided(flat, shape, strides, writeable=False)


def rows_per_band(filters: int) -> int:
    """Choose a band: tall enough for the matrix product, low enough to waste little."""
    return 8 if filters <= 2 else 4


def banded(weight: Array, band: int) -> Array:
    """Write each kernel column into a banded matrix, once per row of the band.

    Parameters
    ----------
    weight : numpy.ndarray
        Shape (C_out, C_in, rows, columns).
    band : int
        Output rows made at once, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (columns, C_out·band, (band + rows − 1)·C_in).

    Examples
    --------
    >>> banded(np.array([[[[1], [2]]]]), 2)
    array([[[1, 2, 0],
            [0, 1, 2]]])
    """
    filters, channels, rows, columns = weight.shape
    matrices = np.zeros((columns, filters, band, band + rows - 1, channels), weight.dtype)
    for t in range(band):
        matrices[:, :, t, t : t + rows] = weight.transpose(3, 0, 2, 1)
    return matrices.reshape(columns, filters * band, -1)
