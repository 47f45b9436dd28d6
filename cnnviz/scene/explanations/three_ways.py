"""The same small map enlarged in three ways: nearest neighbour, bed of nails, max unpooling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.bed_of_nails import BedOfNails
from cnnviz.layers.kinds.upsample import Upsample
from cnnviz.layers.linked import Linked
from cnnviz.layers.refilling import Refill, Refilling, RefillTimeline
from cnnviz.scene import captions, refill_marks
from cnnviz.scene.equations import cell_name
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.grid_row import in_a_row
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Grid, Mark, Outline, Scene
from cnnviz.scene.scales import from_zero
from cnnviz.scene.stage_input import StageInput, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least, framed
from cnnviz.trace import FloatArray, Line, Moment, Span, format_number, line
from cnnviz.words import Text, text

KEYS = ("nearest", "nails", "output")


class ThreeWaysStage:
    """One image: the small map, and what becomes of it, in lockstep."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        layer: Refilling = subject.layer
        x, image = subject.x, subject.image
        window = layer.stamps((x.shape[1], x.shape[2], x.shape[3]))
        ways: list[Refilling] = [Upsample(scale_factor=window.stride)]
        ways.append(BedOfNails(scale_factor=window.stride))
        self.titles: tuple[Text, ...] = (*(each.common_name for each in ways), layer.common_name)
        self.x = x[image]
        made = [each.forward(x) for each in ways]
        self.outputs: list[FloatArray] = [*(each[image] for each in made), subject.y[image]]
        self.timeline = RefillTimeline(layer, x, subject.y, image)
        pairs = zip(ways, made, strict=True)
        self.timelines = [RefillTimeline(each, x, y, image) for each, y in pairs]
        self.timelines.append(self.timeline)
        self.scales = subject.in_scales
        if float(x.min()) >= 0:
            self.scales = from_zero(self.scales)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        moment, view = look.moment, look.viewport
        where = visible(self.timeline, self.outputs[-1].shape, replace(look, spot=None))
        record = None if moment is None else self.timeline[moment.position]
        index = where.map if record is None else record.output
        sizes = [each.window.size for each in self.timelines]
        row = in_a_row(view, [(self.x.shape[1], self.x.shape[2]), *sizes], numbers=look.numbers)
        scale = self.scales[index]
        planes = [self.x[index], *(each[index] for each in self.outputs)]
        grids = [
            Grid(
                key,
                box,
                plane,
                scale,
                places_in(plane, row.cell, view) if row.readable else None,
                hot=key in ("input", "output"),
            )
            for key, box, plane in zip(("input", *KEYS), row.boxes, planes, strict=True)
        ]
        left, large = grids[0], grids[1:]
        moves = moment is not None and moment.revealed and moment.t < 1 and row.readable
        at = replace(moment, revealed=False) if moves and moment is not None else moment
        held = [self._held(grid, i, index, at) for i, grid in enumerate(large)]
        marks: list[Mark] = [left, *held]
        for i, grid in enumerate(held):
            marks += self._frames(left, grid, i, record, moment, look)
            if moves and record is not None and moment is not None:
                own = self.timelines[i][moment.position]
                marks += refill_marks.moving(left, grid, own, moment, KEYS[i])
        title = Span(text("Small map"), "strong")
        marks.append(captions.caption("input caption", left.box, view.text, title))
        for grid, said in zip(held, self.titles, strict=True):
            name = Span(said, "strong")
            marks.append(captions.caption(f"{grid.key} caption", grid.box, view.text, name))
        scene = place_labels(tuple(marks), view)
        return Scene(scene, self._equation(record, moment), self._name(record, moment))

    def _held(self, grid: Grid, way: int, index: int, moment: Moment | None) -> Grid:
        """Hold back what the timeline has not shown; the question stands in the last map alone."""
        timeline, cells = self.timelines[way], self.outputs[way][0].size
        shown = timeline.shown(moment).plane(index, cells)
        held = grid.holding_back(shown)
        return held if way == len(KEYS) - 1 else replace(held, asked=None)

    def _frames(
        self,
        left: Grid,
        grid: Grid,
        way: int,
        record: Refill | None,
        moment: Moment | None,
        look: StageInput,
    ) -> list[Mark]:
        key = KEYS[way]
        spot = look.pointed("input", left.rows, left.columns)
        timeline = self.timelines[way]
        index = 0 if record is None else record.output
        if spot is not None:
            position = (index * left.rows + spot.row) * left.columns + spot.column
            own = timeline[position]
            cell = framed(
                f"{key} pointed", at_least(left.cell(spot.row, spot.column), 12.0), "read"
            )
            block = Outline(f"{key} block", (refill_marks.block(grid, own),), "write", 3.0)
            return [cell, block]
        spot = look.pointed("output", grid.rows, grid.columns)
        if spot is not None and not way:
            _, row, column = timeline.place(
                self.timeline.position_of((index, spot.row, spot.column))
            )
            return [framed("window", at_least(left.cell(row, column), 12.0), "read")]
        if spot is not None:
            return []
        if record is None or moment is None:
            return []
        own = timeline[moment.position]
        marks: list[Mark] = []
        if not way:
            marks.append(framed("window", at_least(left.cell(*record.cell), 12.0), "read"))
        marks += refill_marks.in_work(left, grid, own, moment, key)
        if way == len(KEYS) - 1 and moment.asks and grid.places is not None:
            marks += refill_marks.questions(grid, own)
        return marks

    def _equation(self, record: Refill | None, moment: Moment | None) -> Line:
        if record is None or moment is None:
            return captions.INVITATION
        if moment.name == "place" or record.landing is None:
            name = f"x[{record.output}, {record.cell[0]}, {record.cell[1]}]"
            number = format_number(float(record.x), 3)
            return line(Span(name, "read"), " = ", Span(number, "read"))
        return refill_marks.index_line(record, self.timeline.window.size, moment)

    def _name(self, record: Refill | None, moment: Moment | None) -> Line:
        """Name the input cell for the readout."""
        if moment is None or record is None:
            return ()
        place = (record.output, *record.cell)
        _, *rest = cell_name(place, moment.position, len(self.timeline))
        return (Span(f"x[{place[0]}, {place[1]}, {place[2]}]", "read"), *rest)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Refilling) and isinstance(layer, Linked)


EXPLANATION = Explanation(
    "three_ways", text("Three ways to enlarge"), _serves, ThreeWaysStage, order=20
)
