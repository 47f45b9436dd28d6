"""Correlation of wide images with few filters: bands of rows times banded matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings


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
    total = np.empty((s.out_channels * band, columns), padded.dtype)
    term = np.empty_like(total)
    split = (s.out_channels, band, columns)
    last = s.kernel[1] - 1
    for image, maps in zip(padded, out, strict=True):
        lines = np.ascontiguousarray(image.transpose(1, 0, 2))
        for start in range(0, rows, band):
            top = min(start, rows - band)
            seen = lines[top : top + band + s.kernel[0] - 1].reshape(-1, s.padded[1])
            target = maps[:, top : top + band]
            np.matmul(matrices[0], seen[:, :columns], out=total)
            for j in range(1, last):
                np.matmul(matrices[j], seen[:, j : j + columns], out=term)
                np.add(total, term, out=total)
            if last:
                np.matmul(matrices[last], seen[:, last : last + columns], out=term)
                np.add(total.reshape(split), term.reshape(split), out=target)
            else:
                np.copyto(target, total.reshape(split))
    return out


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
