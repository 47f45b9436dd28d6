"""One convolution with every argument checked: what all algorithms read."""

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
    """The sizes and options of one convolution.

    Parameters
    ----------
    images, in_channels : int
        N and C_in.
    input_size : (int, int)
        Rows and columns of the images without padding, in cells.
    out_channels : int
        C_out, the number of filters.
    kernel_size, stride : (int, int)
        Rows and columns, in cells.
    padding_sides : ((int, int), (int, int))
        ((top, bottom), (left, right)) in cells.
    dilation : (int, int)
        Distance of neighbouring kernel cells, 1 meaning adjacent.
    groups : int
        Parts that the input channels and the filters are split into.
    pad_mode : {"constant", "reflect", "replicate", "circular"}
        What the padding holds, as for `pad`; "constant" means `pad_value`.
    output_size : (int, int)
        Rows and columns of the feature maps, in cells.
    pad_value : float
        What padding of mode "constant" holds.
    """

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
    pad_value: float = 0.0

    @property
    def zero_padded(self) -> bool:
        """Whether the padding holds zeros, which some algorithms add themselves."""
        return self.pad_mode == "constant" and self.pad_value == 0

    @property
    def padded_size(self) -> tuple[int, int]:
        """Rows and columns of the padded images, in cells."""
        (top, bottom), (left, right) = self.padding_sides
        return self.input_size[0] + top + bottom, self.input_size[1] + left + right

    @property
    def column_cells(self) -> int:
        """Cells of one image's im2col matrix."""
        positions = self.output_size[0] * self.output_size[1]
        return self.in_channels * self.kernel_size[0] * self.kernel_size[1] * positions


class ConvCall(NamedTuple):
    """The arrays of one convolution and its geometry.

    Parameters
    ----------
    x : numpy.ndarray
        Images, shape (N, C_in, H, W), C-contiguous.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in / groups, rows, columns), of the dtype of ``x``.
    bias : numpy.ndarray or None
        Shape (C_out,), of the dtype of ``x``.
    geometry : Conv2dGeometry
        Sizes and options.
    """

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
    padding_value: float = 0.0,
) -> ConvCall:
    """Check the arguments of `conv2d` and convert the arrays to one dtype.

    Parameters
    ----------
    x, weight, bias : array_like
        Shapes (N, C_in, H, W), (C_out, C_in / groups, rows, columns) and (C_out,);
        ``bias`` may be None.
    stride, padding, dilation : int, tuple or str
        As for `conv2d`, in cells.
    groups : int
        As for `conv2d`.
    padding_mode : {"zeros", "reflect", "replicate", "circular", "constant"}
        As for `conv2d`.
    padding_value : float
        As for `conv2d`.

    Returns
    -------
    ConvCall
        Arrays of one dtype, and the geometry.

    Raises
    ------
    TypeError
        If a dtype is not real, or a number of cells is not whole.
    ValueError
        If a rank, a shape or an option is wrong.
    GeometryError
        If channels do not match, or the kernel does not fit the padded images.
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
    size = (height, width)
    kernel_size = pair(filters.shape[2:], "kernel_size")
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    rows, columns = (
        out_length(
            size[axis],
            kernel_size[axis],
            stride=stride[axis],
            padding=sides[axis],
            dilation=dilation[axis],
        )
        for axis in (0, 1)
    )
    geometry = Conv2dGeometry(
        images=n,
        in_channels=channels,
        input_size=size,
        out_channels=filters.shape[0],
        kernel_size=kernel_size,
        stride=stride,
        padding_sides=sides,
        dilation=dilation,
        groups=int(groups),
        pad_mode=CONVOLUTION_MODES[padding_mode],
        output_size=(rows, columns),
        pad_value=float(padding_value) if padding_mode == "constant" else 0.0,
    )
    return ConvCall(image, filters, offsets, geometry)


def check_groups(groups: object) -> None:
    """Check that ``groups`` is a whole number of at least 1.

    Parameters
    ----------
    groups : object
        The argument to check.

    Raises
    ------
    ValueError
        If it is anything else.
    """
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
