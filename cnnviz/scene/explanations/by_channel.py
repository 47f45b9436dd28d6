"""A convolution of several channels: a window, a kernel and a sum for each, then one cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.capabilities import kernels_of_a_filter
from cnnviz.layers.channel_sums import ChannelSum, ChannelSumTimeline
from cnnviz.layers.window_sum import ConvolutionTimeline
from cnnviz.scene import (
    captions,
    channel_marks,
    equations,
    footer,
    gaze,
    legends,
    links,
    window_marks,
)
from cnnviz.scene.channel_equation import channel_equation
from cnnviz.scene.channel_layout import ChannelLayout, channel_layout
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.explanations.convolution import ConvolutionStage
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import MARGIN, Columns, smallest_cell
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Mark, Scale, Scene, Spot
from cnnviz.scene.scales import PRIMARIES
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
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
)
from cnnviz.words import text

MOST_DIMMED = 1024
"""Cells of the largest map that is dimmed around its window or the cell pointed at."""


@dataclass(frozen=True, eq=False)
class ChannelView:
    """One moment of the stage.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment that is shown.
    record : ChannelSum or None
        The cell in work; None at the end with nothing pointed at, and while an input cell
        is pointed at.
    example : ChannelSum
        That of the moment in any case, or of the map's first cell.
    moment : Moment
        Moment of the record; without one, the last moment of position 0.
    room : ChannelLayout
        Where everything stands.
    inputs : tuple of Grid
        The colour picture, or the map of each channel that is shown.
    right : Grid
        The output.
    over : int
        Which of the inputs the pointer is on, if it is on one.
    """

    look: StageInput
    where: VisibleMoment
    record: ChannelSum | None
    example: ChannelSum
    moment: Moment
    room: ChannelLayout
    inputs: tuple[Grid, ...]
    right: Grid
    over: int = 0


class ChannelsStage(ConvolutionStage):
    """One image's convolution with all channels of a filter side by side."""

    def make_timeline(self, padded: FloatArray) -> ConvolutionTimeline:
        """Make the timeline: each output cell channel by channel."""
        subject = self.subject
        return ChannelSumTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    @property
    def together(self) -> bool:
        """Whether the input is one colour picture."""
        return self.in_scales[0].kind in PRIMARIES and self.layer.groups == 1

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._channel_view(look)
        marks: list[Mark] = [*view.inputs, view.right]
        parts = self._divisor(view.example)
        marks += channel_marks.rows(view, self.in_scales, self.filter_scales, parts)
        marks += channel_marks.sums(view, self.in_scales)
        if view.record is not None:
            marks += self._leading(view)
        marks += self._linked(view)
        marks += self._captions(view)
        marks += legends.legend("input legend", self._base(view), look.viewport)
        marks += self.scales.legend(view.right, view.where, look)
        marks += footer.all_maps(
            look,
            self.y,
            self.scales.of(look),
            view.where,
            self.scales.title(self.maps_title, view.where, look),
            MARGIN,
            self.memo,
            footer.Row.of(look.viewport, self._foot(look), beside=True),
        )
        said = self._channel_equation(view)
        return Scene(place_labels(tuple(marks), look.viewport), said, self._name(view))

    def _foot(self, look: StageInput) -> float:
        wanted = footer.footer_height(look.viewport, wanted=len(self.maps) > 1) > 0
        return footer.low_height(look.viewport) if wanted else 0.0

    def _channel_view(self, look: StageInput) -> ChannelView:
        spot, over = look.spot, 0
        if spot is not None and spot.key.startswith("input "):
            over = int(spot.key.split()[1])
            look = replace(look, spot=Spot("input", spot.row, spot.column))
        where = visible(self.timeline, self.y.shape, look)
        first = self.timeline.position_of((where.map, 0, 0))
        position = first if where.moment is None else where.moment.position
        example = self.timeline[position]
        assert isinstance(example, ChannelSum)
        reached = self.reached(look)
        record = None if where.moment is None or reached is not None else example
        moment = where.moment or last_moment(0, self.timeline.steps)
        rows, columns = self.planes[0].shape
        room = channel_layout(
            look.viewport,
            self.layer.kernel_size,
            tuple(len(part) > 1 for part in example.parts),
            ((rows, columns), self.window.out),
            self._foot(look),
            together=self.together,
        )
        inputs = self._inputs(look, record, example, moment, room)
        over = min(over, len(inputs) - 1)  # what is pinned may be gone
        if reached is not None and inputs[0].rows * inputs[0].columns <= MOST_DIMMED:
            inputs = tuple(
                replace(each, dimmed=window_marks.around(each, look.spot if i == over else None))
                for i, each in enumerate(inputs)
            )
        right = self._output(look, where, room, reached)
        view = ChannelView(look, where, record, example, moment, room, inputs, right, over)
        if record is None or right.places is None or not moment.revealed or moment.t >= 1:
            return view
        _, row, column = record.output  # its value is on its way
        return replace(view, right=replace(right, revealed=row * right.columns + column))

    def _inputs(
        self,
        look: StageInput,
        record: ChannelSum | None,
        example: ChannelSum,
        moment: Moment,
        room: ChannelLayout,
    ) -> tuple[Grid, ...]:
        """Draw the colour picture, or the map of each channel in its row."""
        pad, dimmed = window_marks.pad_of(self.window), None
        touched = channel_marks.weight_pointed_at(look, self.layer.kernel_size)
        if touched is not None:
            dimmed = ~links.touched_inputs(self.window, *touched)
        if self.together:
            first = self.in_scales[0]
            light = Scale("light", first.low, first.high)
            grid = Grid("input", room.left, self.padded, light, None, pad, self.hatched, dimmed)
            return (grid,)
        grids: list[Grid] = []
        for row, part in zip(room.rows, example.parts, strict=True):
            if len(part) > 1:
                continue
            channel = int(example.channels[part.start])
            box = Box(
                room.left.x,
                row.cy - self._input_cell(room) * self.planes[0].shape[0] / 2,
                room.left.w,
                room.left.h,
            )
            plane, scale = self.planes[channel], self.in_scales[channel]
            key = f"input {len(grids)}" if grids else "input"
            grids.append(Grid(key, box, plane, scale, None, pad, self.hatched, dimmed))
        alone = moment.name in ("products", "sums") or look.spot is not None
        small = self.planes[0].size <= MOST_DIMMED
        if record is not None and dimmed is None and alone and small and not moment.asks:
            outside = window_marks.outside(grids[0], record, self.window)
            grids = [replace(each, dimmed=outside) for each in grids]
        return tuple(grids)

    def _input_cell(self, room: ChannelLayout) -> float:
        return room.left.w / int(self.planes[0].shape[1])

    def _output(
        self,
        look: StageInput,
        where: VisibleMoment,
        room: ChannelLayout,
        reached: BoolArray | None,
    ) -> Grid:
        """Draw the output, with its numbers where they can be read."""
        cell = room.right.w / self.y.shape[2]
        readable = look.numbers and cell >= smallest_cell(look.viewport)
        columns = Columns(room.left, room.right, room.right, cell, readable, one_size=True)
        scale = self.scales.of(look)[where.map]
        if readable and places_in(self.maps[where.map], cell, look.viewport, closeup=True) is None:
            columns = replace(columns, readable=False)
        return window_marks.output_grid(
            look.viewport, room.right, self.maps[where.map], scale, where, reached, columns
        )

    def _leading(self, view: ChannelView) -> list[Mark]:
        """Frame the window and the target, and lead from one to the other."""
        assert view.record is not None
        marks: list[Mark] = []
        for i, grid in enumerate(view.inputs):
            key = f"window frame {i}"
            marks += window_marks.frames(grid, view.record, self.window, view.moment, key, "read")
        marks += channel_marks.lines(view, self.window, together=self.together)
        marks += window_marks.target_frame(view.right, view.record, view.moment, view.where)
        if view.right.places is not None and view.moment.revealed and view.moment.t < 1:
            start = Box(view.right.box.cx, view.room.total, 0.0, 0.0)
            marks += gaze.moving(start, view.right, view.record, view.record.value, view.moment)
        return marks

    def _linked(self, view: ChannelView) -> list[Mark]:
        """Frame the input cell pointed at and the outputs that depend on it."""
        dimmed, spot = view.right.dimmed, view.look.spot
        if dimmed is None or spot is None:
            return []
        roles: tuple[Role, Role] = ("read", "write")
        return links.pointed("reached", view.inputs[view.over], spot, view.right, dimmed, roles)

    def _base(self, view: ChannelView) -> Grid:
        """Give the input under which its words stand: as low as the last row, if it is in one."""
        grid = view.inputs[-1]
        if self.together:
            return grid
        high = view.room.rows[-1].bottom - grid.box.y
        return replace(grid, box=Box(grid.box.x, grid.box.y, grid.box.w, high))

    def _captions(self, view: ChannelView) -> list[Mark]:
        size = view.look.viewport.text
        marks: list[Mark] = [
            captions.caption("input caption", self._base(view).box, size, *self.input_said()),
            captions.caption(
                "output caption",
                view.right.box,
                size,
                *captions.output_said(self.output_name, self.y, view.where.map),
                *captions.rounding(view.right),
            ),
        ]
        return [
            *marks,
            *channel_marks.captions_of_columns(
                view, self.layer.out_channels, self._divisor(view.example)
            ),
        ]

    def _channel_equation(self, view: ChannelView) -> Line:
        """Write the step in numbers, or a sentence about what is pointed at."""
        spot, moment = view.look.spot, view.moment
        weight = channel_marks.weight_pointed_at(view.look, self.layer.kernel_size)
        if weight is not None and spot is not None:
            part = view.example.parts[int(spot.key.split()[-1])].start
            met = self.window.out[0] * self.window.out[1]
            said = text(
                " is multiplied with {count} input cells, one for each output", count=f"{met:,}"
            )
            if met == 1:
                said = text(" is multiplied with 1 input cell, for the only output")
            index = (view.example.output[0], part, *weight)
            return line(index_span("w", index, "weight"), Span(said))
        if spot is not None and view.right.dimmed is not None:
            count = int((~view.right.dimmed).sum())
            first = [part.start for part in view.example.parts if len(part) == 1]
            channel = int(view.example.channels[first[view.over]])
            return links.use_sentence(self.window, channel, spot, count, self.layer.padding_mode)
        if view.record is None:
            return captions.INVITATION
        if view.where.asks:
            last = last_moment(moment.position, self.timeline.steps)
            moment = replace(last, asks=True, covered=True)
        return channel_equation(view.record, moment, self.in_scales, self._divisor(view.example))

    def _name(self, view: ChannelView) -> Line:
        if view.where.moment is None:
            return ()
        return equations.cell_name(view.example.output, view.moment.position, len(self.timeline))


def _serves(layer: Layer) -> bool:
    return kernels_of_a_filter(layer) > 1


EXPLANATION = Explanation("by_channel", text("By channel"), _serves, ChannelsStage, order=20)
