"""Convolution with one filter per channel: each channel in bands of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.bands import banded_matrices
from cnnviz.engine.algorithms.work import conv2d_cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

BAND = 8
"""Output rows computed by one matrix product."""


def depthwise_forward(padded: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve each channel with its own filter, at stride and dilation 1.

    As in `bands`, but with a stack of banded matrices, one per channel.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, C, *g.padded_size).
    weight : numpy.ndarray
        Filters, shape (C, 1, rows, columns).
    g : Conv2dGeometry
        Sizes and options, with groups = C.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C, *g.output_size).
    """
    rows, columns = g.output_size
    channels = g.in_channels
    band = min(rows, BAND)
    seen_rows = band + g.kernel_size[0] - 1
    matrices = banded_matrices(weight, band)
    matrices = matrices.reshape(g.kernel_size[1], channels, band, seen_rows)
    out = np.empty((g.images, channels, rows, columns), padded.dtype)
    bands = -(-rows // band)

    def make_task() -> Task:
        total = np.empty((channels, band, columns), padded.dtype)
        term = np.empty_like(total)

        def convolve_band(number: int) -> None:
            n, t = divmod(number, bands)
            top = min(t * band, rows - band)
            skip = t * band - top
            seen = padded[n, :, top : top + seen_rows]
            matmul(matrices[0], seen[..., :columns], total)
            for j in range(1, g.kernel_size[1]):
                matmul(matrices[j], seen[..., j : j + columns], term)
                np.add(total, term, out=total)
            np.copyto(out[n, :, top + skip : top + band], total[:, skip:])

        return convolve_band

    parallel_for(g.images * bands, make_task, conv2d_cells_moved(g))
    return out
