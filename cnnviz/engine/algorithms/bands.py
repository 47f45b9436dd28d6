"""Convolution of wide images: rows beside their own shifts, in overlapping bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.work import conv2d_cells_moved
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

GROUP_CELLS = 1 << 18
"""Cells of shifted rows and of maps in one task, few enough for the second-level cache."""

BAND = 4
"""Output rows that a single filter computes with one matrix product."""

MIN_BANDS = 8
"""Bands in one task even of the widest images."""

MAX_SHIFTS = 5
"""Shifts of a row that lie side by side for a single filter, at most."""


def banded_forward(padded: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve padded images at stride and dilation 1, without groups.

    Every row is copied once for each kernel column, shifted by it. The rows under
    one output row then form one matrix, without a copy for every kernel row; those
    of the next output row begin one row further on. A single filter computes
    several output rows at once, with a banded matrix, and a few columns of a wide
    kernel at a time.

    Parameters
    ----------
    padded : numpy.ndarray
        Images with their padding, shape (N, C_in, *g.padded_size); for a single
        filter they must be finite.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *g.output_size).
    """
    single = g.out_channels == 1
    rows, columns = g.output_size
    turns = -(-g.kernel_size[1] // MAX_SHIFTS) if single else 1
    shifts = -(-g.kernel_size[1] // turns)
    band = min(rows, BAND) if single else 1
    span = columns + (turns - 1) * shifts
    matrices = {
        height: banded_matrices(weight, height, shifts) for height in {band, rows % band or band}
    }
    out = np.empty((g.images, g.out_channels, rows, columns), padded.dtype)
    per_row = g.in_channels * shifts * span + g.out_channels * columns
    most = max(MIN_BANDS, GROUP_CELLS // (band * per_row))
    groups = _groups(g.images, rows, band, most)
    tall = min(most, -(-rows // band)) * band + g.kernel_size[0] - 1

    def make_task() -> Task:
        shifted = np.zeros((tall, g.in_channels, shifts, span), padded.dtype)
        buffer = np.empty((most, band, columns) if turns > 1 else 0, padded.dtype)

        def convolve_group(number: int) -> None:
            n, top, height, count = groups[number]
            seen = padded[n, :, top : top + height * count + g.kernel_size[0] - 1].swapaxes(0, 1)
            for j in range(shifts):
                line = seen[..., j : j + span]
                shifted[: len(seen), :, j, : line.shape[-1]] = line
            target = out[n, :, top : top + height * count]
            target = target.reshape(count, height, columns) if single else target.swapaxes(0, 1)
            first, *others = matrices[height]
            matmul(first, _band_view(shifted, 0, count, height, first, columns), target)
            for turn, matrix in enumerate(others, start=1):
                term = buffer[:count, :height]
                bands = _band_view(shifted, turn * shifts, count, height, matrix, columns)
                np.add(target, matmul(matrix, bands, term), out=target)

        return convolve_group

    parallel_for(len(groups), make_task, conv2d_cells_moved(g))
    return out


class BandGroup(NamedTuple):
    """Bands of one image that are computed together.

    Parameters
    ----------
    image : int
        Index of the image.
    top : int
        First output row.
    height : int
        Output rows of one band.
    bands : int
        Number of bands.
    """

    image: int
    top: int
    height: int
    bands: int


def banded_matrices(weight: Array, band: int, shifts: int = 1) -> Array:
    """Write kernels into banded matrices, once for each row of the band.

    Parameters
    ----------
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, rows, columns).
    band : int
        Output rows computed at once.
    shifts : int
        Kernel columns in one matrix; columns missing in the last one are zeros.

    Returns
    -------
    numpy.ndarray
        Shape (⌈columns / shifts⌉, C_out·band, (band + rows − 1)·C_in·shifts).

    Examples
    --------
    >>> banded_matrices(np.array([[[[1], [2]]]]), 2)
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


def _groups(images: int, rows: int, band: int, most: int) -> list[BandGroup]:
    """Split images into groups of up to ``most`` bands, and a lower band for the rest."""
    whole = rows // band
    found = []
    for n in range(images):
        found += [BandGroup(n, t * band, band, min(most, whole - t)) for t in range(0, whole, most)]
        if rows % band:
            found.append(BandGroup(n, whole * band, rows % band, 1))
    return found


def _band_view(
    shifted: Array, left: int, count: int, step: int, matrix: Array, columns: int
) -> Array:
    """View shifted rows as one matrix for each band, ``step`` rows apart."""
    return np.lib.stride_tricks.as_strided(
        shifted[..., left:],
        (count, matrix.shape[1], columns),
        (step * shifted.strides[0], *shifted.strides[2:]),
        writeable=False,
    )
