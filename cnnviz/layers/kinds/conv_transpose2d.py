"""ConvTranspose2d: every input cell adds its multiple of a kernel to the output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, conv_transpose2d, conv_transpose2d_backward
from cnnviz.engine.geometry import reach
from cnnviz.layers.base import Formula, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.layers.parameters import BoolParameter, PairParameter
from cnnviz.layers.shapes import Region, Shape
from cnnviz.layers.sliding import SlidingWindow, sliding_in_words
from cnnviz.layers.stamp_timeline import StampTimeline
from cnnviz.layers.stamping import sources
from cnnviz.trace import FloatArray, Span, line
from cnnviz.trace.asked import COST, PARAMETERS, SIZE
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class ConvTranspose2d(FilterBank):
    """A transposed convolution: the way back through a convolution of the same settings.

    A filter is what one output channel is made of, as in a convolution; PyTorch keeps
    the same numbers as (in_channels, out_channels, K_h, K_w).

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", section 4, relation 14.
    """

    kind: ClassVar[str] = "ConvTranspose2d"
    order: ClassVar[int] = 60
    about: ClassVar[Text] = text("Stamps a kernel for every input cell; overlaps add up.")
    common_name: ClassVar[Text] = text("transposed convolution")

    stride: tuple[int, int] = setting((2, 2), PairParameter(label=text("Stride"), low=1, high=16))
    padding: tuple[int, int] = setting((0, 0), PairParameter(label=text("Padding"), low=0, high=32))
    output_padding: tuple[int, int] = setting(
        (0, 0),
        PairParameter(
            label=text("Output padding"),
            hint=text("Rows and columns added below and at the right, where sizes are ambiguous"),
            low=0,
            high=15,
        ),
    )
    dilation: tuple[int, int] = setting(
        (1, 1), PairParameter(label=text("Dilation"), low=1, high=8)
    )
    use_bias: bool = setting(True, BoolParameter(label=text("Bias")))

    @property
    def has_bias(self) -> bool:
        """Whether the biases are used."""
        return self.use_bias

    def without_effect(self) -> tuple[str, ...]:
        """The biases, unless they are used."""
        return () if self.use_bias else ("bias",)

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; filters are added, removed or resized to the new kernel size."""
        changed = super().with_parameter(name, value)
        if name in ("out_channels", "kernel_size") and self.weight.size:
            return changed.laid_out(self.weight.shape[1])
        return changed

    def fitted(self, channels: int) -> Self:
        """Give every filter one kernel for each input channel."""
        if self.weight.shape == (self.out_channels, channels, *self.kernel_size):
            return self
        return self.laid_out(channels)

    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay the stamp of each input cell over the output.

        Raises
        ------
        GeometryError
            If `output_padding` is too large, or padding cuts all of the output away.
        """
        out = []
        for axis in (0, 1):
            extra, stride = self.output_padding[axis], self.stride[axis]
            if extra >= max(stride, self.dilation[axis]):
                raise GeometryError(
                    "output padding {extra} must be smaller than the stride {stride}"
                    " or the dilation {dilation}",
                    extra=extra,
                    stride=stride,
                    dilation=self.dilation[axis],
                )
            spread = reach(self.kernel_size[axis], self.dilation[axis])
            whole = (shape[1 + axis] - 1) * stride + spread + extra
            cut = 2 * self.padding[axis]
            if whole <= cut:
                raise GeometryError(
                    "padding cuts {cut} cells from {length}: none is left", cut=cut, length=whole
                )
            out.append(whole - cut)
        down, across = self.padding
        return SlidingWindow(
            (out[0], out[1]),
            self.kernel_size,
            self.stride,
            self.dilation,
            ((down, down), (across, across)),
            (shape[1], shape[2]),
        )

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (out_channels, H_out, W_out)."""
        return (self.out_channels, *self.stamps(shape).size)

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the feature maps, shape (N, out_channels, H_out, W_out)."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        bias = self.bias if self.use_bias else None
        y: FloatArray = conv_transpose2d(x, self._turned(), bias, **self._options())
        return y

    def maps(self, x: FloatArray, index: int) -> FloatArray:
        """Compute one map of the output alone.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input.
        index : int
            Which map, from 0.

        Returns
        -------
        ndarray, shape (N, H_out, W_out)
            The map, with its bias.
        """
        one = slice(index, index + 1)
        bias = self.bias[one] if self.use_bias else None
        y: FloatArray = conv_transpose2d(x, self._turned()[:, one], bias, **self._options())
        return y[:, 0]

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input, the weights and, if used, the biases."""
        grad_x, grad_weight, grad_bias = conv_transpose2d_backward(
            grad_y, x, self._turned(), self.bias if self.use_bias else None, **self._options()
        )
        arrays = {"weight": grad_weight.swapaxes(0, 1)}
        if grad_bias is not None:
            arrays["bias"] = grad_bias
        return Gradients(grad_x, arrays)

    def _turned(self) -> FloatArray:
        """The weights in PyTorch's layout, shape (C, out_channels, K_h, K_w)."""
        return np.ascontiguousarray(self.weight.swapaxes(0, 1))

    def _options(self) -> dict[str, Any]:
        names = ("stride", "padding", "output_padding", "dilation")
        return {name: getattr(self, name) for name in names}

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> StampTimeline:
        """Explain every input cell of one image as a stamp."""
        return StampTimeline(self, x, y, image)

    def parameter_count(self) -> int:
        """Count weights, and biases if they are used."""
        return self.weight.size + (self.bias.size if self.use_bias else 0)

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds: one for each weight at each input cell."""
        self.stamps(shape)
        kernel = self.kernel_size[0] * self.kernel_size[1]
        return shape[0] * shape[1] * shape[2] * kernel * self.out_channels

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the input cells whose stamps cover the region."""
        return sources(self.stamps(shape), region)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write output size, number of parameters and cost."""
        kh, kw = self.kernel_size
        channels, rows, columns = shape
        plus = " + 1" if self.use_bias else ""
        cells = "F·F" if kh == kw else "F·F′"
        return (
            self._size(shape),
            Formula(
                text("Parameters"),
                (
                    line(f"({cells}·C{plus})·N"),
                    line(
                        f"({kh}·{kw}·{channels}{plus})·{self.out_channels} = ",
                        Span(f"{self.parameter_count():,}", "write", tells=PARAMETERS),
                    ),
                ),
            ),
            Formula(
                text("Cost"),
                (
                    line(
                        f"{rows}·{columns}·{channels} · {kh}·{kw}·{self.out_channels} = ",
                        Span(f"{self.cost(shape):,}", "write", tells=COST),
                    ),
                    line(Span(text("multiply-adds"), "muted")),
                ),
            ),
        )

    def _size(self, shape: Shape) -> Formula:
        spread = self.dilation != (1, 1)
        extra = self.output_padding != (0, 0)
        kernel = "D·(F − 1) + 1" if spread else "F"
        symbols = line(
            "(",
            Span("H", "read"),
            " − 1)·S − 2P + ",
            Span(kernel, "weight"),
            *((" + O",) if extra else ()),
        )
        out = self.stamps(shape).size
        lines = []
        for axis in (0, 1):
            fan, apart = self.kernel_size[axis], self.dilation[axis]
            written = f"{apart}·({fan} − 1) + 1" if spread else str(fan)
            lines.append(
                line(
                    "(",
                    Span(str(shape[1 + axis]), "read"),
                    f" − 1)·{self.stride[axis]} − 2·{self.padding[axis]} + ",
                    Span(written, "weight"),
                    *((f" + {self.output_padding[axis]}",) if extra else ()),
                    " = ",
                    Span(str(out[axis]), "write", tells=SIZE),
                )
            )
        if lines[0] == lines[1]:
            return Formula(text("Output size"), (symbols, lines[0]))
        height, width = Span("H: ", "muted"), Span("W: ", "muted")
        return Formula(text("Output size"), (symbols, (height, *lines[0]), (width, *lines[1])))

    def summary(self) -> str:
        """Describe kernel size and stride."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        return f"{kh}×{kw}, s{sh}" + (f"×{sw}" if sw != sh else "")

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe kernel size, stride and dilation."""
        return sliding_in_words(self.kernel_size, self.stride, self.dilation)
