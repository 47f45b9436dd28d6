"""Textbook loops, slow and simple, that the other implementations are compared with."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import pair
from cnnviz.engine.geometry import resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def _source(cell: int, length: int, mode: str) -> int | None:
    """Return the cell that a place outside the image copies, None for a constant."""
    if 0 <= cell < length:
        return cell
    if mode in ("zeros", "constant"):
        return None
    if mode == "replicate":
        return 0 if cell < 0 else length - 1
    if mode == "circular":
        return cell + length if cell < 0 else cell - length
    return -cell if cell < 0 else 2 * (length - 1) - cell


def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    padding_value: float = 0.0,
) -> Array:
    """Compute `cnnviz.engine.conv2d` one product at a time, in float64.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Filters, shape (C_out, C_in / groups, rows, columns).
    bias : array_like, optional
        Shape (C_out,).
    stride, padding, dilation : int, tuple or str
        As for `cnnviz.engine.conv2d`, in cells.
    groups : int
        As for `cnnviz.engine.conv2d`.
    padding_mode : {"zeros", "reflect", "replicate", "circular", "constant"}
        As for `cnnviz.engine.conv2d`.
    padding_value : float
        As for `cnnviz.engine.conv2d`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, H_out, W_out), float64.

    Examples
    --------
    >>> conv2d([[[[1, 2], [3, 4]]]], [[[[1, 0], [0, 1]]]])
    array([[[[5.]]]])
    """
    image, filters = np.asarray(x, np.float64), np.asarray(weight, np.float64)
    n_images, _, height, width = image.shape
    n_filters, depth, k_rows, k_columns = filters.shape
    (s_row, s_column), (d_row, d_column) = pair(stride, "stride"), pair(dilation, "dilation")
    (top, bottom), (left, right) = resolve_padding(
        padding, (height, width), (k_rows, k_columns), (s_row, s_column), (d_row, d_column)
    )
    rows = (height + top + bottom - d_row * (k_rows - 1) - 1) // s_row + 1
    columns = (width + left + right - d_column * (k_columns - 1) - 1) // s_column + 1
    out = np.zeros((n_images, n_filters, rows, columns))
    filled = padding_value if padding_mode == "constant" else 0.0
    for n, f, r, q in product(range(n_images), range(n_filters), range(rows), range(columns)):
        total = 0.0 if bias is None else float(np.asarray(bias)[f])
        first_channel = f // (n_filters // groups) * depth
        for c, i, j in product(range(depth), range(k_rows), range(k_columns)):
            row = _source(r * s_row + i * d_row - top, height, padding_mode)
            column = _source(q * s_column + j * d_column - left, width, padding_mode)
            cell = filled
            if row is not None and column is not None:
                cell = image[n, first_channel + c, row, column]
            total += filters[f, c, i, j] * cell
        out[n, f, r, q] = total
    return out


def conv_transpose2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Array:
    """Compute `cnnviz.engine.conv_transpose2d` one product at a time, in float64.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Filters, shape (C_in, C_out / groups, rows, columns).
    bias : array_like, optional
        Shape (C_out,).
    stride, padding, output_padding : int or tuple
        As for `cnnviz.engine.conv_transpose2d`, in cells.
    groups : int
        As for `cnnviz.engine.conv_transpose2d`.
    dilation : int or (int, int)
        As for `cnnviz.engine.conv_transpose2d`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, H_out, W_out), float64.
    """
    image, filters = np.asarray(x, np.float64), np.asarray(weight, np.float64)
    n_images, channels, height, width = image.shape
    _, per_group, k_rows, k_columns = filters.shape
    (s_row, s_column), (d_row, d_column) = pair(stride, "stride"), pair(dilation, "dilation")
    (top, bottom), (left, right) = resolve_padding(padding, (height, width), (k_rows, k_columns))
    extra_row, extra_column = pair(output_padding, "output_padding", least=0)
    rows = (height - 1) * s_row + d_row * (k_rows - 1) + 1 + extra_row - top - bottom
    columns = (width - 1) * s_column + d_column * (k_columns - 1) + 1 + extra_column - left - right
    out = np.zeros((n_images, per_group * groups, rows, columns))
    if bias is not None:
        out += np.asarray(bias, np.float64)[:, None, None]
    cells = product(range(n_images), range(channels), range(height), range(width))
    for n, c, row, column in cells:
        first_map = c // (channels // groups) * per_group
        for f, i, j in product(range(per_group), range(k_rows), range(k_columns)):
            r, q = row * s_row + i * d_row - top, column * s_column + j * d_column - left
            if 0 <= r < rows and 0 <= q < columns:
                out[n, first_map + f, r, q] += filters[c, f, i, j] * image[n, c, row, column]
    return out


def pool2d(
    x: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    maximum: bool = True,
    count_include_pad: bool = True,
) -> tuple[Array, Array]:
    """Compute max or average pooling cell by cell, in float64.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size, stride, padding, dilation : int or tuple
        As for `cnnviz.engine.max_pool2d`, in cells.
    ceil_mode : bool
        As for `cnnviz.engine.max_pool2d`.
    maximum : bool
        Take the maximum of every window, or its mean.
    count_include_pad : bool
        As for `cnnviz.engine.avg_pool2d`.

    Returns
    -------
    y : numpy.ndarray
        Shape (N, C, H_out, W_out), float64.
    indices : numpy.ndarray
        Shape of ``y``, int64: row·W + column of each maximum.
    """
    image = np.asarray(x, np.float64)
    n_images, channels, height, width = image.shape
    kernel_size, dilation = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    stride = kernel_size if stride is None else pair(stride, "stride")
    sides = resolve_padding(padding, (height, width), kernel_size, stride, dilation)
    sizes = []
    for axis, length in enumerate((height, width)):
        slack = length + sum(sides[axis]) - dilation[axis] * (kernel_size[axis] - 1) - 1
        count = (slack + (stride[axis] - 1 if ceil_mode else 0)) // stride[axis] + 1
        begins_outside = (count - 1) * stride[axis] >= length + sides[axis][0]
        sizes.append(count - 1 if ceil_mode and begins_outside else count)
    out = np.zeros((n_images, channels, *sizes))
    indices = np.zeros(out.shape, np.int64)
    (top, bottom), (left, right) = sides
    for n, c, r, q in product(range(n_images), range(channels), *map(range, sizes)):
        best, place, total, real, padded = -np.inf, -1, 0.0, 0, 0
        for i, j in product(range(kernel_size[0]), range(kernel_size[1])):
            row, column = (
                r * stride[0] + i * dilation[0] - top,
                q * stride[1] + j * dilation[1] - left,
            )
            padded += row < height + bottom and column < width + right
            if 0 <= row < height and 0 <= column < width:
                cell = image[n, c, row, column]
                real, total = real + 1, total + cell
                if cell > best:
                    best, place = cell, row * width + column
        out[n, c, r, q] = best if maximum else total / (padded if count_include_pad else real)
        indices[n, c, r, q] = place
    return out, indices


def batch_norm(x: Any, weight: Any, bias: Any, eps: float = 1e-5) -> Array:
    """Compute batch normalization in training channel by channel, in float64.

    Parameters
    ----------
    x : array_like
        Shape (N, C, ...).
    weight, bias : array_like
        Factor γ and offset β, shape (C,).
    eps : float
        Added to the variance before the square root.

    Returns
    -------
    numpy.ndarray
        Shape of ``x``, float64.
    """
    image = np.asarray(x, np.float64)
    out = np.zeros_like(image)
    for c in range(image.shape[1]):
        cells = [float(cell) for cell in image[:, c].ravel()]
        mean = sum(cells) / len(cells)
        var = sum((cell - mean) ** 2 for cell in cells) / len(cells)
        out[:, c] = (image[:, c] - mean) / (var + eps) ** 0.5 * weight[c] + bias[c]
    return out
