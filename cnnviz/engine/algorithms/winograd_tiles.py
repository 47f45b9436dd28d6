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
    """The tiles that are transformed together.

    With dilation (d, e), every d-th row is an image of its own, and so is every
    e-th column: ``down`` and ``across`` are tiles of one of those.

    Parameters
    ----------
    images : int
        Number of images.
    down, across : int
        Tiles below each other and beside each other.
    dilation : (int, int)
        Distance of neighbouring kernel cells, 1 meaning adjacent.
    """

    images: int
    down: int
    across: int
    dilation: tuple[int, int]

    @property
    def lines(self) -> tuple[int, int]:
        """Output rows and columns of all tiles of an image."""
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
    """Buffers for the tiles of one task, channels innermost.

    Parameters
    ----------
    matrix : numpy.ndarray
        The transform along one axis, shape (6, cells of a tile).
    grid : TileGrid
        The tiles of one task.
    channels : int
        Channels of an image.
    dtype : numpy.dtype
        Data type of the images, float32 or float64.
    """

    def __init__(self, matrix: Array, grid: TileGrid, channels: int, dtype: Any) -> None:
        taps = matrix.shape[1]
        d, e = grid.dilation
        rows = ((grid.down - 1) * OUTPUTS + taps) * d
        columns = ((grid.across - 1) * OUTPUTS + taps) * e
        deep, width = grid.images * channels, e * grid.across
        self._matrix = matrix
        self._cells = aligned_empty((rows, columns, grid.images, channels), dtype)
        row, column, _, cell = self._cells.strides
        self._columns = as_strided(
            self._cells,
            (e, grid.across, rows, taps, deep),
            (column, OUTPUTS * e * column, row, e * column, cell),
        )
        half = aligned_empty((rows, TILE, width, deep), dtype)
        self._half = half.reshape(rows, TILE, e, grid.across, deep).transpose(2, 3, 0, 1, 4)
        row, place, _, cell = half.strides
        self._rows = as_strided(
            half,
            (TILE, d, grid.down, taps, width * deep),
            (place, row, OUTPUTS * d * row, d * row, cell),
        )
        self._factors = aligned_empty((TILE, grid.tiles, channels), dtype)
        self._target = self._factors.reshape(TILE, d, grid.down, -1).transpose(1, 2, 0, 3)

    def fill(self, x: Array, top: int, left: int) -> None:
        """Read tiles from images and transform them along the columns' axis.

        Parameters
        ----------
        x : numpy.ndarray
            Shape (images or fewer, channels, H, W), any strides. Cells outside it,
            and missing images, are zeros.
        top, left : int
            First row and column of the first tile in ``x``, negative before it.
        """
        cells = self._cells
        r, down = _common_cells(top, len(cells), x.shape[2])
        q, across = _common_cells(left, cells.shape[1], x.shape[3])
        for margin in (cells[: r.start], cells[r.stop :], cells[r, : q.start], cells[r, q.stop :]):
            margin[...] = 0
        cells[r, q, len(x) :] = 0
        np.copyto(cells[r, q, : len(x)], x[:, :, down, across].transpose(2, 3, 0, 1))
        matmul(self._matrix, self._columns, self._half)

    def factors(self, k: int) -> Array:
        """Transform along the rows' axis, for the k-th cell of the columns' axis.

        Parameters
        ----------
        k : int
            From 0 to 5.

        Returns
        -------
        numpy.ndarray
            Factors of the products, shape (6, tiles·images, channels), tiles in row
            order; overwritten by the next call.
        """
        matmul(self._matrix, self._rows[k], self._target)
        return self._factors


def _common_cells(first: int, count: int, length: int) -> tuple[slice, slice]:
    """Find which of ``count`` cells from ``first`` on exist: in the buffer, in the image."""
    start = min(max(0, -first), count)
    stop = max(start, min(count, length - first))
    return slice(start, stop), slice(start + first, stop + first)
