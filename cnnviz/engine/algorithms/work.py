"""How much work a convolution is, and into how many parts it is split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.engine.parallel import PARALLEL_CELLS, PRODUCTS_PER_CELL

if TYPE_CHECKING:
    from cnnviz.engine.conv_call import Conv2dGeometry

MIN_PARTS = 8
"""Parts that a large operation is split into at least, whatever the number of threads."""

PART_BYTES = 3 << 19
"""Bytes that one part reads and writes: most of it stays in the second-level cache."""


def conv2d_cells_moved(g: Conv2dGeometry) -> float:
    """Estimate the work of one convolution.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    float
        Cells that take as long to move, as `parallel_for` counts.
    """
    return g.images * g.column_cells * (1 + g.out_channels / g.groups / PRODUCTS_PER_CELL)


def part_size(g: Conv2dGeometry, rows: int, reach: int, row_bytes: int) -> tuple[int, int]:
    """Choose how many images, or how many rows of one image, are computed together.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.
    rows : int
        Rows of one image's result.
    reach : int
        Input rows that one of them is computed from.
    row_bytes : int
        Bytes read and written for one row.

    Returns
    -------
    (int, int)
        Images and rows: several images with all their rows, or rows of one image.
    """
    parts = MIN_PARTS if conv2d_cells_moved(g) >= PARALLEL_CELLS else 1
    fit = PART_BYTES // row_bytes
    images = min(g.images // parts, fit // (rows + reach - 1))
    if images > 1:
        return images, rows
    tiles = max(-(-rows // max(reach, fit)), -(-parts // g.images))
    return 1, -(-rows // tiles)
