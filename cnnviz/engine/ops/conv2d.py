"""Two-dimensional convolution and its gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms import dispatch
from cnnviz.engine.algorithms.small_conv2d import (
    PreparedConv2d,
    PreparedConv2dCache,
    is_small,
)
from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.conv_call import read_conv_call

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.geometry import Padding

PREPARED = PreparedConv2dCache()
"""Small convolutions that were called lately."""


def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    *,
    padding_value: float = 0.0,
) -> Array:
    """Convolve images with filters (as cross-correlation, like every CNN library).

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Filters, shape (C_out, C_in / groups, rows, columns).
    bias : array_like, optional
        One number per filter, shape (C_out,).
    stride : int or (int, int)
        Step between positions of the kernel, in cells.
    padding : int, (int, int), ((int, int), (int, int)) or str
        Cells added around the images; see `resolve_padding`.
    dilation : int or (int, int)
        Distance of neighbouring kernel cells, 1 meaning adjacent.
    groups : int
        Number of separate parts that the input channels and the filters are split
        into.
    padding_mode : {"zeros", "reflect", "replicate", "circular", "constant"}
        What the added cells hold: zeros; the mirror image without the edge itself;
        the edge; the opposite side; `padding_value`.
    padding_value : float
        What they hold in mode "constant".

    Returns
    -------
    numpy.ndarray
        Feature maps, shape (N, C_out, H_out, W_out), a new array.

    Raises
    ------
    GeometryError
        If channels do not match, or the kernel does not fit the padded images.
    TypeError
        If a dtype is not real, or a number of cells is not whole.
    ValueError
        If a rank, a shape or an option is wrong.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", sections 2 and 5.

    Examples
    --------
    >>> x = [[[[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]]]
    >>> conv2d(x, [[[[2, 0, 1], [0, 1, 2], [1, 0, 2]]]])
    array([[[[15., 16.],
             [ 6., 15.]]]], dtype=float32)
    """
    key = None
    options = (stride, padding, dilation, groups, padding_mode, padding_value)
    if type(x) is type(weight) is np.ndarray and bias is None and x.dtype is weight.dtype:
        key = (x.shape, weight.shape, x.dtype.char, *options)
        prepared = PREPARED.pop(key)
        if prepared is not None:
            out = prepared.run(x, weight)
            PREPARED.put(key, prepared)
            return out
    return _conv2d(key, x, weight, bias, options)


@quiet
def _conv2d(key: Any, x: Any, weight: Any, bias: Any, options: tuple[Any, ...]) -> Array:
    """Compute `conv2d`, and keep what was prepared for a small convolution."""
    call = read_conv_call(x, weight, bias, *options)
    g = call.geometry
    if is_small(g):
        prepared = PreparedConv2d(g, call.x.dtype)
        out = prepared.run(call.x, call.weight)
        if key is not None and x.dtype == call.x.dtype:
            PREPARED.put(key, prepared)
    else:
        out = dispatch.conv2d_forward(call.x, call.weight, g)
    if call.bias is not None:
        out += call.bias[:, None, None]
    return out


@quiet
def conv2d_backward(
    grad_output: Any,
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    *,
    padding_value: float = 0.0,
    with_x: bool = True,
) -> tuple[Any, Array, Array | None]:
    """Compute the gradients of a convolution's images, filters and bias.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the feature maps, shape (N, C_out, H_out, W_out).
    x, weight, bias : array_like
        As given to `conv2d`.
    stride : int or (int, int)
        As given to `conv2d`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As given to `conv2d`.
    dilation : int or (int, int)
        As given to `conv2d`.
    groups : int
        As given to `conv2d`.
    padding_mode : {"zeros", "reflect", "replicate", "circular", "constant"}
        As given to `conv2d`.
    padding_value : float
        As given to `conv2d`.
    with_x : bool
        Whether to compute ``grad_x``, which training does not need of its first
        layer.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        Shapes of ``x``, ``weight`` and ``bias``; ``grad_x`` is None unless
        ``with_x``, ``grad_bias`` is None without a bias.

    Raises
    ------
    GeometryError
        If channels do not match, or the kernel does not fit the padded images.
    ValueError
        If ``grad_output`` has another shape than the feature maps.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4;
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 9.5.
    """
    call = read_conv_call(
        x, weight, bias, stride, padding, dilation, groups, padding_mode, padding_value
    )
    g = call.geometry
    (grad,) = float_arrays(np.asarray(grad_output, call.x.dtype))
    expect_shape(grad, (g.images, g.out_channels, *g.output_size), "grad_output")
    grad_x = None
    if with_x:
        grad_x = dispatch.conv2d_input_gradient(grad, call.weight, g)
    grad_weight = dispatch.conv2d_weight_gradient(grad, call.x, g)
    grad_bias = None if call.bias is None else grad.sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias
