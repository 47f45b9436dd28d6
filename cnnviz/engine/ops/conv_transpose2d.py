"""Transposed convolution, which spreads every input cell over a whole kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms import dispatch
from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, pair, quiet
from cnnviz.engine.conv_call import Conv2dGeometry, check_groups
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
    """Run a convolution's input gradient forwards: small maps become large ones.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W).
    weight : array_like
        Shape (C_in, C_out / groups, rows, columns).
    bias : array_like, optional
        Shape (C_out,).
    stride, dilation : int or (int, int)
        Cells between the stamps of neighbouring inputs; spacing inside a stamp.
    padding : int, (int, int) or ((int, int), (int, int))
        Cells cut away on each side.
    output_padding : int or (int, int)
        Extra rows at the bottom and columns at the right, which the shape alone
        cannot tell: smaller than the stride or the dilation.
    groups : int
        Input channels and filters are split into this many separate parts.

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
    image, filters, offsets, g = _read(
        x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    out = _spread(image, filters, g)
    if offsets is not None:
        out += offsets[:, None, None]
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
    """Return ``grad_x, grad_weight, grad_bias``: the first is an ordinary convolution.

    Parameters
    ----------
    grad_output : array_like
        Shape (N, C_out, H_out, W_out).
    x, weight, bias, stride, padding, output_padding, groups, dilation
        As given to `conv_transpose2d`.
    """
    image, filters, offsets, g = _read(
        x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    (grad,) = float_arrays(np.asarray(grad_output, image.dtype))
    expect_shape(grad, (g.images, g.in_channels, *g.input_size), "grad_output")
    grad_x = dispatch.conv2d_forward(grad, filters, g)
    grad_weight = dispatch.conv2d_weight_gradient(image, grad, g)
    grad_bias = None if offsets is None else grad.sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias


def _spread(image: Array, filters: Array, g: Conv2dGeometry) -> Array:
    """Spread every cell over its kernel: the maps without bias, (N, C_out, H_out, W_out)."""
    from cnnviz.engine.algorithms import stride_phases

    if stride_phases.phased_applies(filters, g) and not dispatch.is_heavy(g):
        return stride_phases.phased_input_gradient(image, filters, g)
    return dispatch.conv2d_input_gradient(image, filters, g)


def _read(
    x: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
) -> tuple[Array, Array, Array | None, Conv2dGeometry]:
    """Describe the convolution that this one transposes: from our output to our input."""
    arrays = float_arrays(x, weight) if bias is None else float_arrays(x, weight, bias)
    image, filters = arrays[:2]
    expect_rank(image, 4, "x", "(N, C_in, H, W)")
    expect_rank(filters, 4, "weight", "(C_in, C_out / groups, rows, columns)")
    n, channels, *size = image.shape
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
    kernel = pair(filters.shape[2:], "kernel_size")
    steps, spread = pair(stride, "stride"), pair(dilation, "dilation")
    extra = pair(output_padding, "output_padding", least=0)
    if isinstance(padding, str):
        raise ValueError(f"a transposed convolution has padding in cells, not {padding!r}")
    sides = resolve_padding(padding, (size[0], size[1]), kernel, steps, spread)
    lengths = [
        _out_length(size[a], kernel[a], steps[a], sides[a], extra[a], spread[a]) for a in (0, 1)
    ]
    if len(arrays) == 3:
        expect_shape(arrays[2], (out_channels,), "bias")
    geometry = Conv2dGeometry(
        images=n,
        in_channels=out_channels,
        input_size=(lengths[0], lengths[1]),
        out_channels=channels,
        kernel_size=kernel,
        stride=steps,
        padding_sides=sides,
        dilation=spread,
        groups=int(groups),
        pad_mode="constant",
        output_size=(size[0], size[1]),
    )
    return image, filters, arrays[2] if len(arrays) == 3 else None, geometry


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
