"""ConvTranspose2d as a convolution: the turned kernel slides over the stretched input."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from cnnviz.document.evaluation import LayerResult
from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.window_sum import ConvolutionTimeline, WindowSum
from cnnviz.scene import links
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.explanations.convolution import ConvolutionStage
from cnnviz.scene.marks import Label
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_stage import Arithmetic, WindowView
from cnnviz.trace import BoolArray, FloatArray, Index, Line, Span, line, shape_span
from cnnviz.words import text

MOST_PADDING = 32
"""Padding that a convolution can have; more is written into the stretched input."""


@dataclass(frozen=True, eq=False)
class Stretched:
    """A convolution that does what a transposed convolution does.

    Attributes
    ----------
    layer : Conv2d
        The convolution, of stride 1, with every kernel turned by 180°.
    x : ndarray, shape (N, C, H', W')
        The input with zeros between its cells, and cropped or lengthened at its ends.
    between : ndarray of bool, shape (H' + padding, W' + padding)
        Zeros that are put in between, padding not included.
    starts : (int, int)
        Row and column of the first cell in `x`; negative if it is cropped away.
    """

    layer: Conv2d
    x: FloatArray
    between: BoolArray
    starts: tuple[int, int]


def stretched(layer: ConvTranspose2d, x: FloatArray) -> Stretched:
    """Make the convolution, and the input that it slides over.

    Parameters
    ----------
    layer : ConvTranspose2d
        The layer.
    x : ndarray, shape (N, C, H, W)
        Its input.

    Returns
    -------
    Stretched
        A convolution whose output is that of the layer.
    """
    n, channels, rows, columns = x.shape
    padding, starts, sizes = [], [], []
    for axis, length in enumerate((rows, columns)):
        around = (layer.kernel_size[axis] - 1) * layer.dilation[axis] - layer.padding[axis]
        padded = min(max(around, 0), MOST_PADDING)
        inner = (length - 1) * layer.stride[axis] + 1
        padding.append(padded)
        starts.append(around - padded)
        sizes.append(inner + 2 * (around - padded) + layer.output_padding[axis])
    wide = np.zeros((n, channels, sizes[0], sizes[1]), x.dtype)
    put = np.zeros((sizes[0], sizes[1]), np.bool_)
    down, across = (
        starts[axis] + layer.stride[axis] * np.arange(length)
        for axis, length in enumerate((rows, columns))
    )
    kept = [(at >= 0) & (at < sizes[axis]) for axis, at in enumerate((down, across))]
    places = np.ix_(down[kept[0]], across[kept[1]])
    wide[:, :, places[0], places[1]] = x[:, :, kept[0]][:, :, :, kept[1]]
    put[places] = True
    between = np.pad(~put, [(padding[0],) * 2, (padding[1],) * 2])
    count = layer.out_channels
    same = Conv2d(
        out_channels=count,
        kernel_size=layer.kernel_size,
        padding=(padding[0], padding[1]),
        dilation=layer.dilation,
        use_bias=layer.use_bias,
        weight=frozen(layer.weight[:, :, ::-1, ::-1]),
        bias=layer.bias,
        names=("custom",) * count,
        seeds=(0,) * count,
    )
    return Stretched(same, frozen(wide), between, (starts[0], starts[1]))


@dataclass(frozen=True, eq=False, slots=True)
class StretchedSum(WindowSum):
    """One output cell, with the cells of the input itself that its window holds.

    Attributes
    ----------
    starts, stride, given : (int, int)
        Of the stretched input: its first cell, from one cell to the next, and how many.
    """

    starts: tuple[int, int]
    stride: tuple[int, int]
    given: tuple[int, int]

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the cells of the window that are neither padding nor put in between."""
        kept, places = [], []
        for axis, at in enumerate((self.rows, self.columns)):
            place, rest = np.divmod(at - self.starts[axis], self.stride[axis])
            inside = (rest == 0) & (place >= 0) & (place < self.given[axis])
            inside &= (at >= 0) & (at < self.size[axis])
            kept.append(np.flatnonzero(inside))
            places.append(place[inside])
        values = self.x[:, kept[0]][:, :, kept[1]]
        index = np.ix_(np.array([self.image]), self.channels, places[0], places[1])
        return ((index, values[None]),)


class StretchedTimeline(ConvolutionTimeline):
    """The convolution's positions; what they read is named in the input itself.

    Parameters
    ----------
    made : Stretched
        The convolution and its input.
    of : ConvTranspose2d
        The layer that it shows.
    x, y : ndarray, shape (N, C, H, W)
        The layer's input and output.
    image : int
        Which image.
    padded : ndarray, shape (C, H' + padding, W' + padding)
        The padded stretched image.
    """

    def __init__(
        self,
        made: Stretched,
        of: ConvTranspose2d,
        x: FloatArray,
        y: FloatArray,
        image: int,
        padded: FloatArray,
    ) -> None:
        super().__init__(made.layer, made.x, y, image, padded)
        self._starts, self._stride = made.starts, of.stride
        self._given = (x.shape[2], x.shape[3])

    def __getitem__(self, position: int) -> StretchedSum:
        found = super().__getitem__(position)
        known: dict[str, Any] = {each.name: getattr(found, each.name) for each in fields(found)}
        return StretchedSum(**known, starts=self._starts, stride=self._stride, given=self._given)


class StretchedStage(ConvolutionStage):
    """The convolution of one image's stretched input."""

    def __init__(self, subject: Subject) -> None:
        self._of: ConvTranspose2d = subject.layer
        settings: tuple[Any, ...] = tuple(getattr(self._of, name) for name in self._of.parameters())
        made = subject.memo.of(
            self._of.weight,
            ("stretched", id(subject.x), id(self._of.bias), settings),
            lambda: (subject.x, stretched(self._of, subject.x)),
        )
        self._made: Stretched = made[1]
        result = LayerResult(self._made.layer, self._made.x, subject.y)
        self._given = subject.x
        super().__init__(replace(subject, results=(*subject.results[:-1], result)))
        self.hatched = self._made.between

    def make_timeline(self, padded: FloatArray) -> StretchedTimeline:
        """Make the timeline: each output cell is a sum of products."""
        y, image = self.subject.y, self.subject.image
        return StretchedTimeline(self._made, self._of, self._given, y, image, padded)

    def middle(self, view: WindowView) -> Arithmetic:
        """Show the turned kernel and its products."""
        arithmetic = super().middle(view)
        index, count = view.example.output[0] + 1, self._of.out_channels
        which = text("Filter {index} of {count}", index=index, count=count)
        said = line(Span(which, "strong"), Span(text(", turned by 180°"), "muted"))
        marks = [
            replace(each, spans=said)
            if isinstance(each, Label) and each.key == "filter caption"
            else each
            for each in arithmetic.marks
        ]
        return replace(arithmetic, marks=marks)

    def equation(self, view: WindowView) -> Line:
        """Write the sum of products, or where a cell of the stretched input comes from."""
        spot = view.look.spot
        if spot is None or view.touched is not None or view.right.dimmed is None:
            return super().equation(view)
        cell = links.source(self.window, spot)
        if cell is None:
            return super().equation(view)
        (row, down), (column, across) = (
            divmod(cell[axis] - self._made.starts[axis], self._of.stride[axis]) for axis in (0, 1)
        )
        if down or across or not self._inside(row, column):
            return (Span(text("a zero put in between: it adds nothing to the output"), "muted"),)
        count = int((~view.right.dimmed).sum())
        said = (
            text(" is used by 1 output cell of this map")
            if count == 1
            else text(" is used by {count} output cells of this map", count=f"{count:,}")
        )
        return line(Span(f"x[{view.channel}, {row}, {column}]", "read"), Span(said))

    def _inside(self, row: int, column: int) -> bool:
        rows, columns = self._of.stamps((1, *self.window.size)).out
        return 0 <= row < rows and 0 <= column < columns

    def input_said(self) -> Line:
        """Write the shape of the stretched input, and what is put in."""
        said = (
            Span(text("Stretched input"), "strong"),
            shape_span(self.x.shape, before="  "),
        )
        put = text(", zeros put in (hatched)")
        return (*said, Span(put, "muted")) if self._made.between.any() else said


def _serves(layer: Layer) -> bool:
    return isinstance(layer, ConvTranspose2d)


EXPLANATION = Explanation(
    "stretched", text("Slide over the stretched input"), _serves, StretchedStage, order=20
)
