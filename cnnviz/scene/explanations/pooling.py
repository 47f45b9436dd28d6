"""MaxPool2d and AvgPool2d as a sliding window: window, maximum or mean, pooled map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.pooling import Pooling, PoolingTimeline, WindowPool
from cnnviz.scene import captions, links
from cnnviz.scene.closeup import below
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.layout import CAPTION, fitted, frame_width, stacked
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Stroke
from cnnviz.scene.scales import from_zero
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_layout import Middle
from cnnviz.scene.window_marks import framed
from cnnviz.scene.window_stage import Arithmetic, WindowStage, WindowView
from cnnviz.trace import (
    BoolArray,
    FloatArray,
    Line,
    Moment,
    Span,
    Written,
    equals,
    format_number,
    joined,
    last_moment,
    line,
    places_in_sum,
    shape_span,
    written,
    written_alike,
)
from cnnviz.words import text

TILED = 6.0
"""Side of the smallest cells between which tiles are drawn, in logical pixels."""


UNTOLD: Line = (Span(" = "), Span("…", "faint"))


class PoolingStage(WindowStage):
    """One image's pooling; input and output have one scale."""

    signs = ("→", "=")
    output_name = text("Pooled")
    maps_title = text("all channels")
    lines_are_signs = True

    def __init__(self, subject: Subject) -> None:
        self.layer: Pooling = subject.layer
        super().__init__(subject)
        if float(subject.x.min()) >= 0:
            self.in_scales = from_zero(self.in_scales)
            self.scales = self.map_scales(from_zero(subject.out_scales))

    def make_timeline(self, padded: FloatArray) -> PoolingTimeline:
        """Make the timeline: each output cell with its window."""
        subject = self.subject
        return PoolingTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    def middle_grids(self, look: StageInput, index: int) -> Middle:
        """Give the window's cells."""
        return Middle(*self.layer.kernel_size, 1)

    def middle(self, view: WindowView) -> Arithmetic:
        """Show the window's cells with the current maximum marked, below a lens if needed."""
        room, size = view.room.middle, view.size
        kh, kw = view.example.x.shape
        marks: list[Mark] = []
        if view.closeup is not None:
            (box,), around = view.closeup.grids, view.closeup.lens
            marks += self.lens(view, around)
        elif view.composition is None:
            box, around = self._below_lens(room, kh, kw, size)
            marks += self.lens(view, around)
        else:
            box = view.composition.middle[0]
        cell, near = box.w / kw, view.closeup is not None
        given = view.example.x, cell, view.look.viewport
        places = places_in(*given, closeup=near) if cell >= 17 else None
        marks, places = _alike(marks, places)
        hidden = view.record is None or view.moment.name == "place"
        losers = None if hidden else self._losers(view)
        grid = Grid(
            "candidates",
            box,
            view.example.x,
            self.in_scale(view.look, view.channel),
            places,
            dimmed=losers,
            revealed=0 if hidden else None,
            hot=False,
        )
        marks += [grid, *self._in_work(view, grid)]
        if losers is not None:
            cells = tuple(grid.cell(int(r), int(c)) for r, c in np.argwhere(~losers))
            marks.append(Outline("leader", cells, "write", frame_width(cell, 3.0)))
        name = text("mean") if self.layer.mean else text("maximum")
        said = Span(name, "muted"), *captions.rounding(grid)
        label = captions.caption("candidates caption", box, size, *said)
        marks.append(replace(label, y=below(box, size)) if near else label)
        room = Box(box.x, room.y, box.w, room.h)
        return Arithmetic(marks, room, box.cy, box, box, view.example.value)

    def _below_lens(self, room: Box, kh: int, kw: int, size: float) -> tuple[Box, Box]:
        """Place the window's cells below a lens."""
        caption = CAPTION * size
        lens_h = 0.55 * (room.h - 2 * caption)
        cell = min(room.w / kw, (room.h - lens_h - 2 * caption) / kh, 64.0)
        cell = float(int(cell)) if cell >= 4 else cell
        boxes = stacked(room, (lens_h + caption, kh * cell + caption), 8.0)
        under = fitted(Box(room.x, boxes[1].y, room.w, kh * cell), kh, kw, cell)
        return under, Box(room.x, boxes[0].y, room.w, lens_h)

    def under(self, view: WindowView) -> list[Mark]:
        """Draw the tiles into which windows that do not overlap divide the input."""
        window = self.window
        cell = view.left.box.w / view.left.columns
        if window.stride != window.kernel_size or window.dilation != (1, 1) or cell < TILED:
            return []
        (rows, columns), (high, wide) = window.out, window.kernel_size
        box = view.left.region((0, rows * high - 1), (0, columns * wide - 1))
        gap = (np.nan, np.nan)
        points = [
            point
            for i in range(rows + 1)
            for y in (box.y + i * high * cell,)
            for point in ((box.x, y), (box.right, y), gap)
        ] + [
            point
            for i in range(columns + 1)
            for x in (box.x + i * wide * cell,)
            for point in ((x, box.y), (x, box.bottom), gap)
        ]
        return [Stroke("tiles", np.array(points, np.float32), "faint", 2.0)]

    def over(self, view: WindowView, arithmetic: Arithmetic) -> list[Mark]:
        """Mark the value in work in the input, and the maximum once it is told."""
        if view.left.places is None:
            return []
        if self._works(view):
            cell = divmod(view.moment.index, view.example.x.shape[1])
            return [framed("term input", self._on_input(view, *cell), "read")]
        if self.layer.mean or not view.moment.revealed:
            return []
        cells = tuple(self._on_input(view, r, c) for r, c in np.argwhere(view.record.winners))
        return [Outline("winner", cells, "write", frame_width(cells[0].w, 3.0))]

    def _on_input(self, view: WindowView, row: int, column: int) -> Box:
        """Find a cell of the window on the padded input."""
        (top, _), (side, _) = self.window.padding
        rows, columns = view.record.rows, view.record.columns
        return view.left.cell(int(rows[row]) + top, int(columns[column]) + side)

    def _works(self, view: WindowView) -> bool:
        """Whether the moment is about one value of the window, and not under question."""
        at_work = view.moment.name in ("terms", "compare")
        return at_work and view.record is not None and not view.where.asks

    def input_said(self) -> Line:
        """Write the input's shape and padding."""
        said = (Span(text("Input"), "strong"), shape_span(self.x.shape, before="  "))
        if not any(max(side) for side in self.window.padding):
            return said
        filled = text(", zero padding") if self.layer.mean else text(", padding −∞: never wins")
        return (*said, Span(filled, "muted"))

    def equation(self, view: WindowView) -> Line:
        """Write the maximum or the mean, or how often an input cell pointed at is used."""
        spot, record, moment = view.look.spot, view.record, view.moment
        if spot is not None and view.right.dimmed is not None:
            count = int((~view.right.dimmed).sum())
            return links.use_sentence(self.window, view.where.map, spot, count)
        if record is None:
            return captions.INVITATION
        if view.where.asks:
            last = last_moment(moment.position, self.timeline.steps)
            moment = replace(last, asks=True, covered=True)
        if moment.name == "compare":
            return _comparison(record, moment)
        return pooling_equation(record, moment)

    def _in_work(self, view: WindowView, grid: Grid) -> list[Mark]:
        """Frame the value that is being added or compared."""
        if not self._works(view):
            return []
        cell = grid.cell(*divmod(view.moment.index, grid.columns))
        return [framed("term", cell, "read")]

    def _losers(self, view: WindowView) -> BoolArray | None:
        """Mask the cells below the maximum so far; None before the first comparison."""
        told = view.moment.revealed or view.moment.name == "compare"
        if self.layer.mean or view.where.covered or not told:
            return None
        example = view.example
        if view.moment.revealed:
            losers: BoolArray = ~example.winners
            return losers
        seen = view.moment.index + 1
        leading = np.zeros(example.x.size, bool)
        leading[:seen] = example.x.flat[:seen] == example.x.flat[:seen].max()
        return ~leading.reshape(example.x.shape)


def _alike(marks: list[Mark], places: int | None) -> tuple[list[Mark], int | None]:
    """Write the numbers of a window as in the lens above it: the same ones stand in both."""
    above = next((each for each in marks if isinstance(each, Grid) and each.key == "lens"), None)
    if above is None or above.places is None or places is None:
        return marks, places
    fewest = min(above.places, places)
    same = replace(above, places=fewest)
    return [same if each is above else each for each in marks], fewest


def pooling_equation(record: WindowPool, moment: Moment) -> Line:
    """The maximum or the mean of one window, as far as the timeline has come."""
    return _mean(record, moment) if record.mean else _maximum(record, moment)


def _maximum(record: WindowPool, moment: Moment) -> Line:
    numbers = written_alike(record.x)
    cells: list[Line] = [(Span(number.said, "read"),) for number in numbers]
    if len(cells) > 3 * MOST_TERMS:
        cells = [
            *cells[:6],
            (Span(text("… {count}\u00a0more", count=len(cells) - 8), "muted"),),
            *cells[-2:],
        ]
    shown, _ = result_of(record.value, moment, places_in_sum(record.x))
    ties = int(record.winners.sum())
    tail = (
        (Span("   "), Span(text("tie: {count} cells are largest", count=ties), "muted"))
        if ties > 1 and not moment.covered
        else ()
    )
    return (*line("max(", *joined(cells, Span(", ")), ") = "), shown, *tail)


def _mean(record: WindowPool, moment: Moment) -> Line:
    """The sum as far as it has been added, and the mean once it has been divided."""
    counted = record.x[record.counted]
    numbers = written_alike(counted)
    adds = moment.name == "terms" and not moment.asks
    done = int(record.counted.flat[: moment.index + 1].sum()) if adds else counted.size
    now = done - 1 if adds and record.counted.flat[moment.index] else None
    cells = [_added(number, i < done, i == now) for i, number in enumerate(numbers)]
    many = len(cells) > 3 * MOST_TERMS
    if many:
        numbers = written_alike(np.array([counted[:done].sum(dtype=np.float64)]))
        cells = [(Span("Σ ", "muted"), Span(numbers[0].said, "stat"))]
    if adds and moment.covered:
        return (*line("(", *joined(cells, PLUS), f") / {counted.size}"), *UNTOLD)
    if adds:
        added = numbers[:done]
        worth = total_of([number.worth for number in added])
        value = float(counted[:done].sum(dtype=np.float64)) if worth is None else float(worth)
        so_far = written(value, places_of(worth, added))
        sign, right = Span(equals(worth, so_far, *added)), Span(so_far.said, "muted")
        return (*joined(cells, PLUS), *(() if many else (sign, right)), Span(" …", "faint"))
    total = total_of([number.worth for number in numbers])
    mean = None if total is None else total / counted.size
    shown, result = result_of(record.value, moment, places_of(mean, numbers))
    head = line("(", *joined(cells, PLUS), f") / {counted.size}")
    return (*head, Span(equals(mean, result, *numbers)), shown)


def _added(number: Written, done: bool, framed: bool) -> Line:
    """One value of a sum; pale as long as it has not been added."""
    return (Span(number.operand, "read" if done else "faint", framed),)


def _comparison(record: WindowPool, moment: Moment) -> Line:
    """The largest value among those that have been compared."""
    places = places_in_sum(record.x)
    best = float(record.x.flat[: moment.index + 1].max())
    newest = float(record.x.flat[moment.index])
    leader = "…" if moment.covered else format_number(best, places)
    progress = text("compare {index} of {count}", index=moment.index + 1, count=record.x.size)
    return line(
        Span(progress, "muted"),
        "   ",
        Span(format_number(newest, places), "read"),
        "   ",
        Span(text("largest so far"), "muted"),
        " ",
        Span(leader, "write"),
    )


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Pooling)


EXPLANATION = Explanation("pooling", text("Slide"), _serves, PoolingStage, order=10)
