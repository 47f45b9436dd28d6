"""Pooling in two passes, down the rows of a window and then across its columns."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from cnnviz.engine.geometry import NO_PADDING, reach
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides
    from cnnviz.engine.pool_call import Pool2dGeometry
    from cnnviz.engine.serial import Task

    ReduceLine: TypeAlias = Callable[[Array, int, int, Iterator[Array]], Array]

CHUNK_CELLS = 1 << 16
"""Cells that are pooled at a time, so that they stay in the second-level cache."""


def separable_pool(
    image: Array, g: Pool2dGeometry, pad_value: float, reduce_line: ReduceLine
) -> Array:
    """Reduce every window to one number, down its rows and then across its columns.

    A chunk of planes is one long line: a step to the right is a shift by one, a step
    down a shift by one row. Results that run over an edge, or lie between the
    strides, are left out at the end.

    Parameters
    ----------
    image : numpy.ndarray
        C-contiguous, shape (N, C, H, W), not padded.
    g : Pool2dGeometry
        Sizes and options.
    pad_value : float
        What the padding holds.
    reduce_line : callable
        Takes one line of cells, how many of them to reduce to one, their distance,
        and an iterator over two buffers in turn. Returns the line or a buffer, in
        which every cell is reduced with those that follow it, as far as they exist.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *g.output_size).
    """
    n, c, _, _ = image.shape
    planes = image.reshape(n * c, *g.input_size)
    out = np.empty((n * c, *g.output_size), image.dtype)
    sides = g.covering_sides
    padded = sides != NO_PADDING
    width = g.input_size[1] + sum(sides[1])
    band = min(g.output_size[0], max(1, CHUNK_CELLS // (g.stride[0] * width)))
    tall = (band - 1) * g.stride[0] + reach(g.kernel_size[0], g.dilation[0])
    bands = -(-g.output_size[0] // band)
    together = max(1, min(n * c, CHUNK_CELLS // (tall * width)))

    def make_task() -> Task:
        frame = np.full((together if padded else 0, tall, width), pad_value, image.dtype)
        buffers = cycle(np.empty((2, together * tall * width), image.dtype))

        def reduce(chunk: Array, count: int, step: int) -> Array:
            line = reduce_line(chunk.reshape(-1), count, step, buffers)
            return line[: chunk.size].reshape(chunk.shape)

        def pool_band(number: int) -> None:
            first, b = divmod(number, bands)
            some = slice(first * together, (first + 1) * together)
            target = out[some, b * band : (b + 1) * band]
            top = b * band * g.stride[0]
            if padded:
                chunk = _copy_into_frame(planes[some], top, frame, pad_value, sides)
            else:
                chunk = planes[some, top : top + tall]
            chunk = reduce(chunk, g.kernel_size[0], g.dilation[0] * width)
            if g.stride[0] > 1:
                rows = chunk[:, :: g.stride[0]][:, : target.shape[1]]
                chunk = next(buffers)[: rows.size].reshape(rows.shape)
                np.copyto(chunk, rows)
            chunk = reduce(chunk, g.kernel_size[1], g.dilation[1])
            np.copyto(target, chunk[:, : target.shape[1], :: g.stride[1]][..., : target.shape[2]])

        return pool_band

    parallel_for(-(-n * c // together) * bands, make_task, image.size)
    return out.reshape(n, c, *g.output_size)


def _copy_into_frame(
    planes: Array, top: int, frame: Array, pad_value: float, sides: PaddingSides
) -> Array:
    """Copy the padded planes' rows from ``top`` on; the frame's left and right stay padding."""
    (above, _), (left, _) = sides
    rows = planes[:, max(0, top - above) : max(0, top - above + frame.shape[1])]
    before = max(0, above - top)
    part = frame[: len(planes)]
    part[:, :before] = pad_value
    part[:, before + rows.shape[1] :] = pad_value
    part[:, before : before + rows.shape[1], left : left + planes.shape[2]] = rows
    return part
