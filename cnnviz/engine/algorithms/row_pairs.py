"""Convolution of images with the batch last, two output rows at a time.

Two neighbouring output rows need rows + 1 input rows. `RowBand` copies these above
each other for every column, so that a window is one contiguous matrix. Multiplied by
the weights written twice, it gives the cells of both output rows at once: the images
are copied twice, instead of once for every cell of the kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.aligned import aligned_empty

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


class RowBand:
    """The input rows of two output rows, above each other for every column.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (H, W, C, N).
    kernel : int
        Rows of the kernel, in cells.
    padding : int
        Zeros on each side, in cells.

    Attributes
    ----------
    cells : numpy.ndarray
        Shape (W + 2·padding, (kernel + 1)·C + 1, N); the last row of each column
        holds ones, for the bias.
    """

    def __init__(self, x: Array, kernel: int, padding: int) -> None:
        _, width, channels, n = x.shape
        inside = (kernel + 1) * channels
        self.cells = aligned_empty((width + 2 * padding, inside + 1, n), x.dtype)
        self.cells[:, :inside] = 0
        self.cells[:, inside] = 1
        self._x = x
        self._above = padding
        self._rows = [
            self.cells[padding : padding + width, i * channels : (i + 1) * channels]
            for i in range(kernel + 1)
        ]

    def copy_rows(self, pair: int) -> None:
        """Copy the input rows of two output rows.

        Parameters
        ----------
        pair : int
            Output rows 2·pair and 2·pair + 1.
        """
        for y, row in enumerate(self._rows, 2 * pair - self._above):
            row[...] = self._x[y] if 0 <= y < len(self._x) else 0


def add_row_bands(bands: Array, height: int, padding: int) -> Array:
    """Add the gradients of all bands to the images' rows: the adjoint of `RowBand.copy_rows`.

    Parameters
    ----------
    bands : numpy.ndarray
        Gradient of the bands without padding and ones, shape (pairs, W, rows, C, N).
    height : int
        Rows of the images.
    padding : int
        Zeros on each side, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (height, W, C, N).
    """
    pairs, width, rows, *cell = bands.shape
    padded = aligned_empty((height + 2 * padding, width, *cell), bands.dtype)
    padded[2 * pairs :] = 0
    for i in range(2):
        padded[i : 2 * pairs : 2] = bands[:, :, i]
    for i in range(2, rows):
        padded[i : i + 2 * pairs : 2] += bands[:, :, i]
    return padded[padding : padding + height]


def column_windows(bands: Array, kernel: int) -> Array:
    """View neighbouring columns of a band as one matrix, without a copy.

    Parameters
    ----------
    bands : numpy.ndarray
        Shape (..., columns, rows, N), C-contiguous.
    kernel : int
        Columns of the kernel, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (..., columns − kernel + 1, kernel·rows, N).

    Examples
    --------
    >>> column_windows(np.arange(4).reshape(4, 1, 1), 2)[..., 0]
    array([[0, 1],
           [1, 2],
           [2, 3]])
    """
    *stack, columns, rows, n = bands.shape
    shape = (*stack, columns - kernel + 1, kernel * rows, n)
    return np.ndarray(shape, bands.dtype, bands, strides=bands.strides)


def row_pair_matrix(weight: Array, bias: Array) -> Array:
    """Write filters into a matrix for the windows of a band, one row lower the second time.

    Parameters
    ----------
    weight, bias : numpy.ndarray
        Shapes (C_out, C, rows, columns) and (C_out,).

    Returns
    -------
    numpy.ndarray
        Shape (2·C_out, columns·((rows + 1)·C + 1)).
    """
    filters, channels, rows, columns = weight.shape
    taps = weight.transpose(0, 3, 2, 1).reshape(filters, columns, -1)
    matrix = np.zeros((2, filters, columns, (rows + 1) * channels + 1), weight.dtype)
    matrix[0, :, :, : rows * channels] = taps
    matrix[1, :, :, channels:-1] = taps
    matrix[:, :, 0, -1] = bias
    return matrix.reshape(2 * filters, -1)


def row_pair_gradients(sums: Array, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Collect the gradients of weight and bias: the adjoint of `row_pair_matrix`.

    Parameters
    ----------
    sums : numpy.ndarray
        Gradient of the transposed matrix, shape (columns·((rows + 1)·C + 1), 2·C_out).
    shape : tuple of int
        Shape of the weight, (C_out, C, rows, columns).

    Returns
    -------
    grad_weight, grad_bias : numpy.ndarray
        Shapes (C_out, C, rows, columns) and (C_out,).
    """
    filters, channels, rows, columns = shape
    matrix = sums.reshape(columns, -1, 2, filters)
    taps = matrix[:, : rows * channels, 0] + matrix[:, channels:-1, 1]
    weight = taps.reshape(columns, rows, channels, filters).transpose(3, 2, 1, 0)
    return np.ascontiguousarray(weight), matrix[0, -1].sum(axis=0)


def adjoint_row_pair_matrix(weight: Array) -> Array:
    """Write filters into a matrix for windows of the gradient, their columns reversed.

    Parameters
    ----------
    weight : numpy.ndarray
        Shape (C_out, C, rows, columns).

    Returns
    -------
    numpy.ndarray
        Shape ((rows + 1)·C, columns·2·C_out).
    """
    filters, channels, rows, columns = weight.shape
    taps = weight[..., ::-1].transpose(2, 1, 3, 0)
    matrix = np.zeros((rows + 1, channels, columns, 2, filters), weight.dtype)
    matrix[:-1, :, :, 0] = taps
    matrix[1:, :, :, 1] = taps
    return matrix.reshape((rows + 1) * channels, -1)
