"""Transposed convolution: every input cell adds its multiple of a kernel to the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms import dispatch
from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, pair, quiet
from cnnviz.engine.conv_call import Conv2dGeometry, ConvCall, check_groups
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import reach, resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair


@quiet
def conv_transpose2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Any = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Compute a transposed convolution, the input gradient of a convolution.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Filters, shape (C_in, C_out / groups, rows, columns).
    bias : array_like, optional
        One number per output channel, shape (C_out,).
    stride : int or (int, int)
        Distance in the output of the kernels of neighbouring input cells, in cells.
    padding : int, (int, int) or ((int, int), (int, int))
        Cells cut away on each side of the output.
    output_padding : int or (int, int)
        Cells added at the bottom and at the right, fewer than the stride or the
        dilation: several output sizes have the same input size in a convolution.
    groups : int
        Number of separate parts that the input channels and the filters are split
        into.
    dilation : int or (int, int)
        Distance of neighbouring kernel cells, 1 meaning adjacent.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, H_out, W_out), each length being
        (L − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1.

    Raises
    ------
    GeometryError
        If channels do not match, nothing is left after cutting, or
        ``output_padding`` is too large.
    TypeError
        If a dtype is not real, or a number of cells is not whole.
    ValueError
        If a rank, a shape or an option is wrong.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4,
    relation 14.

    Examples
    --------
    >>> conv_transpose2d([[[[1, 2]]]], [[[[1, 1], [1, 1]]]], stride=2)
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]], dtype=float32)
    """
    call = _read_transposed(x, weight, bias, stride, padding, output_padding, groups, dilation)
    out = _scatter_kernels(call)
    if call.bias is not None:
        out += call.bias[:, None, None]
    return out


@quiet
def conv_transpose2d_backward(
    grad_output: Any,
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Any = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> tuple[Array, Array, Array | None]:
    """Compute the gradients of a transposed convolution's images, filters and bias.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape (N, C_out, H_out, W_out).
    x, weight, bias : array_like
        As given to `conv_transpose2d`.
    stride : int or (int, int)
        As given to `conv_transpose2d`.
    padding : int, (int, int) or ((int, int), (int, int))
        As given to `conv_transpose2d`.
    output_padding : int or (int, int)
        As given to `conv_transpose2d`.
    groups : int
        As given to `conv_transpose2d`.
    dilation : int or (int, int)
        As given to `conv_transpose2d`.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        Shapes of ``x``, ``weight`` and ``bias``; ``grad_bias`` is None without a
        bias. The first is a convolution of ``grad_output``.

    Raises
    ------
    GeometryError
        As `conv_transpose2d`.
    ValueError
        If ``grad_output`` has another shape than the result.
    """
    call = _read_transposed(x, weight, bias, stride, padding, output_padding, groups, dilation)
    g = call.geometry
    (grad,) = float_arrays(np.asarray(grad_output, call.x.dtype))
    expect_shape(grad, (g.images, g.in_channels, *g.input_size), "grad_output")
    grad_x = dispatch.conv2d_forward(grad, call.weight, g)
    grad_weight = dispatch.conv2d_weight_gradient(call.x, grad, g)
    grad_bias = None if call.bias is None else grad.sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias


def _scatter_kernels(call: ConvCall) -> Array:
    """Compute the result without bias, shape (N, C_out, H_out, W_out)."""
    from cnnviz.engine.algorithms.stride_phases import phased_applies, phased_input_gradient

    g = call.geometry
    if phased_applies(call.weight, g) and not dispatch.is_heavy(g):
        return phased_input_gradient(call.x, call.weight, g)
    return dispatch.conv2d_input_gradient(call.x, call.weight, g)


def _read_transposed(
    x: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
) -> ConvCall:
    """Describe the convolution whose transpose this is: from our output to our input."""
    arrays = float_arrays(x, weight) if bias is None else float_arrays(x, weight, bias)
    image, filters = arrays[:2]
    expect_rank(image, 4, "x", "(N, C_in, H, W)")
    expect_rank(filters, 4, "weight", "(C_in, C_out / groups, rows, columns)")
    n, channels, height, width = image.shape
    check_groups(groups)
    if channels % groups or filters.shape[0] != channels:
        raise GeometryError(
            "the weight expects {expected} input channels, the input has {channels}"
            " in {groups} groups",
            expected=filters.shape[0],
            channels=channels,
            groups=int(groups),
        )
    out_channels = filters.shape[1] * groups
    kernel_size = pair(filters.shape[2:], "kernel_size")
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    extra = pair(output_padding, "output_padding", least=0)
    if isinstance(padding, str):
        raise ValueError(f"a transposed convolution has padding in cells, not {padding!r}")
    size = (height, width)
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    rows, columns = (
        _out_length(size[a], kernel_size[a], stride[a], sides[a], extra[a], dilation[a])
        for a in (0, 1)
    )
    offsets = arrays[2] if len(arrays) == 3 else None
    if offsets is not None:
        expect_shape(offsets, (out_channels,), "bias")
    geometry = Conv2dGeometry(
        images=n,
        in_channels=out_channels,
        input_size=(rows, columns),
        out_channels=channels,
        kernel_size=kernel_size,
        stride=stride,
        padding_sides=sides,
        dilation=dilation,
        groups=int(groups),
        pad_mode="constant",
        output_size=size,
    )
    return ConvCall(image, filters, offsets, geometry)


def _out_length(
    length: int, kernel: int, stride: int, sides: tuple[int, int], extra: int, dilation: int
) -> int:
    if extra >= max(stride, dilation):
        raise GeometryError(
            "output_padding is {extra}, it must be smaller than the stride {stride}"
            " or the dilation {dilation}",
            extra=extra,
            stride=stride,
            dilation=dilation,
        )
    whole = (length - 1) * stride + reach(kernel, dilation) + extra
    if length < 1 or whole - sum(sides) < 1:
        raise GeometryError(
            "cutting {cut} cells from {length} leaves none", cut=sum(sides), length=whole
        )
    return whole - sum(sides)
