"""How many windows a pooling has, and how far the last one hangs over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cnnviz.engine.arrays import pair
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import out_length, reach, resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.geometry import PaddingSides


class Pool2dGeometry(NamedTuple):
    """The numbers of one pooling, all pairs being (rows, columns) in cells."""

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding_sides: PaddingSides
    dilation: tuple[int, int]
    output_size: tuple[int, int]
    input_size: tuple[int, int]

    @property
    def covering_sides(self) -> PaddingSides:
        """Padding such that every window, the overhanging ones too, lies inside."""
        sides = []
        for axis in (0, 1):
            before, after = self.padding_sides[axis]
            last = (self.output_size[axis] - 1) * self.stride[axis]
            end = last + reach(self.kernel_size[axis], self.dilation[axis])
            sides.append((before, max(after, end - before - self.input_size[axis])))
        return sides[0], sides[1]


def read_pool2d_call(
    size: tuple[int, int],
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: bool,
) -> Pool2dGeometry:
    """Check the arguments of a pooling and count its windows.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the images, in cells.
    kernel_size, stride, padding, dilation
        As for a convolution; ``stride`` None means the kernel size.
    ceil_mode : bool
        Keep a last window that hangs over the edge, provided that it begins
        inside the image or the padding before it.

    Raises
    ------
    GeometryError
        If the window does not fit, or the padding is so wide that a window
        would see nothing but padding.

    Examples
    --------
    >>> read_pool2d_call((6, 6), 3, 2, 0, 1, True).output_size
    (3, 3)
    """
    kernel, spread = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    steps = kernel if stride is None else pair(stride, "stride")
    sides = resolve_padding(padding, size, kernel, steps, spread)
    for axis in (0, 1):
        if max(sides[axis]) >= reach(kernel[axis], spread[axis]):
            raise GeometryError(
                "a padding of {padding} would leave windows of {reach} cells with padding only",
                padding=max(sides[axis]),
                reach=reach(kernel[axis], spread[axis]),
            )
    rows, columns = (
        _positions(size[a], kernel[a], steps[a], sides[a], spread[a], ceil_mode) for a in (0, 1)
    )
    return Pool2dGeometry(kernel, steps, sides, spread, (rows, columns), size)


def _positions(
    length: int,
    kernel: int,
    stride: int,
    sides: tuple[int, int],
    dilation: int,
    ceil_mode: bool,
) -> int:
    if not ceil_mode:
        return out_length(length, kernel, stride=stride, padding=sides, dilation=dilation)
    slack = length + sum(sides) - reach(kernel, dilation)
    positions = -(-slack // stride) + 1
    if (positions - 1) * stride >= length + sides[0]:
        positions -= 1
    if positions < 1:
        raise GeometryError(
            "kernel reaches {reach} cells, the padded input has {padded}",
            reach=reach(kernel, dilation),
            padded=length + sum(sides),
        )
    return positions
