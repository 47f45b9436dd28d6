"""What the pooling layers share: a window without weights, one channel at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import pad
from cnnviz.engine.geometry import reach
from cnnviz.layers.base import Formula, Layer, Reach, Shape, setting
from cnnviz.layers.parameters import Pair
from cnnviz.layers.sliding import Window, check_pool_padding, size_formula
from cnnviz.trace import FloatArray, Phase, Span, WindowPool, line
from cnnviz.words import text


@dataclass(frozen=True, eq=False)
class Pooling(Layer):
    """A window that makes one number of each patch of each channel.

    Setting the window's size sets the stride with it: window = stride is the rule.
    """

    stage: ClassVar[str] = "pooling"
    mean: ClassVar[bool]

    kernel_size: tuple[int, int] = setting((2, 2), Pair(label=text("Window"), low=1, high=11))
    stride: tuple[int, int] = setting((2, 2), Pair(label=text("Stride"), low=1, high=16))
    padding: tuple[int, int] = setting((0, 0), Pair(label=text("Padding"), low=0, high=5))

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; a stride equal to the window follows it."""
        changed = super().with_parameter(name, value)
        if name == "kernel_size" and self.stride == self.kernel_size:
            return super(Pooling, changed).with_parameter("stride", value)
        return changed

    def window(self, shape: Shape) -> Window:
        """Lay the window over an input of this shape.

        Raises
        ------
        GeometryError
            If it is wider than the padded input, or could lie on padding alone.
        """
        window = Window.over(shape[1:], self.kernel_size, self.stride, self.padding, self.spread)
        check_pool_padding(window)
        return window

    @property
    def spread(self) -> tuple[int, int]:
        """Spacing of the window's cells; 1 unless a subclass lets it be set."""
        return (1, 1)

    def out_shape(self, shape: Shape) -> Shape:
        """Work out (C, H_out, W_out)."""
        return (shape[0], *self.window(shape).out)

    def padded(self, x: FloatArray) -> FloatArray:
        """Write the padding around one image, shape (C, H, W): −∞ for the maximum, else 0."""
        sides = self.window((x.shape[0], x.shape[1], x.shape[2])).sides
        written: FloatArray = pad(x[None], sides, "constant", 0.0 if self.mean else -np.inf)[0]
        return written

    @property
    def counts_padding(self) -> bool:
        """Whether padded cells take part."""
        return True

    def trace(self, x: FloatArray, y: FloatArray, image: int) -> PoolingTrace:
        """Explain every output cell of one image by its window."""
        return PoolingTrace(self, x[image], y[image])

    def reach(self) -> Reach:
        """How far one output cell sees."""
        rows, columns = (reach(k, d) for k, d in zip(self.kernel_size, self.spread, strict=True))
        return Reach((rows, columns), self.stride)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Output size, and that there is nothing to learn."""
        nothing = Formula(
            text("Parameters"),
            (line(Span("0", "write"), Span(text("  nothing to learn"), "muted")),),
        )
        return size_formula(self.window(shape)), nothing

    def summary(self) -> str:
        """Window and stride."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        return f"{kh}×{kw}, s{sh}" + (f"×{sw}" if sw != sh else "")


class PoolingTrace:
    """A pooling layer's positions: channel by channel, row by row.

    Parameters
    ----------
    layer : Pooling
        Whose trace it is.
    x, y : ndarray, shape (C, H, W)
        Input and output of one image.
    padded : ndarray, optional
        The input with its padding, where it is known.
    """

    whole_channels = False

    def __init__(
        self, layer: Pooling, x: FloatArray, y: FloatArray, padded: FloatArray | None = None
    ) -> None:
        self._layer, self._y = layer, y
        self._window = layer.window((x.shape[0], x.shape[1], x.shape[2]))
        self._padded = layer.padded(x) if padded is None else padded
        self.shape: Shape = (y.shape[0], y.shape[1], y.shape[2])
        cells = layer.kernel_size[0] * layer.kernel_size[1]
        self.phases = (
            Phase("place"),
            Phase("terms" if layer.mean else "compare", cells),
            *((Phase("divide"),) if layer.mean else ()),
            Phase("write"),
        )

    def __len__(self) -> int:
        maps, rows, columns = self.shape
        return maps * rows * columns

    def __getitem__(self, position: int) -> WindowPool:
        channel, row, column = (int(i) for i in np.unravel_index(position, self.shape))
        window = self._window
        rows, columns = window.positions(0, row), window.positions(1, column)
        top, left = window.sides[0][0], window.sides[1][0]
        counted = np.ones(window.kernel_size, bool)
        if not self._layer.counts_padding:
            height, width = window.size
            counted = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
        return WindowPool(
            output=(channel, row, column),
            rows=rows,
            columns=columns,
            x=self._padded[channel][np.ix_(rows + top, columns + left)],
            counted=counted,
            mean=self._layer.mean,
            value=float(self._y[channel, row, column]),
        )
