"""The layers of a small network for training, with the images of a batch side by side.

Arrays have the shape (H, W, C, N): what happens to one cell happens to the same
cell of all images, in one run of memory. A batch of small images is trained
several times faster so than as (N, C, H, W). Any function of single cells, as
`relu`, serves both layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnnviz.engine.algorithms.max_pool2x2 import ReluMaxPool2x2, scatter_to_winners
from cnnviz.engine.algorithms.row_pairs import Band, banded, fold, turned, unbanded, windows
from cnnviz.engine.aligned import aligned_empty
from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, quiet
from cnnviz.engine.gemm import matmul
from cnnviz.engine.geometry import out_length
from cnnviz.engine.parallel import PRODUCTS_PER_CELL, parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array

MOVES = 8
"""Times a cell of the feature maps is read or written, beside the matrix product."""

WIDE = 32
"""Columns of a matrix from which transposing it first makes its product cheaper."""


class ConvPoolCache(NamedTuple):
    """What the way back needs: the images, and which cells won."""

    x: Array
    winners: Array


def to_batch_last(x: Any) -> Array:
    """Bring (N, C, H, W) to (H, W, C, N).

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
    """Slide filters over images at stride 1, then ReLU and max pooling 2×2.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (H, W, C_in, N).
    weight, bias : numpy.ndarray
        Shapes (C_out, C_in, rows, columns) and (C_out,), the dtype of ``x``.
    padding : int
        Zeros on each side, in cells.

    Returns
    -------
    y : numpy.ndarray
        Shape (H_out // 2, W_out // 2, C_out, N).
    kept : ConvPoolCache
        What `conv2d_relu_pool_last_backward` needs.

    Raises
    ------
    GeometryError
        If the kernel is larger than the padded images.

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
    matrix = banded(weight, bias)
    y = aligned_empty((pairs, across, filters, n), x.dtype)
    winners = aligned_empty((pairs, 2, 2, across, filters, n), np.dtype(np.int8))

    def make_task() -> Callable[[int], None]:
        band = Band(x, kernel[0], padding)
        parts = windows(band.cells, kernel[1])[: 2 * across]
        sides = parts.reshape(across, 2, -1, n).swapaxes(0, 1)
        cells = aligned_empty((2, across, 2 * filters, n), x.dtype)
        four = cells.reshape(2, across, 2, filters, n)
        largest = ReluMaxPool2x2(y[0])

        def one_pair(i: int) -> None:
            band.lift(i)
            matmul(matrix, sides, out=cells)
            largest(four, y[i], winners[i])

        return one_pair

    parallel_for(pairs, make_task, 4 * y.size * (MOVES + matrix.shape[1] / PRODUCTS_PER_CELL))
    return y, ConvPoolCache(x, winners)


@quiet
def conv2d_relu_pool_last_backward(
    grad: Array, kept: ConvPoolCache, weight: Array, padding: int = 0, *, with_x: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return ``grad_x, grad_weight, grad_bias``; the first is None unless ``with_x``.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the result, shape (H_out // 2, W_out // 2, C_out, N).
    kept : ConvPoolCache
        From `conv2d_relu_pool_last`.
    weight, padding
        As given to `conv2d_relu_pool_last`.
    with_x : bool
        Whether anybody needs the gradient of the images.
    """
    filters, channels, rows, columns = weight.shape
    expect_shape(grad, (len(kept.winners), *kept.winners.shape[3:]), "grad")
    pairs, across, _, n = grad.shape
    height, width = kept.x.shape[:2]
    length = columns * ((rows + 1) * channels + 1)
    sums = np.empty((pairs, length, 2 * filters), grad.dtype)
    matrix = turned(weight)
    back = aligned_empty((pairs, width, len(matrix), n) if with_x else (0,), grad.dtype)

    def make_task() -> Callable[[int], None]:
        band = Band(kept.x, rows, padding)
        parts = windows(band.cells, columns)[: 2 * across]
        framed = aligned_empty((len(band.cells) + columns - 1, 2 * filters, n), grad.dtype)
        framed.fill(0)
        cells = framed[columns - 1 : columns - 1 + 2 * across]
        four = cells.reshape(across, 2, 2, filters, n).transpose(1, 2, 0, 3, 4)
        around = windows(framed, columns)[padding : padding + width]
        sideways = aligned_empty((2 * across, n, 2 * filters), grad.dtype)
        each = aligned_empty((2 * across, *sums.shape[1:]), grad.dtype)

        def one_pair(i: int) -> None:
            band.lift(i)
            scatter_to_winners(grad[i], kept.winners[i], four)
            images_down = cells.swapaxes(1, 2)
            if 2 * filters >= WIDE:
                np.copyto(sideways, images_down)
                images_down = sideways
            matmul(parts, images_down, out=each)
            each.sum(axis=0, out=sums[i])
            if with_x:
                matmul(matrix, around, out=back[i])

        return one_pair

    products = (1 + with_x) * length / PRODUCTS_PER_CELL
    parallel_for(pairs, make_task, 4 * grad.size * (MOVES + products))
    grad_weight, grad_bias = unbanded(sums.sum(axis=0), weight.shape)
    if not with_x:
        return None, grad_weight, grad_bias
    back = back.reshape(pairs, width, rows + 1, channels, n)
    return fold(back, height, padding), grad_weight, grad_bias
