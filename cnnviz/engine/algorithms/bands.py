"""Correlation of wide images: rows beside their own shifts, in bands that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.im2col import cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

PIECE_CELLS = 1 << 18
"""Cells of shifted rows and of maps made at a time, few enough for the second-level cache."""

BAND = 4
"""Output rows that a single filter makes with one matrix product."""

LEAST = 8
"""Bands made at a time even of the widest images."""

SHIFTS = 5
"""Shifts of a row that lie side by side for a single filter, at most."""


def banded_forward(padded: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Slide filters over padded images at stride and dilation 1, without groups.

    Every row is laid out once for each kernel column, shifted by it. The rows
    under one output row are then one matrix, without copying a cell for every
    kernel row; those of the next output row begin one row further on. A single
    filter makes several output rows at once, with a banded matrix, and takes
    the columns of a wide kernel in turns.

    Parameters
    ----------
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *g.padded_size); for a single
        filter they must be finite.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *g.output_size).
    """
    one = g.out_channels == 1
    rows, columns = g.output_size
    turns = -(-g.kernel_size[1] // SHIFTS) if one else 1
    shifts = -(-g.kernel_size[1] // turns)
    band = min(rows, BAND) if one else 1
    span = columns + (turns - 1) * shifts
    whole, rest = banded(weight, band, shifts), banded(weight, rows % band or band, shifts)
    out = np.empty((g.images, g.out_channels, rows, columns), padded.dtype)
    per_row = g.in_channels * shifts * span + g.out_channels * columns
    most = max(LEAST, PIECE_CELLS // (band * per_row))
    pieces = _pieces(g.images, rows, band, most)
    tall = min(most, -(-rows // band)) * band + g.kernel_size[0] - 1

    def make_task() -> Callable[[int], object]:
        lifted = np.zeros((tall, g.in_channels, shifts, span), padded.dtype)
        term = np.empty((most, band, columns) if turns > 1 else 0, padded.dtype)

        def do(number: int) -> None:
            n, top, high, count = pieces[number]
            seen = padded[n, :, top : top + high * count + g.kernel_size[0] - 1].swapaxes(0, 1)
            for j in range(shifts):
                line = seen[..., j : j + span]
                lifted[: len(seen), :, j, : line.shape[-1]] = line
            target = out[n, :, top : top + high * count]
            target = target.reshape(count, high, columns) if one else target.swapaxes(0, 1)
            matrices = whole if high == band else rest
            matmul(matrices[0], _stack(lifted, 0, count, high, matrices, columns), target)
            for turn in range(1, turns):
                more = term[:count, :high]
                stack = _stack(lifted, turn * shifts, count, high, matrices, columns)
                np.add(target, matmul(matrices[turn], stack, more), out=target)

        return do

    parallel_for(len(pieces), make_task, cells_moved(g))
    return out


class BandGroup(NamedTuple):
    """Bands that are made together: of which image, from which row, how high, how many."""

    image: int
    top: int
    high: int
    bands: int


def _pieces(images: int, rows: int, band: int, most: int) -> list[BandGroup]:
    """Cut images into pieces of up to ``most`` bands, and what is left below into one more."""
    whole = rows // band
    found = []
    for n in range(images):
        found += [BandGroup(n, t * band, band, min(most, whole - t)) for t in range(0, whole, most)]
        if rows % band:
            found.append(BandGroup(n, whole * band, rows % band, 1))
    return found


def _stack(lifted: Array, left: int, count: int, step: int, matrices: Array, columns: int) -> Array:
    """See shifted rows as one matrix for each band, ``step`` rows apart."""
    return np.lib.stride_tricks.as_strided(
        lifted[..., left:],
        (count, matrices.shape[2], columns),
        (step * lifted.strides[0], *lifted.strides[2:]),
        writeable=False,
    )


def banded(weight: Array, band: int, shifts: int = 1) -> Array:
    """Write kernels into banded matrices, once per row of the band.

    Parameters
    ----------
    weight : numpy.ndarray
        Shape (C_out, C_in, rows, columns).
    band : int
        Output rows made at once, in cells.
    shifts : int
        Kernel columns in one matrix; those that are missing at the end are zeros.

    Returns
    -------
    numpy.ndarray
        Shape (⌈columns / shifts⌉, C_out·band, (band + rows − 1)·C_in·shifts).

    Examples
    --------
    >>> banded(np.array([[[[1], [2]]]]), 2)
    array([[[1, 2, 0],
            [0, 1, 2]]])
    """
    filters, channels, rows, columns = weight.shape
    turns = -(-columns // shifts)
    deep = band + rows - 1
    matrices = np.zeros((turns, filters, band, deep, channels, shifts), weight.dtype)
    for turn in range(turns):
        part = weight[..., turn * shifts : (turn + 1) * shifts]
        for t in range(band):
            target = matrices[turn, :, t, t : t + rows, :, : part.shape[3]]
            target[...] = part.transpose(0, 2, 1, 3)
    return matrices.reshape(turns, filters * band, -1)
