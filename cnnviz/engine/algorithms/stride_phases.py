"""Convolution backwards, from feature maps to images, phase by phase and without columns.

The cells that a stride leaves together, every s-th row and column from one corner,
are a phase of the image. With the maps laid out in one line, a kernel cell sends
them to its phase after a shift, so that one product phased_applies all cells of one stride.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.im2col import PARTS, cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import PARALLEL_CELLS, parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

    Axes = tuple["PhaseAxis", "PhaseAxis"]

BYTES = 3 << 19
"""What one piece reads and writes: most of it stays in the second-level cache."""

LINES = 8
"""Channels times phases from which the products pay."""


class PhaseAxis(NamedTuple):
    """The rows or the columns of one convolution; lengths in cells.

    Attributes
    ----------
    stride, maps, size, cut : int
        Step between windows; length of the feature maps and of the image; padding
        before the image, which is left out.
    phases, reach : int
        Phases that a kernel reaches, and how many cells of one of them.
    first, end : int
        The cells of every phase that the image needs.
    """

    stride: int
    maps: int
    size: int
    cut: int
    phases: int
    reach: int
    first: int
    end: int

    def sources(self, begin: int, end: int) -> tuple[slice, slice]:
        """Name the maps' cells that reach a phase's ``begin`` to ``end``, and their places."""
        start = begin - self.reach + 1
        low = max(0, start)
        high = max(low, min(self.maps, end))
        return slice(low, high), slice(low - start, high - start)

    def targets(self, phase: int, begin: int, end: int) -> tuple[slice, slice]:
        """Name the image's cells that are a phase's ``begin`` to ``end``, and their places."""
        offset = phase - self.cut
        low = max(begin, -(offset // self.stride))
        high = max(low, min(end, -((offset - self.size) // self.stride)))
        start = low * self.stride + offset
        stop = start + (high - low) * self.stride
        return slice(start, stop, self.stride), slice(low - begin, high - begin)


def phased_applies(weight: Array, g: Conv2dGeometry) -> bool:
    """Tell whether this way is open, and shorter than columns that are added up.

    It is open without dilation and groups, to weights that are finite. It is
    shorter for large work on several channels or phases, unless most of what it
    reads would be the zeros around the maps.
    """
    down, across = axes_of(g)
    lines = down.phases * across.phases * g.in_channels
    cells = (down.end - down.first) * (across.end - across.first + across.reach - 1)
    return (
        g.groups == 1
        and g.dilation == (1, 1)
        and lines >= LINES
        and cells_moved(g) >= PARALLEL_CELLS
        and cells <= 2 * g.output_size[0] * g.output_size[1]
        and bool(np.isfinite(weight).all())
    )


def phased_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Send gradients of feature maps back to the images.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *g.output_size).
    weight : numpy.ndarray
        Shape (C_out, C_in, rows, columns); finite, because it meets zeros around
        the maps.
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.input_size): the padding's share is left out.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4.
    """
    down, across = axes = axes_of(g)
    covered = (down.phases, across.phases) == g.stride
    out = (np.empty if covered else np.zeros)((g.images, g.in_channels, *g.input_size), grad.dtype)
    matrices = _matrices(weight, axes)
    width = across.end - across.first + across.reach - 1
    lines = down.phases * across.phases * g.in_channels
    results = min(2, len(matrices))
    rows = down.end - down.first
    row = (g.out_channels + results * lines) * width * grad.itemsize
    chunk, tile = piece_size(g, rows, down.reach, row)
    tiles = -(-rows // tile)
    tall = tile + down.reach - 1
    cells = chunk * tall * width

    def make_task() -> Callable[[int], object]:
        line = np.zeros(
            (g.out_channels, cells + (down.reach - 1) * width + across.reach - 1), grad.dtype
        )
        maps = line[:, :cells].reshape(-1, chunk, tall, width)
        buffers = np.empty((results, lines * cells), grad.dtype)

        def do(piece: int) -> None:
            group, t = divmod(piece, tiles)
            some = slice(group * chunk, min((group + 1) * chunk, g.images))
            begin = down.first + t * tile
            end = min(begin + tile, down.end)
            n = some.stop - some.start
            if tiles > 1:
                maps.fill(0)
            _lay_out(grad[some], maps[:, :n], axes, begin, end)
            shape = n, tall if chunk > 1 else end - begin, width
            total = _add_up(line, matrices, shape, axes, buffers)
            _land(total, out[some], axes, begin, end)

        return do

    parallel_for(-(-g.images // chunk) * tiles, make_task, cells_moved(g))
    return out


def axes_of(g: Conv2dGeometry) -> Axes:
    """Describe the rows and the columns of a convolution."""
    return _axis(g, 0), _axis(g, 1)


def _axis(g: Conv2dGeometry, a: int) -> PhaseAxis:
    stride, kernel, cut = g.stride[a], g.kernel_size[a], g.padding_sides[a][0]
    end = -(-(cut + g.input_size[a]) // stride)
    reach = -(-kernel // stride)
    maps, size = g.output_size[a], g.input_size[a]
    return PhaseAxis(stride, maps, size, cut, min(kernel, stride), reach, cut // stride, end)


def _matrices(weight: Array, axes: Axes) -> list[tuple[int, int, Array]]:
    """Cut filters into blocks of one stride.

    Returns
    -------
    list of (int, int, numpy.ndarray)
        How far down and across a block shifts the maps, in cells, and its weights,
        shape (rows, columns, C_in, C_out). The first block has all phases.
    """
    down, across = axes[0].stride, axes[1].stride
    cells = weight.transpose(2, 3, 1, 0)
    return [
        (t, u, np.ascontiguousarray(cells[t * down :, u * across :][:down, :across]))
        for t in range(axes[0].reach)
        for u in range(axes[1].reach)
    ]


def piece_size(g: Conv2dGeometry, rows: int, reach: int, row: int) -> tuple[int, int]:
    """Choose how many images, or rows of one image, are a piece.

    Parameters
    ----------
    g : Conv2dGeometry
        The numbers of the convolution.
    rows, reach : int
        Rows of an image's result, and of those that one of them is made from.
    row : int
        Bytes read and written for one row.

    Returns
    -------
    (images, rows)
        Several images with all their rows, or one.
    """
    parts = PARTS if cells_moved(g) >= PARALLEL_CELLS else 1
    fit = BYTES // row
    chunk = min(g.images // parts, fit // (rows + reach - 1))
    if chunk > 1:
        return chunk, rows
    tiles = max(-(-rows // max(reach, fit)), -(-parts // g.images))
    return 1, -(-rows // tiles)


def _lay_out(grad: Array, maps: Array, axes: Axes, begin: int, end: int) -> None:
    """Copy the maps that some rows of the phases need between zeros."""
    down, across = axes
    rows, to_rows = down.sources(begin, end)
    columns, to_columns = across.sources(across.first, across.end)
    maps[:, :, to_rows, to_columns] = grad[:, :, rows, columns].transpose(1, 0, 2, 3)


def _add_up(
    line: Array,
    matrices: list[tuple[int, int, Array]],
    shape: tuple[int, int, int],
    axes: Axes,
    buffers: Array,
) -> Array:
    """Add the products of all blocks: (phases down, across, C_in, images, rows, columns)."""
    width = shape[2]
    count = shape[0] * shape[1] * width
    total = buffers[0]
    for t, u, matrix in matrices:
        start = (axes[0].reach - 1 - t) * width + axes[1].reach - 1 - u
        filters = matrix.reshape(-1, matrix.shape[3])
        buffer = buffers[1 if t or u else 0, : len(filters) * count]
        term = buffer.reshape(*matrix.shape[:3], count)
        matmul(filters, line[:, start : start + count], buffer.reshape(-1, count))
        if t or u:
            reached = total[: len(term), : term.shape[1]]
            np.add(reached, term, out=reached)
        else:
            total = term
    result: Array = total.reshape(*total.shape[:3], *shape)
    return result


def _land(total: Array, out: Array, axes: Axes, begin: int, end: int) -> None:
    """Copy every phase to its cells of the images."""
    down, across = axes
    for p in range(down.phases):
        rows, from_rows = down.targets(p, begin, end)
        for q in range(across.phases):
            columns, from_columns = across.targets(q, across.first, across.end)
            part = total[p, q, :, :, from_rows, from_columns]
            out[:, :, rows, columns] = part.transpose(1, 0, 2, 3)
