"""Layers that enlarge without weights: where each value of the small map goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.capabilities import KeepsPlaces
from cnnviz.layers.linked import Linked
from cnnviz.layers.refilling import Refill, Refilling, RefillTimeline
from cnnviz.scene import captions, footer, legends, refill_marks
from cnnviz.scene.equations import cell_name
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.grid_row import GridRow, in_a_row
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Scene
from cnnviz.scene.scales import from_zero
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least, framed
from cnnviz.trace import Cell, FloatArray, Line, Moment, Span, format_number, line, shape_span
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class RefillView:
    """One moment of the stage with its grids.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The map on stage, and the visible part of it.
    moment : Moment or None
        The moment of the timeline; None at its end.
    record : Refill or None
        The value in work.
    left, right : Grid
        The small map and the large one.
    pooled : Grid or None
        What the pooling has read, with its pins.
    """

    look: StageInput
    where: VisibleMoment
    moment: Moment | None
    record: Refill | None
    left: Grid
    right: Grid
    pooled: Grid | None

    @property
    def moves(self) -> bool:
        """Whether the value is on its way."""
        moment = self.moment
        told = moment is not None and moment.revealed and moment.t < 1
        return told and self.right.places is not None


class RefillStage:
    """One image; for a layer that refers to a pooling, with what that has read."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.layer: Refilling = subject.layer
        self.timeline = RefillTimeline(self.layer, subject.x, subject.y, subject.image)
        self.x, self.y = subject.x[subject.image], subject.y[subject.image]
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.in_scales = subject.in_scales
        shared = subject.out_scales
        if float(subject.x.min()) >= 0:
            self.in_scales, shared = from_zero(self.in_scales), from_zero(shared)
        self.scales = MapScales(self.maps, shared, subject.scales[-2:], subject.memo)
        source = subject.results[-1].source
        self.before: FloatArray | None = None
        self.number = 0
        if source is not None and source.x is not None and isinstance(source.layer, KeepsPlaces):
            self.before = source.x[subject.image]
            layer = subject.results[-1].layer
            assert isinstance(layer, Linked)
            self.number = layer.source + 1

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        marks: list[Mark] = [view.left, view.right]
        if view.pooled is not None:
            marks += [view.pooled, *self._pins(view, view.pooled)]
        marks += self._frames(view)
        marks += self._captions(view)
        marks += legends.legend("input legend", view.left, look.viewport)
        marks += self.scales.legend(view.right, view.where, look)
        marks += footer.all_maps(
            look,
            self.y,
            self.scales.of(look),
            view.where,
            self.scales.title(text("all channels"), view.where, look),
            20.0,
            self.subject.memo,
            footer.Row.of(look.viewport, self._foot(look), beside=True),
        )
        if view.moves and view.record is not None and view.moment is not None:
            marks += refill_marks.moving(view.left, view.right, view.record, view.moment)
        scene = place_labels(tuple(marks), look.viewport)
        return Scene(scene, self._equation(view), self._name(view))

    def _foot(self, look: StageInput) -> float:
        tall = footer.footer_height(look.viewport, wanted=len(self.maps) > 1)
        return min(tall, footer.low_height(look.viewport))

    def _view(self, look: StageInput) -> RefillView:
        moment = look.moment
        where = visible(self.timeline, self.y.shape, replace(look, spot=None))
        record = None
        if moment is not None:
            record = self.timeline[moment.position]
            plane = look.shown.plane(record.output, self.y[0].size)
            where = replace(where, map=record.output, plane=plane)
        row = self._row(look)
        boxes, index = list(row.boxes), where.map
        pooled = None
        if self.before is not None:
            pooled = self._grid("pooled", boxes.pop(0), self.before[index], index, row, look)
        left = self._grid("input", boxes[0], self.planes[index], index, row, look)
        right = self._grid("output", boxes[1], self.maps[index], index, row, look)
        right = replace(right, scale=self.scales.of(look)[index]).holding_back(where.plane)
        view = RefillView(look, where, moment, record, left, right, pooled)
        if view.moves and moment is not None:
            before = self.timeline.shown(replace(moment, revealed=False))
            right = right.holding_back(before.plane(index, self.y[0].size))
        return replace(view, right=right)

    def _row(self, look: StageInput) -> GridRow:
        sizes = [(self.x.shape[1], self.x.shape[2]), self.timeline.window.size]
        if self.before is not None:
            sizes.insert(0, self.timeline.window.size)
        return in_a_row(look.viewport, sizes, numbers=look.numbers, foot=self._foot(look))

    def _grid(
        self, key: str, box: Box, plane: FloatArray, index: int, row: GridRow, look: StageInput
    ) -> Grid:
        places = places_in(plane, row.cell, look.viewport) if row.readable else None
        return Grid(key, box, plane, self.in_scales[index], places)

    def _pins(self, view: RefillView, pooled: Grid) -> list[Mark]:
        """Mark where the maxima were found, but for those that are still asked for."""
        landings = self.timeline.landings
        if landings is None:
            return []
        known = landings[view.where.map].reshape(-1)
        moment = view.moment
        if moment is not None and moment.covered:
            known = known[: moment.position % known.size]
        cell = pooled.box.w / pooled.columns
        pins = tuple(pooled.cell(*divmod(int(each), pooled.columns)) for each in known)
        marks: list[Mark] = []
        if pins and cell >= 6:
            marks.append(Outline("pins", pins, "stat", frame_width(cell, 3.0)))
        if view.record is None or moment is None or moment.name == "place":
            return marks
        window = refill_marks.block(pooled, view.record)
        marks.append(Outline("pooled window", (window,), "read", frame_width(cell, 3.0)))
        if moment.revealed:
            (pin,) = refill_marks.targets(pooled, view.record)
            marks.append(framed("pin", pin, "write"))
        return marks

    def _frames(self, view: RefillView) -> list[Mark]:
        """Frame what is in work, or what is linked with the cell pointed at."""
        pointed = self._pointed(view)
        if pointed is not None:
            record, key = pointed
            ends = [framed("window", at_least(view.left.cell(*record.cell), 12.0), "read")]
            block = refill_marks.block(view.right, record)
            width = frame_width(view.right.cell(0, 0).w, 3.0)
            marks: list[Mark] = [*ends, Outline("block", (block,), "write", width)]
            if key == "output" and view.look.spot is not None:
                spot = view.look.spot
                marks.append(framed("written", view.right.cell(spot.row, spot.column), "write"))
            return marks
        if view.record is None or view.moment is None:
            return []
        marks = refill_marks.in_work(view.left, view.right, view.record, view.moment)
        if view.moment.name != "place" and view.left.places is not None:
            marks += refill_marks.ways(view.left, view.right, view.record)
        if view.moment.asks and self.layer.asks_place and view.right.places is not None:
            marks += refill_marks.questions(view.right, view.record)
        return marks

    def _pointed(self, view: RefillView) -> tuple[Refill, str] | None:
        """Give the value that the cell pointed at belongs to, and the grid of the cell."""
        look, index = view.look, view.where.map
        spot = look.pointed("input", view.left.rows, view.left.columns)
        if spot is not None:
            position = (index * view.left.rows + spot.row) * view.left.columns + spot.column
            return self.timeline[position], "input"
        spot = look.pointed("output", view.right.rows, view.right.columns)
        if spot is None or not view.where.plane.covers(spot.row * view.right.columns + spot.column):
            return None
        cell: Cell = (index, spot.row, spot.column)
        return self.timeline[self._source(cell)], "output"

    def _source(self, cell: Cell) -> int:
        """Find the position whose value lands on a cell, or whose window it lies in."""
        landings = self.timeline.landings
        if landings is not None:
            plane = landings[cell[0]].reshape(-1)
            found = np.flatnonzero(plane == cell[1] * self.timeline.window.size[1] + cell[2])
            if len(found):
                return int(cell[0] * plane.size + found[-1])
        return self.timeline.position_of(cell)

    def _captions(self, view: RefillView) -> list[Mark]:
        size = view.look.viewport.text
        shown: list[tuple[Grid, Text, FloatArray]] = [
            (view.left, text("Small map"), self.x),
            (view.right, text("Large map"), self.y),
        ]
        marks: list[Mark] = []
        if view.pooled is not None and self.before is not None:
            title = text("Before layer {number}", number=self.number)
            pins = Span(text(", its maxima pinned"), "muted")
            said = (Span(title, "strong"), pins)
            marks.append(captions.caption("pooled caption", view.pooled.box, size, *said))
        for grid, title, array in shown:
            shape = shape_span(array.shape, before="  ", tells=_tells(grid))
            said = (Span(title, "strong"), shape)
            parts = (*said, *captions.rounding(grid))
            marks.append(captions.caption(f"{grid.key} caption", grid.box, size, *parts))
        y = view.right.box.cy
        gap = (view.left.box.right + view.right.box.x) / 2
        if view.record is None:
            marks.append(captions.symbol("to", gap, y, "→", size))
        return marks

    def _equation(self, view: RefillView) -> Line:
        pointed = self._pointed(view)
        if pointed is not None:
            return self._linked(view, *pointed)
        record, moment = view.record, view.moment
        if record is None or moment is None:
            return captions.INVITATION
        name = Span(f"x[{record.output}, {record.cell[0]}, {record.cell[1]}]", "read")
        value = Span(format_number(float(record.x), 3), "read")
        if record.landing is not None and self.layer.asks_place and moment.name != "place":
            return refill_marks.index_line(record, self.timeline.window.size, moment)
        if moment.name == "place":
            return line(name, " = ", value)
        if not moment.revealed:
            return (*line(name, " = ", value), *self._open(record, moment))
        return line(name, " = ", value, "  →  ", *refill_marks.written(record, self.y))

    def _open(self, record: Refill, moment: Moment) -> Line:
        """Write the cell that is asked for: a value with one place may go to another one."""
        if not moment.asks:
            return line("  →  ", Span("…", "faint"))
        if record.landing is None:
            name, way = refill_marks.block_name(record), "  →  "
        else:
            flat = self.timeline.asked(moment.position) % self.y[0].size
            row, column = divmod(flat, self.y.shape[2])
            name, way = f"y[{record.output}, {row}, {column}]", "    "
        return line(way, Span(name, "write"), " = ", Span("?", "write"))

    def _linked(self, view: RefillView, record: Refill, key: str) -> Line:
        """Say where the value pointed at goes, or where that of the cell comes from."""
        source = Span(f"x[{record.output}, {record.cell[0]}, {record.cell[1]}]", "read")
        value = Span(format_number(float(record.x), 3), "read")
        if key == "input":
            if record.landing is None:
                count = len(record.window[0]) * len(record.window[1])
                return line(source, " = ", value, Span(text(" fills {count} cells", count=count)))
            if not self._told(view, record):
                return line(source, " = ", value)
            at = Span(f"y[{record.output}, {record.landing[0]}, {record.landing[1]}]", "write")
            return line(source, " = ", value, "  →  ", at)
        spot = view.look.spot
        assert spot is not None
        cell = Span(f"y[{record.output}, {spot.row}, {spot.column}]", "write")
        if record.landing not in (None, (spot.row, spot.column)):
            return line(
                cell, " = ", Span("0", "write"), Span(text("   no value goes here"), "muted")
            )
        return line(cell, " = ", source, " = ", value)

    def _told(self, view: RefillView, record: Refill) -> bool:
        """Whether the place of a value has been shown."""
        assert record.landing is not None
        return view.where.plane.covers(record.landing[0] * self.y.shape[2] + record.landing[1])

    def _name(self, view: RefillView) -> Line:
        """Name the input cell for the readout."""
        if view.moment is None or view.record is None:
            return ()
        record = view.record
        place = (record.output, *record.cell)
        _, *rest = cell_name(place, view.moment.position, len(self.timeline))
        return (Span(f"x[{place[0]}, {place[1]}, {place[2]}]", "read"), *rest)


def _tells(grid: Grid) -> tuple[str, ...]:
    return ("size",) if grid.key == "output" else ()


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Refilling)


EXPLANATION = Explanation("refill", text("Where each value goes"), _serves, RefillStage, order=10)
