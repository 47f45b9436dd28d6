"""Conv2d as a sliding window: padded input, filter, products and feature map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.filters import divisor
from cnnviz.layers.kinds.conv2d import PADDING_MODES, Conv2d, ConvolutionTimeline, WindowSum
from cnnviz.scene import captions, conv_marks, footer, lens, links
from cnnviz.scene.conv_equation import convolution_equation
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.layout import row_of
from cnnviz.scene.marks import Box, Grid, Label, Mark, Mosaic, Outline
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_stage import WindowStage, WindowView
from cnnviz.trace import BoolArray, FloatArray, Line, Role, Span, last_moment, line
from cnnviz.words import text


class ConvolutionStage(WindowStage):
    """One image's convolution."""

    signs = ("∗", "=")
    output_name = text("Feature map")
    maps_title = text("all feature maps, one scale")

    def __init__(self, subject: Subject) -> None:
        self.layer: Conv2d = subject.layer
        super().__init__(subject, subject.out_scale)
        self.slices = tuple(tuple(each) for each in self.layer.weight)
        self.filter_scales = tuple(signed(each) for each in self.layer.weight)

    def make_timeline(self, padded: FloatArray) -> ConvolutionTimeline:
        """Make the timeline: each output cell is a sum of products."""
        subject = self.subject
        return ConvolutionTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    def middle_width(self) -> float:
        """Return a little more than the kernel's width."""
        return 1.3 * self.layer.kernel_size[1]

    def has_foot(self) -> bool:
        """Whether the input or the output has several channels."""
        return len(self.maps) > 1 or len(self.planes) > 1

    def channel(self, look: StageInput, where: VisibleMoment, example: WindowSum) -> int:
        """Choose the channel of the kernel on stage."""
        return int(example.channels[self._slice(look, where, example)])

    def touched(self, look: StageInput) -> BoolArray | None:
        """Mask the input cells that a weight pointed at is not multiplied with."""
        spot = next(
            filter(None, (look.pointed(key, *self.layer.kernel_size) for key in conv_marks.KEYS)),
            None,
        )
        return None if spot is None else ~links.touched_inputs(self.window, spot.row, spot.column)

    def middle(self, view: WindowView) -> tuple[list[Mark], Box, float]:
        """Show filter and products, below a lens if the input has no numbers."""
        column, marks = view.room.middle, []
        if not view.room.readable:
            column, box = conv_marks.with_lens(column, view.size)
            marks += lens.lens(box, view.left, view.example, self.window, self.in_scale, view.size)
        part = self._slice(view.look, view.where, view.example)
        output = view.example.output[0]
        filters, products, rest = conv_marks.factors(
            column,
            self.layer,
            self.slices[output][part],
            self.filter_scales[output],
            view.example,
            part,
            self._products_done(view, part),
            view.size,
            beside=not view.room.readable,
            asked=view.where.asks,
        )
        marks += [filters, products, *rest, *self._factor(view, filters, products)]
        spot = view.look.spot
        if view.left.dimmed is not None and spot is not None:
            source = filters if spot.key == "filter" else products
            violet: tuple[Role, Role] = ("weight", "weight")
            marks += links.pointed("touched", source, spot, view.left, view.left.dimmed, violet)
        if view.room.readable:
            return marks, view.room.middle, (view.left.box.y + view.right.box.bottom) / 2
        return marks, view.room.middle, filters.box.cy

    def over(self, view: WindowView) -> list[Mark]:
        """Frame the input cell that is being multiplied."""
        if view.left.places is None or not self._multiplies(view):
            return []
        row, column = self._tap(view)
        top, side = self.window.padding[0][0], self.window.padding[1][0]
        record = view.record
        cell = view.left.cell(int(record.rows[row]) + top, int(record.columns[column]) + side)
        return [Outline("term", (cell.inset(-1),), "read", 4.0)]

    def _factor(self, view: WindowView, filters: Grid, products: Grid) -> list[Mark]:
        """Frame the weight that is being multiplied and its product."""
        if not self._multiplies(view):
            return []
        weight, product = (grid.cell(*self._tap(view)).inset(-1) for grid in (filters, products))
        return [
            Outline("term weight", (weight,), "weight", 4.0),
            Outline("term product", (product,), "write", 4.0),
        ]

    def _multiplies(self, view: WindowView) -> bool:
        """Whether the moment is one product, and not under question."""
        return view.moment.name == "terms" and view.record is not None and not view.where.asks

    def _tap(self, view: WindowView) -> tuple[int, int]:
        """Return the row and column in the kernel of the product in work."""
        kh, kw = self.layer.kernel_size
        row, column = divmod(view.moment.index % (kh * kw), kw)
        return row, column

    def foot(self, view: WindowView) -> tuple[list[Mark], float]:
        """Show the input's channels if there are several."""
        start = view.left.box.x
        if len(self.planes) == 1 or view.look.viewport.presenting:
            return [], start
        size, viewport = view.size, view.look.viewport
        height = footer.footer_height(viewport, wanted=True)
        top = viewport.height - height
        count = len(self.planes)
        aspect = self.x.shape[2] / self.x.shape[1]
        width = min(0.34 * viewport.width, count * (height - 40 * size) * aspect * 1.1)
        room = Box(start, top + 24 * size, width, height - 40 * size)
        boxes = row_of(room, count, aspect, 6.0 if count <= 8 else 2.0)
        title = Span(text("input channels"), "muted")
        small = footer.thinned(self.x, boxes[0], self.memo)
        marks: list[Mark] = [
            Label("channels title", start, top + 10 * size, (title,), 12.0 * size, "left"),
            Mosaic("channels", boxes, small, self.in_scale, view.channel),
        ]
        return marks, max(box.right for box in boxes) + 36

    def equation(self, view: WindowView) -> Line:
        """Write the sum of products, or a sentence about the weight or input cell pointed at."""
        spot, example = view.look.spot, view.example
        part = self._slice(view.look, view.where, example)
        if spot is not None and view.left.dimmed is not None:
            met = int((~view.left.dimmed).sum())
            said = (
                text(" meets 1 input cell, for the only output")
                if met == 1
                else text(" meets {count} input cells, one for each output", count=met)
            )
            name = f"w[{example.output[0]}, {part}, {spot.row}, {spot.column}]"
            return line(Span(name, "weight"), Span(said))
        if spot is not None and view.right.dimmed is not None:
            count = int((~view.right.dimmed).sum())
            fill = self.layer.padding_mode
            return links.use_sentence(self.window, view.channel, spot, count, fill)
        if view.record is None:
            return captions.INVITATION
        moment = view.moment
        if view.where.asks:
            moment = replace(last_moment(moment.position, self.timeline.steps), asks=True)
        return convolution_equation(view.record, moment, self._divisor(example))

    def input_said(self) -> Line:
        """Write the input's shape and padding."""
        said = (Span(text("Input"), "strong"), Span(f"  {captions.shape_of(self.x)}", "muted"))
        if not any(max(side) for side in self.window.padding):
            return said
        fill = PADDING_MODES[self.layer.padding_mode]
        padding = text(", {fill} padding {cells}", fill=fill, cells=self._padding_text())
        return (*said, Span(padding, "muted"))

    def _divisor(self, example: WindowSum) -> int:
        """What the weights of the filter on stage are whole parts of."""
        return divisor(self.layer.names[example.output[0]], example.weight)

    def _slice(self, look: StageInput, where: VisibleMoment, example: WindowSum) -> int:
        """Choose which kernel of the filter is on stage."""
        count, cells = len(example.channels), int(np.prod(self.layer.kernel_size))
        moment = where.moment
        if moment is not None and moment.name == "terms":
            return min(moment.index // cells, count - 1)
        if moment is not None and moment.name == "channels":
            return min(moment.index, count - 1)
        if look.spot is not None and look.spot.key == "channels":
            found = np.flatnonzero(example.channels == look.spot.column)
            return int(found[0]) if len(found) else 0
        return 0

    def _products_done(self, view: WindowView, part: int) -> int | None:
        if view.record is None:
            return 0
        if view.where.asks:
            return None
        moment, cells = view.moment, int(np.prod(self.layer.kernel_size))
        if moment.name == "place":
            return 0
        if moment.name == "terms":
            return max(0, min(moment.index + 1 - part * cells, cells))
        return None

    def _padding_text(self) -> str:
        (top, bottom), (left, right) = self.window.padding
        if top == bottom == left == right:
            return str(top)
        if top == bottom and left == right:
            return f"{top} × {left}"
        return f"{top}+{bottom} × {left}+{right}"


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Conv2d)


EXPLANATION = Explanation("slide", text("Slide"), _serves, ConvolutionStage, order=10)
