"""Conv2d: every output cell is the sum of a window of the input times a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, conv2d, conv2d_backward, pad
from cnnviz.layers.base import Formula, Layer, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.layers.linear_cost import linear_instead
from cnnviz.layers.parameters import (
    BoolParameter,
    EnumParameter,
    FloatParameter,
    IntParameter,
    PaddingParameter,
    PairParameter,
)
from cnnviz.layers.shapes import Region, Shape
from cnnviz.layers.sliding import PADDING_MODES, SlidingWindow, size_formula, sliding_in_words
from cnnviz.layers.window_sum import ConvolutionTimeline
from cnnviz.trace import FloatArray, Span, line
from cnnviz.trace.asked import COST, PARAMETERS, SIZE
from cnnviz.words import Text, text

PADDING_WORDS = {"valid": text("valid"), "same": text("same"), "full": text("full")}


@dataclass(frozen=True, eq=False)
class Conv2d(FilterBank):
    """A convolution (cross-correlation) with one filter for each feature map.

    The bias is added only if `use_bias`.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep Learning", equation 9.6;
    Dumoulin & Visin (2016), "A guide to convolution arithmetic", relation 15.
    """

    kind: ClassVar[str] = "Conv2d"
    order: ClassVar[int] = 10
    about: ClassVar[Text] = text("Slides filters over the input; each makes one feature map.")
    common_name: ClassVar[Text] = text("convolution")

    stride: tuple[int, int] = setting((1, 1), PairParameter(label=text("Stride"), low=1, high=16))
    padding: str | tuple[int, int] = setting(
        "same", PaddingParameter(label=text("Padding"), low=0, high=32, words=PADDING_WORDS)
    )
    padding_mode: str = setting("zeros", EnumParameter(label=text("Fill"), options=PADDING_MODES))
    padding_value: float = setting(
        1.0,
        FloatParameter(
            label=text("Fill value"),
            low=-255.0,
            high=255.0,
            hint=text("What every cell of the padding holds."),
        ),
    )
    dilation: tuple[int, int] = setting(
        (1, 1), PairParameter(label=text("Dilation"), low=1, high=8)
    )
    groups: int = setting(1, IntParameter(label=text("Groups"), low=1, high=64))
    use_bias: bool = setting(True, BoolParameter(label=text("Bias")))

    @property
    def has_bias(self) -> bool:
        """Whether the biases are used."""
        return self.use_bias

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; filters are added, removed or resized to the new kernel size."""
        changed = super().with_parameter(name, value)
        if name in ("out_channels", "kernel_size", "groups") and self.weight.size:
            return changed.laid_out(max(1, self.weight.shape[1] * self.groups // changed.groups))
        return changed

    def fitted(self, channels: int) -> Self:
        """Give every filter one kernel slice for each channel that it reads."""
        if channels % self.groups or self.out_channels % self.groups:
            return self
        slices = channels // self.groups
        if self.weight.shape == (self.out_channels, slices, *self.kernel_size):
            return self
        return self.laid_out(slices)

    def without_effect(self) -> tuple[str, ...]:
        """Only padding with a value has one; biases are used or not."""
        idle = () if self.padding_mode == "constant" else ("padding_value",)
        return idle if self.use_bias else (*idle, "bias")

    def window(self, shape: Shape) -> SlidingWindow:
        """Compute the positions of the kernel on an input of this shape.

        Raises
        ------
        GeometryError
            If it is wider than the padded input.
        """
        return SlidingWindow.over(
            shape[1:], self.kernel_size, self.stride, self.padding, self.dilation
        )

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (out_channels, H_out, W_out)."""
        for count, one, many in (
            (
                shape[0],
                "groups {groups} does not divide the 1 input channel",
                "groups {groups} does not divide the {count} input channels",
            ),
            (
                self.out_channels,
                "groups {groups} does not divide the 1 filter",
                "groups {groups} does not divide the {count} filters",
            ),
        ):
            if count % self.groups:
                raise GeometryError(one if count == 1 else many, groups=self.groups, count=count)
        return (self.out_channels, *self.window(shape).out)

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the feature maps, shape (N, out_channels, H_out, W_out)."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        return self._convolved(x, self.weight, self.bias, self.groups)

    def forward_again(self, x: FloatArray, old: Layer, old_y: FloatArray) -> FloatArray | None:
        """Compute only the feature maps whose filter or bias changed."""
        if not isinstance(old, Conv2d) or self.groups > 1 or self.weight.shape != old.weight.shape:
            return None
        if any(getattr(self, name) != getattr(old, name) for name in self.parameters()):
            return None
        changed = np.flatnonzero(
            (self.weight != old.weight).any(axis=(1, 2, 3)) | (self.bias != old.bias)
        )
        if len(changed) > self.out_channels // 2:
            return None
        y = np.array(old_y)
        if len(changed):
            y[:, changed] = self._convolved(x, self.weight[changed], self.bias[changed], 1)
        return y

    def _convolved(
        self, x: FloatArray, weight: FloatArray, bias: FloatArray, groups: int
    ) -> FloatArray:
        y: FloatArray = conv2d(
            x,
            weight,
            bias if self.use_bias else None,
            stride=self.stride,
            padding=self.window((x.shape[1], x.shape[2], x.shape[3])).padding,
            dilation=self.dilation,
            groups=groups,
            padding_mode=self.padding_mode,
            padding_value=self.padding_value,
        )
        return y

    def padded(self, x: FloatArray) -> FloatArray:
        """Pad one image, shape (C, H, W), according to `padding_mode`."""
        sides = self.window((x.shape[0], x.shape[1], x.shape[2])).padding
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        value = self.padding_value if self.padding_mode == "constant" else 0.0
        written: FloatArray = pad(x[None], sides, mode, value)[0]
        return written

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> ConvolutionTimeline:
        """Explain every output cell of one image as a sum of products."""
        return ConvolutionTimeline(self, x, y, image)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input, the weights and, if used, the biases."""
        grad_x, grad_weight, grad_bias = conv2d_backward(
            grad_y,
            x,
            self.weight,
            self.bias if self.use_bias else None,
            stride=self.stride,
            padding=self.window((x.shape[1], x.shape[2], x.shape[3])).padding,
            dilation=self.dilation,
            groups=self.groups,
            padding_mode=self.padding_mode,
            padding_value=self.padding_value,
        )
        arrays = {"weight": grad_weight}
        if grad_bias is not None:
            arrays["bias"] = grad_bias
        return Gradients(grad_x, arrays)

    def parameter_count(self) -> int:
        """Count weights, and biases if they are used."""
        return self.weight.size + (self.bias.size if self.use_bias else 0)

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds: one for each weight of each output cell."""
        maps, rows, columns = self.out_shape(shape)
        return maps * rows * columns * shape[0] // self.groups * int(np.prod(self.kernel_size))

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the windows of the region's cells."""
        return self.window(shape).sees(region)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write output size, number of parameters and cost."""
        maps, rows, columns = self.out_shape(shape)
        kh, kw = self.kernel_size
        channels = shape[0] // self.groups
        plus = " + 1" if self.use_bias else ""
        side = "F" if self.dilation == (1, 1) else "K"  # with dilation, F is the spread-out kernel
        cells = f"{side}·{side}" if kh == kw else f"{side}·{side}′"
        per_group = "C/G" if self.groups > 1 else "C"
        return (
            size_formula(self.window(shape)),
            Formula(
                text("Parameters"),
                (
                    line(f"({cells}·{per_group}{plus})·N"),
                    line(
                        f"({kh}·{kw}·{channels}{plus})·{maps} = ",
                        Span(f"{self.parameter_count():,}", "write", tells=PARAMETERS),
                    ),
                ),
            ),
            Formula(
                text("Cost"),
                (
                    line(
                        Span(f"{rows}·{columns}·{maps}", tells=SIZE),
                        f" · {kh}·{kw}·{channels} = ",
                        Span(f"{self.cost(shape):,}", "write", tells=COST),
                    ),
                    line(Span(text("multiply-adds"), "muted")),
                ),
            ),
            linear_instead(shape, (maps, rows, columns)),
        )

    def summary(self) -> str:
        """Describe kernel size and stride."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        return f"{kh}×{kw}, s{sh}" + (f"×{sw}" if sw != sh else "")

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe kernel size, stride and dilation."""
        return sliding_in_words(self.kernel_size, self.stride, self.dilation)
