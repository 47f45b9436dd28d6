"""Correlation with one filter per channel: every channel in bands of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.bands import banded

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

BAND = 8
"""Output rows made by one matrix product."""


def correlate(padded: Array, weight: Array, s: Settings) -> Array:
    """Slide each filter over its own channel, at stride and dilation 1.

    As in `bands`, but with a stack of banded matrices, one per channel.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, C, *s.padded).
    weight : numpy.ndarray
        Filters, shape (C, 1, rows, columns).
    s : Settings
        The numbers of the convolution, with groups = C.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *s.output).
    """
    rows, columns = s.output
    channels = s.in_channels
    band = min(rows, BAND)
    seen_rows = band + s.kernel[0] - 1
    matrices = banded(weight, band).reshape(s.kernel[1], channels, band, seen_rows)
    out = np.empty((s.images, channels, rows, columns), padded.dtype)
    total = np.empty((channels, band, columns), padded.dtype)
    term = np.empty_like(total)
    for image, maps in zip(padded, out, strict=True):
        for start in range(0, rows, band):
            top = min(start, rows - band)
            seen = image[:, top : top + seen_rows]
            np.matmul(matrices[0], seen[..., :columns], out=total)
            for j in range(1, s.kernel[1]):
                np.matmul(matrices[j], seen[..., j : j + columns], out=term)
                np.add(total, term, out=total)
            np.copyto(maps[:, top : top + band], total)
    return out
