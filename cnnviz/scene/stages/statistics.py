"""The stage of BatchNorm2d: one channel's values gathered, measured, moved and squeezed."""

from __future__ import annotations

import numpy as np

from cnnviz.document.evaluation import Outcome
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.scene import captions, footer, normalizing, sliding
from cnnviz.scene.glance import Glance
from cnnviz.scene.histogram import quantized_histogram
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import MARGIN, READABLE, fitted, row_of
from cnnviz.scene.marks import (
    Bars,
    Box,
    Dots,
    Fill,
    Grid,
    Label,
    Mark,
    Mosaic,
    Outline,
    Scale,
    Scene,
)
from cnnviz.scene.plot import Axis, finite_range
from cnnviz.scene.scales import signed
from cnnviz.scene.settling import settled
from cnnviz.scene.timeline import Moment, resolve
from cnnviz.trace import ChannelStatistics, FloatArray, Span, line, places_for, written
from cnnviz.words import Text, text

VIEWS: dict[str, Text] = {
    "statistics": text("Statistics"),
    "value": text("One value"),
    "channels": text("All channels"),
    "running": text("Running averages"),
}
PHASES = ("gather", "mean", "variance", "normalize", "scale and shift", "update running")
MOST_DOTS = 1500
LOW = 400
"""Height below which the row of all channels leaves its room to the histograms."""
THREE = 230
"""Height from which there is room for a third histogram, the enlarged one."""
BINS = 32


class Stage:
    """A batch normalization over the whole batch, ready to be looked at at any moment.

    Parameters
    ----------
    outcome : Outcome
        The layer with its input and output; it has both.
    scale : Scale
        Colours of the input.
    image : int
        Which image of the batch stands beside the statistics.
    kept : Kept, optional
        What earlier stages worked out.
    """

    def __init__(
        self, outcome: Outcome, scale: Scale, image: int, kept: Kept | None = None
    ) -> None:
        self.kept = kept = kept or Kept()
        assert isinstance(outcome.layer, BatchNorm2d)
        assert outcome.x is not None
        assert outcome.y is not None
        self.layer = outcome.layer
        self.x, self.y, self.image = outcome.x, outcome.y, image
        self.trace = self.layer.trace(outcome.x, outcome.y, image)
        out = outcome.y
        self.in_scale, self.out_scale = scale, kept.of(out, "signed", lambda: signed(out))
        self._records: dict[int, ChannelStatistics] = {}
        self._histogram: dict[int, tuple[FloatArray, FloatArray]] = {}
        self._shown = self.y[image]
        self._maps = {"x": tuple(self.x[image]), "y": tuple(self._shown)}

    def record(self, channel: int) -> ChannelStatistics:
        """The statistics of one channel, worked out once."""
        if channel not in self._records:
            self._records[channel] = self.trace[channel]
        return self._records[channel]

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, glance: Glance) -> Scene:
        """Make the picture of a moment."""
        moment = resolve(self.trace, glance.playhead)
        channel = min(glance.map, len(self.trace) - 1) if moment is None else moment.position
        record = self.record(channel)
        followed = self._followed(glance, record)
        marks: list[Mark] = []
        size = glance.viewport.text
        roomy = glance.viewport.height >= LOW * size
        foot = footer.footer_height(glance, wanted=roomy and len(self.trace) > 1)
        body = Box(
            MARGIN,
            MARGIN,
            glance.viewport.width - 2 * MARGIN,
            glance.viewport.height - 2 * MARGIN - foot,
        )
        view = glance.view if glance.view in VIEWS else "statistics"
        if view == "channels":
            marks += normalizing.table(body, [self.record(c) for c in range(len(self.trace))], size)
        elif view == "running":
            marks += normalizing.running(body, self.layer.history[:, :, channel], record, size)
        else:
            marks += self._body(body, view, glance, record, moment, followed, size)
        if roomy:
            marks += footer.all_maps(
                glance,
                self._shown,
                self.out_scale,
                channel,
                text("all channels, normalized, one scale"),
                MARGIN,
                self.kept,
            )
        return Scene(
            settled(tuple(marks), glance.viewport),
            normalizing.equation(record, moment, followed, self.image),
            normalizing.readout(record, moment, len(self.trace)),
        )

    def _counts(self, record: ChannelStatistics) -> tuple[FloatArray, FloatArray]:
        """The channel's histogram, counted once: values in each bin, and the bins' edges."""
        if record.channel not in self._histogram:
            low, high = finite_range(record.x)
            finite = record.x[np.isfinite(record.x)]
            counts = quantized_histogram(finite, low, high, BINS).astype(np.float64)
            self._histogram[record.channel] = counts, np.linspace(low, high, BINS + 1)
        return self._histogram[record.channel]

    def _followed(self, glance: Glance, record: ChannelStatistics) -> tuple[int, int]:
        """The cell whose value is followed: the one pointed at, or the largest."""
        plane = record.x[self.image]
        spot = glance.spot
        rows, wide = plane.shape
        inside = spot is not None and spot.key in ("input", "output")
        if spot is not None and inside and spot.row < rows and spot.column < wide:
            return spot.row, spot.column
        finite = np.where(np.isfinite(plane), plane, -np.inf)
        row, column = np.unravel_index(int(np.argmax(finite)), plane.shape)
        return int(row), int(column)

    def _body(
        self,
        body: Box,
        view: str,
        glance: Glance,
        record: ChannelStatistics,
        moment: Moment | None,
        followed: tuple[int, int],
        size: float,
    ) -> list[Mark]:
        count = len(self.x)
        strip_h = 0.0 if count == 1 else min(0.2 * body.h, 90.0)
        strip = Box(body.x + 96 * size, body.y, body.w - 96 * size, strip_h)
        marks: list[Mark] = []
        rows, wide = record.x.shape[1:]
        batch = row_of(strip, count, wide / rows) if count > 1 else ()
        if batch:
            shift = batch[0].x - strip.x
            batch = tuple(Box(b.x - shift, b.y, b.w, b.h) for b in batch)
            labels = (
                text("batch of {count}", count=count),
                text("channel {index}", index=record.channel + 1),
            )
            for i, said in enumerate(labels):
                y = strip.cy + (i - 0.5) * 18 * size
                marks.append(
                    Label(f"batch {i}", body.x, y, (Span(said, "muted"),), 13 * size, "left")
                )
            marks.append(
                Mosaic(
                    "batch",
                    batch,
                    footer.thinned(record.x, batch[0], self.kept),
                    self.in_scale,
                    self.image,
                )
            )
        top = body.y + strip_h + (18 if batch else 0)
        room = Box(body.x, top, body.w, body.bottom - top - 24 * size)
        side = 0.27 * room.w
        left = Box(room.x, room.y, side, room.h)
        right = Box(room.right - side, room.y, side, room.h)
        middle = Box(left.right + 34, room.y, room.w - 2 * side - 68, room.h)
        done = 5 if moment is None else PHASES.index(moment.phase)
        marks += self._planes(left, right, record, followed, done, glance, size)
        if view == "value":
            marks += normalizing.one_value(middle, record, self.image, followed, done, size)
        else:
            marks += self._histograms(middle, batch, record, moment, followed, size)
        return marks

    def _planes(
        self,
        left: Box,
        right: Box,
        record: ChannelStatistics,
        followed: tuple[int, int],
        done: int,
        glance: Glance,
        size: float,
    ) -> list[Mark]:
        rows, wide = record.x.shape[1:]
        marks: list[Mark] = []
        for key, room, scale, title in (
            ("input", left, self.in_scale, text("Before x")),
            ("output", right, self.out_scale, text("After y")),
        ):
            plane = self._maps["x" if key == "input" else "y"][record.channel]
            box = fitted(room, rows, wide, 48.0)
            readable = glance.numbers and box.w / wide >= READABLE + 4
            hidden = key == "output" and done < 4
            marks.append(
                Grid(
                    key,
                    box,
                    plane,
                    scale,
                    places_for(plane, 1 if box.w / wide < 34 else 2) if readable else None,
                    revealed=0 if hidden else None,
                )
            )
            cell = box.cell(rows, wide, *followed)
            if cell.w < 10:
                cell = cell.inset((cell.w - 10) / 2)
            if not hidden:
                role = "read" if key == "input" else "write"
                marks.append(Outline(f"followed {key}", (cell,), role, 3.0))  # type: ignore[arg-type]
            marks.append(
                captions.caption(
                    f"{key} caption",
                    box,
                    size,
                    Span(title, "strong"),
                    Span(text("  image {index}", index=self.image + 1), "muted"),
                )
            )
        return marks

    def _histograms(
        self,
        room: Box,
        batch: tuple[Box, ...],
        record: ChannelStatistics,
        moment: Moment | None,
        followed: tuple[int, int],
        size: float,
    ) -> list[Mark]:
        done = 5 if moment is None else PHASES.index(moment.phase)
        t = 1.0 if moment is None else sliding.ease(moment.t)
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
        gathering = moment is not None and done == 0 and moment.t < 1
        if gathering:
            marks += self._gathering(before, batch, record, counts, edges, t)
        else:
            marks += _bars("before bars", before, edges, counts, edges, self.in_scale)
        marks += before.marks("before", size)
        if done >= 1 and np.isfinite(record.mean):
            marks.append(before.line("mean line", record.mean, "stat"))
        if done >= 2 and np.isfinite((record.mean, record.var)).all():
            marks.append(_spread("spread", before, record.mean, record.var))
        if done >= 3:
            moved = normalizing.moved(edges, record, done, t)
            marks += _bars("after bars", after, moved, counts, moved, self.out_scale)
        marks += after.marks("after", size)
        if enlarge:
            near = Axis(boxes[2], -lim_y, lim_y)
            if done >= 3:
                final = normalizing.moved(edges, record, max(done, 3), t if done > 3 else 1.0)
                if done > 3 or t >= 1:
                    marks += _bars("near bars", near, final, counts, final, self.out_scale)
            marks += near.marks("near", size)
        if done >= 3:
            value = record.x[self.image][followed]
            if np.isfinite(value):
                marks.append(before.line("followed before", float(value), "read", 1.5))
            place = float(normalizing.moved(np.array([value]), record, done, t)[0])
            if np.isfinite(place):
                marks.append(after.line("followed after", place, "write", 1.5))
            if enlarge and np.isfinite(place):
                marks.append(near.line("followed near", place, "write", 1.5))
        return [*marks, *self._titles(boxes, record, enlarge, lim, lim_y, size)]

    def _titles(
        self,
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
                    Span(text(", enlarged {times} times", times=written(lim / lim_y, 0)), "muted"),
                )
            )
        return [
            Label(f"plot title {i}", box.x, box.y - 9 * size, spans, 12 * size, "left")
            for i, (box, spans) in enumerate(zip(boxes, said, strict=True))
        ]

    def _gathering(
        self,
        axis: Axis,
        batch: tuple[Box, ...],
        record: ChannelStatistics,
        counts: FloatArray,
        edges: FloatArray,
        t: float,
    ) -> list[Mark]:
        """Every value on its way from its cell to its place in the histogram."""
        values = record.x.reshape(-1)
        chosen = np.arange(0, len(values), max(1, len(values) // MOST_DOTS))
        chosen = chosen[np.isfinite(values[chosen])]
        _, rows, wide = record.x.shape
        image, cell = np.divmod(chosen, rows * wide)
        row, column = np.divmod(cell, wide)
        sources = batch or (Box(axis.box.cx - 40, max(axis.box.y - 60, 4), 80, 80 * rows / wide),)
        corner = np.array([(b.x, b.y, b.w / wide, b.h / rows) for b in sources])[image]
        start = np.stack(
            (
                corner[:, 0] + (column + 0.5) * corner[:, 2],
                corner[:, 1] + (row + 0.5) * corner[:, 3],
            ),
            axis=1,
        )
        bins = np.clip(np.searchsorted(edges, values[chosen], side="right") - 1, 0, len(counts) - 1)
        order = np.argsort(bins, kind="stable")
        rank = np.empty(len(bins))
        firsts = np.searchsorted(bins[order], np.arange(len(counts)))
        rank[order] = np.arange(len(bins)) - firsts[bins[order]]
        sampled = np.bincount(bins, minlength=len(counts))
        part = (rank + 0.5) / np.maximum(sampled[bins], 1) * counts[bins] / max(counts.max(), 1)
        target = np.stack(
            (axis.places((edges[bins] + edges[bins + 1]) / 2), axis.box.bottom - part * axis.box.h),
            axis=1,
        )
        points = start + (target - start) * t
        return [Dots("gathered", points, values[chosen], self.in_scale, 5.0)]


def _bars(
    key: str, axis: Axis, edges: FloatArray, counts: FloatArray, values: FloatArray, scale: Scale
) -> list[Mark]:
    """The bars between edges; none where the edges are no numbers."""
    if not np.isfinite(edges).all():
        return []
    middles = (values[:-1] + values[1:]) / 2
    heights = counts / max(float(counts.max()), 1.0)
    return [Bars(key, axis.box, axis.places(edges), heights, middles, scale)]


def _largest(values: FloatArray) -> float:
    """The largest finite magnitude; 0 where nothing is finite."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def _spread(key: str, axis: Axis, mean: float, var: float) -> Fill:
    """The band from μ − σ to μ + σ."""
    deviation = float(np.sqrt(var))
    left, right = axis.x(mean - deviation), axis.x(mean + deviation)
    return Fill(key, Box(left, axis.box.y, max(right - left, 1.0), axis.box.h), "stat", 0.14)
