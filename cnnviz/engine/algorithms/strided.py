"""Convolution with a stride as a few products of shifted phases, without im2col.

A phase is every s-th row and column of the padded image from one corner, s being the
stride. Laid out in one line, it meets the kernel's next cell of the same phase after
a shift, so that all kernel cells within one stride are one product. What the products
compute beyond the ends of rows is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms.stride_phases import phase_axes
from cnnviz.engine.algorithms.work import MIN_PARTS, conv2d_cells_moved, part_size
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.algorithms.stride_phases import Axes
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task


MIN_CELLS = 256
"""Output cells of one part from which its products are long enough."""


def strided_applies(g: Conv2dGeometry) -> bool:
    """Check whether the algorithm is possible, and faster than im2col.

    It is possible without dilation and groups. It is faster where kernels overlap,
    for work that is large as a whole and in its parts, unless what is added up, a map
    for every filter, is more than the phases that are read.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    bool
        Whether to call `strided_forward`.
    """
    overlap = g.kernel_size[0] > g.stride[0] > 1 and g.kernel_size[1] > g.stride[1] > 1
    return (
        overlap
        and g.groups == 1
        and g.dilation == (1, 1)
        and 8 <= g.in_channels >= g.out_channels
        and g.images * g.output_size[0] * g.output_size[1] >= MIN_CELLS * MIN_PARTS
    )


def strided_forward(x: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve images, without dilation or groups.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (N, C_in, *g.input_size); their padding is zeros.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *g.output_size).
    """
    down, across = axes = phase_axes(g)
    rows, columns = g.output_size
    width = columns + across.reach - 1
    lines = down.phases * across.phases * g.in_channels
    terms = _terms(weight, axes)
    row_bytes = (lines + 2 * g.out_channels) * width * x.itemsize
    chunk, tile = part_size(g, rows, down.reach, row_bytes)
    tiles, tall = -(-rows // tile), tile + down.reach - 1
    cells = chunk * tall * width
    out = np.empty((g.images, g.out_channels, rows, columns), x.dtype)

    def make_task() -> Task:
        tail = (down.reach - 1) * width + across.reach - 1
        line = np.zeros((lines, cells + tail), x.dtype)
        phases = line[:, :cells].reshape(down.phases, across.phases, -1, chunk, tall, width)
        buffers = np.empty((2, g.out_channels * cells), x.dtype)

        def convolve_tile(number: int) -> None:
            group, t = divmod(number, tiles)
            some = slice(group * chunk, min((group + 1) * chunk, g.images))
            begin, end = t * tile, min((t + 1) * tile, rows)
            n, height = some.stop - some.start, tall if chunk > 1 else end - begin
            if tiles > 1:
                phases.fill(0)
            _copy_to_phases(x[some], phases[:, :, :, :n], axes, begin)
            count = n * height * width
            total, term = buffers[:, : g.out_channels * count].reshape(2, -1, count)
            for index, (reads, shift, filters) in enumerate(terms):
                start = shift[0] * width + shift[1]
                matmul(filters, line[reads, start : start + count], term if index else total)
                if index:
                    np.add(total, term, out=total)
            maps = total.reshape(-1, n, height, width)[:, :, : end - begin, :columns]
            np.copyto(out[some, :, begin:end], maps.transpose(1, 0, 2, 3))

        return convolve_tile

    parallel_for(-(-g.images // chunk) * tiles, make_task, conv2d_cells_moved(g))
    return out


def _terms(weight: Array, axes: Axes) -> list[tuple[slice, tuple[int, int], Array]]:
    """Split filters into blocks of one stride.

    Returns
    -------
    list of (slice, (int, int), numpy.ndarray)
        Which lines of the phases a block reads, how far down and across, in
        cells, and its weights, shape (C_out, lines). A block that the kernel's
        last column cuts off does not read neighbouring lines, and is split into one
        for every row of phases.
    """
    down, across = axes
    filters, depth = weight.shape[:2]
    found = []
    for t in range(down.reach):
        for u in range(across.reach):
            block = weight[:, :, t * down.stride :, u * across.stride :]
            block = block[:, :, : down.stride, : across.stride].transpose(0, 2, 3, 1)
            step = block.shape[1] if block.shape[2] == across.phases else 1
            for p in range(0, block.shape[1], step):
                matrix = np.ascontiguousarray(block[:, p : p + step]).reshape(filters, -1)
                first = p * across.phases * depth
                found.append((slice(first, first + matrix.shape[1]), (t, u), matrix))
    return found


def _copy_to_phases(x: Array, phases: Array, axes: Axes, begin: int) -> None:
    """Copy the images' cells to the phases, from row ``begin``, between zeros."""
    down, across = axes
    tall, width = phases.shape[-2:]
    for p in range(down.phases):
        rows, to_rows = down.targets(p, begin, begin + tall)
        for q in range(across.phases):
            columns, to_columns = across.targets(q, 0, width)
            part = x[:, :, rows, columns].transpose(1, 0, 2, 3)
            phases[p, q, :, :, to_rows, to_columns] = part
