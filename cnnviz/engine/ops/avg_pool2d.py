"""Average pooling: the mean of every window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.separable_pooling import separable_pool
from cnnviz.engine.arrays import expect_shape, image_batch, quiet
from cnnviz.engine.pool_call import read_pool2d_call
from cnnviz.engine.windows import scatter_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.pool_call import Pool2dGeometry


@quiet
def avg_pool2d(
    x: Any,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    dilation: Pair = 1,
) -> Array:
    """Take the mean of every window.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size : int or (int, int)
        Size of the window, in cells.
    stride : int or (int, int), optional
        Step between windows, in cells; the kernel size if it is not given.
    padding : int, (int, int), ((int, int), (int, int)) or str
        Zeros added around the images; see `resolve_padding`.
    ceil_mode : bool
        Keep a last window that reaches beyond the edge; its cells beyond the
        padding are never counted.
    count_include_pad : bool
        Divide by the number of the window's cells including padding, or by that of
        its image cells.
    divisor_override : int, optional
        Divide by this number instead.
    dilation : int or (int, int)
        Distance of neighbouring window cells, 1 meaning adjacent.

    Returns
    -------
    numpy.ndarray
        The means, shape (N, C, H_out, W_out).

    Raises
    ------
    GeometryError
        If the window does not fit, or would hold nothing but padding.
    ValueError
        If ``divisor_override`` is 0.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 9.3.

    Examples
    --------
    >>> avg_pool2d([[[[1, 5, 2, 0], [3, 4, 2, 9]]]], 2)
    array([[[[3.25, 3.25]]]], dtype=float32)
    """
    image = image_batch(x)
    g = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    total = separable_pool(image, g, 0.0, _running_sum)
    divisor = _divisor(g, count_include_pad, divisor_override)
    result: Array = np.divide(total, divisor.astype(total.dtype), out=total)
    return result


@quiet
def avg_pool2d_backward(
    grad_output: Any,
    x: Any,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    dilation: Pair = 1,
) -> Array:
    """Divide the gradient of each mean evenly among the cells of its window.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the means, shape (N, C, H_out, W_out).
    x : array_like
        As given to `avg_pool2d`.
    kernel_size : int or (int, int)
        As given to `avg_pool2d`.
    stride : int or (int, int), optional
        As given to `avg_pool2d`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As given to `avg_pool2d`.
    ceil_mode : bool
        As given to `avg_pool2d`.
    count_include_pad : bool
        As given to `avg_pool2d`.
    divisor_override : int, optional
        As given to `avg_pool2d`.
    dilation : int or (int, int)
        As given to `avg_pool2d`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    GeometryError
        If the window does not fit, or would hold nothing but padding.
    ValueError
        If ``divisor_override`` is 0, or ``grad_output`` has another shape than the
        means.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    g = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    expect_shape(grad, (*image.shape[:2], *g.output_size), "grad_output")
    divisor = _divisor(g, count_include_pad, divisor_override).astype(image.dtype)
    parts = grad.astype(image.dtype, copy=False) / divisor
    (top, bottom), (left, right) = g.covering_sides
    height, width = g.input_size
    shape = (*parts.shape[:2], *g.kernel_size, *g.output_size)
    columns = np.broadcast_to(parts[:, :, None, None], shape)
    padded_size = (top + height + bottom, left + width + right)
    grad_padded = scatter_windows(columns, padded_size, g.stride, g.dilation)
    return np.ascontiguousarray(grad_padded[:, :, top : top + height, left : left + width])


def _running_sum(cells: Array, count: int, step: int, buffers: Iterator[Array]) -> Array:
    """Add to every cell of a line those that follow it."""
    if count == 1:
        return cells
    right = cells.size - (count - 1) * step
    line = next(buffers)
    np.add(cells[:right], cells[step:][:right], out=line[:right])
    for tap in range(2, count):
        np.add(line[:right], cells[tap * step :][:right], out=line[:right])
    return line


def _divisor(g: Pool2dGeometry, count_include_pad: bool, override: int | None) -> Array:
    """Count the cells that each mean is over: shape (H_out, W_out), or one number."""
    if override is not None:
        if override == 0:
            raise ValueError("divisor_override must not be zero")
        return np.asarray(override)
    counts = []
    for axis in (0, 1):
        before, after = g.padding_sides[axis] if count_include_pad else (0, 0)
        start = np.arange(g.output_size[axis]) * g.stride[axis] - g.padding_sides[axis][0]
        cells = start[:, None] + np.arange(g.kernel_size[axis]) * g.dilation[axis]
        inside = (cells >= -before) & (cells < g.input_size[axis] + after)
        counts.append(inside.sum(axis=1))
    result: Array = counts[0][:, None] * counts[1]
    return result
