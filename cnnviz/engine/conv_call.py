"""One convolution with every argument checked: what all ways of computing it read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, pair
from cnnviz.engine.border import CONVOLUTION_MODES
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import out_length, resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides


class Conv2dGeometry(NamedTuple):
    """The numbers of one convolution, all pairs being (rows, columns) in cells."""

    images: int
    in_channels: int
    input_size: tuple[int, int]
    out_channels: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding_sides: PaddingSides
    dilation: tuple[int, int]
    groups: int
    pad_mode: str
    output_size: tuple[int, int]

    @property
    def padded_size(self) -> tuple[int, int]:
        """Rows and columns of the padded image."""
        (top, bottom), (left, right) = self.padding_sides
        return self.input_size[0] + top + bottom, self.input_size[1] + left + right

    @property
    def column_cells(self) -> int:
        """Cells of one image's im2col matrix."""
        windows = self.output_size[0] * self.output_size[1]
        return self.in_channels * self.kernel_size[0] * self.kernel_size[1] * windows


class ConvCall(NamedTuple):
    """The arrays of one convolution beside its settings."""

    x: Array
    weight: Array
    bias: Array | None
    geometry: Conv2dGeometry


def read_conv_call(
    x: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
    padding_mode: str,
) -> ConvCall:
    """Check the arguments of `conv2d` and bring the arrays to one dtype.

    Raises
    ------
    TypeError, ValueError
        If a dtype, a rank or an option makes no sense.
    GeometryError
        If channels or cells do not fit.
    """
    if bias is None:
        image, filters = float_arrays(x, weight)
        offsets = None
    else:
        image, filters, offsets = float_arrays(x, weight, bias)
    expect_rank(image, 4, "x", "(N, C_in, H, W)")
    expect_rank(filters, 4, "weight", "(C_out, C_in / groups, rows, columns)")
    if padding_mode not in CONVOLUTION_MODES:
        raise ValueError(
            f"padding_mode is one of {', '.join(CONVOLUTION_MODES)}, not {padding_mode!r}"
        )
    n, channels, height, width = image.shape
    _check_channels(channels, filters.shape[0], filters.shape[1], groups)
    if offsets is not None:
        expect_shape(offsets, filters.shape[:1], "bias")
    kernel = pair(filters.shape[2:], "kernel_size")
    steps, spread = pair(stride, "stride"), pair(dilation, "dilation")
    sides = resolve_padding(padding, (height, width), kernel, steps, spread)
    output = tuple(
        out_length(size, k, stride=s, padding=side, dilation=d)
        for size, k, s, side, d in zip((height, width), kernel, steps, sides, spread, strict=True)
    )
    geometry = Conv2dGeometry(
        n,
        channels,
        (height, width),
        filters.shape[0],
        kernel,
        steps,
        sides,
        spread,
        int(groups),
        CONVOLUTION_MODES[padding_mode],
        (output[0], output[1]),
    )
    return ConvCall(image, filters, offsets, geometry)


def check_groups(groups: object) -> None:
    """Raise ValueError unless ``groups`` is a whole number of at least 1."""
    if not isinstance(groups, (int, np.integer)) or groups < 1:
        raise ValueError(f"groups must be a whole number of at least 1, got {groups!r}")


def _check_channels(channels: int, filters: int, per_group: int, groups: int) -> None:
    check_groups(groups)
    if channels % groups or filters % groups:
        raise GeometryError(
            "{groups} groups do not divide {channels} input channels and {filters} filters",
            groups=int(groups),
            channels=channels,
            filters=filters,
        )
    if per_group * groups != channels:
        raise GeometryError(
            "the weight expects {expected} input channels, the input has {channels}",
            expected=per_group * int(groups),
            channels=channels,
        )
