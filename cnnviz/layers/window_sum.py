"""The arithmetic of one output cell of a convolution: products, sums of channels, bias."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.layers.window_timeline import WindowTimeline, window_reads
from cnnviz.trace import Cell, FloatArray, Index, IntArray, Step
from cnnviz.words import text

if TYPE_CHECKING:
    from cnnviz.layers.kinds.conv2d import Conv2d


@dataclass(frozen=True, eq=False, slots=True)
class WindowSum:
    """One output cell of a convolution.

    Attributes
    ----------
    image : int
        Which image.
    output : tuple of int
        Feature map, row and column that is written.
    channels : ndarray of int, shape (C,)
        Input channels that the filter reads.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the kernel's cells lie on the unpadded input; outside it is padding.
    size : (int, int)
        Rows and columns of the unpadded input.
    x, weight : ndarray, shape (C, K_h, K_w)
        Window of the padded input, and the filter it is multiplied with.
    bias : float or None
        Added at the end; None if the layer has none.
    value : float
        What `forward` wrote.
    """

    image: int
    output: Cell
    channels: IntArray
    rows: IntArray
    columns: IntArray
    size: tuple[int, int]
    x: FloatArray
    weight: FloatArray
    bias: float | None
    value: float

    @property
    def adds(self) -> bool:
        """An output cell is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, feature map, row and column."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """The sum of the products' magnitudes."""
        return float(np.abs(self.products).sum()) + abs(self.bias or 0.0)

    @property
    def products(self) -> FloatArray:
        """The terms of the sum, shape (C, K_h, K_w)."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.x.astype(np.float64) * self.weight

    def replay(self) -> float:
        """Multiply and add term by term, channel by channel, then add the bias."""
        total = 0.0
        for kernel in self.products:
            channel = 0.0
            for product in kernel.flat:
                channel += float(product)
            total += channel
        return total + (self.bias or 0.0)

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the cells of the window that are not padding."""
        return window_reads(self.image, self.channels, self)

    def steps(self) -> dict[str, int]:
        """Count a term for each product, a sum for each channel, and the bias if there is one."""
        counts = {"terms": self.weight.size}
        if len(self.channels) > 1:
            counts["channels"] = len(self.channels)
        if self.bias is not None:
            counts["bias"] = 1
        return counts


WORTH_SEEING = 5
"""Products other than zero that a sum must have to be worth a slow look."""


class ConvolutionTimeline(WindowTimeline):
    """A convolution's positions: feature map by feature map, row by row.

    Parameters
    ----------
    layer : Conv2d
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
        layer: Conv2d,
        x: FloatArray,
        y: FloatArray,
        image: int,
        padded: FloatArray | None = None,
    ) -> None:
        slices, kh, kw = layer.weight.shape[1:]
        arithmetic = (
            Step("terms", text("products"), slices * kh * kw),
            *((Step("channels", text("sum of each channel"), slices),) if slices > 1 else ()),
            *((Step("bias", text("+ bias")),) if layer.use_bias else ()),
        )
        super().__init__(layer, x, y, image, arithmetic, padded)
        self._layer = layer

    @cached_property
    def slow(self) -> int:
        """The first cell of the first map with five products that are not zero, or the most."""
        _, rows, columns = self.axes
        wanted = min(WORTH_SEEING, int(np.count_nonzero(self._layer.weight[0])))
        best, found = 0, 0
        for row in range(rows):
            counts = self._products_in_row(row)
            if counts.max() >= wanted:
                return row * columns + int((counts >= wanted).argmax())
            if counts.max() > best:
                best, found = int(counts.max()), row * columns + int(counts.argmax())
        return found

    def _products_in_row(self, row: int) -> IntArray:
        """Count the products that are not zero, of each cell in a row of the first map."""
        window, columns = self.window, self.axes[2]
        top, left = window.padding[0][0], window.padding[1][0]
        starts = window.positions(1, 0)[:, None] + left
        across = starts + window.stride[1] * np.arange(columns)
        down = window.positions(0, row) + top
        used = self._layer.weight[0] != 0
        cells = self.padded[self._channels(0)][:, down][:, :, across] != 0
        counts: IntArray = (cells & used[..., None]).sum(axis=(0, 1, 2))
        return counts

    def _channels(self, output: int) -> IntArray:
        """Give the input channels that a filter reads."""
        layer = self._layer
        slices = layer.weight.shape[1]
        first = output // (layer.out_channels // layer.groups) * slices
        return np.arange(first, first + slices)

    def __getitem__(self, position: int) -> WindowSum:
        output = self.cell_of(position)
        layer = self._layer
        channels = self._channels(output[0])
        rows, columns, patch = self.patch(output, channels)
        return WindowSum(
            image=self.image,
            output=output,
            channels=channels,
            rows=rows,
            columns=columns,
            size=self.window.size,
            x=patch,
            weight=layer.weight[output[0]],
            bias=float(layer.bias[output[0]]) if layer.use_bias else None,
            value=float(self.y[output]),
        )
