"""Conv2d as a sliding window: padded input, filter, products and feature map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers.capabilities import correlates
from cnnviz.layers.filters import divisor
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.sliding import PADDING_MODES
from cnnviz.layers.window_sum import ConvolutionTimeline, WindowSum
from cnnviz.scene import captions, conv_marks, conv_sum, footer, gaze, links
from cnnviz.scene.closeup import Needs
from cnnviz.scene.conv_equation import WrittenSum, convolution_sum
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.layout import CAPTION, row_of
from cnnviz.scene.legible import bounds_of, most_signs
from cnnviz.scene.marks import Box, Grid, Label, Mark, Mosaic, Scale
from cnnviz.scene.scales import PRIMARIES, signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_layout import Middle
from cnnviz.scene.window_marks import framed
from cnnviz.scene.window_stage import Arithmetic, WindowStage, WindowView
from cnnviz.trace import (
    BoolArray,
    FloatArray,
    Line,
    Moment,
    Role,
    Span,
    index_span,
    last_moment,
    line,
    shape_span,
    written_alike,
)
from cnnviz.words import text

SUM_WIDTH = 96.0
"""Width that the line under the products takes at least, in logical pixels."""
CHANNELS = 90.0
"""Width kept for the title of the input's channels, where it stands beside them."""


class ConvolutionStage(WindowStage):
    """One image's convolution."""

    signs = ("∗", "=")
    output_name = text("Feature map")
    maps_title = text("all feature maps")

    def __init__(self, subject: Subject) -> None:
        self.layer: Conv2d = subject.layer
        self._last: tuple[WindowSum, Moment, WrittenSum] | None = None
        super().__init__(subject)
        self.slices = tuple(tuple(each) for each in self.layer.weight)
        self.filter_scales = tuple(signed(each) for each in self.layer.weight)
        pairs = zip(self.layer.names, self.layer.weight, strict=True)
        self._parts = tuple(divisor(name, weight) for name, weight in pairs)

    def make_timeline(self, padded: FloatArray) -> ConvolutionTimeline:
        """Make the timeline: each output cell is a sum of products."""
        subject = self.subject
        return ConvolutionTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    def middle_grids(self, look: StageInput, index: int) -> Middle:
        """Give filter and products, with the fraction that a filter may have in front.

        Before a class only the filter on stage counts, as the cells need the width; else
        every filter, so that nothing jumps when another one is chosen.
        """
        rows, columns = self.layer.kernel_size
        parts = self._parts[index] if look.viewport.presenting else max(self._parts)
        return Middle(rows, columns, 2, conv_marks.lead(parts), conv_marks.above(parts, 1.0))

    def needs(self, look: StageInput, index: int) -> Needs:
        """Say what lens, filter and products take: the products of all cells and weights."""
        needs, parts = super().needs(look, index), self._parts[index]
        low, high, broken = self.bounds
        weight = self.layer.weight[index] * parts
        lowest, highest, some = bounds_of(np.rint(weight) if parts > 1 else weight)
        products = [x * w for x in (low, high) for w in (lowest, highest)]
        signs = (
            most_signs(lowest, highest, broken=some),
            most_signs(min(products), max(products), broken=some or broken),
        )
        fraction = 1.25 * conv_marks.above(parts, look.viewport.text)  # clear of the lens's caption
        return replace(needs, arithmetic=max(signs), fraction=fraction)

    def has_foot(self) -> bool:
        """Whether the input or the output has several channels."""
        return len(self.maps) > 1 or len(self.planes) > 1

    def channel(self, look: StageInput, where: VisibleMoment, example: WindowSum) -> int:
        """Choose the channel of the kernel on stage."""
        return int(example.channels[self._slice(look, where, example)])

    def picture(
        self, look: StageInput, where: VisibleMoment, channel: int, readable: bool
    ) -> tuple[FloatArray, Scale]:
        """Choose the colour picture, or the one channel that is multiplied or pointed at."""
        scale = self.in_scales[channel]
        if scale.kind not in PRIMARIES or readable or self.layer.groups > 1:
            return super().picture(look, where, channel, readable)
        multiplied = where.moment is not None and where.moment.name in ("terms", "channels")
        if multiplied or look.pointed("channels", 1, len(self.planes)) is not None:
            return super().picture(look, where, channel, readable)
        return self.padded, Scale("light", scale.low, scale.high)

    def touched(self, look: StageInput) -> BoolArray | None:
        """Mask the input cells that a weight pointed at is not multiplied with."""
        spot = next(
            filter(None, (look.pointed(key, *self.layer.kernel_size) for key in conv_marks.KEYS)),
            None,
        )
        return None if spot is None else ~links.touched_inputs(self.window, spot.row, spot.column)

    def middle(self, view: WindowView) -> Arithmetic:
        """Show filter and products, below a lens if the input has no numbers."""
        marks: list[Mark] = []
        kernel = self.layer.kernel_size
        boxes: tuple[Box, ...]
        if view.closeup is not None:
            marks += self.lens(view, view.closeup.lens)
            boxes = view.closeup.grids
        elif view.composition is None:
            column, box = conv_marks.with_lens(view.room.middle, view.size)
            marks += self.lens(view, box)
            fraction = max(self._parts) > 1
            boxes = conv_marks.below_lens(column, kernel, view.size, fraction=fraction)
        else:
            boxes = view.composition.middle
        part = self._slice(view.look, view.where, view.example)
        output = view.example.output[0]
        total = self._total(view, part)
        filters, products, rest = conv_marks.factors(
            boxes,
            self.layer,
            self.slices[output][part],
            self.filter_scales[output],
            view.example,
            part,
            self._products_done(view, part),
            total,
            view.look.viewport,
            short=view.composition is None,
            closeup=view.closeup is not None,
            above=view.composition is None or view.composition.headed,
        )
        marks += [filters, products, *rest, *self._factor(view, filters, products)]
        spot = view.look.spot
        if view.touched is not None and spot is not None:
            source = filters if spot.key == "filter" else products
            violet: tuple[Role, Role] = ("weight", "weight")
            marks += links.pointed("touched", source, spot, view.left, view.touched, violet)
        return self._arranged(view, marks, filters, products)

    def _arranged(
        self, view: WindowView, marks: list[Mark], filters: Grid, products: Grid
    ) -> Arithmetic:
        """Say where the operators stand and the lines end."""
        column, y, into = view.room.middle, filters.box.cy, products.box
        lead = 0.0
        if view.composition is not None and not view.composition.headed:
            lead = conv_marks.lead(self._divisor(view.example)) * view.size
        left = filters.box.x - lead
        column = Box(left, column.y, products.box.right - left, column.h)
        if view.composition is not None:
            into = filters.box if view.composition.beside else products.box
        side = products.box.w / products.columns
        below = products.box.bottom + 0.62 * CAPTION * view.size
        result = Box(products.box.cx - side / 2, below - side / 2, side, side)
        if view.composition is not None:
            (total,) = (each for each in marks if each.key == "products caption")
            assert isinstance(total, Label)
            reach = max(products.box.w, SUM_WIDTH * view.size, conv_sum.width(total) + 12)
            result = Box(products.box.cx - reach / 2, below - side / 2, reach, side)
        return Arithmetic(marks, column, y, into, result, view.example.value, lead)

    def _total(self, view: WindowView, part: int) -> Line:
        """Write what the products come to so far."""
        if view.record is None:
            return conv_sum.PRODUCTS
        done = self._products_done(view, part)
        parts = self._divisor(view.example)
        record, moment = view.record, view.moment
        written = self._written(record, moment, parts)
        return conv_sum.sum_line(
            record,
            moment,
            part,
            done,
            parts,
            written,
            asked=view.where.asks,
            alone=view.composition is None,
        )

    def _written(self, record: WindowSum, moment: Moment, divisor: int) -> WrittenSum:
        """Write the sum of the equation; stage and strip need the same one."""
        last = self._last
        if last is None or last[0] is not record or last[1] != moment:
            last = self._last = record, moment, convolution_sum(record, moment, divisor)
        return last[2]

    def over(self, view: WindowView, arithmetic: Arithmetic) -> list[Mark]:
        """Frame the input cell that is being multiplied, and lay the weights on the window."""
        marks: list[Mark] = []
        if view.moment.name in ("place", "terms"):
            weight = next(mark for mark in arithmetic.marks if mark.key == "filter")
            assert isinstance(weight, Grid)
            marks += gaze.weights_on_window(
                view.left, view.record, self.window, view.moment, weight
            )
        if view.left.places is None or not self._multiplies(view):
            return marks
        row, column = self._tap(view)
        top, side = self.window.padding[0][0], self.window.padding[1][0]
        record = view.record
        cell = view.left.cell(int(record.rows[row]) + top, int(record.columns[column]) + side)
        return [*marks, framed("term", cell, "read")]

    def _factor(self, view: WindowView, filters: Grid, products: Grid) -> list[Mark]:
        """Frame the weight that is being multiplied and its product."""
        if not self._multiplies(view):
            return []
        weight, product = (grid.cell(*self._tap(view)) for grid in (filters, products))
        return [framed("term weight", weight, "weight"), framed("term product", product, "write")]

    def _multiplies(self, view: WindowView) -> bool:
        """Whether the moment is one product, and not under question."""
        return view.moment.name == "terms" and view.record is not None and not view.where.asks

    def _tap(self, view: WindowView) -> tuple[int, int]:
        """Return the row and column in the kernel of the product in work."""
        kh, kw = self.layer.kernel_size
        row, column = divmod(view.moment.index % (kh * kw), kw)
        return row, column

    def foot(self, view: WindowView) -> tuple[list[Mark], float]:
        """Show the input's channels if there are several, and the text leaves room for them."""
        start = view.left.box.x
        if len(self.planes) == 1 or not footer.footer_height(view.look.viewport, wanted=True):
            return [], start
        row, viewport = self.row(view), view.look.viewport
        count, aspect = len(self.planes), self.x.shape[2] / self.x.shape[1]
        width = min(0.34 * viewport.width, count * row.room.h * aspect * 1.1)
        room = Box(start, row.room.y, width, row.room.h)
        boxes = row_of(room, count, aspect, 6.0 if count <= 8 else 2.0)
        small = footer.thinned(self.x, boxes[0], self.memo)
        each = self.in_scales if self.in_scales[0].kind in PRIMARIES else ()
        marks: list[Mark] = [
            row.title("channels title", boxes, (text("input channels"),), view.size),
            Mosaic("channels", boxes, small, self.in_scales[0], view.channel, each=each),
        ]
        title = CHANNELS * view.size if row.beside else 0.0
        return marks, max(box.right for box in boxes) + 36 + title

    def equation(self, view: WindowView) -> Line:
        """Write the sum of products, or a sentence about the weight or input cell pointed at."""
        spot, example = view.look.spot, view.example
        part = self._slice(view.look, view.where, example)
        if spot is not None and view.touched is not None:
            met = int((~view.touched).sum())
            said = (
                text(" is multiplied with 1 input cell, for the only output")
                if met == 1
                else text(
                    " is multiplied with {count} input cells, one for each output", count=f"{met:,}"
                )
            )
            weight = (example.output[0], part, spot.row, spot.column)
            return line(index_span("w", weight, "weight"), Span(said))
        if spot is not None and view.right.dimmed is not None:
            count = int((~view.right.dimmed).sum())
            fill = self.layer.padding_mode
            return links.use_sentence(self.window, view.channel, spot, count, fill)
        if view.record is None:
            return captions.INVITATION
        moment = view.moment
        if view.where.asks:
            last = last_moment(moment.position, self.timeline.steps)
            moment = replace(last, asks=True, covered=True)
        return self._written(view.record, moment, self._divisor(example)).line

    def input_said(self) -> Line:
        """Write the input's shape and padding."""
        said = (Span(text("Input"), "strong"), shape_span(self.x.shape, before="  "))
        if not any(max(side) for side in self.window.padding):
            return said
        cells = self._padding_text()
        if self.layer.padding_mode == "constant":
            value = written_alike(np.array([self.layer.padding_value]))[0].said
            filled = text(", padding {cells} filled with {value}", cells=cells, value=value)
            return (*said, Span(filled, "muted"))
        fill = PADDING_MODES[self.layer.padding_mode]
        padding = text(", {fill} padding {cells}", fill=fill, cells=cells)
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


EXPLANATION = Explanation("slide", text("Slide"), correlates, ConvolutionStage, order=10)
