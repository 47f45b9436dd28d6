"""Windows found by sliding chunks of planes over themselves."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.geometry import reach
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides
    from cnnviz.engine.pooling_geometry import Pool2dGeometry

    Over = Callable[[Array, int, int, Iterator[Array]], Array]

CHUNK_CELLS = 1 << 16
"""Cells that are pooled at a time, so that they stay in the second-level cache."""


def separable_pool(image: Array, g: Pool2dGeometry, fill: float, over: Over) -> Array:
    """Bring every window together, down its rows and then across its columns.

    A whole chunk of planes is one long row: a step to the right is a shift by
    one, a step down a shift by one row. What runs over an edge, and what lies
    between the strides, is left behind at the end.

    Parameters
    ----------
    image : numpy.ndarray
        C-contiguous, shape (N, C, H, W), not padded.
    g : Pool2dGeometry
        The numbers of the pooling.
    fill : float
        What the padding is.
    over : callable
        Given one long row of cells, how many to bring together, their distance,
        and a supply of spare rows, the next of two each time, returns ``cells``
        itself or a spare row: every cell together with those that follow it, as
        far as they stay inside.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *g.output_size).
    """
    n, c, _, _ = image.shape
    planes = image.reshape(n * c, *g.input_size)
    out = np.empty((n * c, *g.output_size), image.dtype)
    sides = g.covering_sides
    padded = sides != ((0, 0), (0, 0))
    width = g.input_size[1] + sum(sides[1])
    band = min(g.output_size[0], max(1, CHUNK_CELLS // (g.stride[0] * width)))
    tall = (band - 1) * g.stride[0] + reach(g.kernel_size[0], g.dilation[0])
    bands = -(-g.output_size[0] // band)
    together = max(1, min(n * c, CHUNK_CELLS // (tall * width)))

    def make_task() -> Callable[[int], None]:
        framed = np.full((together if padded else 0, tall, width), fill, image.dtype)
        spare = cycle(np.empty((2, together * tall * width), image.dtype))

        def slid(chunk: Array, count: int, step: int) -> Array:
            return over(chunk.reshape(-1), count, step, spare)[: chunk.size].reshape(chunk.shape)

        def do(piece: int) -> None:
            first, number = divmod(piece, bands)
            some = slice(first * together, (first + 1) * together)
            goal = out[some, number * band : (number + 1) * band]
            top = number * band * g.stride[0]
            if padded:
                chunk = _framed(planes[some], top, framed, fill, sides)
            else:
                chunk = planes[some, top : top + tall]
            chunk = slid(chunk, g.kernel_size[0], g.dilation[0] * width)
            if g.stride[0] > 1:
                kept = chunk[:, :: g.stride[0]][:, : goal.shape[1]]
                chunk = next(spare)[: kept.size].reshape(kept.shape)
                np.copyto(chunk, kept)
            chunk = slid(chunk, g.kernel_size[1], g.dilation[1])
            np.copyto(goal, chunk[:, : goal.shape[1], :: g.stride[1]][..., : goal.shape[2]])

        return do

    parallel_for(-(-n * c // together) * bands, make_task, image.size)
    return out.reshape(n, c, *g.output_size)


def _framed(planes: Array, top: int, framed: Array, fill: float, sides: PaddingSides) -> Array:
    """Copy the padded planes' rows from ``top`` on into ``framed``, whose sides are filled."""
    (above, _), (left, _) = sides
    rows = planes[:, max(0, top - above) : max(0, top - above + framed.shape[1])]
    before = max(0, above - top)
    part = framed[: len(planes)]
    part[:, :before] = fill
    part[:, before + rows.shape[1] :] = fill
    part[:, before : before + rows.shape[1], left : left + planes.shape[2]] = rows
    return part
