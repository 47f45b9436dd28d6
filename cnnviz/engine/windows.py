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
    for i in range(kernel_rows):
        top = i * dilation[0]
        below = slice(top, top + (rows - 1) * stride[0] + 1, stride[0])
        for j in range(kernel_columns):
            left = j * dilation[1]
            beside = slice(left, left + (cols - 1) * stride[1] + 1, stride[1])
            out[:, :, below, beside] += columns[:, :, i, j]
    return out
