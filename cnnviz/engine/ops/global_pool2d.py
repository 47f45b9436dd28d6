"""Global pooling: one number per feature map, its mean or its maximum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, image_batch, quiet
from cnnviz.engine.ops.max_pool2d import add_at_indices

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def global_avg_pool2d(x: Any) -> Array:
    """Average every feature map.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).

    Returns
    -------
    numpy.ndarray
        The means, shape (N, C, 1, 1).

    References
    ----------
    Lin, Chen & Yan (2014), "Network in network", section 3.2.

    Examples
    --------
    >>> global_avg_pool2d([[[[1, 2, 6]]]])
    array([[[[3.]]]], dtype=float32)
    """
    result: Array = image_batch(x).mean(axis=(2, 3), keepdims=True)
    return result


@quiet
def global_avg_pool2d_backward(grad_output: Any, x: Any) -> Array:
    """Divide the gradient of each mean evenly among the cells of its map.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the means, shape (N, C, 1, 1).
    x : array_like
        As given to `global_avg_pool2d`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    ValueError
        If ``grad_output`` has another shape than the means.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    expect_shape(grad, (*image.shape[:2], 1, 1), "grad_output")
    cells = image.dtype.type(image.shape[2] * image.shape[3])
    return np.broadcast_to((grad / cells).astype(image.dtype, copy=False), image.shape).copy()


@quiet
def global_max_pool2d(x: Any, return_indices: bool = True) -> Any:
    """Take the maximum of every feature map.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    return_indices : bool
        Return where the maxima are too.

    Returns
    -------
    y : numpy.ndarray
        The maxima, shape (N, C, 1, 1).
    indices : numpy.ndarray
        Shape (N, C, 1, 1), int64: row·W + column of each maximum, the first in row
        order among equals. Only if ``return_indices``.

    Examples
    --------
    >>> global_max_pool2d([[[[1, 6, 2]]]])
    (array([[[[6.]]]], dtype=float32), array([[[[1]]]]))
    """
    image = image_batch(x)
    y = image.max(axis=(2, 3), keepdims=True)
    if not return_indices:
        return y
    n, c, height, width = image.shape
    flat = image.reshape(n, c, height * width)
    return y, flat.argmax(axis=2).reshape(n, c, 1, 1)


@quiet
def global_max_pool2d_backward(grad_output: Any, x: Any, return_indices: bool = True) -> Array:
    """Give the gradient of each maximum to the cell where it was found.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the maxima, shape (N, C, 1, 1).
    x : array_like
        As given to `global_max_pool2d`.
    return_indices : bool
        As given to `global_max_pool2d`; without effect.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    ValueError
        If ``grad_output`` has another shape than the maxima.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    y, indices = global_max_pool2d(image)
    expect_shape(grad, y.shape, "grad_output")
    return add_at_indices(grad.astype(image.dtype, copy=False), indices, image.shape)
