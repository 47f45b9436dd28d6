"""BatchNorm2d on two batches at once: the shift between them, before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.layers.kinds.batch_norm2d import (
    BatchNorm2d,
    BatchNormTimeline,
    ChannelStatistics,
)
from cnnviz.scene import batch_norm_marks, footer
from cnnviz.scene.batch_norm_histogram import Distribution, Measures, band, bars, lines
from cnnviz.scene.batch_norm_stage import (
    DONE,
    GATHER,
    MEAN,
    NORMALIZE,
    NUMBERS,
    SCALE,
    VARIANCE,
    serves,
)
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.gathering import gathering
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.marks import Box, Label, Mark, Mosaic, Outline, Scale, Scene
from cnnviz.scene.plot import TICK, Axis, Limits, between, padded
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.two_batches import NOTE, TITLE, Places, bridge, ground, images_in, places_of
from cnnviz.scene.window_marks import ease
from cnnviz.trace import FloatArray, Line, Moment, Span, equals, line, one_form, written_alike
from cnnviz.words import Text, text

MOVES = 0.6
"""Part of the normalization in which values move; then the axis is enlarged."""


@dataclass(frozen=True, eq=False)
class Part:
    """One of the two batches, on one channel.

    Attributes
    ----------
    record : ChannelStatistics
        Its statistics, as if it were alone.
    counts : Distribution
        How often each value occurs.
    """

    record: ChannelStatistics
    counts: Distribution

    def measures(self, step: int, t: float) -> Measures:
        """Give mean and deviation before, as far as they are drawn."""
        record = self.record
        return Measures(
            record.mean,
            float(np.sqrt(record.var)),
            _drawn(step, MEAN, t),
            _drawn(step, VARIANCE, t),
            "μ" if record.training else text("running μ"),
            record.training and record.whole,
        )

    def after(self, step: int, t: float) -> Measures:
        """Give mean and deviation of what the values have become so far."""
        record = self.record
        ends = np.array([record.batch_mean, record.batch_mean + np.sqrt(record.batch_var)])
        mean, other = batch_norm_marks.moved(ends, record, min(step, DONE), t)
        return Measures(float(mean), abs(float(other - mean)))


class TwoBatchesStage:
    """The first half of the images as one batch, the second half as another."""

    def __init__(self, subject: Subject) -> None:
        self.layer: BatchNorm2d = subject.layer
        self.memo, self.image = subject.memo, subject.image
        self.x, self.y = subject.x, subject.y
        self.timeline: BatchNormTimeline = self.layer.timeline(self.x, self.y, self.image)
        self.in_scale = subject.in_scale
        half = len(self.x) // 2
        self.halves: tuple[FloatArray, ...] = (self.x[:half], self.x[half:])
        self.results: tuple[FloatArray, ...] = ()
        try:
            if half:
                self.results = tuple(self.layer.forward(each) for each in self.halves)
        except GeometryError:
            pass  # one value per channel: there is nothing to compare
        self._parts: dict[int, tuple[Part, ...]] = {}
        self._scales: dict[int, tuple[Scale, Scale]] = {}

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view, moment = look.viewport, look.moment
        channel = visible(self.timeline, self.y.shape[1:], look).map
        readout = batch_norm_marks.readout(self.timeline[channel], len(self.timeline))
        parts = self.parts(channel)
        if not parts or not all(np.isfinite(each.record.x).all() for each in parts):
            return self._alone(channel, look, readout)
        step = DONE if moment is None else NUMBERS.get(moment.name, DONE)
        t = 1.0 if moment is None else moment.t
        places, size = places_of(view), view.text
        marks: list[Mark] = []
        limits = self._before_ends(parts)
        axes = [Axis(each.left, *limits) for each in places]
        for number, (part, where, axis) in enumerate(zip(parts, places, axes, strict=True)):
            marks += self._before(number, part, where, axis, step, ease(t), size)
        marks += axes[1].marks("before", size)
        marks += bridge(
            "before", axes, [each.record.batch_mean for each in parts], step > MEAN, size
        )
        marks += self._after_column(parts, places, limits, step, t, size)
        marks += self._titles(places, size)
        return Scene(place_labels(tuple(marks), view), self._equation(parts, moment, step), readout)

    def _alone(self, channel: int, look: StageInput, readout: Line) -> Scene:
        """Say that there are no two batches, and what the layer does with the one there is."""
        view, record = look.viewport, self.timeline[channel]
        said = text("Two batches need at least two images of finite numbers.")
        spans = (Span(said, "muted"),)
        label = Label("none", view.width / 2, view.height / 2, spans, 16 * view.text)
        cell = _largest(record.x[self.image])
        equation = batch_norm_marks.equation(record, look.moment, cell, self.image)
        return Scene(place_labels((label,), view), equation, readout)

    def parts(self, channel: int) -> tuple[Part, ...]:
        """Give both batches on a channel; none if they cannot be normalized."""
        if channel not in self._parts:
            self._parts[channel] = tuple(
                Part(record, Distribution.of(record.x))
                for record in (
                    self.layer.statistics(x, y, channel)
                    for x, y in zip(self.halves, self.results, strict=False)
                )
            )
        return self._parts[channel]

    def scales(self, channel: int) -> tuple[Scale, Scale]:
        """Choose the colours before and after: both batches are compared with each other."""
        if channel not in self._scales:
            before = self.in_scale
            if before.kind == "signed":
                before = signed(self.x[:, channel])
            after = np.concatenate([each[:, channel].ravel() for each in self.results])
            self._scales[channel] = before, signed(after)
        return self._scales[channel]

    def _before_ends(self, parts: tuple[Part, ...]) -> Limits:
        """Ends of the axis before: all values of both batches, and 0."""
        edges = np.concatenate([each.counts.edges for each in parts])
        means = [each.record.mean for each in parts]
        return padded(min(float(edges.min()), 0.0, *means), max(float(edges.max()), 0.0, *means))

    def _before(
        self, number: int, part: Part, where: Places, axis: Axis, step: int, t: float, size: float
    ) -> list[Mark]:
        """Show the images of one batch and its histogram."""
        key, scale = f"before {number}", self.scales(part.record.channel)[0]
        boxes = images_in(where.before, part.record.x)
        small = footer.thinned(part.record.x, boxes[0], self.memo)
        marks: list[Mark] = [Mosaic(f"{key} images", boxes, small, scale, hot=False)]
        measures = part.measures(step, t)
        marks += band(key, axis, measures)
        if step == GATHER and t < 1:
            dots = gathering(axis, boxes, part.record, part.counts, scale, t, size)
            marks += [each.placed(0.0, 0.0, f"{key} ") for each in dots]
        else:
            marks += bars(key, axis, part.counts, part.counts.edges, scale, measures, size)[:1]
        marks += lines(key, axis, measures, size)
        if number == 0:
            marks.append(ground(key, axis))
        return marks

    def _after_column(
        self,
        parts: tuple[Part, ...],
        places: tuple[Places, ...],
        limits: Limits,
        step: int,
        t: float,
        size: float,
    ) -> list[Mark]:
        """Show both histograms on their way, and the images once they are written."""
        marks: list[Mark] = []
        raw, zoom = t, 1.0
        if step == NORMALIZE:
            raw, zoom = min(1.0, t / MOVES), ease(max(0.0, (t - MOVES) / (1 - MOVES)))
        raw = ease(raw)
        near = limits if step < NORMALIZE else between(limits, _after_ends(parts), zoom)
        axes = [Axis(each.right, *near) for each in places]
        scales = self.scales(parts[0].record.channel)
        told = step >= SCALE
        for number, (part, where, axis) in enumerate(zip(parts, places, axes, strict=True)):
            key = f"after {number}"
            if number == 0:
                marks.append(ground(key, axis))
            boxes = images_in(where.after, part.record.x)
            if told:
                small = footer.thinned(part.record.value, boxes[0], self.memo)
                marks.append(Mosaic(f"{key} images", boxes, small, scales[1], hot=False))
            else:
                marks.append(Outline(f"{key} held", boxes, "faint", 1.0))
            if step < NORMALIZE:
                continue
            edges = batch_norm_marks.moved(part.counts.edges, part.record, step, raw)
            measures = part.after(step, raw)
            numbers = bool(np.isfinite((measures.mean, measures.deviation)).all())
            still = numbers and zoom >= 1 and raw >= 1  # no variance and ε of 0: there are none
            marks += band(key, axis, measures) if still else []
            marks += bars(key, axis, part.counts, edges, scales[1], measures, size)[:1]
            marks += lines(key, axis, measures, size) if still else []
        means = [each.after(step, raw).mean for each in parts]
        shown = step >= NORMALIZE and zoom >= 1 and raw >= 1
        marks += bridge("after", axes, means, shown, size)
        return [*marks, *axes[1].marks("after", size)]

    def _titles(self, places: tuple[Places, ...], size: float) -> list[Mark]:
        """Name the columns and the batches."""
        y = places[0].left.y - (NOTE + 0.55 * TITLE) * size
        font = TICK * size
        said: list[tuple[Box, Text]] = [
            (places[0].left, text("Before x")),
            (places[0].right, text("After y")),
        ]
        marks: list[Mark] = [
            Label(f"title {index}", box.cx, y, (Span(title, "strong"),), 1.1 * font)
            for index, (box, title) in enumerate(said)
        ]
        for index, (where, part) in enumerate(zip(places, self.halves, strict=True)):
            count = len(part)
            name = text("Batch {number}", number=index + 1)
            images = text(", {count} of {whole} images", count=count, whole=len(self.x))
            spans = line(Span(name, "strong"), Span(images, "muted"))
            y = where.before.y - 0.75 * font
            marks.append(Label(f"batch {index}", where.before.x, y, spans, font, "left"))
        return marks

    def _equation(self, parts: tuple[Part, ...], moment: Moment | None, step: int) -> Line:
        """Write both statistics, one value of each batch, or the shift that is left."""
        first, second = (each.record for each in parts)
        if step == GATHER:
            return line(
                Span(text("taken as two batches here (the form: all images as one):"), "stat"),
                f"  {first.x.size:,} + {second.x.size:,} ",
                Span(text("values")),
            )
        if step in (MEAN, VARIANCE):
            pair = [(each.mean, each.var)[step == VARIANCE] for each in (first, second)]
            numbers = [written_alike(np.array([each]))[0] for each in pair]
            names = ("μ₁", "μ₂") if step == MEAN else ("σ₁²", "σ₂²")
            said = line(
                Span(names[0], "stat"),
                equals(None, None, numbers[0]),
                Span(numbers[0].said, "stat"),
                "        ",
                Span(names[1], "stat"),
                equals(None, None, numbers[1]),
                Span(numbers[1].said, "stat"),
            )
            if self.layer.training:
                return said
            return (Span(text("evaluation: the running average for both    "), "muted"), *said)
        if step == NORMALIZE and moment is not None:
            cells = [_largest(each.x[0]) for each in (first, second)]
            both = [
                batch_norm_marks.value_lines(each, 0, cell)[2]
                for each, cell in zip((first, second), cells, strict=True)
            ]
            return (*both[0], Span(",      "), *both[1][1:])  # both begin with x̂ =
        if moment is not None and moment.name == "update running":
            return self._running(first, second)
        before = second.batch_mean - first.batch_mean
        means = [each.after(DONE, 1.0).mean for each in parts]
        numbers = [written_alike(np.array([each]))[0] for each in (before, means[1] - means[0])]
        return line(
            Span(text("shift before"), "muted"),
            equals(None, None, numbers[0]),
            Span(numbers[0].said, "read"),
            Span(text("      after"), "muted"),
            equals(None, None, numbers[1]),
            Span(numbers[1].said, "write"),
        )

    def _running(self, first: ChannelStatistics, second: ChannelStatistics) -> Line:
        """Write the running mean before, after the first batch and after the second."""
        part, kept = self.layer.momentum, first.running_mean
        once = (1 - part) * kept + part * first.batch_mean
        twice = (1 - part) * once + part * second.batch_mean
        said = one_form([kept, once, twice])
        return line(
            Span(text("running μ"), "stat"),
            Span(":  "),
            Span(said[0], "muted"),
            " → ",
            Span(said[1], "stat"),
            " → ",
            Span(said[2], "stat"),
        )


def _after_ends(parts: tuple[Part, ...]) -> Limits:
    """Ends of the axis after: what both batches become, and ±1."""
    places = np.concatenate(
        [
            batch_norm_marks.moved(part.counts.edges[[0, -1]], part.record, step, 1.0)
            for part in parts
            for step in (NORMALIZE, DONE)
        ]
        + [np.array([-1.0, 1.0])]
    )
    if not np.isfinite(places).all():
        return -1.0, 1.0
    return padded(float(places.min()), float(places.max()))


def _largest(plane: FloatArray) -> tuple[int, int]:
    row, column = np.unravel_index(int(np.argmax(plane)), plane.shape)
    return int(row), int(column)


def _drawn(step: int, wanted: int, t: float) -> float:
    """How much of what a step draws is there: 0 before the step, `t` during it, 1 after."""
    return t if step == wanted else float(step > wanted)


EXPLANATION = Explanation("two", text("Two batches"), serves, TwoBatchesStage, order=15)
