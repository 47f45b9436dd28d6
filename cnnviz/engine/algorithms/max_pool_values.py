"""The largest cell of every window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.separable_pooling import separable_pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.pooling_geometry import Pool2dGeometry


def max_pool_values(image: Array, g: Pool2dGeometry) -> Array:
    """Return the maximum of every window.

    Parameters
    ----------
    image : numpy.ndarray
        C-contiguous, shape (N, C, H, W), not padded.
    g : Pool2dGeometry
        The numbers of the pooling.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *g.output_size).
    """
    return separable_pool(image, g, -np.inf, _maxima)


def _maxima(cells: Array, count: int, step: int, spare: Iterator[Array]) -> Array:
    """Shift cells over themselves, each time so that maxima are over twice as many."""
    right, reached = cells.size, 1
    while reached < count:
        further = min(reached, count - reached)
        right -= further * step
        row = next(spare)
        np.maximum(cells[:right], cells[further * step :][:right], out=row[:right])
        cells, reached = row, reached + further
    return cells
