"""MaxPool2d and AvgPool2d as a sliding window: window, maximum or mean, pooled map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.pooling import Pooling, PoolingTimeline, WindowPool
from cnnviz.scene import captions, lens, links
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.layout import CAPTION, fitted, signs_in_cell, stacked
from cnnviz.scene.marks import Box, Grid, Mark, Outline
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_stage import WindowStage, WindowView
from cnnviz.trace import (
    BoolArray,
    FloatArray,
    Line,
    Moment,
    Span,
    equals,
    format_number,
    joined,
    last_moment,
    line,
    places_for,
    places_in_sum,
    written_alike,
)
from cnnviz.words import text


class PoolingStage(WindowStage):
    """One image's pooling; input and output have one scale."""

    signs = ("→", "=")
    output_name = text("Pooled")
    maps_title = text("all channels, one scale")

    def __init__(self, subject: Subject) -> None:
        self.layer: Pooling = subject.layer
        super().__init__(subject, subject.in_scale)

    def make_timeline(self, padded: FloatArray) -> PoolingTimeline:
        """Make the timeline: each output cell with its window."""
        subject = self.subject
        return PoolingTimeline(self.layer, subject.x, subject.y, subject.image, padded)

    def middle_width(self) -> float:
        """Return the width of the enlarged window."""
        return 1.6 * self.layer.kernel_size[1] + 1

    def middle(self, view: WindowView) -> tuple[list[Mark], Box, float]:
        """Show the window's cells with the current maximum marked, below a lens if needed."""
        room, size = view.room.middle, view.size
        caption = CAPTION * size
        kh, kw = view.example.x.shape
        marks: list[Mark] = []
        lens_h = 0.0 if view.room.readable else 0.55 * (room.h - 2 * caption)
        largest = max(64.0, view.room.cell) if view.look.viewport.presenting else 64.0
        cell = min(room.w / kw, (room.h - lens_h - 2 * caption) / kh, largest)
        cell = float(int(cell)) if cell >= 4 else cell
        heights: tuple[float, ...] = (kh * cell + caption,)
        if not view.room.readable:
            heights = (lens_h + caption, *heights)
        boxes = stacked(room, heights, 8.0)
        if not view.room.readable:
            box = Box(room.x, boxes[0].y, room.w, lens_h)
            marks += lens.lens(box, view.left, view.example, self.window, self.in_scale, size)
        box = fitted(Box(room.x, boxes[-1].y, room.w, kh * cell), kh, kw, cell)
        hidden = view.record is None or view.moment.name == "place"
        losers = None if hidden else self._losers(view)
        grid = Grid(
            "candidates",
            box,
            view.example.x,
            self.in_scale,
            places_for(view.example.x, room=signs_in_cell(cell)) if cell >= 17 else None,
            dimmed=losers,
            revealed=0 if hidden else None,
            hot=False,
        )
        marks.append(grid)
        if losers is not None:
            cells = tuple(grid.cell(int(r), int(c)) for r, c in np.argwhere(~losers))
            marks.append(Outline("leader", cells, "write", 3.0))
        name = text("the mean goes on") if self.layer.mean else text("the largest goes on")
        marks.append(captions.caption("candidates caption", box, size, Span(name, "muted")))
        return marks, room, view.left.box.cy

    def over(self, view: WindowView) -> list[Mark]:
        """Mark the maximum in the input."""
        told = view.moment.revealed and view.left.places is not None
        if self.layer.mean or not told:
            return []
        record, top, side = view.record, self.window.padding[0][0], self.window.padding[1][0]
        cells = tuple(
            view.left.cell(int(record.rows[r]) + top, int(record.columns[c]) + side)
            for r, c in np.argwhere(record.winners)
        )
        return [Outline("winner", cells, "write", 3.0)]

    def input_said(self) -> Line:
        """Write the input's shape and padding."""
        said = (Span(text("Input"), "strong"), Span(f"  {captions.shape_of(self.x)}", "muted"))
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
            moment = replace(last_moment(moment.position, self.timeline.steps), asks=True)
        if moment.name == "compare":
            return _comparison(record, moment)
        return pooling_equation(record, moment)

    def _losers(self, view: WindowView) -> BoolArray | None:
        """Mask the cells below the maximum so far; None before the first comparison."""
        told = view.moment.revealed or view.moment.name == "compare"
        if self.layer.mean or view.where.asks or not told:
            return None
        example = view.example
        if view.moment.revealed:
            losers: BoolArray = ~example.winners
            return losers
        seen = view.moment.index + 1
        leading = np.zeros(example.x.size, bool)
        leading[:seen] = example.x.flat[:seen] == example.x.flat[:seen].max()
        return ~leading.reshape(example.x.shape)


def pooling_equation(record: WindowPool, moment: Moment) -> Line:
    """The maximum or the mean of one window, as far as the timeline has come."""
    return _mean(record, moment) if record.mean else _maximum(record, moment)


def _maximum(record: WindowPool, moment: Moment) -> Line:
    numbers = written_alike(record.x)
    cells: list[Line] = [(Span(number.said, "read"),) for number in numbers]
    if len(cells) > 3 * MOST_TERMS:
        cells = [*cells[:6], (Span(f"… ({len(cells) - 8})", "muted"),), *cells[-2:]]
    shown, _ = result_of(record.value, moment, places_in_sum(record.x))
    ties = int(record.winners.sum())
    tail = (
        (Span("   "), Span(text("tie: {count} cells are largest", count=ties), "muted"))
        if ties > 1 and not moment.asks
        else ()
    )
    return (*line("max(", *joined(cells, Span(", ")), ") = "), shown, *tail)


def _mean(record: WindowPool, moment: Moment) -> Line:
    counted = record.x[record.counted]
    numbers = written_alike(counted)
    cells: list[Line] = [(Span(number.operand, "read"),) for number in numbers]
    if len(cells) > 3 * MOST_TERMS:
        numbers = written_alike(np.array([counted.sum(dtype=np.float64)]))
        cells = [(Span("Σ ", "muted"), Span(numbers[0].said, "stat"))]
    total = total_of([number.worth for number in numbers])
    worth = None if total is None else total / counted.size
    shown, result = result_of(record.value, moment, places_of(worth, numbers))
    head = line("(", *joined(cells, PLUS), f") / {counted.size}")
    return (*head, Span(equals(worth, result, *numbers)), shown)


def _comparison(record: WindowPool, moment: Moment) -> Line:
    """The largest value among those that have been compared."""
    places = places_in_sum(record.x)
    best = float(record.x.flat[: moment.index + 1].max())
    newest = float(record.x.flat[moment.index])
    progress = text("compare {index} of {count}", index=moment.index + 1, count=record.x.size)
    return line(
        Span(progress, "muted"),
        "   ",
        Span(format_number(newest, places), "read"),
        "   ",
        Span(text("largest so far"), "muted"),
        " ",
        Span(format_number(best, places), "write"),
    )


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Pooling)


EXPLANATION = Explanation("pooling", text("Slide"), _serves, PoolingStage, order=10)
