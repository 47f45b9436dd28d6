"""BatchNorm2d by its statistics: histograms before and after normalization."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene import batch_norm_marks
from cnnviz.scene.batch_norm_stage import (
    GATHER,
    MEAN,
    NORMALIZE,
    VARIANCE,
    BatchNormStage,
    ChannelView,
    serves,
)
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.gathering import gathering
from cnnviz.scene.histogram import quantized_histogram
from cnnviz.scene.marks import Bars, Box, Fill, Label, Mark, Scale
from cnnviz.scene.plot import Axis, finite_range
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import ease
from cnnviz.trace import FloatArray, Span, format_number, line
from cnnviz.words import text

THREE = 230
"""Height from which there is room for a third histogram, the enlarged one."""
BINS = 32


class StatisticsStage(BatchNormStage):
    """One channel's histogram before and after, on one axis."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._histogram: dict[int, tuple[FloatArray, FloatArray]] = {}

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show the channel before and after, and its histograms between them."""
        marks, middle, batch = self.columns(body, view)
        return [*marks, *self._histograms(middle, batch, view)]

    def _counts(self, record: ChannelStatistics) -> tuple[FloatArray, FloatArray]:
        """Count the channel's histogram once: values in each bin, and the bins' edges."""
        if record.channel not in self._histogram:
            low, high = finite_range(record.x)
            finite = record.x[np.isfinite(record.x)]
            counts = quantized_histogram(finite, low, high, BINS).astype(np.float64)
            self._histogram[record.channel] = counts, np.linspace(low, high, BINS + 1)
        return self._histogram[record.channel]

    def _histograms(self, room: Box, batch: tuple[Box, ...], view: ChannelView) -> list[Mark]:
        record, moment, size, done = view.record, view.moment, view.size, view.step
        t = 1.0 if moment is None else ease(moment.t)
        lim_y = max(_largest(record.value), 1.0) * 1.05
        lim = max(_largest(record.x) * 1.05, lim_y)
        label = 26 * size
        enlarge = lim_y < 0.4 * lim and room.h >= THREE * size
        parts = 3 if enlarge else 2
        height = (room.h - parts * (label + 16 * size)) / parts
        boxes = [
            Box(room.x, room.y + 16 * size + i * (height + label + 16 * size), room.w, height)
            for i in range(parts)
        ]
        before, after = Axis(boxes[0], -lim, lim), Axis(boxes[1], -lim, lim)
        counts, edges = self._counts(record)
        marks: list[Mark] = []
        if moment is not None and done == GATHER and moment.t < 1:
            marks += gathering(before, batch, record, counts, edges, self.in_scale, t)
        else:
            marks += _bars("before bars", before, edges, counts, edges, self.in_scale)
        marks += before.marks("before", size)
        if done >= MEAN and np.isfinite(record.mean):
            marks.append(before.line("mean line", record.mean, "stat"))
        if done >= VARIANCE and np.isfinite((record.mean, record.var)).all():
            marks.append(_spread("spread", before, record.mean, record.var))
        if done >= NORMALIZE:
            moved = batch_norm_marks.moved(edges, record, done, t)
            marks += _bars("after bars", after, moved, counts, moved, self.out_scale)
        marks += after.marks("after", size)
        if enlarge:
            near = Axis(boxes[2], -lim_y, lim_y)
            if done >= NORMALIZE:
                final = batch_norm_marks.moved(
                    edges, record, max(done, NORMALIZE), t if done > NORMALIZE else 1.0
                )
                if done > NORMALIZE or t >= 1:
                    marks += _bars("near bars", near, final, counts, final, self.out_scale)
            marks += near.marks("near", size)
        if done >= NORMALIZE:
            value = record.x[self.image][view.followed]
            if np.isfinite(value):
                marks.append(before.line("followed before", float(value), "read", 1.5))
            place = float(batch_norm_marks.moved(np.array([value]), record, done, t)[0])
            if np.isfinite(place):
                marks.append(after.line("followed after", place, "write", 1.5))
            if enlarge and np.isfinite(place):
                marks.append(near.line("followed near", place, "write", 1.5))
        return [*marks, *_titles(boxes, record, enlarge, lim, lim_y, size)]


def _titles(
    boxes: list[Box],
    record: ChannelStatistics,
    enlarge: bool,
    lim: float,
    lim_y: float,
    size: float,
) -> list[Mark]:
    said = [
        line(
            Span(text("Before x"), "strong"),
            Span(
                text(
                    "  {count} values of channel {index}",
                    count=f"{record.x.size:,}",
                    index=record.channel + 1,
                ),
                "muted",
            ),
        ),
        line(
            Span(text("After y"), "strong"),
            Span("  y = γ·x̂ + β", "muted"),
            Span(text(", on the same axis"), "muted"),
        ),
    ]
    if enlarge:
        said.append(
            line(
                Span(text("After y"), "strong"),
                Span(
                    text(", enlarged {times} times", times=format_number(lim / lim_y, 0)), "muted"
                ),
            )
        )
    return [
        Label(f"plot title {i}", box.x, box.y - 9 * size, spans, 12 * size, "left")
        for i, (box, spans) in enumerate(zip(boxes, said, strict=True))
    ]


def _bars(
    key: str, axis: Axis, edges: FloatArray, counts: FloatArray, values: FloatArray, scale: Scale
) -> list[Mark]:
    """Make the bars between edges; none if the edges are not finite."""
    if not np.isfinite(edges).all():
        return []
    places = axis.places(edges)
    if places[0] > places[-1]:  # γ < 0 turns the values round
        places, counts, values = places[::-1], counts[::-1], values[::-1]
    middles = (values[:-1] + values[1:]) / 2
    heights = counts / max(float(counts.max()), 1.0)
    return [Bars(key, axis.box, places, heights, middles, scale)]


def _largest(values: FloatArray) -> float:
    """The largest finite magnitude; 0 where nothing is finite."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def _spread(key: str, axis: Axis, mean: float, var: float) -> Fill:
    """The band from μ − σ to μ + σ."""
    deviation = float(np.sqrt(var))
    left, right = axis.x(mean - deviation), axis.x(mean + deviation)
    return Fill(key, Box(left, axis.box.y, max(right - left, 1.0), axis.box.h), "stat", 0.14)


EXPLANATION = Explanation("statistics", text("Statistics"), serves, StatisticsStage, order=10)
