"""Overlapping tiles of a few images, transformed for Winograd's products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.products import product
from cnnviz.engine.toom_cook import OUTPUTS, TILE

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


class Tiles:
    """Buffers for the tiles of one piece of work, channels innermost.

    Parameters
    ----------
    matrix : numpy.ndarray
        The transform along one axis, shape (6, cells of a tile).
    images, down, across, channels : int
        How many images, tiles from top to bottom, tiles from left to right and
        channels are transformed together. Neighbouring tiles are four cells apart.
    dtype : numpy.dtype
        float32 or float64.
    """

    def __init__(
        self, matrix: Array, images: int, down: int, across: int, channels: int, dtype: Any
    ) -> None:
        taps = matrix.shape[1]
        rows, columns = ((count - 1) * OUTPUTS + taps for count in (down, across))
        deep = images * channels
        self._matrix = matrix
        self._cells = np.empty((rows, columns, images, channels), dtype)
        self._half = np.empty((rows, TILE, across, deep), dtype)
        self._found = np.empty((TILE, down, across * deep), dtype)
        flat = self._cells.reshape(rows, columns, deep)
        row, column, cell = flat.strides
        self._columns = np.lib.stride_tricks.as_strided(
            flat, (across, rows, taps, deep), (OUTPUTS * column, row, column, cell)
        )
        row, product_, _, cell = self._half.strides
        self._rows = np.lib.stride_tricks.as_strided(
            self._half,
            (TILE, down, taps, across * deep),
            (product_, OUTPUTS * row, row, cell),
        )
        self._channels = channels

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
        product(self._matrix, self._columns, self._half.transpose(2, 0, 1, 3))

    def factors(self, k: int) -> Array:
        """Finish the transform for the k-th product along the rows' cells.

        Returns
        -------
        numpy.ndarray
            Shape (6, tiles·images, channels), tiles row by row; valid until the
            next call.
        """
        product(self._matrix, self._rows[k], self._found.transpose(1, 0, 2))
        return self._found.reshape(TILE, -1, self._channels)


def _overlap(first: int, count: int, length: int) -> tuple[slice, slice]:
    """Name which of ``count`` cells from ``first`` on exist, in both countings."""
    start = min(max(0, -first), count)
    stop = max(start, min(count, length - first))
    return slice(start, stop), slice(start + first, stop + first)
