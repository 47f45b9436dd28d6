"""A convolution of 1 × 1: the channels of one place, times a stick of weights for each filter."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.capabilities import kernels_of_a_filter
from cnnviz.layers.point_sums import PointTimeline
from cnnviz.layers.window_sum import ConvolutionTimeline, WindowSum
from cnnviz.scene import captions, equations, legends, links, window_marks
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.explanations.convolution import ConvolutionStage
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, READABLE, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Scene, Spot
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.stick_layout import indices_of, runs_of, stick_layout
from cnnviz.scene.stick_view import StickView
from cnnviz.scene.window_marks import at_least
from cnnviz.trace import (
    FloatArray,
    Line,
    Role,
    Span,
    index_span,
    last_moment,
    line,
    written,
)
from cnnviz.words import text

NUMBERED = 24.0
"""Width beside a stick in which its channels are numbered, at text size 1."""


class SticksStage(ConvolutionStage):
    """One image's convolution of 1 × 1, place by place."""

    def make_timeline(self, padded: FloatArray) -> ConvolutionTimeline:
        """Make the timeline: at each place, one output cell of each map."""
        subject = self.subject
        return PointTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._stick_view(look)
        inputs, outputs = self._inputs(view), self._outputs(view)
        marks: list[Mark] = [*inputs, *outputs]
        marks += self._sticks(view)
        marks += self._new_stick(view)
        if view.record is not None:
            marks += self._places(view, inputs, outputs)
        marks += self._said(view, inputs, outputs)
        if view.reached is not None and look.spot is not None:
            output = next(grid for grid in outputs if grid.key == "output")
            source, spot = inputs[view.over], look.spot
            marks += links.pointed("reached", source, spot, output, view.reached, ("read", "write"))
        foot = view.room.caption - 0.62 * CAPTION * look.viewport.text
        low = [
            replace(each, box=Box(each.box.x, each.box.y, each.box.w, foot - each.box.y))
            for each in (inputs[-1], outputs[-1])
        ]  # their words stand in one line, below the longest stick
        marks += legends.legend("input legend", low[0], look.viewport)
        marks += self.scales.legend(low[1], view.where, look)
        said = self._stick_equation(view)
        return Scene(place_labels(tuple(marks), look.viewport), said, self._named(view))

    def _stick_view(self, look: StageInput) -> StickView:
        spot, index, over = look.spot, None, 0
        if spot is not None and spot.key.startswith(("input ", "output ")):
            key, number = spot.key.split()
            index, over = (int(number), 0) if key == "output" else (None, int(number))
            look = replace(look, spot=Spot(key, spot.row, spot.column))
        where = visible(self.timeline, self.y.shape, look)
        if index is not None and look.spot is not None:
            where = self._pointed_at(look, where, index, look.spot)
        position = self.timeline.position_of((where.map, 0, 0))
        position = position if where.moment is None else where.moment.position
        example = self.timeline[position]
        assert isinstance(example, WindowSum)
        reached = self.reached(look)
        record = None if where.moment is None or reached is not None else example
        moment = where.moment or last_moment(0, self.timeline.steps)
        room = stick_layout(
            look.viewport,
            example.x.size,
            len(self.maps),
            (self.planes[0].shape, self.window.out),
            0.0,
        )
        over = min(over, len(room.inputs) - 1)  # what is pinned may be gone
        return StickView(look, where, record, example, moment, room, reached, over)

    def _pointed_at(
        self, look: StageInput, where: VisibleMoment, index: int, spot: Spot
    ) -> VisibleMoment:
        """Turn to the visible cell of another map that is pointed at."""
        _, rows, columns = self.y.shape
        inside = index < len(self.maps) and spot.row < rows and spot.column < columns
        plane = look.shown.plane(index, rows * columns)
        if not inside or not plane.covers(spot.row * columns + spot.column):
            return where
        position = self.timeline.position_of((index, spot.row, spot.column))
        moment = last_moment(position, self.timeline.steps)
        return VisibleMoment(moment, index, plane, where.held)

    def _inputs(self, view: StickView) -> list[Grid]:
        """Draw the map of each channel; all but one place of it is pale."""
        pad = window_marks.pad_of(self.window)
        dimmed = self.hatched
        if view.record is not None:
            dimmed = np.ones(self.planes[0].shape, bool)
            dimmed[self._place(view.record)] = False
        grids = []
        drawn = indices_of(view.example.x.size, view.term)
        for number, (index, box) in enumerate(zip(drawn, view.room.inputs, strict=True)):
            channel = int(view.example.channels[index])
            key = f"input {number}" if number else "input"
            places = self._places_in(view, self.planes[channel], box)
            scale = self.in_scales[channel]
            grid = Grid(key, box, self.planes[channel], scale, places, pad, self.hatched, dimmed)
            if view.reached is not None:
                spot = view.look.spot if number == view.over else None
                grid = replace(grid, dimmed=window_marks.around(grid, spot))
            grids.append(grid)
        return grids

    def _outputs(self, view: StickView) -> list[Grid]:
        """Draw the maps that are written; the one in work is called ``output``."""
        _, rows, columns = self.y.shape
        scales, reached = self.scales.of(view.look), view.reached
        drawn = indices_of(len(self.maps), view.where.map)
        grids = []
        for index, box in zip(drawn, view.room.outputs, strict=True):
            key = "output" if index == view.where.map else f"output {index}"
            shown = view.look.shown.plane(index, rows * columns)
            plane = self.maps[index]
            places = self._places_in(view, plane, box)
            grid = Grid(key, box, plane, scales[index], places, dimmed=reached)
            grids.append(grid.holding_back(shown))
        return grids

    def _places_in(self, view: StickView, values: FloatArray, box: Box) -> int | None:
        side = box.w / values.shape[1]
        if not view.look.numbers or side < READABLE:
            return None
        return places_in(values, side, view.look.viewport, closeup=True)

    def _place(self, record: WindowSum) -> tuple[int, int]:
        """Find the place on the padded input."""
        (top, _), (left, _) = self.window.padding
        return int(record.rows[0]) + top, int(record.columns[0]) + left

    def _sticks(self, view: StickView) -> list[Mark]:
        """Show the stick of the input, those of the weights, and the products with one of them."""
        example, room = view.example, view.room
        count, output = example.x.size, example.output[0]
        x, weights = example.x.reshape(-1), self.layer.weight.reshape(len(self.maps), -1)
        products = example.products.reshape(-1).astype(np.float32)
        channels = [self.in_scales[int(each)] for each in example.channels]
        marks: list[Mark] = []
        one = all(scale == channels[0] for scale in channels)
        marks += self._stick(
            view,
            "x",
            room.x,
            x,
            channels if not one else channels[:1],
            x,
            None if view.record is not None else 0,
            view.term,
        )
        scale = signed(weights)
        for index, box in zip(indices_of(len(weights), output), room.weights, strict=True):
            name = f"filter {index}"
            marks += self._stick(view, name, box, weights[index], [scale], weights, None, view.term)
            if index == output:
                frame = box.inset(-2)
                marks.append(Outline("filter frame", (frame,), "weight", 3.0))
        marks += self._stick(
            view,
            "products",
            room.products,
            products,
            [signed(products)],
            products,
            view.done,
            view.term,
        )
        if view.works:
            width = frame_width(room.cell, 3.0)
            chosen = indices_of(len(weights), output).index(output)
            roles: tuple[tuple[str, Box, Role], ...] = (
                ("term", room.x, "read"),
                ("term weight", room.weights[chosen], "weight"),
                ("term product", room.products, "write"),
            )
            for key, stick, role in roles:
                marks.append(Outline(key, (room.at(stick, view.term, count),), role, width))
        return marks

    def _stick(
        self,
        view: StickView,
        key: str,
        box: Box,
        values: FloatArray,
        scales: list[Scale],
        alike: FloatArray,
        done: int | None,
        now: int,
    ) -> list[Mark]:
        """Draw a stick as far as it is shown, with dots for what is left out of it."""
        room, count = view.room, len(values)
        runs = runs_of(count, now)
        places = None
        if view.look.numbers and room.cell >= READABLE:
            places = places_in(alike, room.cell, view.look.viewport, closeup=True)
        marks: list[Mark] = []
        for run in runs:
            single = len(scales) > 1
            for first in range(run.first, run.last) if single else (run.first,):
                last = first + 1 if single else run.last
                top = room.at(box, first, count).y
                shown = None if done is None else max(0, min(done - first, last - first))
                name = key if not first else f"{key} from {first}"
                part = np.ascontiguousarray(values[first:last].reshape(-1, 1))
                place = Box(box.x, top, room.cell, (last - first) * room.cell)
                scale = scales[first] if single else scales[0]
                marks.append(Grid(name, place, part, scale, places, revealed=shown))
        for i, (one, other) in enumerate(pairwise(runs)):
            before, after = room.at(box, one.last - 1, count), room.at(box, other.first, count)
            if other.first > one.last:
                y, dots = (before.bottom + after.y) / 2, (Span("⋮", "muted"),)
                marks.append(Label(f"{key} dots {i}", box.cx, y, dots, 0.4 * room.cell))
        return marks

    def _new_stick(self, view: StickView) -> list[Mark]:
        """Show what all filters have made of this place."""
        room, count = view.room, len(self.maps)
        _, row, column = view.example.output
        values = np.ascontiguousarray(self.y[:, row, column])
        cells, place = self.y[0].size, row * self.y.shape[2] + column
        shown = [view.look.shown.plane(i, cells).covers(place) for i in range(count)]
        done = 0 if view.record is None else int(np.argmin([*shown, False]))
        marks = self._stick(
            view, "y", room.y, values, [self.subject.out_scale], values, done, view.where.map
        )
        output = view.example.output[0]
        if view.record is not None:
            told = view.moment.revealed or view.where.asks
            cell = room.at(room.y, output, count)
            width = frame_width(room.cell, 3.0)
            marks.append(Outline("new", (cell,), "write", width, dashed=not told))
            if view.where.asks:
                marks = [_asking(mark, cell) for mark in marks]
        return marks

    def _places(self, view: StickView, inputs: list[Grid], outputs: list[Grid]) -> list[Mark]:
        """Frame the place in every map."""
        assert view.record is not None
        where = self._place(view.record)
        _, row, column = view.record.output
        before = tuple(at_least(grid.cell(*where), 12.0) for grid in inputs)
        marks: list[Mark] = [Outline("window", before, "read", 3.0)]
        for grid in outputs:
            cell = at_least(grid.cell(row, column), 12.0)
            if grid.key == "output":
                told = view.moment.revealed or view.where.asks
                marks.append(Outline("written", (cell,), "write", 3.0, dashed=not told))
            else:
                marks.append(Outline(f"place {grid.key}", (cell,), "write", 2.0, faint=True))
        return marks

    def _said(self, view: StickView, inputs: list[Grid], outputs: list[Grid]) -> list[Mark]:
        """Write captions, signs and the sum."""
        room, size = view.room, view.look.viewport.text
        font, y = 13.0 * size, room.caption
        count, kernels = len(self.maps), view.example.x.size
        middle = (room.weights[0].x + room.weights[-1].right) / 2
        weights: Line = (
            Span(f"{count} × {kernels}", "weight", channels_last=f"{kernels} × {count}"),
        )
        if not view.look.viewport.presenting:
            weights = (Span(text("{count} filters", count=count), "strong"), Span("  "), *weights)
        said: tuple[tuple[str, float, Line], ...] = (
            ("input", inputs[0].box.cx, self.input_said()),
            ("x", room.x.cx, (Span("x", "read"),)),
            ("filter", middle, weights),
            ("y", room.y.cx, (Span("y", "write"),)),
            (
                "output",
                outputs[0].box.cx,
                captions.output_said(self.output_name, self.y, view.where.map),
            ),
        )
        marks: list[Mark] = [Label(f"{key} caption", x, y, line, font) for key, x, line in said]
        signs = (
            ("to", inputs[0].box.right, room.x.x, "→"),
            ("times", room.x.right, room.weights[0].x, "∗"),
            ("before", room.weights[-1].right, room.products.x, "="),
            ("after", room.products.right, room.y.x, "→"),
            ("onward", room.y.right, outputs[0].box.x, "→"),
        )
        high = min(size, 1.5)
        marks += [
            captions.symbol(key, (one + other) / 2, room.x.cy, sign, high)
            for key, one, other, sign in signs
        ]
        drawn = indices_of(count, view.where.map)
        for i, (one, other) in enumerate(pairwise(drawn)):
            if other > one + 1:
                left, right = room.weights[i], room.weights[i + 1]
                dots = (Span("…", "muted"),)
                x = (left.right + right.x) / 2
                marks.append(Label(f"left out {i}", x, left.cy, dots, 0.4 * room.cell))
        gap = room.x.x - inputs[0].box.right
        if kernels > len(indices_of(kernels)) and gap >= NUMBERED * size:
            if gap < 2 * NUMBERED * size + captions.OPERATOR * high:
                marks = [mark for mark in marks if mark.key != "to"]  # the numbers need the room
            for index in indices_of(kernels, view.term):
                cell, name = room.at(room.x, index, kernels), (Span(str(index + 1), "muted"),)
                marks.append(
                    Label(f"channel {index}", cell.x - 6, cell.cy, name, 0.9 * font, "right")
                )
        marks.append(Outline("maps frame", tuple(grid.box for grid in outputs), "faint", 1.0))
        if view.record is not None:
            marks.append(Label("sum", room.products.cx, room.sum, self._sum(view), font, bold=True))
        return marks

    def _sum(self, view: StickView) -> Line:
        record, moment = view.example, view.moment
        head = line(
            Span("Σ", "muted"), *((Span(" + b", "muted"),) if record.bias is not None else ())
        )
        if view.where.asks:
            return (*head, Span(" = ", "muted"), Span("?", "write"))
        if moment.covered or moment.name not in ("bias", "write"):
            return (*head, Span(" = ", "muted"), Span("…", "faint"))
        number = written(record.value)
        sign = " = " if number.true else " ≈ "
        return (*head, Span(sign, "muted"), Span(number.said, "write"))

    def _stick_equation(self, view: StickView) -> Line:
        """Write the sum of products, or a sentence about what is pointed at."""
        spot, moment = view.look.spot, view.moment
        if spot is not None and spot.key.startswith("filter "):
            index = int(spot.key.split()[1])
            met = self.window.out[0] * self.window.out[1]
            said = text(
                " is multiplied with {count} input cells, one for each output", count=f"{met:,}"
            )
            if met == 1:
                said = text(" is multiplied with 1 input cell, for the only output")
            first = int(spot.key.split()[3]) if " from " in spot.key else 0
            return line(index_span("w", (index, first + spot.row, 0, 0), "weight"), Span(said))
        if spot is not None and view.reached is not None:
            count = int((~view.reached).sum())
            drawn = indices_of(view.example.x.size, view.term)
            channel = int(view.example.channels[drawn[view.over]])
            return links.use_sentence(self.window, channel, spot, count, self.layer.padding_mode)
        if view.record is None:
            return captions.INVITATION
        if view.where.asks:
            last = last_moment(moment.position, self.timeline.steps)
            moment = replace(last, asks=True, covered=True)
        return self._written(view.record, moment, self._divisor(view.example)).line

    def _named(self, view: StickView) -> Line:
        if view.where.moment is None:
            return ()
        return equations.cell_name(view.example.output, view.moment.position, len(self.timeline))


def _asking(mark: Mark, cell: Box) -> Mark:
    """Put the question mark into the grid of a stick that holds a cell."""
    if not isinstance(mark, Grid) or not mark.box.y <= cell.cy <= mark.box.bottom:
        return mark
    return replace(mark, asked=round((cell.y - mark.box.y) / cell.h))


def _serves(layer: Layer) -> bool:
    return kernels_of_a_filter(layer) > 0 and tuple(layer.weight.shape[2:]) == (1, 1)  # type: ignore[attr-defined]


EXPLANATION = Explanation("sticks", text("Sticks"), _serves, SticksStage, order=15)
