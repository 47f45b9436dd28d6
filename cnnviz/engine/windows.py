"""The windows of an image as a view, and their sum back into an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def window_view(
    image: Array,
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    output_size: tuple[int, int],
) -> Array:
    """View every window of an image, without copying a cell.

    Parameters
    ----------
    image : numpy.ndarray
        Padded images, shape (N, C, H, W).
    kernel_size, stride, dilation : (int, int)
        Rows and columns, in cells.
    output_size : (int, int)
        Rows and columns of window positions.

    Returns
    -------
    numpy.ndarray
        A read-only view, shape (N, C, kernel rows, kernel columns, rows, columns):
        entry [n, c, i, j, r, q] is the cell under kernel cell (i, j) at output
        cell (r, q).
    """
    n, c, _, _ = image.shape
    step_n, step_c, step_h, step_w = image.strides
    return np.lib.stride_tricks.as_strided(
        image,
        (n, c, *kernel_size, *output_size),
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
    padded_size: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
) -> Array:
    """Add every window to the cells it was read from: the adjoint of `window_view`.

    Parameters
    ----------
    columns : numpy.ndarray
        Shape (N, C, kernel rows, kernel columns, rows, columns).
    padded_size : (int, int)
        Rows and columns of the padded image, in cells.
    stride, dilation : (int, int)
        As for `window_view`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *padded_size).
    """
    n, c, kernel_rows, kernel_columns, rows, cols = columns.shape
    out = np.zeros((n, c, *padded_size), columns.dtype)
    by_row = _cells_by_phase(kernel_rows, stride[0], dilation[0])
    by_column = _cells_by_phase(kernel_columns, stride[1], dilation[1])
    for top, down in by_row.items():
        for left, across in by_column.items():
            part = out[:, :, top :: stride[0], left :: stride[1]]
            pairs = [(i, r, j, q) for i, r in down for j, q in across]
            if len(pairs) == 1:
                i, r, j, q = pairs[0]
                part[:, :, r : r + rows, q : q + cols] = columns[:, :, i, j]
                continue
            contiguous = stride == (1, 1)
            total = part if contiguous else np.zeros(part.shape, columns.dtype)
            for i, r, j, q in pairs:
                total[:, :, r : r + rows, q : q + cols] += columns[:, :, i, j]
            if not contiguous:
                part[:] = total
    return out


def _cells_by_phase(kernel: int, stride: int, dilation: int) -> dict[int, list[tuple[int, int]]]:
    """Group kernel cells by phase, their place modulo the stride: {phase: [(cell, step)]}.

    Kernel cell i of window r lies on cell r·stride + i·dilation, which is cell
    r + step of those at ``phase``.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for i in range(kernel):
        step, phase = divmod(i * dilation, stride)
        found.setdefault(phase, []).append((i, step))
    return found
