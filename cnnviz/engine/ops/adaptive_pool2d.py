"""Pooling to a given size, whatever comes in; to 1 × 1 it is called global."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, image_batch, pair, quiet
from cnnviz.engine.ops.max_pool2d import add_at_indices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.engine.arrays import Array, Pair


@quiet
def adaptive_avg_pool2d(x: Any, output_size: Any) -> Array:
    """Keep the mean of each of ``output_size`` nearly equal regions.

    Region r reaches from row ⌊r·H / H_out⌋ up to ⌈(r + 1)·H / H_out⌉, so that
    neighbours may share a row.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    output_size : int or (int, int)
        Rows and columns wanted; None keeps that side.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *output_size).

    References
    ----------
    He et al. (2014), "Spatial pyramid pooling", section 2.2.

    Examples
    --------
    >>> adaptive_avg_pool2d([[[[1, 2, 6]]]], (1, 2))
    array([[[[1.5, 4. ]]]], dtype=float32)
    """
    image = image_batch(x)
    size = _size(image, output_size)
    out = np.empty((*image.shape[:2], *size), image.dtype)
    for place, region in _regions(image.shape, size):
        out[:, :, *place] = image[:, :, *region].mean(axis=(2, 3))
    return out


@quiet
def adaptive_avg_pool2d_backward(grad_output: Any, x: Any, output_size: Any) -> Array:
    """Share each mean's gradient among its region; return ``grad_x``."""
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    size = _size(image, output_size)
    expect_shape(grad, (*image.shape[:2], *size), "grad_output")
    back = np.zeros_like(image)
    for place, region in _regions(image.shape, size):
        part = back[:, :, *region]
        cells = part.shape[2] * part.shape[3]
        part += (grad[:, :, *place] / image.dtype.type(cells))[:, :, None, None]
    return back


@quiet
def adaptive_max_pool2d(x: Any, output_size: Any, return_indices: bool = True) -> Any:
    """Keep the largest cell of each of ``output_size`` nearly equal regions.

    Parameters
    ----------
    x, output_size
        As for `adaptive_avg_pool2d`.
    return_indices : bool
        Return the winners' places too, as `max_pool2d` does.

    Returns
    -------
    y, indices : numpy.ndarray
        Shape (N, C, *output_size).

    Examples
    --------
    >>> adaptive_max_pool2d([[[[1, 7, 6]]]], (1, 2), return_indices=False)
    array([[[[7., 7.]]]], dtype=float32)
    """
    image = image_batch(x)
    size = _size(image, output_size)
    n, c, _, width = image.shape
    out = np.empty((n, c, *size), image.dtype)
    indices = np.empty(out.shape, np.int64)
    for place, (rows, columns) in _regions(image.shape, size):
        part = image[:, :, rows, columns]
        winner = part.reshape(n, c, -1).argmax(axis=2)
        row, column = np.divmod(winner, part.shape[3])
        indices[:, :, *place] = (row + rows.start) * width + column + columns.start
        out[:, :, *place] = part.max(axis=(2, 3))
    return (out, indices) if return_indices else out


@quiet
def adaptive_max_pool2d_backward(
    grad_output: Any, x: Any, output_size: Any, return_indices: bool = True
) -> Array:
    """Give each region's gradient to its winner; return ``grad_x``."""
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    y, indices = adaptive_max_pool2d(image, output_size)
    expect_shape(grad, y.shape, "grad_output")
    return add_at_indices(grad.astype(image.dtype, copy=False), indices, image.shape)


@quiet
def global_avg_pool2d(x: Any) -> Array:
    """Keep one mean per feature map: (N, C, H, W) to (N, C, 1, 1).

    References
    ----------
    Lin, Chen & Yan (2014), "Network in network", section 3.2.

    Examples
    --------
    >>> global_avg_pool2d([[[[1, 2, 6]]]])
    array([[[[3.]]]], dtype=float32)
    """
    return adaptive_avg_pool2d(x, 1)


@quiet
def global_avg_pool2d_backward(grad_output: Any, x: Any) -> Array:
    """Share the mean's gradient among all cells of its map."""
    return adaptive_avg_pool2d_backward(grad_output, x, 1)


@quiet
def global_max_pool2d(x: Any, return_indices: bool = True) -> Any:
    """Keep the largest cell of every feature map: (N, C, H, W) to (N, C, 1, 1).

    Examples
    --------
    >>> global_max_pool2d([[[[1, 6, 2]]]])
    (array([[[[6.]]]], dtype=float32), array([[[[1]]]]))
    """
    return adaptive_max_pool2d(x, 1, return_indices)


@quiet
def global_max_pool2d_backward(grad_output: Any, x: Any, return_indices: bool = True) -> Array:
    """Give each map's gradient to its winner."""
    return adaptive_max_pool2d_backward(grad_output, x, 1)


def _size(image: Array, output_size: Pair | tuple[int | None, int | None]) -> tuple[int, int]:
    wanted = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * 2
    filled = tuple(
        have if want is None else want
        for want, have in zip(wanted, image.shape[2:], strict=len(wanted) == 2)
    )
    return pair(filled, "output_size")


def _regions(
    shape: tuple[int, ...], size: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[slice, slice]]]:
    """Yield each output place with the rows and columns that it sums up."""
    for r in range(size[0]):
        rows = slice(r * shape[2] // size[0], -(-(r + 1) * shape[2] // size[0]))
        for q in range(size[1]):
            columns = slice(q * shape[3] // size[1], -(-(q + 1) * shape[3] // size[1]))
            yield (r, q), (rows, columns)
