"""Average pooling, which keeps the mean of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.separable_pooling import separable_pool
from cnnviz.engine.arrays import expect_shape, image_batch, quiet
from cnnviz.engine.pooling_geometry import read_pool2d_call
from cnnviz.engine.windows import scatter_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.pooling_geometry import Pool2dGeometry


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
    """Keep the mean of every window.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    kernel_size, stride, padding, dilation : int or (int, int)
        In cells; ``stride`` None means the kernel size.
    ceil_mode : bool
        Keep a last window that hangs over the edge; cells beyond the padding
        are never counted.
    count_include_pad : bool
        Divide by the window's cells including padding, or by its real cells only.
    divisor_override : int, optional
        Divide by this instead.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, H_out, W_out).

    Raises
    ------
    GeometryError
        If the window does not fit, or would see nothing but padding.

    Examples
    --------
    >>> avg_pool2d([[[[1, 5, 2, 0], [3, 4, 2, 9]]]], 2)
    array([[[[3.25, 3.25]]]], dtype=float32)
    """
    image = image_batch(x)
    g = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    total = separable_pool(image, g, 0.0, _sums)
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
    """Share each window's gradient among its cells; return ``grad_x``, (N, C, H, W)."""
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    g = read_pool2d_call(image.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    expect_shape(grad, (*image.shape[:2], *g.output_size), "grad_output")
    shares = grad.astype(image.dtype, copy=False)
    shares = shares / _divisor(g, count_include_pad, divisor_override).astype(image.dtype)
    (top, bottom), (left, right) = g.covering_sides
    height, width = g.input_size
    shape = (*shares.shape[:2], *g.kernel_size, *g.output_size)
    columns = np.broadcast_to(shares[:, :, None, None], shape)
    padded = (top + height + bottom, left + width + right)
    spread = scatter_windows(columns, padded, g.stride, g.dilation)
    return np.ascontiguousarray(spread[:, :, top : top + height, left : left + width])


def _sums(cells: Array, count: int, step: int, spare: Iterator[Array]) -> Array:
    """Add to every cell those that follow it."""
    if count == 1:
        return cells
    right = cells.size - (count - 1) * step
    row = next(spare)
    np.add(cells[:right], cells[step:][:right], out=row[:right])
    for tap in range(2, count):
        np.add(row[:right], cells[tap * step :][:right], out=row[:right])
    return row


def _divisor(g: Pool2dGeometry, count_include_pad: bool, override: int | None) -> Array:
    """Count the cells each mean is over: shape (H_out, W_out), or one number."""
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
