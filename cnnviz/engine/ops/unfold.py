"""Windows as the columns of a matrix: unfold (im2col) and fold (col2im)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_rank, float_arrays, image_batch, pair, quiet
from cnnviz.engine.border import add_border
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import conv2d_output, resolve_padding
from cnnviz.engine.windows import scatter_windows, window_view

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair


@quiet
def unfold(
    x: Any, kernel_size: Pair, dilation: Pair = 1, padding: Any = 0, stride: Pair = 1
) -> Array:
    """Write every window into one column of a matrix (im2col).

    The order of the arguments is PyTorch's.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size : int or (int, int)
        Size of the window, in cells.
    dilation : int or (int, int)
        Distance of neighbouring window cells, 1 meaning adjacent.
    padding : int, (int, int), ((int, int), (int, int)) or str
        Zeros added around the images; see `resolve_padding`.
    stride : int or (int, int)
        Step between windows, in cells.

    Returns
    -------
    numpy.ndarray
        Shape (N, C·rows·columns, positions).

    Raises
    ------
    GeometryError
        If the window does not fit the padded image.

    References
    ----------
    Chellapilla, Puri & Simard (2006), "High performance convolutional neural
    networks for document processing", section 3.

    Examples
    --------
    >>> unfold([[[[1, 2, 3], [4, 5, 6]]]], 2)
    array([[[1., 2.],
            [2., 3.],
            [4., 5.],
            [5., 6.]]], dtype=float32)
    """
    image = image_batch(x)
    size = (image.shape[2], image.shape[3])
    kernel_size, stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    dilation = pair(dilation, "dilation")
    output_size = conv2d_output(size, kernel_size, stride, padding, dilation)
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    padded = add_border(image, sides, "constant")
    view = window_view(padded, kernel_size, stride, dilation, output_size)
    n, c = image.shape[:2]
    shape = (n, c * kernel_size[0] * kernel_size[1], output_size[0] * output_size[1])
    columns = view.reshape(shape)
    return np.array(columns, copy=None if columns.flags.writeable else True)


def unfold_backward(
    grad_output: Any,
    x: Any,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Any = 0,
    stride: Pair = 1,
) -> Array:
    """Add the gradients of all columns to their cells, which is `fold`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the matrix, shape (N, C·rows·columns, positions).
    x : array_like
        As given to `unfold`.
    kernel_size : int or (int, int)
        As given to `unfold`.
    dilation : int or (int, int)
        As given to `unfold`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As given to `unfold`.
    stride : int or (int, int)
        As given to `unfold`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    GeometryError
        If ``grad_output`` has another shape than the matrix.
    """
    image = image_batch(x)
    return fold(grad_output, image.shape[2:], kernel_size, dilation, padding, stride)


@quiet
def fold(
    columns: Any,
    output_size: tuple[int, int],
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Any = 0,
    stride: Pair = 1,
) -> Array:
    """Add every column to the window it was read from (col2im).

    Where windows overlap their numbers add up, so that this inverts `unfold` only
    where they do not.

    Parameters
    ----------
    columns : array_like
        Shape (N, C·rows·columns, positions).
    output_size : (int, int)
        Rows and columns of the image, in cells.
    kernel_size : int or (int, int)
        As for `unfold`.
    dilation : int or (int, int)
        As for `unfold`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As for `unfold`.
    stride : int or (int, int)
        As for `unfold`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *output_size).

    Raises
    ------
    GeometryError
        If the matrix is not what an image of this size unfolds to.

    Examples
    --------
    >>> fold([[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0], [5.0, 6.0]]], (2, 3), 2)
    array([[[[ 1.,  4.,  3.],
             [ 4., 10.,  6.]]]])
    """
    (matrix,) = float_arrays(columns)
    expect_rank(matrix, 3, "columns", "(N, C·rows·columns, positions)")
    size = pair(output_size, "output_size")
    kernel_size, stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    dilation = pair(dilation, "dilation")
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    positions = conv2d_output(size, kernel_size, stride, sides, dilation)
    n, depth, count = matrix.shape
    if depth % (kernel_size[0] * kernel_size[1]) or count != positions[0] * positions[1]:
        raise GeometryError(
            "columns has {depth} rows and {count} columns, an image of this size unfolds"
            " to a multiple of {cells} rows and {positions} columns",
            depth=depth,
            count=count,
            cells=kernel_size[0] * kernel_size[1],
            positions=positions[0] * positions[1],
        )
    (top, bottom), (left, right) = sides
    stacked = matrix.reshape(n, -1, *kernel_size, *positions)
    padded_size = (size[0] + top + bottom, size[1] + left + right)
    image = scatter_windows(stacked, padded_size, stride, dilation)
    return np.ascontiguousarray(image[:, :, top : top + size[0], left : left + size[1]])


def fold_backward(
    grad_output: Any,
    columns: Any,
    output_size: tuple[int, int],
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Any = 0,
    stride: Pair = 1,
) -> Array:
    """Copy the gradient of each cell to all its columns, which is `unfold`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the image, shape (N, C, *output_size).
    columns : array_like
        As given to `fold`; without effect.
    output_size : (int, int)
        As given to `fold`; without effect.
    kernel_size : int or (int, int)
        As given to `fold`.
    dilation : int or (int, int)
        As given to `fold`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As given to `fold`.
    stride : int or (int, int)
        As given to `fold`.

    Returns
    -------
    numpy.ndarray
        Gradient of the columns, shape (N, C·rows·columns, positions).
    """
    return unfold(grad_output, kernel_size, dilation, padding, stride)
