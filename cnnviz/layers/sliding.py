"""What convolution and pooling share: a window that slides over a padded input."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.engine.geometry import conv2d_output, reach, resolve_padding
from cnnviz.layers.base import Formula
from cnnviz.layers.shapes import Region
from cnnviz.trace import IntArray, Line, Span, format_number, line
from cnnviz.trace.asked import FIELD, SIZE
from cnnviz.words import Text, text

PADDING_MODES = {
    "zeros": text("zero"),
    "replicate": text("edge"),
    "reflect": text("mirror"),
    "circular": text("wrap"),
    "constant": text("n"),
}
"""What may stand in the padding, by its name in PyTorch."""

Two = tuple[int, int]


@dataclass(frozen=True)
class SlidingWindow:
    """A sliding window over an input of a known size.

    Attributes
    ----------
    size : (int, int)
        Rows and columns of the unpadded input.
    kernel_size, stride, dilation : (int, int)
        As in PyTorch.
    padding : ((int, int), (int, int))
        Padding ((top, bottom), (left, right)) in cells.
    out : (int, int)
        Rows and columns of the output.
    """

    size: Two
    kernel_size: Two
    stride: Two
    dilation: Two
    padding: tuple[Two, Two]
    out: Two

    @classmethod
    def over(
        cls, size: Two, kernel_size: Two, stride: Two, padding: str | Two, dilation: Two = (1, 1)
    ) -> SlidingWindow:
        """Compute the positions of a window on an input of this size.

        Raises
        ------
        GeometryError
            If the dilated kernel is wider than the padded input.
        """
        return _over(size, kernel_size, stride, padding, dilation)

    def positions(self, axis: int, index: int) -> IntArray:
        """Give the input cells under the kernel along one axis.

        Parameters
        ----------
        axis : int
            0 for rows, 1 for columns.
        index : int
            Output cell along this axis, from 0.

        Returns
        -------
        ndarray of int, shape (K,)
            Indices into the unpadded input: negative or past the end in padding.
        """
        start = index * self.stride[axis] - self.padding[axis][0]
        return start + self.dilation[axis] * np.arange(self.kernel_size[axis])

    def unreached(self, axis: int) -> int:
        """Count the rows or columns at the end of the padded input that no window reaches."""
        padded = self.size[axis] + sum(self.padding[axis])
        last = (self.out[axis] - 1) * self.stride[axis] + reach(
            self.kernel_size[axis], self.dilation[axis]
        )
        return max(padded - last, 0)

    def touching(self, axis: int, cell: int) -> IntArray:
        """Give the output cells along one axis whose window covers an input cell.

        Parameters
        ----------
        axis : int
            0 for rows, 1 for columns.
        cell : int
            Index into the unpadded input; negative or past the end in padding.

        Returns
        -------
        ndarray of int, shape (M,)
            Output indices in ascending order; empty if no window covers the cell.
        """
        reached = np.arange(self.kernel_size[axis]) * self.dilation[axis]
        starts = cell + self.padding[axis][0] - reached
        found = starts[starts % self.stride[axis] == 0] // self.stride[axis]
        inside: IntArray = np.sort(found[(found >= 0) & (found < self.out[axis])])
        return inside

    def sees(self, region: Region) -> Region:
        """Give the cells of the input, padding included, that a region of the output reads."""
        spans = []
        for axis, (first, last) in enumerate((region.rows, region.columns)):
            start, stride = self.padding[axis][0], self.stride[axis]
            width = reach(self.kernel_size[axis], self.dilation[axis])
            spans.append((first * stride - start, last * stride - start + width - 1))
        return Region(spans[0], spans[1])


@lru_cache(maxsize=256)
def _over(
    size: Two, kernel_size: Two, stride: Two, padding: str | Two, dilation: Two
) -> SlidingWindow:
    """Make a window; cached, as one change of a pipeline needs the same ones repeatedly."""
    resolved = resolve_padding(padding, size, kernel_size, stride, dilation)
    out = conv2d_output(size, kernel_size, stride, resolved, dilation)
    return SlidingWindow(size, kernel_size, stride, dilation, resolved, out)


def size_formula(window: SlidingWindow) -> Formula:
    """Write the output size in symbols and in numbers; rows and columns apart if they differ."""
    even = all(before == after for before, after in window.padding)
    symbols = line(
        "⌊(",
        Span("H", "read"),
        " + 2P − " if even else " + P − ",
        Span("F", "weight"),
        ")/S⌋ + 1",
    )
    if window.dilation != (1, 1):
        symbols = (*symbols, Span(", F = D·(K−1)+1", "muted"))
    rows, columns = (_axis_formula(window, axis, even) for axis in (0, 1))
    if rows == columns:
        return Formula(text("Output size"), (symbols, rows))
    height, width = Span("H: ", "muted"), Span("W: ", "muted")
    return Formula(text("Output size"), (symbols, (height, *rows), (width, *columns)))


def _axis_formula(window: SlidingWindow, axis: int, even: bool) -> Line:
    length, stride = window.size[axis], window.stride[axis]
    spread = reach(window.kernel_size[axis], window.dilation[axis])
    padding = sum(window.padding[axis])
    tells = FIELD if window.dilation[axis] > 1 else ()
    exact = (length + padding - spread) / stride + 1
    floored: Line = ()
    if exact != int(exact):
        floored = (Span(f"⌊{format_number(exact, 2).rstrip('0')}⌋ = ", tells=SIZE),)
    return line(
        "⌊(",
        Span(str(length), "read"),
        f" + 2·{padding // 2} − " if even else f" + {padding} − ",
        Span(str(spread), "weight", tells=tells),
        f")/{stride}⌋ + 1 = ",
        *floored,
        Span(str(window.out[axis]), "write", tells=SIZE),
    )


def check_pool_padding(window: SlidingWindow) -> None:
    """Refuse pooling windows that lie on padding alone: their maximum would be −∞.

    PyTorch refuses padding of more than half the window, whatever the dilation. That is
    enough unless the window's cells are further apart than the input is long: then all
    of them may lie on padding, and PyTorch returns −∞.

    Parameters
    ----------
    window : SlidingWindow
        The pooling window.

    Raises
    ------
    GeometryError
        If the padding exceeds half the window, or a window covers no input cell.
    """
    for axis in (0, 1):
        size, kernel, dilation = window.size[axis], window.kernel_size[axis], window.dilation[axis]
        pad = max(window.padding[axis])
        if pad > kernel // 2:
            raise GeometryError(
                "padding {pad} is more than half the window of {kernel} cells",
                pad=pad,
                kernel=kernel,
            )
        if kernel > 1 and dilation > size:
            raise GeometryError(
                "dilation puts the window's cells {dilation} apart, the input has {size}: "
                "all of them lie on padding",
                dilation=dilation,
                size=size,
            )


def sliding_in_words(kernel: Two, stride: Two, dilation: Two = (1, 1)) -> tuple[Text | str, ...]:
    """Describe a window part by part: its size, its stride, and its dilation if it has one.

    Parameters
    ----------
    kernel, stride, dilation : (int, int)
        As in PyTorch.
    """
    parts: list[Text | str] = [f"{kernel[0]} × {kernel[1]}"]
    parts.append(text("stride {stride}", stride=_once(stride)))
    if dilation != (1, 1):
        parts.append(text("dilation {dilation}", dilation=_once(dilation)))
    return tuple(parts)


def _once(two: Two) -> str:
    return str(two[0]) if two[0] == two[1] else f"{two[0]} × {two[1]}"
