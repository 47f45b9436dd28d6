"""Every window of an image as a view, without copying a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def windows(
    image: Array,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    positions: tuple[int, int],
) -> Array:
    """See an image as its windows.

    Parameters
    ----------
    image : numpy.ndarray
        Padded images, shape (N, C, H, W).
    kernel, stride, dilation : (int, int)
        Rows and columns, in cells.
    positions : (int, int)
        Output rows and columns.

    Returns
    -------
    numpy.ndarray
        A view of shape (N, C, kernel rows, kernel columns, rows, columns):
        entry [n, c, i, j, r, q] is the cell under kernel cell (i, j) at output
        cell (r, q).
    """
    n, c, _, _ = image.shape
    step_n, step_c, step_h, step_w = image.strides
    return np.lib.stride_tricks.as_strided(
        image,
        (n, c, *kernel, *positions),
        (
            step_n,
            step_c,
            step_h * dilation[0],
            step_w * dilation[1],
            step_h * stride[0],
            step_w * stride[1],
        ),
        writeable=False,
    )


def scatter_windows(
    columns: Array,
    padded: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
) -> Array:
    """Add every window back to where it came from: the adjoint of `windows`.

    Parameters
    ----------
    columns : numpy.ndarray
        Shape (N, C, kernel rows, kernel columns, rows, columns).
    padded : (int, int)
        Rows and columns of the padded image, in cells.
    stride, dilation : (int, int)
        As for `windows`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *padded).
    """
    n, c, kernel_rows, kernel_columns, rows, cols = columns.shape
    out = np.zeros((n, c, *padded), columns.dtype)
    by_row = _phases(kernel_rows, stride[0], dilation[0])
    by_column = _phases(kernel_columns, stride[1], dilation[1])
    for top, down in by_row.items():
        for left, across in by_column.items():
            part = out[:, :, top :: stride[0], left :: stride[1]]
            pairs = [(i, r, j, q) for i, r in down for j, q in across]
            if len(pairs) == 1:
                i, r, j, q = pairs[0]
                part[:, :, r : r + rows, q : q + cols] = columns[:, :, i, j]
                continue
            plain = stride == (1, 1)
            total = part if plain else np.zeros(part.shape, columns.dtype)
            for i, r, j, q in pairs:
                total[:, :, r : r + rows, q : q + cols] += columns[:, :, i, j]
            if not plain:
                part[:] = total
    return out


def _phases(kernel: int, stride: int, dilation: int) -> dict[int, list[tuple[int, int]]]:
    """Group kernel cells by where they land between strides: {phase: [(cell, step)]}.

    Kernel cell i of window r lands on cell r·stride + i·dilation, which is cell
    r + step of those at ``phase``.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for i in range(kernel):
        step, phase = divmod(i * dilation, stride)
        found.setdefault(phase, []).append((i, step))
    return found
