"""The dispatcher: which way a convolution is computed, with the reason in a sentence.

The ways are imported when they are first taken, so that importing the engine stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.arrays import quiet
from cnnviz.engine.padding import pad, without_padding
from cnnviz.engine.ways import im2col

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

LARGE = 1 << 17
"""Output cells of one feature map from which splitting a kernel pays."""

WIDE, FEW = 64, 32
"""Output columns from which, filters up to which, bands of rows pay."""

HEAVY = 1 << 26
"""Products from which Winograd's rounding is worth its speed; no teaching size has so many."""


def choose(weight: Array, s: Settings) -> tuple[str, str]:
    """Name the way to compute one convolution.

    Parameters
    ----------
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    (name, reason)
        The module that computes it, and why.
    """
    cells = s.output[0] * s.output[1]
    if 1 < s.groups == s.in_channels == s.out_channels and s.stride == s.dilation == (1, 1):
        return "depthwise", "one filter per channel: every channel in bands of its own"
    if min(s.stride) > 1:
        from cnnviz.engine.ways import strided

        if strided.serves(s):
            return "strided", "a stride under wide kernels: phases shift, no window is copied"
    if s.groups > 1 or s.stride != (1, 1):
        return "im2col", "stride or groups: windows as columns serve every setting"
    if is_heavy(s):
        return "winograd", "many channels under 3 x 3 filters: a quarter of the products"
    if s.dilation != (1, 1):
        return "im2col", "dilation: windows as columns serve every setting"
    one = s.in_channels == s.out_channels == 1
    if cells >= LARGE and one and min(s.kernel) >= 7 and _factors(weight) is not None:
        return "separable", "one large kernel that is a column times a row"
    if s.output[1] >= WIDE and s.out_channels <= FEW:
        return "bands", "a wide image: rows beside their own shifts, a copy less per kernel row"
    return "im2col", "a narrow image, or many filters: windows as columns multiply fastest"


def is_heavy(s: Settings) -> bool:
    """Tell whether Winograd's way pays: 3 × 3, stride 1, at least 32 channels both ways."""
    cells = s.images * s.output[0] * s.output[1]
    deep = min(s.in_channels, s.out_channels) >= 32
    square = s.kernel == (3, 3) and s.stride == (1, 1) and s.groups == 1
    return square and deep and cells * s.in_channels * s.out_channels * 9 >= HEAVY


def correlate(x: Array, weight: Array, s: Settings) -> Array:
    """Slide filters over images in the way that `choose` names.

    The ways that multiply cells by zeros of their own, or mix neighbouring
    windows, would spread an infinity or a NaN to other windows; an image that
    has one is left to `im2col`.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (N, C_in, *s.size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns).
    s : Settings
        The numbers of the convolution.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *s.output), without bias.
    """
    way, _ = choose(weight, s)
    apart = way in ("im2col", "strided") or (way == "bands" and s.out_channels > 1)
    if not apart and not (finite(x) and finite(weight)):
        way = "im2col"
    if way == "winograd":
        from cnnviz.engine.ways import winograd

        x, s = _without_modes(x, s)
        return winograd.correlate(x, weight, s)
    if way == "strided":
        from cnnviz.engine.ways import strided

        x, s = _without_modes(x, s)
        return strided.correlate(x, weight, s)
    padded = with_padding(x, s)
    if way == "im2col":
        return im2col.correlate(padded, weight, s)
    if way == "separable" and (split := _factors(weight)) is not None:
        from cnnviz.engine.ways import separable

        return separable.correlate(padded, *split, s)
    if way == "depthwise":
        from cnnviz.engine.ways import depthwise

        return depthwise.correlate(padded, weight, s)
    from cnnviz.engine.ways import bands

    return bands.correlate(padded, weight, s)


quietly = quiet(correlate)
"""`correlate`, for callers that do not silence warnings themselves."""


def input_gradient(grad: Array, weight: Array, s: Settings) -> Array:
    """Send gradients back to the images, by Winograd's way where it pays.

    At stride 1 that is a correlation of the padded gradient with the filters
    turned by half a turn; where the padding was zeros its cells are left out.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_in, *s.size), the padding's share added to the cells it copies.
    """
    if not (is_heavy(s) and finite(grad) and finite(weight)):
        whole = im2col.input_gradient(grad, weight, s)
        return whole if s.padded == s.size else without_padding(whole, s.size, s.sides, s.mode)
    from cnnviz.engine.ways import winograd

    wide = [(k - 1) * d for k, d in zip(s.kernel, s.dilation, strict=True)]
    inside = s.mode == "constant" and all(
        max(side) <= w for side, w in zip(s.sides, wide, strict=True)
    )
    cut = s.sides if inside else ((0, 0), (0, 0))
    (top, bottom), (left, right) = cut
    around = ((wide[0] - top, wide[0] - bottom), (wide[1] - left, wide[1] - right))
    back = s._replace(
        in_channels=s.out_channels,
        out_channels=s.in_channels,
        size=s.output,
        sides=around,
        mode="constant",
        output=s.size if inside else s.padded,
    )
    turned = weight[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    found = winograd.correlate(grad, turned, back)
    return found if inside else without_padding(found, s.size, s.sides, s.mode)


def weight_gradient(grad: Array, x: Array, s: Settings) -> Array:
    """Return the gradient of the filters, by Winograd's way where it pays."""
    if not (is_heavy(s) and finite(grad) and finite(x)):
        return im2col.weight_gradient(grad, with_padding(x, s), s)
    from cnnviz.engine.ways import winograd

    return winograd.weight_gradient(grad, *_without_modes(x, s))


def with_padding(x: Array, s: Settings) -> Array:
    """Pad images; without padding they are read as they are."""
    return x if s.padded == s.size else pad(x, s.sides, s.mode)


def bare(s: Settings) -> Settings:
    """Return the numbers of the same convolution, of images that have their padding."""
    return s._replace(size=s.padded, sides=((0, 0), (0, 0)), mode="constant")


def finite(array: Array) -> bool:
    """Tell whether every cell is finite, in one pass (and none is beyond 1e19)."""
    flat = array.ravel(order="K")
    return bool(np.isfinite(np.dot(flat, flat)))


def _factors(weight: Array) -> tuple[Array, Array] | None:
    """Split a single kernel of rank 1."""
    from cnnviz.engine.ways import separable

    return separable.factors(weight[0, 0])


def _without_modes(x: Array, s: Settings) -> tuple[Array, Settings]:
    """Pad images with anything but zeros."""
    return (x, s) if s.mode == "constant" else (with_padding(x, s), bare(s))
