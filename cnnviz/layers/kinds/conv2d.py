"""Conv2d: every output cell is a window of the input, multiplied with a filter and summed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, conv2d, pad
from cnnviz.layers.base import Formula, Layer, Reach, Shape, frozen, setting, weights
from cnnviz.layers.filters import LABELS, ORDER, kernel, random_kernels
from cnnviz.layers.parameters import Choice, PaddingChoice, Pair, Switch, Whole
from cnnviz.layers.sliding import Window, size_formula
from cnnviz.trace import FloatArray, Phase, Span, WindowSum, line
from cnnviz.words import Text, text

PADDING_WORDS = {"valid": text("valid"), "same": text("same"), "full": text("full")}
FILLS = {
    "zeros": text("zero"),
    "replicate": text("edge"),
    "reflect": text("mirror"),
    "circular": text("wrap"),
}


@dataclass(frozen=True, eq=False)
class Conv2d(Layer):
    """A convolution (cross-correlation) with one filter for each feature map.

    Attributes
    ----------
    weight : ndarray, shape (out_channels, C_in / groups, K_h, K_w)
        One kernel slice for each channel that a filter reads.
    bias : ndarray, shape (out_channels,)
        Added to every cell of a feature map; used if `use_bias`.
    names : tuple of str
        The name of each filter, a key of `filters.LABELS`.
    seeds : tuple of int
        The seed of each filter that is random; 0 for the others.
    """

    kind: ClassVar[str] = "Conv2d"
    order: ClassVar[int] = 10
    stage: ClassVar[str] = "convolution"
    about: ClassVar[Text] = text("Slides filters over the input; each makes one feature map.")

    out_channels: int = setting(4, Whole(label=text("Filters"), low=1, high=64))
    kernel_size: tuple[int, int] = setting((3, 3), Pair(label=text("Kernel size"), low=1, high=11))
    stride: tuple[int, int] = setting((1, 1), Pair(label=text("Stride"), low=1, high=16))
    padding: str | tuple[int, int] = setting(
        "same", PaddingChoice(label=text("Padding"), low=0, high=32, words=PADDING_WORDS)
    )
    padding_mode: str = setting("zeros", Choice(label=text("Fill"), options=FILLS))
    dilation: tuple[int, int] = setting((1, 1), Pair(label=text("Dilation"), low=1, high=8))
    groups: int = setting(1, Whole(label=text("Groups"), low=1, high=64))
    use_bias: bool = setting(True, Switch(label=text("Bias")))
    weight: FloatArray = weights("weight")
    bias: FloatArray = weights("bias")
    names: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; filters are added, dropped, or laid into the new kernel size."""
        changed = super().with_parameter(name, value)
        if name in ("out_channels", "kernel_size", "groups") and self.weight.size:
            return changed._laid_out(max(1, self.weight.shape[1] * self.groups // changed.groups))
        return changed

    def fitted(self, channels: int) -> Self:
        """Give every filter one kernel slice for each channel that it reads."""
        if channels % self.groups or self.out_channels % self.groups:
            return self
        slices = channels // self.groups
        if self.weight.shape == (self.out_channels, slices, *self.kernel_size):
            return self
        return self._laid_out(slices)

    def check_arrays(self) -> None:
        """Ask for a weight, a bias, a name and a seed for each filter."""
        count = self.out_channels
        if self.weight.size == self.bias.size == len(self.names) == len(self.seeds) == 0:
            return
        if (
            self.weight.ndim != 4
            or self.weight.size == 0
            or self.weight.shape != (count, self.weight.shape[1], *self.kernel_size)
            or self.bias.shape != (count,)
            or not len(self.names) == len(self.seeds) == count
            or not set(self.names) <= LABELS.keys()
            or min(self.seeds) < 0
        ):
            raise ValueError("not one weight, bias, name and seed for each filter")

    def with_filter(self, index: int, name: str, seed: int = 0) -> Self:
        """Put a named filter in a filter's place."""
        weight = np.array(self.weight)
        made = self._named(name, seed, weight.shape[1])
        if made is None:
            raise GeometryError(
                "this filter is 3 cells wide, the kernel has {rows} × {columns}",
                rows=self.kernel_size[0],
                columns=self.kernel_size[1],
            )
        weight[index] = made
        return dataclasses.replace(
            self,
            weight=frozen(weight),
            names=_put(self.names, index, name),
            seeds=_put(self.seeds, index, seed),
        )

    def with_weight(self, index: tuple[int, int, int, int], value: float) -> Self:
        """Change one number of one kernel; its filter is *custom* from then on."""
        weight = np.array(self.weight)
        weight[index] = value
        return dataclasses.replace(
            self,
            weight=frozen(weight),
            names=_put(self.names, index[0], "custom"),
            seeds=_put(self.seeds, index[0], 0),
        )

    def with_bias(self, index: int, value: float) -> Self:
        """Change the bias of one filter."""
        bias = np.array(self.bias)
        bias[index] = value
        return dataclasses.replace(self, bias=frozen(bias))

    def window(self, shape: Shape) -> Window:
        """Lay the kernel over an input of this shape.

        Raises
        ------
        GeometryError
            If it is wider than the padded input.
        """
        return Window.over(shape[1:], self.kernel_size, self.stride, self.padding, self.dilation)

    def out_shape(self, shape: Shape) -> Shape:
        """Work out (out_channels, H_out, W_out)."""
        for count, what in (
            (shape[0], "groups {groups} does not divide the {count} input channels"),
            (self.out_channels, "groups {groups} does not divide the {count} filters"),
        ):
            if count % self.groups:
                raise GeometryError(what, groups=self.groups, count=count)
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
            padding=self.window((x.shape[1], x.shape[2], x.shape[3])).sides,
            dilation=self.dilation,
            groups=groups,
            padding_mode=self.padding_mode,
        )
        return y

    def padded(self, x: FloatArray) -> FloatArray:
        """Write the padding around one image, shape (C, H, W)."""
        sides = self.window((x.shape[0], x.shape[1], x.shape[2])).sides
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        written: FloatArray = pad(x[None], sides, mode)[0]
        return written

    def trace(self, x: FloatArray, y: FloatArray, image: int) -> ConvolutionTrace:
        """Explain every output cell of one image as a sum of products."""
        return ConvolutionTrace(self, x[image], y[image])

    def parameter_count(self) -> int:
        """Count weights, and biases if they are used."""
        return self.weight.size + (self.bias.size if self.use_bias else 0)

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds: one for each weight of each output cell."""
        maps, rows, columns = self.out_shape(shape)
        return maps * rows * columns * shape[0] // self.groups * int(np.prod(self.kernel_size))

    def reach(self) -> Reach:
        """How far one output cell sees."""
        rows, columns = (
            d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True)
        )
        return Reach((rows, columns), self.stride)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Output size, parameters and cost."""
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
                        Span(f"{self.parameter_count():,}", "write"),
                    ),
                ),
            ),
            Formula(
                text("Cost"),
                (
                    line(
                        f"{rows}·{columns}·{maps} · {kh}·{kw}·{channels} = ",
                        Span(f"{self.cost(shape):,}", "write"),
                    ),
                    line(Span(text("multiply-adds"), "muted")),
                ),
            ),
        )

    def summary(self) -> str:
        """Kernel size and stride."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        return f"{kh}×{kw}, s{sh}" + (f"×{sw}" if sw != sh else "")

    def _named(self, name: str, seed: int, slices: int) -> FloatArray | None:
        if name == "random":
            return random_kernels(seed, (slices, *self.kernel_size))
        one = kernel(name, self.kernel_size)
        return None if one is None else np.repeat(one[None], slices, axis=0)

    def _laid_out(self, slices: int) -> Self:
        count, old = self.out_channels, self.weight
        names = [*self.names[:count], *(_fresh(i) for i in range(len(self.names), count))]
        seeds = [*self.seeds[:count], *([0] * (count - len(self.seeds)))]
        weight = np.zeros((count, slices, *self.kernel_size), np.float32)
        for index in range(count):
            if names[index] == "random" and seeds[index] == 0:
                seeds[index] = index + 1
            made = self._named(names[index], seeds[index], slices)
            if made is None and index < len(old) and old.size:
                made, names[index] = _carried(old[index], slices, self.kernel_size), "custom"
            elif made is None:
                names[index] = "box"
                made = self._named("box", 0, slices)
            weight[index] = made
        bias = np.zeros(count, np.float32)
        kept = min(count, self.bias.size)
        bias[:kept] = self.bias[:kept]
        return dataclasses.replace(
            self, weight=frozen(weight), bias=frozen(bias), names=tuple(names), seeds=tuple(seeds)
        )


class ConvolutionTrace:
    """A convolution's positions: feature map by feature map, row by row.

    Parameters
    ----------
    layer : Conv2d
        Whose trace it is.
    x, y : ndarray, shape (C, H, W)
        Input and output of one image.
    padded : ndarray, optional
        The input with its padding, where it is known.
    """

    whole_channels = False

    def __init__(
        self, layer: Conv2d, x: FloatArray, y: FloatArray, padded: FloatArray | None = None
    ) -> None:
        self._layer, self._y = layer, y
        self._window = layer.window((x.shape[0], x.shape[1], x.shape[2]))
        self._padded = layer.padded(x) if padded is None else padded
        self.shape: Shape = (y.shape[0], y.shape[1], y.shape[2])
        slices, kh, kw = layer.weight.shape[1:]
        self.phases = (
            Phase("place"),
            Phase("terms", slices * kh * kw),
            *((Phase("channels", slices),) if slices > 1 else ()),
            *((Phase("bias"),) if layer.use_bias else ()),
            Phase("write"),
        )

    def __len__(self) -> int:
        maps, rows, columns = self.shape
        return maps * rows * columns

    def __getitem__(self, position: int) -> WindowSum:
        output, row, column = (int(i) for i in np.unravel_index(position, self.shape))
        layer, window = self._layer, self._window
        slices = layer.weight.shape[1]
        first = output // (layer.out_channels // layer.groups) * slices
        channels = np.arange(first, first + slices)
        rows, columns = window.positions(0, row), window.positions(1, column)
        top, left = window.sides[0][0], window.sides[1][0]
        return WindowSum(
            output=(output, row, column),
            channels=channels,
            rows=rows,
            columns=columns,
            x=self._padded[np.ix_(channels, rows + top, columns + left)],
            weight=layer.weight[output],
            bias=float(layer.bias[output]) if layer.use_bias else None,
            value=float(self._y[output, row, column]),
        )


def _fresh(index: int) -> str:
    return ORDER[index] if index < len(ORDER) else "random"


def _put(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _carried(old: FloatArray, slices: int, size: tuple[int, int]) -> FloatArray:
    """Lay a typed filter into another size: its middle kept, slices repeated in turn."""
    new = np.zeros((slices, *size), np.float32)
    old = old[np.arange(slices) % len(old)]
    cut: list[tuple[slice, slice]] = []
    for axis in (0, 1):
        have, want = old.shape[1 + axis], size[axis]
        both = min(have, want)
        source, target = (have - both) // 2, (want - both) // 2
        cut.append((slice(target, target + both), slice(source, source + both)))
    new[:, cut[0][0], cut[1][0]] = old[:, cut[0][1], cut[1][1]]
    return new
