"""Upsampling without weights: nearest neighbour, bed of nails, max unpooling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, image_batch, pair, quiet
from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair


@quiet
def upsample_nearest(x: Any, scale: Any) -> Array:
    """Repeat every cell: output cell r copies input cell ⌊r / scale⌋.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    scale : int, float or pair
        Output cells per input cell, rows and columns.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, ⌊H·scale⌋, ⌊W·scale⌋).

    Raises
    ------
    GeometryError
        If no cell is left.
    ValueError
        If ``scale`` is not positive.

    References
    ----------
    PyTorch's ``interpolate(mode="nearest")`` with ``scale_factor``.

    Examples
    --------
    >>> upsample_nearest([[[[1, 2]]]], 2)
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]], dtype=float32)
    """
    image = image_batch(x)
    rows, columns = _sources(image, scale)
    return image.take(rows, axis=2).take(columns, axis=3)


@quiet
def upsample_nearest_backward(grad_output: Any, x: Any, scale: Any) -> Array:
    """Sum, for every input cell, the gradients of its copies.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape (N, C, ⌊H·scale⌋, ⌊W·scale⌋).
    x : array_like
        As given to `upsample_nearest`.
    scale : int, float or pair
        As given to `upsample_nearest`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    GeometryError
        If no cell is left.
    ValueError
        If ``scale`` is not positive, or ``grad_output`` has another shape than the
        result.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    rows, columns = _sources(image, scale)
    expect_shape(grad, (*image.shape[:2], rows.size, columns.size), "grad_output")
    back: Array = np.zeros_like(image)
    planes = back.reshape(-1, *image.shape[2:])
    for plane, given in zip(planes, grad.reshape(-1, rows.size, columns.size), strict=True):
        np.add.at(plane, (rows[:, None], columns), given)
    return back


def bed_of_nails(x: Any, scale: Pair) -> Array:
    """Write every cell to the top left of a block of zeros.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    scale : int or (int, int)
        Rows and columns of a block, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, H·scale, W·scale).

    Raises
    ------
    TypeError
        If ``scale`` is not a whole number.
    ValueError
        If ``scale`` is smaller than 1.

    Examples
    --------
    >>> bed_of_nails([[[[1, 2]]]], 2)
    array([[[[1., 0., 2., 0.],
             [0., 0., 0., 0.]]]], dtype=float32)
    """
    image = image_batch(x)
    down, across = pair(scale, "scale")
    n, c, height, width = image.shape
    out = np.zeros((n, c, height * down, width * across), image.dtype)
    out[:, :, ::down, ::across] = image
    return out


def bed_of_nails_backward(grad_output: Any, x: Any, scale: Pair) -> Array:
    """Read the gradient at the top left of every block.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape (N, C, H·scale, W·scale).
    x : array_like
        As given to `bed_of_nails`.
    scale : int or (int, int)
        As given to `bed_of_nails`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    ValueError
        If ``grad_output`` has another shape than the result.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    down, across = pair(scale, "scale")
    n, c, height, width = image.shape
    expect_shape(grad, (n, c, height * down, width * across), "grad_output")
    return np.ascontiguousarray(grad[:, :, ::down, ::across])


def max_unpool2d(y: Any, indices: Any, output_size: tuple[int, ...]) -> Array:
    """Write every maximum to the place where `max_pool2d` found it, among zeros.

    Parameters
    ----------
    y : array_like
        Pooled maps, shape (N, C, H, W).
    indices : array_like
        Whole numbers, the shape of ``y``: row·W_out + column in each plane.
    output_size : (int, int)
        Rows and columns of the result, in cells; a shape (N, C, H_out, W_out) is
        accepted too.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *output_size). Where two maxima share a cell, the later one in
        row order is kept.

    Raises
    ------
    GeometryError
        If an index lies outside the plane.
    TypeError
        If the indices are not whole numbers.
    ValueError
        If a shape is wrong.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional
    networks", section 2.1.

    Examples
    --------
    >>> max_unpool2d([[[[5.0, 9.0]]]], [[[[1, 7]]]], (2, 4))
    array([[[[0., 5., 0., 0.],
             [0., 0., 0., 9.]]]])
    """
    pooled, places, size = _read_unpooling(y, indices, output_size)
    n, c = pooled.shape[:2]
    out = np.zeros((n * c, size[0] * size[1]), pooled.dtype)
    np.put_along_axis(out, places, pooled.reshape(n * c, -1), axis=1)
    return out.reshape(n, c, *size)


def max_unpool2d_backward(
    grad_output: Any, y: Any, indices: Any, output_size: tuple[int, ...]
) -> Array:
    """Read the gradient of each maximum from the place where it was written.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape (N, C, H_out, W_out).
    y, indices : array_like
        As given to `max_unpool2d`.
    output_size : (int, int)
        As given to `max_unpool2d`.

    Returns
    -------
    numpy.ndarray
        ``grad_y``, shape (N, C, H, W).

    Raises
    ------
    GeometryError
        If an index lies outside the plane.
    TypeError
        If the indices are not whole numbers.
    ValueError
        If a shape is wrong.
    """
    pooled, places, size = _read_unpooling(y, indices, output_size)
    grad = image_batch(grad_output, "grad_output")
    n, c = pooled.shape[:2]
    expect_shape(grad, (n, c, *size), "grad_output")
    taken: Array = np.take_along_axis(grad.reshape(n * c, -1), places, axis=1)
    return taken.reshape(pooled.shape)


def _sources(image: Array, scale: Any) -> tuple[Array, Array]:
    """Return the input row of each output row, and the same for columns."""
    factors = (scale, scale) if np.ndim(scale) == 0 else tuple(scale)
    if len(factors) != 2 or not all(0 < float(f) < np.inf for f in factors):
        raise ValueError(f"scale is a positive number or a pair of them, not {scale!r}")
    found = []
    for length, factor in zip(image.shape[2:], factors, strict=True):
        cells = int(length * float(factor))
        if cells < 1:
            raise GeometryError("an image of {length} cells scales to none", length=length)
        found.append(_nearest(cells, length, float(factor)))
    return found[0], found[1]


def _nearest(cells: int, length: int, factor: float) -> Array:
    """Return the input cell of each output cell, with PyTorch's rounding and special cases."""
    if cells == length:
        return np.arange(cells)
    if cells == 2 * length:
        return np.arange(cells) // 2
    source = (np.arange(cells, dtype=np.float32) * np.float32(1 / factor)).astype(np.int64)
    return np.minimum(source, length - 1)


def _read_unpooling(
    y: Any, indices: Any, output_size: tuple[int, ...]
) -> tuple[Array, Array, tuple[int, int]]:
    pooled, places = image_batch(y, "y"), np.asarray(indices)
    if places.dtype.kind not in "iu":
        raise TypeError(f"indices are whole numbers, not {places.dtype}")
    expect_shape(places, pooled.shape, "indices")
    size = pair(tuple(output_size)[-2:], "output_size")
    cells = size[0] * size[1]
    if places.size and not (places.min() >= 0 and places.max() < cells):
        raise GeometryError(
            "an index points at cell {index}, the plane has {cells}",
            index=int(places.max() if places.min() >= 0 else places.min()),
            cells=cells,
        )
    n, c = pooled.shape[:2]
    return pooled, places.reshape(n * c, -1).astype(np.int64, copy=False), size
