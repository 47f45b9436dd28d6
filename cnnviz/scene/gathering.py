"""Animation of a channel's values as dots that move from the images to the histogram."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.batch_norm_histogram import Distribution
from cnnviz.scene.marks import Box, Dots, Mark, Scale
from cnnviz.scene.plot import Axis

MOST_DOTS = 1500


def gathering(
    axis: Axis,
    batch: tuple[Box, ...],
    record: ChannelStatistics,
    channel: Distribution,
    scale: Scale,
    t: float,
    size: float,
) -> list[Mark]:
    """Show values as dots between their cells and their bins of the histogram.

    Parameters
    ----------
    axis : Axis
        Axis of the histogram.
    batch : tuple of Box
        Boxes of the images.
    record : ChannelStatistics
        The channel.
    channel : Distribution
        Values in each bin, the edges of the bins, and how tall they are.
    scale : Scale
        Colours of the values.
    t : float
        0 in the cells, 1 in the histogram.
    size : float
        Factor on the size of the dots.

    Returns
    -------
    list of Mark
        One cloud of at most about `MOST_DOTS` dots.
    """
    values = record.x.reshape(-1)
    chosen = np.arange(0, len(values), max(1, len(values) // MOST_DOTS))
    chosen = chosen[np.isfinite(values[chosen])]
    _, rows, wide = record.x.shape
    image, cell = np.divmod(chosen, rows * wide)
    row, column = np.divmod(cell, wide)
    corner = np.array([(b.x, b.y, b.w / wide, b.h / rows) for b in batch])[image]
    start = np.stack(
        (
            corner[:, 0] + (column + 0.5) * corner[:, 2],
            corner[:, 1] + (row + 0.5) * corner[:, 3],
        ),
        axis=1,
    )
    counts, edges = channel.counts, channel.edges
    bins = np.clip(np.searchsorted(edges, values[chosen], side="right") - 1, 0, len(counts) - 1)
    order = np.argsort(bins, kind="stable")
    rank = np.empty(len(bins))
    firsts = np.searchsorted(bins[order], np.arange(len(counts)))
    rank[order] = np.arange(len(bins)) - firsts[bins[order]]
    sampled = np.bincount(bins, minlength=len(counts))
    part = (rank + 0.5) / np.maximum(sampled[bins], 1) * channel.heights[bins]
    target = np.stack(
        (axis.places((edges[bins] + edges[bins + 1]) / 2), axis.box.bottom - part * axis.box.h),
        axis=1,
    )
    points = start + (target - start) * t
    return [Dots("gathered", points, values[chosen], scale, 5.0 * size)]
