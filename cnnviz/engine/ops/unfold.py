"""Windows as columns of a matrix, for all to see: unfold (im2col) with fold (col2im)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_rank, float_arrays, image_batch, pair, quiet
from cnnviz.engine.border import pad
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import conv2d_output, resolve_padding
from cnnviz.engine.windows import scatter_windows, windows

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair


def unfold(
    x: Any, kernel_size: Pair, dilation: Pair = 1, padding: Any = 0, stride: Pair = 1
) -> Array:
    """Lay every window out as one column (im2col).

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size, dilation, padding, stride : int or (int, int)
        In cells, as for `conv2d`; the order of the arguments is PyTorch's.

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
    output = conv2d_output(size, kernel_size, stride, padding, dilation)
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    kernel = pair(kernel_size, "kernel_size")
    view = windows(
        pad(image, sides), kernel, pair(stride, "stride"), pair(dilation, "dilation"), output
    )
    n, c = image.shape[:2]
    columns = view.reshape(n, c * kernel[0] * kernel[1], output[0] * output[1])
    return np.array(columns, copy=None if columns.flags.writeable else True)


def unfold_backward(
    grad_output: Any,
    x: Any,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Any = 0,
    stride: Pair = 1,
) -> Array:
    """Add the gradients of all columns back to their cells: that is `fold`."""
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
    """Add every column back to the window it came from (col2im).

    Where windows overlap their numbers add up, so that this undoes `unfold`
    only where they do not.

    Parameters
    ----------
    columns : array_like
        Shape (N, C·rows·columns, positions).
    output_size : (int, int)
        Rows and columns of the image, in cells.
    kernel_size, dilation, padding, stride : int or (int, int)
        As for `unfold`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *output_size).

    Raises
    ------
    GeometryError
        If the matrix is not what an image of this size would have unfolded to.

    Examples
    --------
    >>> fold([[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0], [5.0, 6.0]]], (2, 3), 2)
    array([[[[ 1.,  4.,  3.],
             [ 4., 10.,  6.]]]])
    """
    (matrix,) = float_arrays(columns)
    expect_rank(matrix, 3, "columns", "(N, C·rows·columns, positions)")
    size = pair(output_size, "output_size")
    kernel, steps = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    spread = pair(dilation, "dilation")
    sides = resolve_padding(padding, size, kernel, steps, spread)
    positions = conv2d_output(size, kernel, steps, sides, spread)
    n, depth, count = matrix.shape
    if depth % (kernel[0] * kernel[1]) or count != positions[0] * positions[1]:
        raise GeometryError(
            "columns has {depth} rows and {count} columns, an image of this size unfolds"
            " to a multiple of {cells} rows and {positions} columns",
            depth=depth,
            count=count,
            cells=kernel[0] * kernel[1],
            positions=positions[0] * positions[1],
        )
    (top, bottom), (left, right) = sides
    stacked = matrix.reshape(n, -1, *kernel, *positions)
    padded = (size[0] + top + bottom, size[1] + left + right)
    image = scatter_windows(stacked, padded, steps, spread)
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
    """Copy each cell's gradient to all its columns: that is `unfold`."""
    return unfold(grad_output, kernel_size, dilation, padding, stride)
