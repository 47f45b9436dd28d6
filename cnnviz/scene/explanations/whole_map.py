"""Global pooling: a whole map becomes one number, by way of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.global_pooling import GlobalPooling, WholeMap
from cnnviz.scene import captions, equations, footer, legends
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import (
    CAPTION,
    MARGIN,
    READABLE,
    fitted,
    frame_width,
    largest_cell,
    legend_height,
    margins,
    row_of,
    top_margin,
)
from cnnviz.scene.legible import places_alone, places_in
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Label, Mark, Mosaic, Outline, Scene
from cnnviz.scene.scales import PRIMARIES, from_zero, signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.stick_layout import indices_of, length_of, runs_of
from cnnviz.scene.subject import Subject
from cnnviz.scene.whole_map_equation import equation_of
from cnnviz.scene.window_marks import at_least
from cnnviz.trace import (
    Line,
    Moment,
    Role,
    Span,
    index_span,
    last_moment,
    line,
    shape_span,
)
from cnnviz.words import text

TITLE = 90.0
"""Width kept for the title of the input's channels, at text size 1."""
LEAST, LEAST_OUTPUT = 120.0, 7.0
"""Width that all outputs have beside the input's channels, and that each of them has."""
SIGN = 44.0
"""Width in which → stands."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes
    ----------
    map, rows : Box
        The map, and the sums of its rows beside it.
    stick : Box
        The output: one cell for each map.
    cell : float
        Side of its cells in logical pixels.
    """

    map: Box
    rows: Box
    stick: Box
    cell: float


@dataclass(frozen=True, eq=False)
class MapView:
    """One moment of the stage.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment that is shown.
    record : WholeMap or None
        The map in work; None at the end with nothing pointed at.
    example : WholeMap
        The same, or the map on stage.
    moment : Moment
        Moment of the record; without one, the last moment of position 0.
    room : Layout
        Where everything stands.
    """

    look: StageInput
    where: VisibleMoment
    record: WholeMap | None
    example: WholeMap
    moment: Moment
    room: Layout

    @property
    def done(self) -> int:
        """Rows that have been added or compared."""
        if self.record is None or self.moment.name == "place":
            return 0
        return self.moment.index + 1 if self.moment.name == "rows" else len(self.example.x)


class WholeMapStage:
    """One image's global pooling."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.layer = subject, subject.layer
        self.timeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.x, self.y = subject.x[subject.image], subject.y[subject.image]
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.in_scales, shared = subject.in_scales, subject.out_scales
        if float(subject.x.min()) >= 0:
            self.in_scales, shared = from_zero(self.in_scales), from_zero(shared)
        self.scales = MapScales(self.maps, shared, subject.scales[-2:], subject.memo)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        grid = self._map(view)
        outputs = self._outputs(view)
        marks: list[Mark] = [grid, *outputs, *self._rows(view)]
        marks += self._frames(view, grid)
        marks += self._said(view, grid, outputs)
        marks += legends.legend("input legend", grid, look.viewport)
        marks += self._channels(view)
        return Scene(
            place_labels(tuple(marks), look.viewport), self._equation(view), self._name(view)
        )

    def _view(self, look: StageInput) -> MapView:
        spot = look.spot
        where = visible(self.timeline, self.y.shape, look)
        if spot is not None and spot.key.startswith("output ") and spot.row == spot.column == 0:
            index = int(spot.key.split()[1])
            plane = look.shown.plane(index, 1)
            if index < len(self.maps) and plane.covers(0):
                moment = last_moment(index, self.timeline.steps)
                where = VisibleMoment(moment, index, plane, where.held)
        position = where.map if where.moment is None else where.moment.position
        example = self.timeline[position]
        record = None if where.moment is None else example
        moment = where.moment or last_moment(0, self.timeline.steps)
        return MapView(look, where, record, example, moment, self._layout(look))

    def _foot(self, look: StageInput) -> float:
        wanted = footer.footer_height(look.viewport, wanted=len(self.planes) > 1) > 0
        return footer.low_height(look.viewport) if wanted else 0.0

    def _layout(self, look: StageInput) -> Layout:
        view = look.viewport
        size, (rows, columns) = view.text, self.planes[0].shape
        margin, _ = margins(view)
        sign, top = SIGN * min(size, 1.4), top_margin(view)
        below = CAPTION * size + legend_height(view, numbers=False)
        height = max(view.height - top - below - self._foot(look) - 4.0, 60.0)
        width = view.width - 2 * margin
        tall = length_of(len(self.maps))
        most = largest_cell(view)
        each = min(height / tall, most, 0.12 * width)
        each = float(int(max(each, 3.0)))
        # The sums have more signs than the cells that they add.
        side = min(height / rows, (width - 2 * sign - each) / (columns + 2), most)
        side = float(int(side)) if side >= 4 else side
        w_rows = max(1.6 * side, min(60.0 * size, 0.16 * width))
        side = min(side, (width - 2 * sign - each - w_rows) / columns)
        side = float(int(side)) if side >= 4 else side
        taken = side * columns + w_rows + each + 2 * sign
        spare = max(width - taken, 0.0) / 4
        x, middle = margin + spare, top + height / 2
        grid = fitted(Box(x, top, side * columns, height), rows, columns, side)
        x = grid.right + sign + spare
        column = Box(round(x), grid.y, w_rows, grid.h)
        x = column.right + sign + spare
        stick = Box(round(x), round(middle - tall * each / 2), each, tall * each)
        return Layout(grid, column, stick, each)

    def _map(self, view: MapView) -> Grid:
        """Draw the map on stage."""
        index, box = view.where.map, view.room.map
        plane, side = self.planes[index], box.w / self.planes[index].shape[1]
        places = None
        if view.look.numbers and side >= READABLE:
            places = places_in(plane, side, view.look.viewport, closeup=True)
        dimmed = None
        if view.record is not None and view.moment.name == "rows" and not view.where.asks:
            dimmed = np.ones(plane.shape, bool)
            dimmed[view.moment.index] = False
        return Grid("input", box, plane, self.in_scales[index], places, dimmed=dimmed)

    def _rows(self, view: MapView) -> list[Mark]:
        """Show what each row comes to, beside it."""
        values = view.example.rows.astype(np.float32).reshape(-1, 1)
        box, side = view.room.rows, view.room.rows.h / len(values)
        scale = signed(values) if self.layer.mean else self.in_scales[view.where.map]
        places = None
        if view.look.numbers and side >= READABLE:
            high = places_in(np.zeros(1, np.float32), side, view.look.viewport)
            wide = min(box.w, 3 * side)
            places = (
                None if high is None else places_in(values, wide, view.look.viewport, closeup=True)
            )
        return [Grid("rows", box, values, scale, places, revealed=view.done, hot=False)]

    def _outputs(self, view: MapView) -> list[Grid]:
        """Draw one cell for each map; the one in work is called ``output``."""
        count, cell = len(self.maps), view.room.cell
        scales = self.scales.of(view.look)
        spot = view.look.pointed("input", *self.planes[0].shape)
        grids = []
        for run in runs_of(count, view.where.map):
            for index in range(run.first, run.last):
                top = view.room.stick.y + (run.start + index - run.first) * cell
                box = Box(view.room.stick.x, top, cell, cell)
                places = None
                if view.look.numbers and cell >= READABLE:
                    one = self.y[index : index + 1]
                    places = places_alone(one, self.y, cell, view.look.viewport)
                here = index == view.where.map
                far = None if spot is None or here else np.ones((1, 1), bool)
                if spot is not None and here:
                    far = np.zeros((1, 1), bool)
                key = "output" if here else f"output {index}"
                grid = Grid(key, box, self.maps[index], scales[index], places, dimmed=far)
                grids.append(grid.holding_back(view.look.shown.plane(index, 1)))
        return grids

    def _frames(self, view: MapView, grid: Grid) -> list[Mark]:
        """Frame the map, the row in work, the sums and the target."""
        count, room = len(self.maps), view.room
        cells = indices_of(count, view.where.map)
        cell = next(
            Box(
                room.stick.x,
                room.stick.y + (run.start + i - run.first) * room.cell,
                room.cell,
                room.cell,
            )
            for run in runs_of(count, view.where.map)
            for i in range(run.first, run.last)
            if i == view.where.map
        )
        marks: list[Mark] = []
        if len(cells) < count:
            marks += self._dots(view)
        spot = view.look.pointed("input", grid.rows, grid.columns)
        if spot is not None:
            where = at_least(grid.cell(spot.row, spot.column), 12.0)
            marks.append(Outline("reached cell", (where,), "read", frame_width(where.w, 3.0)))
        if view.record is None:
            return marks
        marks.append(Outline("window", (grid.box.inset(-3),), "read", 3.0))
        works = view.moment.name == "rows" and not view.where.asks
        if works:
            rows = ((grid.box, "term", "read"), (room.rows, "term sum", "stat"))
            for box, key, role in rows:
                high = box.h / grid.rows
                row = Box(box.x, box.y + view.moment.index * high, box.w, high)
                kind: Role = "read" if role == "read" else "stat"
                marks.append(Outline(key, (at_least(row, 6.0),), kind, frame_width(high, 3.0)))
        told = view.moment.revealed or view.where.asks
        width = frame_width(room.cell, 3.0)
        marks.append(Outline("written", (cell,), "write", width, dashed=not told))
        return marks

    def _dots(self, view: MapView) -> list[Mark]:
        """Mark where maps are left out, and number those that are not."""
        count, cell, stick = len(self.maps), view.room.cell, view.room.stick
        runs, size = runs_of(count, view.where.map), view.look.viewport.text
        marks: list[Mark] = []
        for i, (one, other) in enumerate(pairwise(runs)):
            if other.first > one.last:
                y = stick.y + (one.start + one.last - one.first + other.start) / 2 * cell
                marks.append(Label(f"dots {i}", stick.cx, y, (Span("⋮", "muted"),), 0.4 * cell))
        for run in runs:
            for index in range(run.first, run.last):
                y = stick.y + (run.start + index - run.first + 0.5) * cell
                name = (Span(str(index + 1), "muted"),)
                marks.append(
                    Label(f"channel {index}", stick.right + 8, y, name, 13.0 * size, "left")
                )
        return marks

    def _said(self, view: MapView, grid: Grid, outputs: list[Grid]) -> list[Mark]:
        """Write captions and arrows."""
        room, size = view.room, view.look.viewport.text
        name = text("sum of each row") if self.layer.mean else text("maximum of each row")
        stick = Box(room.stick.x, grid.box.y, room.stick.w, grid.box.h)
        alone = len(self.planes) == 1
        which = text(", channel {index}", index=view.where.map + 1)
        return [
            captions.caption(
                "input caption",
                grid.box,
                size,
                Span(text("Input"), "strong"),
                shape_span(self.x.shape, before="  "),
                *(() if alone else (Span(which, "muted"),)),
                *captions.rounding(grid),
            ),
            captions.caption("rows caption", room.rows, size, Span(name, "muted")),
            captions.caption(
                "output caption",
                Box(stick.x, stick.y, stick.w, max(stick.h, room.stick.bottom - stick.y)),
                size,
                Span(text("Output"), "strong"),
                shape_span(self.y.shape, before="  "),
                *next(filter(None, map(captions.rounding, outputs)), ()),
            ),
            captions.symbol("to", (grid.box.right + room.rows.x) / 2, grid.box.cy, "→", size),
            captions.symbol("after", (room.rows.right + room.stick.x) / 2, grid.box.cy, "→", size),
        ]

    def _channels(self, view: MapView) -> list[Mark]:
        """Show all maps of the input below, and beside them the numbers they become."""
        height, look = self._foot(view.look), view.look
        if not height:
            return []
        size, row = view.look.viewport.text, footer.Row.of(look.viewport, height, beside=True)
        aspect = self.x.shape[2] / self.x.shape[1]
        count = len(self.planes)
        width = min(0.34 * look.viewport.width, count * row.room.h * aspect * 1.1)
        room = Box(MARGIN, row.room.y, width, row.room.h)
        boxes = row_of(room, count, aspect, 6.0 if count <= 8 else 2.0)
        small = footer.thinned(self.x, boxes[0], self.subject.memo)
        each = self.in_scales if self.in_scales[0].kind in PRIMARIES else ()
        channels = Mosaic("channels", boxes, small, self.in_scales[0], view.where.map, each=each)
        start = max(box.right for box in boxes) + 36 + TITLE * size
        title = row.title("channels title", boxes, (text("input channels"),), size)
        left = look.viewport.width - start - MARGIN - footer.TITLE * size
        both = left >= max(LEAST, LEAST_OUTPUT * count)
        start = start if both else MARGIN
        return [
            *((title, channels) if both else ()),
            *footer.all_maps(
                look,
                self.y,
                self.scales.of(look),
                view.where,
                self.scales.title(text("all outputs"), view.where, look),
                start,
                self.subject.memo,
                row,
            ),
        ]

    def _equation(self, view: MapView) -> Line:
        """Write the step in numbers, or what the cell pointed at belongs to."""
        spot = view.look.pointed("input", *self.planes[0].shape)
        if spot is not None:
            channel, cells = view.where.map, self.planes[0].size
            said = text("one of {count} cells", count=f"{cells:,}")
            return line(
                index_span("x", (channel, spot.row, spot.column), "read"),
                Span(" → ", "muted"),
                index_span("y", (channel, 0, 0), "write"),
                "    ",
                Span(said, "muted"),
            )
        if view.record is None:
            return captions.INVITATION
        moment = view.moment
        if view.where.asks:
            last = last_moment(moment.position, self.timeline.steps)
            moment = replace(last, asks=True, covered=True)
        return equation_of(view.record, moment)

    def _name(self, view: MapView) -> Line:
        if view.record is None:
            return ()
        return equations.cell_name(view.record.output, view.moment.position, len(self.timeline))


def _serves(layer: Layer) -> bool:
    return isinstance(layer, GlobalPooling)


EXPLANATION = Explanation("whole_map", text("Whole map"), _serves, WholeMapStage, order=10)
