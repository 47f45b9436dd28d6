"""The dispatcher: which way a convolution is computed, with the reason in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine import bands, im2col, separable
from cnnviz.engine.arrays import quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

LARGE = 1 << 17
"""Output cells of one feature map from which the ways for large images pay."""


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
        ``"im2col"``, ``"separable"`` or ``"bands"``, and why.
    """
    cells = s.output[0] * s.output[1]
    plain = s.stride == s.dilation == (1, 1) and s.groups == 1
    if not plain:
        return "im2col", "stride, dilation or groups: windows as columns serve every setting"
    if cells < LARGE or s.output[1] < 128:
        return "im2col", "a small image: nothing to gain from cutting it into bands"
    one = s.in_channels == s.out_channels == 1
    if one and min(s.kernel) >= 7 and separable.factors(weight[0, 0]) is not None:
        return "separable", "one large kernel that is a column times a row"
    if s.out_channels <= 16 and s.in_channels * s.kernel[0] <= 32 and s.kernel[0] > 1:
        return "bands", "few filters on a wide image: bands of rows, no cell copied"
    return "im2col", "many filters: the product is large enough to pay for the columns"


def correlate(padded: Array, weight: Array, s: Settings) -> Array:
    """Slide filters over padded images in the way that `choose` names.

    The ways that multiply cells by zeros of their own would spread an infinity
    or a NaN to other windows; an image that has one is left to `im2col`.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *s.output), without bias.
    """
    way, _ = choose(weight, s)
    if way == "im2col" or not (finite(padded) and finite(weight)):
        return im2col.correlate(padded, weight, s)
    if way == "separable":
        split = separable.factors(weight[0, 0])
        assert split is not None
        return separable.correlate(padded, *split, s)
    return bands.correlate(padded, weight, s)


quietly = quiet(correlate)
"""`correlate`, for callers that do not silence warnings themselves."""


def finite(array: Array) -> bool:
    """Tell whether every cell is finite, in one pass (and none is beyond 1e19)."""
    flat = array.ravel(order="K")
    return bool(np.isfinite(np.dot(flat, flat)))
