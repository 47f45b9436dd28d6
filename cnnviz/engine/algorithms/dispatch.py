"""Choose the algorithm for a convolution, and run it.

The algorithms are imported when they are first chosen, to keep importing the engine
quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms import im2col
from cnnviz.engine.arrays import quiet
from cnnviz.engine.border import add_border, border_gradient
from cnnviz.engine.geometry import NO_PADDING

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

LARGE_MAP = 1 << 17
"""Output cells of one feature map from which separating a kernel pays."""

WIDE, FEW_FILTERS = 64, 32
"""Output columns from which, and filters up to which, bands of rows pay."""

WINOGRAD_PRODUCTS = 1 << 26
"""Products from which Winograd's speed is worth its rounding; no teaching size has so many."""


def select_algorithm(weight: Array, g: Conv2dGeometry) -> tuple[str, str]:
    """Choose the algorithm for one convolution.

    Parameters
    ----------
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    (str, str)
        Name of the module in `cnnviz.engine.algorithms`, and the reason.
    """
    cells = g.output_size[0] * g.output_size[1]
    if 1 < g.groups == g.in_channels == g.out_channels and g.stride == g.dilation == (1, 1):
        return "depthwise", "one filter per channel: each channel is multiplied in bands of rows"
    if min(g.stride) > 1:
        from cnnviz.engine.algorithms.strided import strided_applies

        if strided_applies(g):
            return "strided", "kernels larger than the stride: phases are shifted, not copied"
    if g.groups > 1 or g.stride != (1, 1):
        return "im2col", "stride or groups: im2col serves every setting"
    if is_heavy(g):
        return "winograd", "many channels under 3 x 3 filters: a quarter of the products"
    if g.dilation != (1, 1):
        return "im2col", "dilation: im2col serves every setting"
    one = g.in_channels == g.out_channels == 1
    if cells >= LARGE_MAP and one and min(g.kernel_size) >= 7 and _rank_one(weight) is not None:
        return "separable", "one large kernel that is a column times a row"
    if g.output_size[1] >= WIDE and g.out_channels <= FEW_FILTERS:
        return "bands", "a wide image: rows are shifted, not copied for every kernel row"
    return "im2col", "a narrow image, or many filters: the product takes most of the time"


def is_heavy(g: Conv2dGeometry) -> bool:
    """Check whether Winograd's algorithm pays.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    bool
        True for many products with 3 × 3 kernels at stride 1, at least 32 input
        channels and 32 filters.
    """
    cells = g.images * g.output_size[0] * g.output_size[1]
    deep = min(g.in_channels, g.out_channels) >= 32
    square = g.kernel_size == (3, 3) and g.stride == (1, 1) and g.groups == 1
    return square and deep and cells * g.in_channels * g.out_channels * 9 >= WINOGRAD_PRODUCTS


def conv2d_forward(x: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve images by the algorithm that `select_algorithm` names.

    Algorithms that multiply cells by zeros of their own, or mix neighbouring
    windows, would spread an infinity or a NaN to other windows; arrays that hold
    one are left to im2col.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (N, C_in, *g.input_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *g.output_size).
    """
    name, _ = select_algorithm(weight, g)
    apart = name in ("im2col", "strided") or (name == "bands" and g.out_channels > 1)
    if not apart and not (_all_finite(x) and _all_finite(weight)):
        name = "im2col"
    if name == "winograd":
        from cnnviz.engine.algorithms.winograd import winograd_forward

        x, g = _zero_padded(x, g)
        return winograd_forward(x, weight, g)
    if name == "strided":
        from cnnviz.engine.algorithms.strided import strided_forward

        x, g = _zero_padded(x, g)
        return strided_forward(x, weight, g)
    padded = _padded(x, g)
    if name == "im2col":
        return im2col.im2col_forward(padded, weight, g)
    if name == "separable" and (split := _rank_one(weight)) is not None:
        from cnnviz.engine.algorithms.separable import separable_forward

        return separable_forward(padded, *split, g)
    if name == "depthwise":
        from cnnviz.engine.algorithms.depthwise import depthwise_forward

        return depthwise_forward(padded, weight, g)
    from cnnviz.engine.algorithms.bands import banded_forward

    return banded_forward(padded, weight, g)


quiet_conv2d_forward = quiet(conv2d_forward)
"""`conv2d_forward` without warnings, for callers that are not decorated themselves."""


def conv2d_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the images, by Winograd's algorithm where it pays.

    At stride 1 the gradient is a convolution of the padded ``grad`` with the filters
    rotated by 180°. Cells of zero padding are not computed.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (N, C_out, *g.output_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.input_size). Gradients of padded cells are added to the
        cells that they copy.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4.
    """
    if not (is_heavy(g) and _all_finite(grad) and _all_finite(weight)):
        grad_padded = _padded_gradient(grad, weight, g)
        if g.padded_size == g.input_size:
            return grad_padded
        return border_gradient(grad_padded, g.input_size, g.padding_sides, g.pad_mode)
    from cnnviz.engine.algorithms.winograd import winograd_forward

    full = [(k - 1) * d for k, d in zip(g.kernel_size, g.dilation, strict=True)]
    inside = g.pad_mode == "constant" and all(
        max(side) <= most for side, most in zip(g.padding_sides, full, strict=True)
    )
    (top, bottom), (left, right) = g.padding_sides if inside else NO_PADDING
    sides = ((full[0] - top, full[0] - bottom), (full[1] - left, full[1] - right))
    adjoint = g._replace(
        in_channels=g.out_channels,
        out_channels=g.in_channels,
        input_size=g.output_size,
        padding_sides=sides,
        pad_mode="constant",
        pad_value=0.0,
        output_size=g.input_size if inside else g.padded_size,
    )
    rotated = weight[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    found = winograd_forward(grad, rotated, adjoint)
    return found if inside else border_gradient(found, g.input_size, g.padding_sides, g.pad_mode)


def conv2d_weight_gradient(grad: Array, x: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the filters, by Winograd's algorithm where it pays.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the feature maps, shape (N, C_out, *g.output_size).
    x : numpy.ndarray
        Images, shape (N, C_in, *g.input_size).
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in / groups, rows, columns).
    """
    if not (is_heavy(g) and _all_finite(grad) and _all_finite(x)):
        return im2col.im2col_weight_gradient(grad, _padded(x, g), g)
    from cnnviz.engine.algorithms.winograd import winograd_weight_gradient

    return winograd_weight_gradient(grad, *_zero_padded(x, g))


def without_padding(g: Conv2dGeometry) -> Conv2dGeometry:
    """Describe the same convolution of images that already have their padding.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    Conv2dGeometry
        With the size of the padded images, and no padding.
    """
    return g._replace(
        input_size=g.padded_size, padding_sides=NO_PADDING, pad_mode="constant", pad_value=0.0
    )


def _padded_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the padded images, by stride phases or by im2col."""
    from cnnviz.engine.algorithms.stride_phases import phased_applies, phased_input_gradient

    whole = without_padding(g)
    if phased_applies(weight, whole):
        return phased_input_gradient(grad, weight, whole)
    return im2col.im2col_input_gradient(grad, weight, g)


def _padded(x: Array, g: Conv2dGeometry) -> Array:
    """Pad images; return ``x`` itself if there is no padding."""
    return (
        x
        if g.padded_size == g.input_size
        else add_border(x, g.padding_sides, g.pad_mode, g.pad_value)
    )


def _zero_padded(x: Array, g: Conv2dGeometry) -> tuple[Array, Conv2dGeometry]:
    """Pad images unless their padding is zeros, which the algorithm adds itself."""
    return (x, g) if g.zero_padded else (_padded(x, g), without_padding(g))


def _all_finite(array: Array) -> bool:
    """Check that every cell is finite, in one pass (and none is beyond 1e19)."""
    flat = array.ravel(order="K")
    return bool(np.isfinite(np.dot(flat, flat)))


def _rank_one(weight: Array) -> tuple[Array, Array] | None:
    """Split a single kernel of rank 1 into a column and a row."""
    from cnnviz.engine.algorithms.separable import rank_one_factors

    return rank_one_factors(weight[0, 0])
