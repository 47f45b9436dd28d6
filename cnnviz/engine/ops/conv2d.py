"""Convolution, the operation everything here is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms import dispatch
from cnnviz.engine.algorithms.small_conv2d import PreparedConv2d, PreparedConv2dCache, is_small
from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.conv_call import read_conv_call

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.geometry import Padding

_PREPARED = PreparedConv2dCache()


def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """Slide filters over images (cross-correlation, as in every CNN library).

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Filters, shape (C_out, C_in / groups, rows, columns).
    bias : array_like, optional
        One number per filter, shape (C_out,).
    stride, dilation : int or (int, int)
        Step between positions; spacing of the kernel's cells, 1 meaning
        adjacent. In cells.
    padding : int, (int, int), ((int, int), (int, int)) or str
        See `resolve_padding`.
    groups : int
        Input channels and filters are split into this many separate parts.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the added cells hold.

    Returns
    -------
    numpy.ndarray
        Feature maps, shape (N, C_out, H_out, W_out), a new array.

    Raises
    ------
    GeometryError
        If the kernel does not fit the padded image, or the channels do not match.
    TypeError, ValueError
        If a dtype, a rank or an option makes no sense.

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
    if type(x) is type(weight) is np.ndarray and bias is None and x.dtype is weight.dtype:
        key = (x.shape, weight.shape, x.dtype.char, stride, padding, dilation, groups, padding_mode)
        prepared = _PREPARED.take(key)
        if prepared is not None:
            out = prepared.run(x, weight)
            _PREPARED.put(key, prepared)
            return out
    return _conv2d(key, x, weight, bias, (stride, padding, dilation, groups, padding_mode))


@quiet
def _conv2d(key: Any, x: Any, weight: Any, bias: Any, options: tuple[Any, ...]) -> Array:
    """Compute what `conv2d` promises, and prepare small settings for the next time."""
    call = read_conv_call(x, weight, bias, *options)
    g = call.geometry
    if is_small(g):
        prepared = PreparedConv2d(g, call.x.dtype)
        out = prepared.run(call.x, call.weight)
        if key is not None and x.dtype == call.x.dtype:
            _PREPARED.put(key, prepared)
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
    with_x: bool = True,
) -> tuple[Any, Array, Array | None]:
    """Return the gradients of a convolution's three arrays.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the feature maps, shape (N, C_out, H_out, W_out).
    x, weight, bias, stride, padding, dilation, groups, padding_mode
        As given to `conv2d`.
    with_x : bool
        False leaves ``grad_x`` out, as None: nobody needs that of the first layer.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        The shapes of ``x``, ``weight`` and ``bias``; ``grad_bias`` is None
        without a bias.

    References
    ----------
    Dumoulin & Visin (2016), section 4; Goodfellow, Bengio & Courville (2016),
    "Deep learning", section 9.5.
    """
    call = read_conv_call(x, weight, bias, stride, padding, dilation, groups, padding_mode)
    g = call.geometry
    (grad,) = float_arrays(np.asarray(grad_output, call.x.dtype))
    expect_shape(grad, (g.images, g.out_channels, *g.output_size), "grad_output")
    grad_x = None
    if with_x:
        grad_x = dispatch.conv2d_input_gradient(grad, call.weight, g)
    grad_weight = dispatch.conv2d_weight_gradient(grad, call.x, g)
    grad_bias = None if call.bias is None else grad.sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias
