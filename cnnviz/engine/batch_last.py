"""The layers of a small network for training, with the images of a batch side by side.

Arrays have the shape (C, H, W, N): what happens to one cell happens to the same
cell of all images, in one run of memory. A batch of small images is trained
several times faster so than as (N, C, H, W). Any function of single cells, as
`relu`, serves both layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, quiet
from cnnviz.engine.products import product

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def to_batch_last(x: Any) -> Array:
    """Bring (N, C, H, W) to (C, H, W, N).

    Examples
    --------
    >>> to_batch_last(np.zeros((5, 3, 2, 4))).shape
    (3, 2, 4, 5)
    """
    (image,) = float_arrays(x)
    expect_rank(image, 4, "x", "(N, C, H, W)")
    return np.ascontiguousarray(image.transpose(1, 2, 3, 0))


def columns_last(x: Array, kernel: tuple[int, int], padding: int) -> Array:
    """Lay out every window, with a row of ones below for the bias.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (C, H, W, N).
    kernel : (int, int)
        Rows and columns, in cells.
    padding : int
        Zeros on each side, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (C·rows·columns + 1, H_out, W_out, N).
    """
    channels, height, width, n = x.shape
    rows, columns = (
        size + 2 * padding - k + 1 for size, k in zip(x.shape[1:3], kernel, strict=True)
    )
    found = np.empty((channels * kernel[0] * kernel[1] + 1, rows, columns, n), x.dtype)
    found[-1] = 1
    taps = found[:-1].reshape(channels, *kernel, rows, columns, n)
    for i in range(kernel[0]):
        r, down = _overlap(i - padding, rows, height)
        for j in range(kernel[1]):
            q, across = _overlap(j - padding, columns, width)
            tap = taps[:, i, j]
            tap[:, : r.start], tap[:, r.stop :] = 0, 0
            tap[:, r, : q.start], tap[:, r, q.stop :] = 0, 0
            tap[:, r, q] = x[:, down, across]
    return found


@quiet
def conv2d_last(x: Array, weight: Array, bias: Array, padding: int = 0) -> tuple[Array, Array]:
    """Slide filters over images at stride 1, as `conv2d`.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (C_in, H, W, N).
    weight, bias : numpy.ndarray
        Shapes (C_out, C_in, rows, columns) and (C_out,), the dtype of ``x``.
    padding : int
        Zeros on each side, in cells.

    Returns
    -------
    y, columns : numpy.ndarray
        Feature maps, shape (C_out, H_out, W_out, N), and what `conv2d_last_backward`
        needs of ``x``.

    References
    ----------
    Chellapilla, Puri & Simard (2006), "High performance convolutional neural
    networks for document processing", section 3.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
    >>> conv2d_last(x, np.ones((1, 1, 1, 2)), np.array([10.0]))[0].ravel()
    array([13., 15.])
    """
    expect_rank(x, 4, "x", "(C_in, H, W, N)")
    expect_shape(weight, (len(bias), len(x), *weight.shape[2:]), "weight")
    columns = columns_last(x, (weight.shape[2], weight.shape[3]), padding)
    whole = np.concatenate([weight.reshape(len(weight), -1), bias[:, None]], axis=1)
    y = product(whole, columns.reshape(len(columns), -1))
    return y.reshape(len(weight), *columns.shape[1:]), columns


@quiet
def conv2d_last_backward(
    grad: Array, columns: Array, weight: Array, padding: int = 0, *, with_x: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return ``grad_x, grad_weight, grad_bias``; the first is None unless ``with_x``.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (C_out, H_out, W_out, N).
    columns : numpy.ndarray
        From `conv2d_last`.
    weight, padding
        As given to `conv2d_last`.
    with_x : bool
        Whether anybody needs the gradient of the images.
    """
    filters, channels, *kernel = weight.shape
    flat = grad.reshape(filters, -1)
    both = product(flat, columns.reshape(len(columns), -1).T)
    grad_weight = both[:, :-1].reshape(weight.shape)
    if not with_x:
        return None, grad_weight, both[:, -1]
    rows, across, n = grad.shape[1:]
    size = [k + length - 1 - 2 * padding for k, length in zip(kernel, (rows, across), strict=True)]
    back = product(weight.reshape(filters, -1).T, flat)
    taps = back.reshape(channels, *kernel, rows, across, n)
    grad_x = np.zeros((channels, *size, n), grad.dtype)
    for i in range(kernel[0]):
        r, down = _overlap(i - padding, rows, size[0])
        for j in range(kernel[1]):
            q, right = _overlap(j - padding, across, size[1])
            grad_x[:, down, right] += taps[:, i, j, r, q]
    return grad_x, grad_weight, both[:, -1]


@quiet
def max_pool2d_last(x: Array, kernel_size: int = 2) -> Array:
    """Keep the largest cell of every window, windows side by side.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (C, H, W, N), the sizes being multiples of ``kernel_size``.
    kernel_size : int
        Rows, columns and step of the windows, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (C, H / kernel_size, W / kernel_size, N).

    Examples
    --------
    >>> max_pool2d_last(np.arange(8.0).reshape(1, 2, 4, 1)).ravel()
    array([5., 7.])
    """
    first, second, *rest = _taps(x, kernel_size)
    best: Array = np.maximum(first, second)
    for tap in rest:
        np.maximum(best, tap, out=best)
    return best


@quiet
def max_pool2d_last_backward(grad: Array, x: Array, y: Array, kernel_size: int = 2) -> Array:
    """Give each window's gradient to its first largest cell, in row order.

    Parameters
    ----------
    grad, y : numpy.ndarray
        Gradient and result of `max_pool2d_last`.
    x, kernel_size
        As given to `max_pool2d_last`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, the shape of ``x``.
    """
    back = np.empty_like(x)
    left = grad.copy()
    wins = np.empty(y.shape, bool)
    *places, last = zip(_taps(x, kernel_size), _taps(back, kernel_size), strict=True)
    for tap, place in places:
        np.equal(tap, y, out=wins)
        np.multiply(left, wins, out=place)
        np.subtract(left, place, out=left)
    np.copyto(last[1], left)
    return back


def _taps(x: Array, k: int) -> list[Array]:
    """See an image as the cells of its windows, in row order."""
    return [x[:, i::k, j::k] for i in range(k) for j in range(k)]


def _overlap(shift: int, positions: int, length: int) -> tuple[slice, slice]:
    """Name the positions whose cell ``shift`` further on exists, with those cells."""
    start, stop = max(0, -shift), max(0, -shift, min(positions, length - shift))
    return slice(start, stop), slice(start + shift, stop + shift)
