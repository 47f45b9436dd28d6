"""One pooling with every argument checked, and how its windows lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cnnviz.engine.arrays import pair
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import out_length, reach, resolve_padding

if TYPE_CHECKING:
    from cnnviz.engine.geometry import PaddingSides


class Pool2dGeometry(NamedTuple):
    """The sizes and options of one pooling.

    Parameters
    ----------
    kernel_size, stride : (int, int)
        Rows and columns, in cells.
    padding_sides : ((int, int), (int, int))
        ((top, bottom), (left, right)) in cells.
    dilation : (int, int)
        Distance of neighbouring window cells, 1 meaning adjacent.
    output_size, input_size : (int, int)
        Rows and columns of the result and of the images, in cells.
    """

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding_sides: PaddingSides
    dilation: tuple[int, int]
    output_size: tuple[int, int]
    input_size: tuple[int, int]

    @property
    def covering_sides(self) -> PaddingSides:
        """Padding with which every window lies inside, those of ``ceil_mode`` too, in cells."""
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
    kernel_size, stride, padding, dilation : int, tuple or str
        As for a convolution, in cells; ``stride`` None means the kernel size.
    ceil_mode : bool
        Keep a last window that reaches beyond the edge, provided that it begins
        inside the image or the padding before it.

    Returns
    -------
    Pool2dGeometry
        Sizes and options.

    Raises
    ------
    GeometryError
        If the window does not fit, or the padding is so wide that a window
        would hold nothing but padding.

    Examples
    --------
    >>> read_pool2d_call((6, 6), 3, 2, 0, 1, True).output_size
    (3, 3)
    """
    kernel_size, dilation = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    stride = kernel_size if stride is None else pair(stride, "stride")
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    for axis in (0, 1):
        extent = reach(kernel_size[axis], dilation[axis])
        if max(sides[axis]) >= extent:
            raise GeometryError(
                "a padding of {padding} would leave windows of {reach} cells with padding only",
                padding=max(sides[axis]),
                reach=extent,
            )
    rows, columns = (
        _positions(size[a], kernel_size[a], stride[a], sides[a], dilation[a], ceil_mode)
        for a in (0, 1)
    )
    return Pool2dGeometry(kernel_size, stride, sides, dilation, (rows, columns), size)


def _positions(
    length: int,
    kernel: int,
    stride: int,
    sides: tuple[int, int],
    dilation: int,
    ceil_mode: bool,
) -> int:
    """Count the windows along one axis."""
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
