"""Max pooling, which keeps the strongest cell of a window and remembers where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.max_pool_indices import max_pool_indices
from cnnviz.engine.algorithms.max_pool_values import max_pool_values
from cnnviz.engine.arrays import expect_shape, image_batch, quiet
from cnnviz.engine.border import pad
from cnnviz.engine.pooling_geometry import read_pool2d_call

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
    """Keep the largest cell of every window.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size, stride, padding, dilation : int or (int, int)
        In cells; ``stride`` None means the kernel size. Padding is −∞, so that
        it never wins. ``padding`` takes every form of `resolve_padding`.
    ceil_mode : bool
        Keep a last window that hangs over the edge.
    return_indices : bool
        Return the places of the winners too.

    Returns
    -------
    y : numpy.ndarray
        Shape (N, C, H_out, W_out).
    indices : numpy.ndarray
        int64, the shape of ``y``: the winner's place row·W + column in its own
        plane, the first in row order among equals. Only if ``return_indices``.

    Raises
    ------
    GeometryError
        If the window does not fit, or would see nothing but padding.

    Examples
    --------
    >>> y, indices = max_pool2d([[[[1, 5, 2, 0], [3, 4, 2, 9]]]], 2)
    >>> y, indices
    (array([[[[5., 9.]]]], dtype=float32), array([[[[1, 7]]]]))
    """
    image = image_batch(x)
    geometry = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    if not return_indices:
        return max_pool_values(image, geometry)
    inside = geometry.covering_sides == ((0, 0), (0, 0))
    padded = image if inside else pad(image, geometry.covering_sides, "constant", -np.inf)
    return max_pool_indices(padded, geometry)


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
    """Give each window's gradient to its winner; return ``grad_x``, (N, C, H, W)."""
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    y, indices = max_pool2d(image, kernel_size, stride, padding, dilation, ceil_mode)
    expect_shape(grad, y.shape, "grad_output")
    return add_at_indices(grad.astype(image.dtype, copy=False), indices, image.shape)


def add_at_indices(values: Array, indices: Array, shape: tuple[int, ...]) -> Array:
    """Add ``values`` into zeros of ``shape`` at flat places within each plane."""
    n, c, height, width = shape
    cells = height * width
    planes = np.arange(n * c)[:, None] * cells
    places = indices.reshape(n * c, -1) + planes
    total = np.bincount(places.ravel(), values.ravel(), minlength=n * c * cells)
    return total.astype(values.dtype).reshape(shape)
