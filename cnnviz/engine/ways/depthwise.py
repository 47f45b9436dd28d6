"""Correlation with one filter per channel: every channel in bands of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share
from cnnviz.engine.products import product
from cnnviz.engine.ways.bands import banded
from cnnviz.engine.ways.im2col import cells_moved

if TYPE_CHECKING:
    from collections.abc import Callable

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
    bands = -(-rows // band)

    def lane() -> Callable[[int], object]:
        total = np.empty((channels, band, columns), padded.dtype)
        term = np.empty_like(total)

        def do(piece: int) -> None:
            n, t = divmod(piece, bands)
            top = min(t * band, rows - band)
            skip = t * band - top
            seen = padded[n, :, top : top + seen_rows]
            product(matrices[0], seen[..., :columns], total)
            for j in range(1, s.kernel[1]):
                product(matrices[j], seen[..., j : j + columns], term)
                np.add(total, term, out=total)
            np.copyto(out[n, :, top + skip : top + band], total[:, skip:])

        return do

    share(s.images * bands, lane, cells_moved(s))
    return out
