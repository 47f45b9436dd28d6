"""Base class of pooling: a window without weights, applied to each channel alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import pad
from cnnviz.layers.base import Formula, Layer, setting
from cnnviz.layers.parameters import PairParameter
from cnnviz.layers.shapes import Region, Shape
from cnnviz.layers.sliding import (
    SlidingWindow,
    check_pool_padding,
    size_formula,
    sliding_in_words,
)
from cnnviz.layers.window_timeline import WindowTimeline, window_reads
from cnnviz.trace import BoolArray, Cell, FloatArray, Index, IntArray, Span, Step, line
from cnnviz.trace.asked import PARAMETERS
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Pooling(Layer):
    """A window that reduces each patch of each channel to one number.

    A stride that equals the window size follows it when the size is set.
    """

    mean: ClassVar[bool]
    keeps_values: ClassVar[bool] = True
    padding_mode: ClassVar[str] = "zeros"

    kernel_size: tuple[int, int] = setting(
        (2, 2), PairParameter(label=text("Window"), low=1, high=11)
    )
    stride: tuple[int, int] = setting((2, 2), PairParameter(label=text("Stride"), low=1, high=16))
    padding: tuple[int, int] = setting((0, 0), PairParameter(label=text("Padding"), low=0, high=5))

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; a stride equal to the window follows it."""
        changed = super().with_parameter(name, value)
        if name == "kernel_size" and self.stride == self.kernel_size:
            return super(Pooling, changed).with_parameter("stride", value)
        return changed

    def window(self, shape: Shape) -> SlidingWindow:
        """Compute the positions of the window on an input of this shape.

        Raises
        ------
        GeometryError
            If it is wider than the padded input, or could cover padding alone.
        """
        window = SlidingWindow.over(
            shape[1:], self.kernel_size, self.stride, self.padding, self.spread
        )
        check_pool_padding(window)
        return window

    @property
    def spread(self) -> tuple[int, int]:
        """Spacing of the window's cells; 1 unless a subclass has a dilation."""
        return (1, 1)

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (C, H_out, W_out)."""
        return (shape[0], *self.window(shape).out)

    def padded(self, x: FloatArray) -> FloatArray:
        """Pad one image, shape (C, H, W), with −∞ for the maximum and 0 for the mean."""
        sides = self.window((x.shape[0], x.shape[1], x.shape[2])).padding
        written: FloatArray = pad(x[None], sides, "constant", 0.0 if self.mean else -np.inf)[0]
        return written

    @property
    def counts_padding(self) -> bool:
        """Whether padded cells are compared or counted."""
        return True

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> PoolingTimeline:
        """Make the timeline: every output cell of one image, with its window."""
        return PoolingTimeline(self, x, y, image)

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the windows of the region's cells."""
        return self.window(shape).sees(region)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write the output size, and that there are no parameters to learn."""
        nothing = Formula(
            text("Parameters"),
            (
                line(
                    Span("0", "write", tells=PARAMETERS),
                    Span(text("  nothing to learn"), "muted", tells=PARAMETERS),
                ),
            ),
        )
        return size_formula(self.window(shape)), nothing

    def summary(self) -> str:
        """Describe window and stride."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        return f"{kh}×{kw}, s{sh}" + (f"×{sw}" if sw != sh else "")

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe window and stride."""
        return sliding_in_words(self.kernel_size, self.stride)


@dataclass(frozen=True, eq=False, slots=True)
class WindowPool:
    """One output cell of a pooling layer.

    Attributes
    ----------
    image : int
        Which image.
    output : tuple of int
        Channel, row and column that is written.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the window lies on the unpadded input; outside it is padding.
    size : (int, int)
        Rows and columns of the unpadded input.
    x : ndarray, shape (K_h, K_w)
        Values in the window, padding included (−∞ for the maximum).
    counted : ndarray of bool, shape (K_h, K_w)
        Cells that are compared or added: all of them for the maximum; for the mean,
        those that the divisor counts.
    mean : bool
        True for the mean, False for the maximum.
    value : float
        What `forward` wrote.
    """

    image: int
    output: Cell
    rows: IntArray
    columns: IntArray
    size: tuple[int, int]
    x: FloatArray
    counted: BoolArray
    mean: bool
    value: float

    @property
    def adds(self) -> bool:
        """A pooled cell is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, channel, row and column."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """The largest number that is added; a maximum adds nothing."""
        return float(np.abs(self.x[self.counted]).max()) if self.mean else 0.0

    @property
    def winners(self) -> BoolArray:
        """Cells that hold the maximum, ties included, shape (K_h, K_w); a NaN wins."""
        best = self.x.max()
        won: BoolArray = np.isnan(self.x) if np.isnan(best) else np.equal(self.x, best)
        return won

    def replay(self) -> float:
        """Compare or add the window's cells one by one."""
        if self.mean:
            total = 0.0
            for cell in self.x[self.counted].flat:
                total += float(cell)
            return total / int(self.counted.sum())
        best = -np.inf
        for cell in self.x.flat:
            if np.isnan(cell) or cell > best:
                best = float(cell)
        return best

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the cells of the window that are not padding."""
        return window_reads(self.image, slice(self.output[0], self.output[0] + 1), self)

    def steps(self) -> dict[str, int]:
        """One comparison or addition for each cell."""
        return {"terms": self.x.size, "divide": 1} if self.mean else {"compare": self.x.size}


class PoolingTimeline(WindowTimeline):
    """A pooling layer's positions: channel by channel, row by row.

    Parameters
    ----------
    layer : Pooling
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    padded : ndarray, shape (C, H + padding, W + padding), optional
        The padded image, if it has been computed already.
    """

    def __init__(
        self,
        layer: Pooling,
        x: FloatArray,
        y: FloatArray,
        image: int,
        padded: FloatArray | None = None,
    ) -> None:
        cells = layer.kernel_size[0] * layer.kernel_size[1]
        added = (Step("terms", text("add"), cells), Step("divide", text("divide")))
        compared = (Step("compare", text("compare"), cells),)
        middle = added if layer.mean else compared
        super().__init__(layer, x, y, image, middle, padded)
        self._layer = layer

    def __getitem__(self, position: int) -> WindowPool:
        output = self.cell_of(position)
        rows, columns, patch = self.patch(output, output[0])
        counted: BoolArray = np.ones(patch.shape, bool)
        if not self._layer.counts_padding:
            height, width = self.window.size
            counted = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
        return WindowPool(
            image=self.image,
            output=output,
            rows=rows,
            columns=columns,
            size=self.window.size,
            x=patch,
            counted=counted,
            mean=self._layer.mean,
            value=float(self.y[output]),
        )
