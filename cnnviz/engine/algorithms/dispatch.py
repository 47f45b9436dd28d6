"""The dispatcher: which way a convolution is computed, with the reason in a sentence.

The ways are imported when they are first taken, so that importing the engine stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.algorithms import im2col
from cnnviz.engine.arrays import quiet
from cnnviz.engine.border import pad, without_padding

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

LARGE = 1 << 17
"""Output cells of one feature map from which splitting a kernel pays."""

WIDE, FEW = 64, 32
"""Output columns from which, filters up to which, bands of rows pay."""

HEAVY = 1 << 26
"""Products from which Winograd's rounding is worth its speed; no teaching size has so many."""


def select_algorithm(weight: Array, g: Conv2dGeometry) -> tuple[str, str]:
    """Name the way to compute one convolution.

    Parameters
    ----------
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    (name, reason)
        The module that computes it, and why.
    """
    cells = g.output_size[0] * g.output_size[1]
    if 1 < g.groups == g.in_channels == g.out_channels and g.stride == g.dilation == (1, 1):
        return "depthwise", "one filter per channel: every channel in bands of its own"
    if min(g.stride) > 1:
        from cnnviz.engine.algorithms import strided

        if strided.strided_applies(g):
            return "strided", "a stride under wide kernels: phases shift, no window is copied"
    if g.groups > 1 or g.stride != (1, 1):
        return "im2col", "stride or groups: windows as columns serve every setting"
    if is_heavy(g):
        return "winograd", "many channels under 3 x 3 filters: a quarter of the products"
    if g.dilation != (1, 1):
        return "im2col", "dilation: windows as columns serve every setting"
    one = g.in_channels == g.out_channels == 1
    if cells >= LARGE and one and min(g.kernel_size) >= 7 and _factors(weight) is not None:
        return "separable", "one large kernel that is a column times a row"
    if g.output_size[1] >= WIDE and g.out_channels <= FEW:
        return "bands", "a wide image: rows beside their own shifts, a copy less per kernel row"
    return "im2col", "a narrow image, or many filters: windows as columns multiply fastest"


def is_heavy(g: Conv2dGeometry) -> bool:
    """Tell whether Winograd's way pays: 3 × 3, stride 1, at least 32 channels both ways."""
    cells = g.images * g.output_size[0] * g.output_size[1]
    deep = min(g.in_channels, g.out_channels) >= 32
    square = g.kernel_size == (3, 3) and g.stride == (1, 1) and g.groups == 1
    return square and deep and cells * g.in_channels * g.out_channels * 9 >= HEAVY


def conv2d_forward(x: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Slide filters over images in the way that `select_algorithm` names.

    The ways that multiply cells by zeros of their own, or mix neighbouring
    windows, would spread an infinity or a NaN to other windows; an image that
    has one is left to `im2col`.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (N, C_in, *g.input_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    g : Conv2dGeometry
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *g.output_size), without bias.
    """
    way, _ = select_algorithm(weight, g)
    apart = way in ("im2col", "strided") or (way == "bands" and g.out_channels > 1)
    if not apart and not (finite(x) and finite(weight)):
        way = "im2col"
    if way == "winograd":
        from cnnviz.engine.algorithms import winograd

        x, g = _without_modes(x, g)
        return winograd.winograd_forward(x, weight, g)
    if way == "strided":
        from cnnviz.engine.algorithms import strided

        x, g = _without_modes(x, g)
        return strided.strided_forward(x, weight, g)
    padded = with_padding(x, g)
    if way == "im2col":
        return im2col.im2col_forward(padded, weight, g)
    if way == "separable" and (split := _factors(weight)) is not None:
        from cnnviz.engine.algorithms import separable

        return separable.separable_forward(padded, *split, g)
    if way == "depthwise":
        from cnnviz.engine.algorithms import depthwise

        return depthwise.depthwise_forward(padded, weight, g)
    from cnnviz.engine.algorithms import bands

    return bands.banded_forward(padded, weight, g)


quiet_conv2d_forward = quiet(conv2d_forward)
"""`conv2d_forward`, for callers that do not silence warnings themselves."""


def conv2d_input_gradient(grad: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Send gradients back to the images, by Winograd's way where it pays.

    At stride 1 that is a correlation of the padded gradient with the filters
    turned by half a turn; where the padding was zeros its cells are left out.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *g.input_size), the padding's share added to the cells it copies.
    """
    if not (is_heavy(g) and finite(grad) and finite(weight)):
        whole = im2col.im2col_input_gradient(grad, weight, g)
        if g.padded_size == g.input_size:
            return whole
        return without_padding(whole, g.input_size, g.padding_sides, g.pad_mode)
    from cnnviz.engine.algorithms import winograd

    wide = [(k - 1) * d for k, d in zip(g.kernel_size, g.dilation, strict=True)]
    inside = g.pad_mode == "constant" and all(
        max(side) <= w for side, w in zip(g.padding_sides, wide, strict=True)
    )
    cut = g.padding_sides if inside else ((0, 0), (0, 0))
    (top, bottom), (left, right) = cut
    around = ((wide[0] - top, wide[0] - bottom), (wide[1] - left, wide[1] - right))
    back = g._replace(
        in_channels=g.out_channels,
        out_channels=g.in_channels,
        input_size=g.output_size,
        padding_sides=around,
        pad_mode="constant",
        output_size=g.input_size if inside else g.padded_size,
    )
    turned = weight[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    found = winograd.winograd_forward(grad, turned, back)
    return found if inside else without_padding(found, g.input_size, g.padding_sides, g.pad_mode)


def conv2d_weight_gradient(grad: Array, x: Array, g: Conv2dGeometry) -> Array:
    """Return the gradient of the filters, by Winograd's way where it pays."""
    if not (is_heavy(g) and finite(grad) and finite(x)):
        return im2col.im2col_weight_gradient(grad, with_padding(x, g), g)
    from cnnviz.engine.algorithms import winograd

    return winograd.winograd_weight_gradient(grad, *_without_modes(x, g))


def with_padding(x: Array, g: Conv2dGeometry) -> Array:
    """Pad images; without padding they are read as they are."""
    return x if g.padded_size == g.input_size else pad(x, g.padding_sides, g.pad_mode)


def bare(g: Conv2dGeometry) -> Conv2dGeometry:
    """Return the numbers of the same convolution, of images that have their padding."""
    return g._replace(input_size=g.padded_size, padding_sides=((0, 0), (0, 0)), pad_mode="constant")


def finite(array: Array) -> bool:
    """Tell whether every cell is finite, in one pass (and none is beyond 1e19)."""
    flat = array.ravel(order="K")
    return bool(np.isfinite(np.dot(flat, flat)))


def _factors(weight: Array) -> tuple[Array, Array] | None:
    """Split a single kernel of rank 1."""
    from cnnviz.engine.algorithms import separable

    return separable.factors(weight[0, 0])


def _without_modes(x: Array, g: Conv2dGeometry) -> tuple[Array, Conv2dGeometry]:
    """Pad images with anything but zeros."""
    return (x, g) if g.pad_mode == "constant" else (with_padding(x, g), bare(g))
