"""BatchNorm2d by its statistics: histograms before and after normalization, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene import batch_norm_marks, captions, footer
from cnnviz.scene.batch_norm_histogram import Distribution, Measures, band, bars, lines
from cnnviz.scene.batch_norm_stage import (
    DONE,
    GATHER,
    MEAN,
    NORMALIZE,
    SCALE,
    VARIANCE,
    BatchNormStage,
    ChannelView,
    serves,
)
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.gathering import gathering
from cnnviz.scene.layout import row_of
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import Box, Grid, Label, Mark, Mosaic, Outline, Viewport
from cnnviz.scene.plot import Axis, Limits, between, padded
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import ease
from cnnviz.trace import FloatArray, Line, Role, Span, format_number, line
from cnnviz.words import text

SHARE = 0.42
"""Part of the stage's height that a histogram has at least."""
LEAST = 44.0
"""Height of the smallest pictures above the histograms, in logical pixels."""
TITLE, NOTE, NUMBERS = 24.0, 30.0, 24.0
"""Heights above the pictures, above a histogram and below it, at text size 1."""
GAP = 56.0
"""Width between the halves, at text size 1."""
MOVES = 0.6
"""Part of the normalization in which values move; then the axis is enlarged."""


@dataclass(frozen=True)
class Half:
    """The left or the right half of the stage.

    Attributes
    ----------
    title : Box
        Where its title stands.
    pictures : Box
        Room of the images.
    plot : Box
        The histogram, without the numbers of its axis.
    """

    title: Box
    pictures: Box
    plot: Box


class StatisticsStage(BatchNormStage):
    """One channel's images and histogram, before and after."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._distributions: dict[int, Distribution] = {}

    def roomy(self, viewport: Viewport) -> bool:
        """Whether the histograms keep their share of the height above the row of all channels."""
        size = self.grown(viewport)
        body = self.room(viewport, self.foot(viewport))
        return body.h - _fixed(size) - LEAST >= SHARE * viewport.height

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show the channel before at the left and after at the right."""
        viewport = view.look.viewport
        size = self.grown(viewport)
        count, (rows, wide) = len(self.x), view.record.x.shape[1:]
        left, right = _halves(body, viewport.height, size, (count, wide / rows))
        before = padded(*self._before_ends(view.record))
        marks, boxes = self._pictures("input", left, view)
        marks += self._pictures("output", right, view)[0]
        marks += self._before(Axis(left.plot, *before), boxes, view, size)
        marks += self._after(right, before, view, size)
        images, index = len(view.record.x), view.record.channel + 1
        said = line(
            Span(text("Before x"), "strong"),
            Span(
                text(
                    "  {count} values of channel {index}",
                    count=f"{view.record.x.size:,}",
                    index=index,
                ),
                "muted",
            ),
            Span(text(", {count} images", count=images) if images > 1 else "", "muted"),
        )
        marks.append(_title("before title", left, said, size))
        marks.append(captions.symbol("to after", body.cx, left.plot.cy, "→", size))
        return marks

    def _counted(self, record: ChannelStatistics) -> Distribution:
        """Count the channel once."""
        if record.channel not in self._distributions:
            self._distributions[record.channel] = Distribution.of(record.x)
        return self._distributions[record.channel]

    def _before_ends(self, record: ChannelStatistics) -> Limits:
        """Ends of the axis before: all values, 0 and μ, so that the way of the mean is seen."""
        edges = self._counted(record).edges
        mean = record.mean if np.isfinite(record.mean) else 0.0
        return min(float(edges[0]), mean, 0.0), max(float(edges[-1]), mean, 0.0)

    def _pictures(
        self, key: str, half: Half, view: ChannelView
    ) -> tuple[list[Mark], tuple[Box, ...]]:
        """Show the images of the channel, and mark the value that is followed."""
        record, before = view.record, key == "input"
        rows, wide = record.x.shape[1:]
        boxes = _row(half.pictures, len(self.x), wide / rows)
        scale = self.channel_scale(record) if before else self.out_scale
        plane = self.plane(key, record.channel)
        box = boxes[self.image]
        places = legible_places(plane, box.w / wide, view.size) if view.look.numbers else None
        grid = Grid(key, box, plane, scale, places)
        marks: list[Mark] = []
        if not before:
            grid = grid.holding_back(view.where.plane)
        shown = before or view.where.plane.covers(plane.size - 1)
        if len(boxes) > 1 and shown:
            small = footer.thinned(record.x if before else record.value, boxes[0], self.memo)
            name = "batch" if before else "batch after"
            marks.append(Mosaic(name, boxes, small, scale, self.image, hot=before))
        marks.append(grid)
        if not shown:
            marks.append(Outline("batch held", boxes, "faint", 1.0))
        if before or view.step >= SCALE:
            cell = box.cell(rows, wide, *view.followed)
            if cell.w < 10:
                cell = cell.inset((cell.w - 10) / 2)
            role: Role = "read" if before else "write"
            marks.append(Outline(f"followed {key}", (cell,), role, 3.0))
        return marks, boxes

    def _before(
        self, axis: Axis, batch: tuple[Box, ...], view: ChannelView, size: float
    ) -> list[Mark]:
        """The histogram before: values fall into it, then get their mean and deviation."""
        record, moment, step = view.record, view.moment, view.step
        channel, scale = self._counted(record), self.channel_scale(record)
        t = 1.0 if moment is None else ease(moment.t)
        measured = np.isfinite((record.mean, record.var)).all()
        measures = Measures(
            record.mean,
            float(np.sqrt(record.var)),
            _drawn(step, MEAN, t) if measured else 0.0,
            _drawn(step, VARIANCE, t) if measured else 0.0,
            "μ" if record.training else text("running\u00a0μ"),
            record.training and record.whole,
        )
        marks = band("before", axis, measures)
        if step == GATHER and t < 1:
            marks += gathering(axis, batch, record, channel, scale, t, size)
        else:
            marks += bars("before", axis, channel, channel.edges, scale, measures, size)
        marks += axis.marks("before", size)
        value = float(record.x[self.image][view.followed])
        if step >= NORMALIZE and np.isfinite(value):
            marks.append(axis.line("followed before", value, "read", max(2.0, 1.2 * size)))
        return [*marks, *lines("before", axis, measures, size)]

    def _after(self, half: Half, before: Limits, view: ChannelView, size: float) -> list[Mark]:
        """The histogram after: from the axis before to μ = 0 and σ = 1, then by γ and β."""
        record, step = view.record, view.step
        channel = self._counted(record)
        raw = 1.0 if view.moment is None else view.moment.t
        zoom = float(step > NORMALIZE)
        t = ease(raw)
        if step == NORMALIZE:
            t, zoom = ease(min(1.0, raw / MOVES)), ease(max(0.0, (raw - MOVES) / (1 - MOVES)))
        near = padded(*_after_ends(record, channel.edges))
        axis = Axis(half.plot, *between(before, near, zoom))
        marks: list[Mark] = []
        said: Line = (Span(text("After y"), "strong"), Span("  y = γ·x̂ + β", "muted"))
        if step >= NORMALIZE:
            measures = _after_measures(record, step, t, shown=zoom >= 1)
            edges = batch_norm_marks.moved(channel.edges, record, step, t)
            marks += band("after", axis, measures)
            drawn = bars("after", axis, channel, edges, self.out_scale, measures, size)
            marks += drawn if zoom >= 1 else drawn[:1]  # no words in motion
            value = record.x[self.image][view.followed]
            place = float(batch_norm_marks.moved(np.array([value]), record, step, t)[0])
            if np.isfinite(place):
                marks.append(axis.line("followed after", place, "write", max(2.0, 1.2 * size)))
            marks += lines("after", axis, measures, size)
            times = (before[1] - before[0]) / (near[1] - near[0])
            if zoom >= 1 and times >= 1.5:
                enlarged = text(", enlarged {times} times", times=format_number(times, 0))
                said = (*said, Span(enlarged, "muted"))
        marks.append(_title("after title", half, said, size))
        return [*marks, *axis.marks("after", size)]


def _fixed(size: float) -> float:
    """Height that neither pictures nor histograms have."""
    return (TITLE + NOTE + NUMBERS) * size


def _halves(body: Box, height: float, size: float, images: tuple[int, float]) -> tuple[Half, Half]:
    """Divide the area into halves: pictures of the images as large as leaves histograms theirs."""
    free = body.h - _fixed(size)
    pictures = max(min(0.2 * height, free - SHARE * height), min(LEAST, 0.2 * free))
    gap = GAP * size
    width = (body.w - gap) / 2
    boxes = _row(Box(0, 0, width, pictures), *images)
    pictures = boxes[-1].bottom - boxes[0].y
    halves = []
    for x in (body.x, body.x + width + gap):
        room = Box(x, body.y + TITLE * size, width, pictures)
        plot = Box(x, room.bottom + NOTE * size, width, free - pictures)
        halves.append(Half(Box(x, body.y, width, TITLE * size), room, plot))
    return halves[0], halves[1]


def _row(room: Box, count: int, aspect: float) -> tuple[Box, ...]:
    return row_of(room, count, aspect, 6.0)


def _title(key: str, half: Half, said: Line, size: float) -> Label:
    return Label(key, half.title.x, half.title.y + 8 * size, said, 13 * size, "left")


def _drawn(step: int, wanted: int, t: float) -> float:
    """How much of what a step draws is there: 0 before the step, `t` during it, 1 after."""
    return t if step == wanted else float(step > wanted)


def _after_ends(record: ChannelStatistics, edges: FloatArray) -> Limits:
    """Ends of the axis after: normalized values, and those that γ and β make of them."""
    ends = edges[[0, -1]]
    both = [batch_norm_marks.moved(ends, record, step, 1.0) for step in (NORMALIZE, DONE)]
    places = np.concatenate((*both, [-1.0, 1.0]))
    if not np.isfinite(places).all():
        return -1.0, 1.0
    return float(places.min()), float(places.max())


def _after_measures(record: ChannelStatistics, step: int, t: float, *, shown: bool) -> Measures:
    """Mean and deviation of what the values have become so far."""
    with np.errstate(all="ignore"):  # no variance and ε of 0: no number comes out
        root = np.sqrt(np.float64(record.var + record.eps))
        mean = (record.batch_mean - record.mean) / root
        deviation = np.sqrt(record.batch_var) / root
    done = t if step == SCALE else float(step > SCALE)
    factor = record.weight if done >= 1 else 1 + (record.weight - 1) * done
    mean, deviation = mean * factor + record.bias * done, deviation * abs(factor)
    drawn = float(shown and bool(np.isfinite((mean, deviation)).all()))
    name = "μ" if record.training else text("this batch: μ")
    return Measures(float(mean), float(deviation), drawn, drawn, name)


EXPLANATION = Explanation("statistics", text("Statistics"), serves, StatisticsStage, order=10)
