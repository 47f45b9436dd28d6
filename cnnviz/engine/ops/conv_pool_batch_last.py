"""Convolution, ReLU and max pooling in one, for training with the batch last in memory.

Arrays have the shape (H, W, C, N): the cells of all images at one place lie side by
side and are processed together. A batch of small images is trained several times
faster so than as (N, C, H, W). Functions of single cells, such as `relu`, serve both
layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.max_pool2x2 import ReluMaxPool2x2, scatter_to_maxima
from cnnviz.engine.algorithms.row_pairs import (
    RowBand,
    add_row_bands,
    adjoint_row_pair_matrix,
    column_windows,
    row_pair_gradients,
    row_pair_matrix,
)
from cnnviz.engine.aligned import aligned_empty
from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, quiet
from cnnviz.engine.gemm import matmul
from cnnviz.engine.geometry import out_length
from cnnviz.engine.parallel import PRODUCTS_PER_CELL, parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.serial import Task

MOVES_PER_CELL = 8
"""How often a cell of the feature maps is moved, besides the products."""

WIDE = 32
"""Columns of a matrix from which copying it in transposed order makes its product faster."""


class ConvPoolCache(NamedTuple):
    """What the forward pass of `conv2d_relu_pool_last` keeps for the backward pass.

    Parameters
    ----------
    x : numpy.ndarray
        The images, shape (H, W, C_in, N).
    mask : numpy.ndarray
        Shape (H_out // 2, 2, 2, W_out // 2, C_out, N), int8: −1 where the maximum
        of two columns and two rows was, if it is positive; otherwise 0.
    """

    x: Array
    mask: Array


def to_batch_last(x: Any) -> Array:
    """Transpose (N, C, H, W) to (H, W, C, N).

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).

    Returns
    -------
    numpy.ndarray
        Shape (H, W, C, N), float32 or float64, C-contiguous.

    Raises
    ------
    ValueError
        If the rank is not 4.

    Examples
    --------
    >>> to_batch_last(np.zeros((5, 3, 2, 4))).shape
    (2, 4, 3, 5)
    """
    (image,) = float_arrays(x)
    expect_rank(image, 4, "x", "(N, C, H, W)")
    return np.ascontiguousarray(image.transpose(2, 3, 1, 0))


@quiet
def conv2d_relu_pool_last(
    x: Array, weight: Array, bias: Array, padding: int = 0
) -> tuple[Array, ConvPoolCache]:
    """Convolve at stride 1, then apply ReLU and max pooling 2 × 2.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (H, W, C_in, N).
    weight, bias : numpy.ndarray
        Shapes (C_out, C_in, rows, columns) and (C_out,), of the dtype of ``x``.
    padding : int
        Zeros on each side, in cells.

    Returns
    -------
    y : numpy.ndarray
        Shape (H_out // 2, W_out // 2, C_out, N).
    cache : ConvPoolCache
        For `conv2d_relu_pool_last_backward`.

    Raises
    ------
    GeometryError
        If the kernel is larger than the padded images.
    ValueError
        If a rank or a shape is wrong.

    References
    ----------
    Chellapilla, Puri & Simard (2006), "High performance convolutional neural
    networks for document processing", section 3.

    Examples
    --------
    >>> x = np.arange(6.0).reshape(2, 3, 1, 1)
    >>> conv2d_relu_pool_last(x, np.ones((1, 1, 1, 2)), np.array([10.0]))[0].ravel()
    array([19.])
    """
    expect_rank(x, 4, "x", "(H, W, C_in, N)")
    filters, _, *kernel = weight.shape
    expect_shape(weight, (len(bias), x.shape[2], *kernel), "weight")
    height, width = (
        out_length(length, k, stride=1, padding=(padding, padding), dilation=1)
        for length, k in zip(x.shape[:2], kernel, strict=True)
    )
    pairs, across, n = height // 2, width // 2, x.shape[3]
    matrix = row_pair_matrix(weight, bias)
    y = aligned_empty((pairs, across, filters, n), x.dtype)
    mask = aligned_empty((pairs, 2, 2, across, filters, n), np.dtype(np.int8))

    def make_task() -> Task:
        band = RowBand(x, kernel[0], padding)
        windows = column_windows(band.cells, kernel[1])[: 2 * across]
        left_right = windows.reshape(across, 2, -1, n).swapaxes(0, 1)
        maps = aligned_empty((2, across, 2 * filters, n), x.dtype)
        cells = maps.reshape(2, across, 2, filters, n)
        relu_max_pool = ReluMaxPool2x2(y[0])

        def convolve_pair(pair: int) -> None:
            band.copy_rows(pair)
            matmul(matrix, left_right, out=maps)
            relu_max_pool(cells, y[pair], mask[pair])

        return convolve_pair

    products = matrix.shape[1] / PRODUCTS_PER_CELL
    parallel_for(pairs, make_task, 4 * y.size * (MOVES_PER_CELL + products))
    return y, ConvPoolCache(x, mask)


@quiet
def conv2d_relu_pool_last_backward(
    grad: Array, cache: ConvPoolCache, weight: Array, padding: int = 0, *, with_x: bool = True
) -> tuple[Array | None, Array, Array]:
    """Compute the gradients of `conv2d_relu_pool_last`.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the result, shape (H_out // 2, W_out // 2, C_out, N).
    cache : ConvPoolCache
        From `conv2d_relu_pool_last`.
    weight : numpy.ndarray
        As given to `conv2d_relu_pool_last`.
    padding : int
        As given to `conv2d_relu_pool_last`.
    with_x : bool
        Whether to compute ``grad_x``, which training does not need of its first
        layer.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        Shapes (H, W, C_in, N), (C_out, C_in, rows, columns) and (C_out,);
        ``grad_x`` is None unless ``with_x``.

    Raises
    ------
    ValueError
        If ``grad`` has another shape than the result.
    """
    filters, channels, rows, columns = weight.shape
    expect_shape(grad, (len(cache.mask), *cache.mask.shape[3:]), "grad")
    pairs, across, _, n = grad.shape
    height, width = cache.x.shape[:2]
    length = columns * ((rows + 1) * channels + 1)
    sums = np.empty((pairs, length, 2 * filters), grad.dtype)
    matrix = adjoint_row_pair_matrix(weight)
    grad_bands = aligned_empty((pairs, width, len(matrix), n) if with_x else (0,), grad.dtype)

    def make_task() -> Task:
        band = RowBand(cache.x, rows, padding)
        windows = column_windows(band.cells, columns)[: 2 * across]
        framed = aligned_empty((len(band.cells) + columns - 1, 2 * filters, n), grad.dtype)
        framed.fill(0)
        grad_maps = framed[columns - 1 : columns - 1 + 2 * across]
        grad_cells = grad_maps.reshape(across, 2, 2, filters, n).transpose(1, 2, 0, 3, 4)
        grad_windows = column_windows(framed, columns)[padding : padding + width]
        copied = aligned_empty((2 * across, n, 2 * filters), grad.dtype)
        by_column = aligned_empty((2 * across, *sums.shape[1:]), grad.dtype)

        def add_pair(pair: int) -> None:
            band.copy_rows(pair)
            scatter_to_maxima(grad[pair], cache.mask[pair], grad_cells)
            transposed = grad_maps.swapaxes(1, 2)
            if 2 * filters >= WIDE:
                np.copyto(copied, transposed)
                transposed = copied
            matmul(windows, transposed, out=by_column)
            by_column.sum(axis=0, out=sums[pair])
            if with_x:
                matmul(matrix, grad_windows, out=grad_bands[pair])

        return add_pair

    products = (1 + with_x) * length / PRODUCTS_PER_CELL
    parallel_for(pairs, make_task, 4 * grad.size * (MOVES_PER_CELL + products))
    grad_weight, grad_bias = row_pair_gradients(sums.sum(axis=0), weight.shape)
    if not with_x:
        return None, grad_weight, grad_bias
    grad_bands = grad_bands.reshape(pairs, width, rows + 1, channels, n)
    return add_row_bands(grad_bands, height, padding), grad_weight, grad_bias
