"""ConvTranspose2d: every input cell adds its multiple of a kernel to the output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
from cnnviz.layers.stamping import sources, stamp_counts, stamped
from cnnviz.trace import (
    ALL,
    BoolArray,
    Cell,
    FloatArray,
    Index,
    IntArray,
    Moment,
    Shown,
    Span,
    Step,
    line,
)
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


@dataclass(frozen=True, eq=False, slots=True)
class Stamp:
    """One input cell: its multiple of a kernel, added to the output.

    Attributes
    ----------
    image, output : int
        Which image, and which output channel.
    cell : (int, int)
        Row and column of the input.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the stamp lies on the output; outside it is cut away.
    size : (int, int)
        Rows and columns of the output.
    x : ndarray, shape (C,)
        The input cell in every channel.
    weight : ndarray, shape (C, K_h, K_w)
        The filter.
    start : float or None
        What the map begins with, laid before its first stamp: the bias, or 0; None at
        every other stamp.
    """

    image: int
    output: int
    cell: tuple[int, int]
    rows: IntArray
    columns: IntArray
    size: tuple[int, int]
    x: FloatArray
    weight: FloatArray
    start: float | None

    @property
    def adds(self) -> bool:
        """Stamps that overlap add up."""
        return True

    @property
    def inside(self) -> tuple[BoolArray, BoolArray]:
        """Rows and columns of the stamp that lie on the output, shape (K_h,) and (K_w,)."""
        return (
            (self.rows >= 0) & (self.rows < self.size[0]),
            (self.columns >= 0) & (self.columns < self.size[1]),
        )

    @property
    def where(self) -> Index:
        """The cells under the stamp; the whole map at its first one."""
        if self.start is not None:
            return (self.image, self.output)
        down, across = self.inside
        return (self.image, self.output, *np.ix_(self.rows[down], self.columns[across]))

    @property
    def products(self) -> FloatArray:
        """The stamp of each channel, shape (C, K_h, K_w)."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.x.astype(np.float64)[:, None, None] * self.weight

    @property
    def sums(self) -> FloatArray:
        """The stamp, shape (K_h, K_w): the stamps of all channels added."""
        with np.errstate(invalid="ignore"):
            return self.products.sum(axis=0)

    @property
    def magnitude(self) -> float:
        """The largest sum of magnitudes in a cell."""
        with np.errstate(invalid="ignore"):
            largest = np.abs(self.products).sum(axis=0).max()
        return float(largest) + abs(self.start or 0.0)

    def replay(self) -> FloatArray:
        """Multiply the kernel by the cell, channel by channel, and lay it down."""
        down, across = self.inside
        total = np.zeros(self.sums.shape)
        for kernel in self.products:
            total = total + kernel
        stamp: FloatArray = total[np.ix_(down, across)]
        if self.start is None:
            return stamp
        laid = np.full(self.size, self.start)
        laid[np.ix_(self.rows[down], self.columns[across])] += stamp
        return laid

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the input cell, in every channel."""
        return (((self.image, slice(None), *self.cell), self.x),)

    def steps(self) -> dict[str, int]:
        """Count one product of each kernel."""
        return {"terms": len(self.weight)}


class StampTimeline:
    """A transposed convolution's positions: map by map, the input cells row by row.

    Output cells hold running sums meanwhile, and are empty until a stamp reaches them.

    Parameters
    ----------
    layer : ConvTranspose2d
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    whole = False
    asks = True

    def __init__(self, layer: ConvTranspose2d, x: FloatArray, y: FloatArray, image: int) -> None:
        self._layer, self._batch, self._image = layer, x, image
        self._x, self._y = x[image], y[image]
        self.window = layer.stamps((x.shape[1], x.shape[2], x.shape[3]))
        self.axes: Cell = (y.shape[1], x.shape[2], x.shape[3])
        self.steps = (
            Step("place", text("pick an input cell")),
            Step("terms", text("cell × kernel"), x.shape[1]),
            Step("write", text("add the stamp"), reveals=True),
        )
        self._last: tuple[int, Shown] | None = None

    def __len__(self) -> int:
        maps, rows, columns = self.axes
        return maps * rows * columns

    @cached_property
    def slow(self) -> int:
        """The first cell that is not 0, and lies on earlier stamps if there is one."""
        _, rows, columns = self.axes
        filled = (self._x != 0).any(axis=0)
        inner = filled[1:, 1:]
        if inner.any():
            row, column = divmod(int(inner.argmax()), columns - 1)
            return (row + 1) * columns + column + 1
        return int(filled.argmax())

    def place(self, position: int) -> Cell:
        """Give the map, and the input cell's row and column."""
        index, row, column = (int(i) for i in np.unravel_index(position, self.axes))
        return index, row, column

    def __getitem__(self, position: int) -> Stamp:
        index, row, column = self.place(position)
        layer, first = self._layer, row == column == 0
        bias = float(layer.bias[index]) if layer.use_bias else 0.0
        return Stamp(
            image=self._image,
            output=index,
            cell=(row, column),
            rows=self.window.positions(0, row),
            columns=self.window.positions(1, column),
            size=self.window.size,
            x=self._x[:, row, column],
            weight=layer.weight[index],
            start=bias if first else None,
        )

    def shown(self, moment: Moment | None) -> Shown:
        """Give the sums of the stamps so far; cells without one are empty."""
        if moment is None:
            return ALL
        done = moment.position + int(moment.revealed)
        if self._last is None or self._last[0] != done:
            self._last = done, self._sums(done)
        shown = self._last[1]
        asked = self.asked(moment.position) if moment.asks else None
        return Shown(asked=asked, values=shown.values, hidden=shown.hidden)

    def _sums(self, done: int) -> Shown:
        maps, rows, columns = self.axes
        whole, rest = divmod(done, rows * columns)
        values, hidden = np.array(self._y), np.ones(self._y.shape, np.bool_)
        hidden[:whole] = False
        if rest:
            begun = np.array(self._x)
            begun.reshape(len(begun), -1)[:, rest:] = 0
            values[whole] = self._layer.maps(begun[None], whole)[0]
            never = stamp_counts(self.window) == 0
            hidden[whole] = (stamp_counts(self.window, rest) == 0) & ~never
        return Shown(values=values, hidden=hidden)

    def asked(self, position: int) -> int:
        """Give the cell that is asked for: the one with the most stamps, counted over all maps."""
        index, row, column = self.place(position)
        down, across = stamped(self.window, row, column)
        cells = self.window.size[0] * self.window.size[1]
        if not down.size or not across.size:
            return index * cells
        counts = stamp_counts(self.window, row * self.axes[2] + column + 1)
        first = int(counts[np.ix_(down, across)].argmax())
        at = int(down[first // len(across)]), int(across[first % len(across)])
        return index * cells + at[0] * self.window.size[1] + at[1]

    def cell_of(self, position: int) -> Cell | None:
        """Give the first output cell that no later stamp changes; None if there is none."""
        index, row, column = self.place(position)
        for cell in ((int(r), int(c)) for r in self._ends(0, row) for c in self._ends(1, column)):
            return index, *cell
        return None

    def _ends(self, axis: int, place: int) -> IntArray:
        """Give the output cells along one axis whose last stamp is that of an input cell."""
        cells = self.window.positions(axis, place)
        cells = cells[(cells >= 0) & (cells < self.window.size[axis])]
        ends: IntArray = np.array(
            [cell for cell in cells if self.window.touching(axis, int(cell))[-1] == place], np.intp
        )
        return ends

    def position_of(self, cell: Cell) -> int | None:
        """Give the last stamp that reaches an output cell; None if none does."""
        last = []
        for axis in (0, 1):
            found = self.window.touching(axis, cell[1 + axis])
            if not len(found):
                return None
            last.append(int(found[-1]))
        return (cell[0] * self.axes[1] + last[0]) * self.axes[2] + last[1]


def stamps_on(timeline: StampTimeline, cell: Cell) -> tuple[tuple[int, int], ...]:
    """List the input cells whose stamps reach an output cell, in row order."""
    rows, columns = (timeline.window.touching(axis, cell[1 + axis]) for axis in (0, 1))
    return tuple((int(row), int(column)) for row in rows for column in columns)
