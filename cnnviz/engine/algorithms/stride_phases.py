"""Gradient of a convolution's images, phase by phase, without an im2col matrix.

A phase is every s-th row and column of the image from one corner, s being the
stride. With the feature maps laid out in one line, each kernel cell adds them to its
phase after a shift, so that one product serves all kernel cells within one stride.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.work import conv2d_cells_moved, part_size
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import PARALLEL_CELLS, parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

MIN_LINES = 8
"""Channels times phases from which the products pay."""


class PhaseAxis(NamedTuple):
    """The rows or the columns of one convolution.

    Parameters
    ----------
    stride : int
        Step between windows, in cells.
    maps, size : int
        Length of the feature maps and of the image, in cells.
    cut : int
        Padding before the image, in cells, which is left out.
    phases : int
        Number of phases that a kernel reaches.
    reach : int
        Cells of one phase that a kernel reaches.
    first, end : int
        Range of cells of every phase that the image needs.
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
        """Find the cells of the feature maps that contribute to part of a phase.

        Parameters
        ----------
        begin, end : int
            Range of the phase's cells.

        Returns
        -------
        (slice, slice)
            Those cells in the maps, and in a buffer that begins with the first
            cell needed, whether it exists or not.
        """
        start = begin - self.reach + 1
        low = max(0, start)
        high = max(low, min(self.maps, end))
        return slice(low, high), slice(low - start, high - start)

    def targets(self, phase: int, begin: int, end: int) -> tuple[slice, slice]:
        """Find the image cells that are part of a phase.

        Parameters
        ----------
        phase : int
            Index of the phase.
        begin, end : int
            Range of the phase's cells.

        Returns
        -------
        (slice, slice)
            Those cells in the image, and in a buffer that begins with cell
            ``begin``.
        """
        offset = phase - self.cut
        low = max(begin, -(offset // self.stride))
        high = max(low, min(end, -((offset - self.size) // self.stride)))
        start = low * self.stride + offset
        stop = start + (high - low) * self.stride
        return slice(start, stop, self.stride), slice(low - begin, high - begin)


Axes = tuple[PhaseAxis, PhaseAxis]
"""Rows and columns."""


def phased_applies(weight: Array, g: Conv2dGeometry) -> bool:
    """Check whether the algorithm is possible, and faster than im2col.

    It is possible without dilation and groups, for finite weights. It is faster for
    large work on several channels or phases, unless most of what it reads would be
    zeros around the feature maps.

    Parameters
    ----------
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    bool
        Whether to call `phased_input_gradient`.
    """
    down, across = phase_axes(g)
    lines = down.phases * across.phases * g.in_channels
    cells = (down.end - down.first) * (across.end - across.first + across.reach - 1)
    return (
        g.groups == 1
        and g.dilation == (1, 1)
        and lines >= MIN_LINES
        and conv2d_cells_moved(g) >= PARALLEL_CELLS
        and cells <= 2 * g.output_size[0] * g.output_size[1]
        and bool(np.isfinite(weight).all())
    )


def phased_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the images.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (N, C_out, *g.output_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns); finite, because they are
        multiplied by zeros around the maps.
    g : Conv2dGeometry
        Sizes and options, without dilation and groups.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.input_size); gradients of the padding are left out.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4.
    """
    down, across = axes = phase_axes(g)
    covered = (down.phases, across.phases) == g.stride
    out = (np.empty if covered else np.zeros)((g.images, g.in_channels, *g.input_size), grad.dtype)
    blocks = _kernel_blocks(weight, axes)
    width = across.end - across.first + across.reach - 1
    lines = down.phases * across.phases * g.in_channels
    results = min(2, len(blocks))
    rows = down.end - down.first
    row_bytes = (g.out_channels + results * lines) * width * grad.itemsize
    chunk, tile = part_size(g, rows, down.reach, row_bytes)
    tiles = -(-rows // tile)
    tall = tile + down.reach - 1
    cells = chunk * tall * width

    def make_task() -> Task:
        line = np.zeros(
            (g.out_channels, cells + (down.reach - 1) * width + across.reach - 1), grad.dtype
        )
        maps = line[:, :cells].reshape(-1, chunk, tall, width)
        buffers = np.empty((results, lines * cells), grad.dtype)

        def compute_tile(number: int) -> None:
            group, t = divmod(number, tiles)
            some = slice(group * chunk, min((group + 1) * chunk, g.images))
            begin = down.first + t * tile
            end = min(begin + tile, down.end)
            n = some.stop - some.start
            if tiles > 1:
                maps.fill(0)
            _copy_maps(grad[some], maps[:, :n], axes, begin, end)
            shape = n, tall if chunk > 1 else end - begin, width
            total = _add_products(line, blocks, shape, axes, buffers)
            _copy_phases(total, out[some], axes, begin, end)

        return compute_tile

    parallel_for(-(-g.images // chunk) * tiles, make_task, conv2d_cells_moved(g))
    return out


def phase_axes(g: Conv2dGeometry) -> Axes:
    """Describe the rows and the columns of a convolution.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options, without dilation.

    Returns
    -------
    (PhaseAxis, PhaseAxis)
        Rows and columns.
    """
    return _axis(g, 0), _axis(g, 1)


def _axis(g: Conv2dGeometry, a: int) -> PhaseAxis:
    stride, kernel, cut = g.stride[a], g.kernel_size[a], g.padding_sides[a][0]
    return PhaseAxis(
        stride=stride,
        maps=g.output_size[a],
        size=g.input_size[a],
        cut=cut,
        phases=min(kernel, stride),
        reach=-(-kernel // stride),
        first=cut // stride,
        end=-(-(cut + g.input_size[a]) // stride),
    )


def _kernel_blocks(weight: Array, axes: Axes) -> list[tuple[int, int, Array]]:
    """Split filters into blocks of one stride.

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


def _copy_maps(grad: Array, maps: Array, axes: Axes, begin: int, end: int) -> None:
    """Copy the maps that some rows of the phases need, between zeros."""
    down, across = axes
    rows, to_rows = down.sources(begin, end)
    columns, to_columns = across.sources(across.first, across.end)
    maps[:, :, to_rows, to_columns] = grad[:, :, rows, columns].transpose(1, 0, 2, 3)


def _add_products(
    line: Array,
    blocks: list[tuple[int, int, Array]],
    shape: tuple[int, int, int],
    axes: Axes,
    buffers: Array,
) -> Array:
    """Add the products of all blocks: (phases down, across, C_in, images, rows, columns)."""
    width = shape[2]
    count = shape[0] * shape[1] * width
    total = buffers[0]
    for t, u, block in blocks:
        start = (axes[0].reach - 1 - t) * width + axes[1].reach - 1 - u
        filters = block.reshape(-1, block.shape[3])
        buffer = buffers[1 if t or u else 0, : len(filters) * count]
        term = buffer.reshape(*block.shape[:3], count)
        matmul(filters, line[:, start : start + count], buffer.reshape(-1, count))
        if t or u:
            reached = total[: len(term), : term.shape[1]]
            np.add(reached, term, out=reached)
        else:
            total = term
    result: Array = total.reshape(*total.shape[:3], *shape)
    return result


def _copy_phases(total: Array, out: Array, axes: Axes, begin: int, end: int) -> None:
    """Copy every phase to its cells of the images."""
    down, across = axes
    for p in range(down.phases):
        rows, from_rows = down.targets(p, begin, end)
        for q in range(across.phases):
            columns, from_columns = across.targets(q, across.first, across.end)
            part = total[p, q, :, :, from_rows, from_columns]
            out[:, :, rows, columns] = part.transpose(1, 0, 2, 3)
