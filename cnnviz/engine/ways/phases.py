"""Convolution backwards, from feature maps to images, phase by phase and without columns.

The cells that a stride leaves together, every s-th row and column from one corner,
are a phase of the image. With the maps laid out in one line, a kernel cell sends
them to its phase after a shift, so that one product serves all cells of one stride.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.crew import WORTH, share
from cnnviz.engine.products import product
from cnnviz.engine.ways.im2col import PARTS, cells_moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

BYTES = 3 << 19
"""What one piece reads and writes: most of it stays in the second-level cache."""

LINES = 8
"""Channels times phases from which the products pay."""


class Axis(NamedTuple):
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


def serves(weight: Array, s: Settings) -> bool:
    """Tell whether this way is open, and shorter than columns that are added up.

    It is open without dilation and groups, to weights that are finite. It is
    shorter for large work on several channels or phases, unless most of what it
    reads would be the zeros around the maps.
    """
    down, across = axes_of(s)
    lines = down.phases * across.phases * s.in_channels
    cells = (down.end - down.first) * (across.end - across.first + across.reach - 1)
    return (
        s.groups == 1
        and s.dilation == (1, 1)
        and lines >= LINES
        and cells_moved(s) >= WORTH
        and cells <= 2 * s.output[0] * s.output[1]
        and bool(np.isfinite(weight).all())
    )


def input_gradient(grad: Array, weight: Array, s: Settings) -> Array:
    """Send gradients of feature maps back to the images.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *s.output).
    weight : numpy.ndarray
        Shape (C_out, C_in, rows, columns); finite, because it meets zeros around
        the maps.
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *s.size): the padding's share is left out.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4.
    """
    down, across = axes = axes_of(s)
    covered = (down.phases, across.phases) == s.stride
    out = (np.empty if covered else np.zeros)((s.images, s.in_channels, *s.size), grad.dtype)
    matrices = _matrices(weight, axes)
    width = across.end - across.first + across.reach - 1
    lines = down.phases * across.phases * s.in_channels
    results = min(2, len(matrices))
    rows = down.end - down.first
    row = (s.out_channels + results * lines) * width * grad.itemsize
    chunk, tile = piece_size(s, rows, down.reach, row)
    tiles = -(-rows // tile)
    tall = tile + down.reach - 1
    cells = chunk * tall * width

    def lane() -> Callable[[int], object]:
        line = np.zeros(
            (s.out_channels, cells + (down.reach - 1) * width + across.reach - 1), grad.dtype
        )
        maps = line[:, :cells].reshape(-1, chunk, tall, width)
        buffers = np.empty((results, lines * cells), grad.dtype)

        def do(piece: int) -> None:
            group, t = divmod(piece, tiles)
            some = slice(group * chunk, min((group + 1) * chunk, s.images))
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

    share(-(-s.images // chunk) * tiles, lane, cells_moved(s))
    return out


def axes_of(s: Settings) -> tuple[Axis, Axis]:
    """Describe the rows and the columns of a convolution."""
    return _axis(s, 0), _axis(s, 1)


def _axis(s: Settings, a: int) -> Axis:
    stride, kernel, cut = s.stride[a], s.kernel[a], s.sides[a][0]
    end = -(-(cut + s.size[a]) // stride)
    reach = -(-kernel // stride)
    return Axis(stride, s.output[a], s.size[a], cut, min(kernel, stride), reach, cut // stride, end)


def _matrices(weight: Array, axes: tuple[Axis, Axis]) -> list[tuple[int, int, Array]]:
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


def piece_size(s: Settings, rows: int, reach: int, row: int) -> tuple[int, int]:
    """Choose how many images, or rows of one image, are a piece.

    Parameters
    ----------
    s : Settings
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
    parts = PARTS if cells_moved(s) >= WORTH else 1
    fit = BYTES // row
    chunk = min(s.images // parts, fit // (rows + reach - 1))
    if chunk > 1:
        return chunk, rows
    tiles = max(-(-rows // max(reach, fit)), -(-parts // s.images))
    return 1, -(-rows // tiles)


def _lay_out(grad: Array, maps: Array, axes: tuple[Axis, Axis], begin: int, end: int) -> None:
    """Copy the maps that some rows of the phases need between zeros."""
    down, across = axes
    rows, to_rows = down.sources(begin, end)
    columns, to_columns = across.sources(across.first, across.end)
    maps[:, :, to_rows, to_columns] = grad[:, :, rows, columns].transpose(1, 0, 2, 3)


def _add_up(
    line: Array,
    matrices: list[tuple[int, int, Array]],
    shape: tuple[int, int, int],
    axes: tuple[Axis, Axis],
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
        product(filters, line[:, start : start + count], buffer.reshape(-1, count))
        if t or u:
            reached = total[: len(term), : term.shape[1]]
            np.add(reached, term, out=reached)
        else:
            total = term
    result: Array = total.reshape(*total.shape[:3], *shape)
    return result


def _land(total: Array, out: Array, axes: tuple[Axis, Axis], begin: int, end: int) -> None:
    """Copy every phase to its cells of the images."""
    down, across = axes
    for p in range(down.phases):
        rows, from_rows = down.targets(p, begin, end)
        for q in range(across.phases):
            columns, from_columns = across.targets(q, across.first, across.end)
            part = total[p, q, :, :, from_rows, from_columns]
            out[:, :, rows, columns] = part.transpose(1, 0, 2, 3)
