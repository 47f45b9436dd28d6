"""The textbook loops: slow, plain, and what everything else is compared with."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import pair
from cnnviz.engine.geometry import resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def source(cell: int, length: int, mode: str) -> int | None:
    """Name the cell that a place outside the image copies, None for a zero."""
    if 0 <= cell < length:
        return cell
    if mode == "zeros":
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
) -> Array:
    """Compute `cnnviz.engine.conv2d` one product at a time, in float64.

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
    for n, f, r, q in product(range(n_images), range(n_filters), range(rows), range(columns)):
        total = 0.0 if bias is None else float(np.asarray(bias)[f])
        first_channel = f // (n_filters // groups) * depth
        for c, i, j in product(range(depth), range(k_rows), range(k_columns)):
            row = source(r * s_row + i * d_row - top, height, padding_mode)
            column = source(q * s_column + j * d_column - left, width, padding_mode)
            cell = (
                0.0 if row is None or column is None else image[n, first_channel + c, row, column]
            )
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
    """Compute `cnnviz.engine.conv_transpose2d` by stamping, one product at a time."""
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
    largest: bool = True,
    count_include_pad: bool = True,
) -> tuple[Array, Array]:
    """Compute max or average pooling cell by cell; return values and winners' places.

    The places mean nothing for averages.
    """
    image = np.asarray(x, np.float64)
    n_images, channels, height, width = image.shape
    kernel, spread = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    step = kernel if stride is None else pair(stride, "stride")
    sides = resolve_padding(padding, (height, width), kernel, step, spread)
    sizes = []
    for axis, length in enumerate((height, width)):
        slack = length + sum(sides[axis]) - spread[axis] * (kernel[axis] - 1) - 1
        count = (slack + (step[axis] - 1 if ceil_mode else 0)) // step[axis] + 1
        begins_outside = (count - 1) * step[axis] >= length + sides[axis][0]
        sizes.append(count - 1 if ceil_mode and begins_outside else count)
    out = np.zeros((n_images, channels, *sizes))
    places = np.zeros(out.shape, np.int64)
    (top, bottom), (left, right) = sides
    for n, c, r, q in product(range(n_images), range(channels), *map(range, sizes)):
        best, place, total, real, padded = -np.inf, -1, 0.0, 0, 0
        for i, j in product(range(kernel[0]), range(kernel[1])):
            row, column = r * step[0] + i * spread[0] - top, q * step[1] + j * spread[1] - left
            padded += row < height + bottom and column < width + right
            if 0 <= row < height and 0 <= column < width:
                cell = image[n, c, row, column]
                real, total = real + 1, total + cell
                if cell > best:
                    best, place = cell, row * width + column
        out[n, c, r, q] = best if largest else total / (padded if count_include_pad else real)
        places[n, c, r, q] = place
    return out, places


def batch_norm(x: Any, weight: Any, bias: Any, eps: float = 1e-5) -> Array:
    """Normalize with the batch's own statistics, channel by channel."""
    image = np.asarray(x, np.float64)
    out = np.zeros_like(image)
    for c in range(image.shape[1]):
        cells = [float(cell) for cell in image[:, c].ravel()]
        mean = sum(cells) / len(cells)
        var = sum((cell - mean) ** 2 for cell in cells) / len(cells)
        out[:, c] = (image[:, c] - mean) / (var + eps) ** 0.5 * weight[c] + bias[c]
    return out
