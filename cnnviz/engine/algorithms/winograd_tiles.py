"""Overlapping tiles of a few images, transformed for Winograd's products."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.algorithms.toom_cook import OUTPUTS, TILE
from cnnviz.engine.aligned import aligned_empty
from cnnviz.engine.gemm import matmul

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


class TileGrid(NamedTuple):
    """What is transformed together.

    With dilation, every d-th row is an image of its own, and so is every e-th
    column: ``down`` and ``across`` are tiles of one of those.
    """

    images: int
    down: int
    across: int
    dilation: tuple[int, int]

    @property
    def lines(self) -> tuple[int, int]:
        """Output rows and columns of all its tiles."""
        d, e = self.dilation
        return self.down * OUTPUTS * d, self.across * OUTPUTS * e

    @property
    def grid(self) -> tuple[int, int, int, int]:
        """Tiles of an image: first rows, tiles below one, first columns, tiles beside one."""
        return self.dilation[0], self.down, self.dilation[1], self.across

    @property
    def tiles(self) -> int:
        """Tiles of all images."""
        return self.images * math.prod(self.grid)


class TileTransform:
    """Buffers for the tiles of one piece of work, channels innermost.

    Parameters
    ----------
    matrix : numpy.ndarray
        The transform along one axis, shape (6, cells of a tile).
    cut : TileGrid
        How many tiles of how many images.
    channels : int
        Channels of an image.
    dtype : numpy.dtype
        float32 or float64.
    """

    def __init__(self, matrix: Array, cut: TileGrid, channels: int, dtype: Any) -> None:
        taps = matrix.shape[1]
        d, e = cut.dilation
        rows = ((cut.down - 1) * OUTPUTS + taps) * d
        columns = ((cut.across - 1) * OUTPUTS + taps) * e
        deep, width = cut.images * channels, e * cut.across
        self._matrix = matrix
        self._cells = aligned_empty((rows, columns, cut.images, channels), dtype)
        row, column, _, cell = self._cells.strides
        self._columns = as_strided(
            self._cells,
            (e, cut.across, rows, taps, deep),
            (column, OUTPUTS * e * column, row, e * column, cell),
        )
        half = aligned_empty((rows, TILE, width, deep), dtype)
        self._half = half.reshape(rows, TILE, e, cut.across, deep).transpose(2, 3, 0, 1, 4)
        row, place, _, cell = half.strides
        self._rows = as_strided(
            half,
            (TILE, d, cut.down, taps, width * deep),
            (place, row, OUTPUTS * d * row, d * row, cell),
        )
        self._found = aligned_empty((TILE, cut.tiles, channels), dtype)
        self._spread = self._found.reshape(TILE, d, cut.down, -1).transpose(1, 2, 0, 3)

    def fill(self, x: Array, top: int, left: int) -> None:
        """Take tiles from images and transform them along their rows' cells.

        Parameters
        ----------
        x : numpy.ndarray
            Shape (images or fewer, channels, H, W), of any strides; cells beyond
            it, and images that are missing, are zeros.
        top, left : int
            The first tile's first row and column in ``x``, negative before it.
        """
        cells = self._cells
        r, down = _overlap(top, len(cells), x.shape[2])
        q, across = _overlap(left, cells.shape[1], x.shape[3])
        for margin in (cells[: r.start], cells[r.stop :], cells[r, : q.start], cells[r, q.stop :]):
            margin[...] = 0
        cells[r, q, len(x) :] = 0
        np.copyto(cells[r, q, : len(x)], x[:, :, down, across].transpose(2, 3, 0, 1))
        matmul(self._matrix, self._columns, self._half)

    def factors(self, k: int) -> Array:
        """Finish the transform for the k-th product along the rows' cells.

        Returns
        -------
        numpy.ndarray
            Shape (6, tiles·images, channels), tiles row by row; valid until the
            next call.
        """
        matmul(self._matrix, self._rows[k], self._spread)
        return self._found


def _overlap(first: int, count: int, length: int) -> tuple[slice, slice]:
    """Name which of ``count`` cells from ``first`` on exist, in both countings."""
    start = min(max(0, -first), count)
    stop = max(start, min(count, length - first))
    return slice(start, stop), slice(start + first, stop + first)
