"""The maximum of every window, without its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.separable_pooling import separable_pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.pool_call import Pool2dGeometry


def max_pool_values(image: Array, g: Pool2dGeometry) -> Array:
    """Return the maximum of every window.

    Parameters
    ----------
    image : numpy.ndarray
        C-contiguous, shape (N, C, H, W), not padded.
    g : Pool2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *g.output_size).
    """
    return separable_pool(image, g, -np.inf, _running_maximum)


def _running_maximum(cells: Array, count: int, step: int, buffers: Iterator[Array]) -> Array:
    """Compare the line with its own shifts, which doubles the cells that maxima are over."""
    right, reached = cells.size, 1
    while reached < count:
        further = min(reached, count - reached)
        right -= further * step
        line = next(buffers)
        np.maximum(cells[:right], cells[further * step :][:right], out=line[:right])
        cells, reached = line, reached + further
    return cells
