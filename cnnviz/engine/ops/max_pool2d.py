"""Max pooling: the maximum of every window, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.max_pool_indices import max_pool_indices
from cnnviz.engine.algorithms.max_pool_values import max_pool_values
from cnnviz.engine.arrays import expect_shape, image_batch, quiet
from cnnviz.engine.border import add_border
from cnnviz.engine.geometry import NO_PADDING
from cnnviz.engine.pool_call import read_pool2d_call

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair


@quiet
def max_pool2d(
    x: Any,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Any = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> Any:
    """Take the maximum of every window.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size : int or (int, int)
        Size of the window, in cells.
    stride : int or (int, int), optional
        Step between windows, in cells; the kernel size if it is not given.
    padding : int, (int, int), ((int, int), (int, int)) or str
        Cells of −∞ added around the images; see `resolve_padding`.
    dilation : int or (int, int)
        Distance of neighbouring window cells, 1 meaning adjacent.
    ceil_mode : bool
        Keep a last window that reaches beyond the edge.
    return_indices : bool
        Return where the maxima are too.

    Returns
    -------
    y : numpy.ndarray
        The maxima, shape (N, C, H_out, W_out).
    indices : numpy.ndarray
        Shape of ``y``, int64: row·W + column of each maximum in its own plane, the
        first in row order among equals. Only if ``return_indices``.

    Raises
    ------
    GeometryError
        If the window does not fit, or would hold nothing but padding.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 9.3.

    Examples
    --------
    >>> y, indices = max_pool2d([[[[1, 5, 2, 0], [3, 4, 2, 9]]]], 2)
    >>> y, indices
    (array([[[[5., 9.]]]], dtype=float32), array([[[[1, 7]]]]))
    """
    image = image_batch(x)
    g = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    if not return_indices:
        return max_pool_values(image, g)
    inside = g.covering_sides == NO_PADDING
    padded = image if inside else add_border(image, g.covering_sides, "constant", -np.inf)
    return max_pool_indices(padded, g)


@quiet
def max_pool2d_backward(
    grad_output: Any,
    x: Any,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Any = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> Array:
    """Add the gradient of each maximum to the cell where it was found.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the maxima, shape (N, C, H_out, W_out).
    x : array_like
        As given to `max_pool2d`.
    kernel_size : int or (int, int)
        As given to `max_pool2d`.
    stride : int or (int, int), optional
        As given to `max_pool2d`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As given to `max_pool2d`.
    dilation : int or (int, int)
        As given to `max_pool2d`.
    ceil_mode : bool
        As given to `max_pool2d`.
    return_indices : bool
        As given to `max_pool2d`; without effect.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    GeometryError
        If the window does not fit, or would hold nothing but padding.
    ValueError
        If ``grad_output`` has another shape than the maxima.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    y, indices = max_pool2d(image, kernel_size, stride, padding, dilation, ceil_mode)
    expect_shape(grad, y.shape, "grad_output")
    return add_at_indices(grad.astype(image.dtype, copy=False), indices, image.shape)


def add_at_indices(values: Array, indices: Array, shape: tuple[int, ...]) -> Array:
    """Add values to an array of zeros, at flat indices within each plane.

    Parameters
    ----------
    values : numpy.ndarray
        Shape (N, C, rows, columns).
    indices : numpy.ndarray
        Whole numbers, shape of ``values``: row·W + column.
    shape : tuple of int
        Shape of the result, (N, C, H, W).

    Returns
    -------
    numpy.ndarray
        Dtype of ``values``, shape (N, C, H, W).
    """
    n, c, height, width = shape
    cells = height * width
    planes = np.arange(n * c)[:, None] * cells
    places = indices.reshape(n * c, -1) + planes
    total = np.bincount(places.ravel(), values.ravel(), minlength=n * c * cells)
    return total.astype(values.dtype).reshape(shape)
