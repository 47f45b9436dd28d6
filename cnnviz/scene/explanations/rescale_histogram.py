"""Input scaling on a histogram: it keeps its shape while it moves to another range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.rescale import Rescale
from cnnviz.scene import captions, footer, legends
from cnnviz.scene.batch_norm_histogram import Distribution
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, columns, fitted, frame_width
from cnnviz.scene.legible import legible_places
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Bars, Box, Dots, Fill, Grid, Label, Mark, Outline, Scene
from cnnviz.scene.plot import TICK, Axis, Limits, between, padded
from cnnviz.scene.rescale_channels import ScaledChannel, ScalingTimeline
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least, ease
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    equals,
    line,
    one_form,
    shape_span,
    written_alike,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import text

CELLS = 6.0
"""Width of the histograms in cells of the maps."""
MOST_DOTS = 1500
MOVES = 0.6
"""Part of a step in which values move; then the axis is enlarged."""
LOW = 480
"""Height below which the row of all channels leaves its room to the histograms."""


@dataclass(frozen=True, eq=False)
class ScaleView:
    """One moment of a channel.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment, and the visible part of the output.
    moment : Moment or None
        Moment of the timeline; None at its end.
    record : ScaledChannel
        The channel on stage.
    followed : (int, int)
        Row and column of the value that is followed.
    """

    look: StageInput
    where: VisibleMoment
    moment: Moment | None
    record: ScaledChannel
    followed: tuple[int, int]

    @property
    def covered(self) -> bool:
        """Whether the value after is still to be asked for."""
        return self.moment is not None and self.moment.covered


class ScalingStage:
    """One channel before and after, and its histogram on its way."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Rescale = subject.layer
        self.memo = subject.memo
        self.x, self.y = subject.x[subject.image], subject.y[subject.image]
        self.timeline = ScalingTimeline(self.layer, subject.x, subject.y, subject.image)
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.in_scales = subject.in_scales
        self.scales = MapScales(self.maps, subject.out_scales, subject.scales[-2:], self.memo)
        self._counted: dict[int, Distribution] = {}

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = visible(self.timeline, self.y.shape, look)
        channel, moment = where.map, look.moment
        plane, view = self.planes[channel], look.viewport
        spots = (look.pointed(key, *plane.shape) for key in ("input", "output"))
        spot = next((each for each in spots if each is not None), None)
        followed = self.timeline.followed(channel)
        if spot is not None:
            followed = spot.row, spot.column
        seen = ScaleView(look, where, moment, self.timeline[channel], followed)
        size = view.text
        roomy = view.height >= LOW * size and len(self.maps) > 1
        foot = footer.footer_height(view, wanted=roomy)
        shape = (plane.shape[0], plane.shape[1])
        room = columns(view, shape, shape, CELLS, foot, look.numbers)
        side = room.cell if room.readable else min(room.left.h, room.left.w)
        left_box, right_box = (fitted(each, *shape, side) for each in (room.left, room.right))
        cell = left_box.w / shape[1]
        places = legible_places(plane, cell, size) if room.readable else None
        left = Grid("input", left_box, plane, self.in_scales[channel], places)
        result, scale = self.maps[channel], self.scales.of(look)[channel]
        places = legible_places(result, cell, size) if room.readable else None
        right = Grid("output", right_box, result, scale, places).holding_back(where.plane)
        marks: list[Mark] = [left, right, *self._frames(left, right, seen)]
        marks += self._plots(room.middle, left, seen)
        marks += self._words(left, right, room.middle, seen)
        marks += legends.legend("input legend", left, view)
        marks += self.scales.legend(right, where, look)
        if roomy:
            marks += footer.all_maps(
                look,
                self.y,
                self.scales.of(look),
                where,
                self.scales.title(text("all channels"), where, look),
                left.box.x,
                self.memo,
                footer.Row.of(view, room.footer, beside=not room.readable),
            )
        return Scene(place_labels(tuple(marks), view), self._equation(seen), self._readout(seen))

    def counted(self, channel: int) -> Distribution:
        """Count the values of a channel once."""
        if channel not in self._counted:
            self._counted[channel] = Distribution.of(self.x[channel])
        return self._counted[channel]

    def _frames(self, left: Grid, right: Grid, seen: ScaleView) -> list[Mark]:
        """Frame the followed value before and after."""
        told = seen.moment is None or seen.moment.revealed or seen.where.asks
        width = frame_width(left.cell(0, 0).w, 3.0) if left.places is not None else 3.0
        before, after = (at_least(each.cell(*seen.followed), 12.0) for each in (left, right))
        return [
            Outline("window", (before,), "read", width),
            Outline("written", (after,), "write", width, dashed=not told),
        ]

    def _plots(self, middle: Box, left: Grid, seen: ScaleView) -> list[Mark]:
        """Draw the histogram before above, and below it the same one on its way."""
        size = seen.look.viewport.text
        head, foot = 1.7 * TICK * size, 1.8 * TICK * size
        height = (middle.h + CAPTION * size - 2 * head - 2 * foot) / 2
        top = Box(middle.x, middle.y + head, middle.w, height)
        below = Box(middle.x, top.bottom + foot + head, middle.w, height)
        record, layer = seen.record, self.layer
        channel = self.counted(record.channel)
        if not np.isfinite(channel.edges).all():
            return []
        low, high = float(channel.edges[0]), float(channel.edges[-1])
        ends = padded(
            min(low, layer.from_low, layer.from_high), max(high, layer.from_low, layer.from_high)
        )
        axis = Axis(top, *ends)
        said = (Span(text("Before"), "strong"), *_range(layer.ends()[:2], "read"))
        marks: list[Mark] = [_title("before title", top, said, size)]
        marks += _band("before range", axis, layer.from_low, layer.from_high, left=True)
        t = 1.0 if seen.moment is None else ease(seen.moment.t)
        gathering = seen.moment is not None and seen.moment.name == "gather"
        if gathering and t < 1:
            marks += _gathering(axis, left, channel, t, size)
        else:
            marks.append(_bars("before bars", axis, channel, channel.edges, left))
        value = float(record.x[seen.followed])
        if np.isfinite(value):
            marks.append(axis.line("followed before", value, "read", max(2.5, 1.4 * size)))
        marks += axis.marks("before", size)
        marks += self._moving(below, ends, left, seen)
        return marks

    def _moving(self, box: Box, ends: Limits, left: Grid, seen: ScaleView) -> list[Mark]:
        """Draw the histogram as far as it has moved; its axis is enlarged when it has shrunk."""
        record, layer, size = seen.record, self.layer, seen.look.viewport.text
        channel = self.counted(record.channel)
        said: Line = (Span(text("After"), "strong"), *_range(layer.ends()[2:], "write"))
        marks: list[Mark] = [_title("after title", box, said, size)]
        if seen.moment is not None and seen.moment.name == "gather":
            return [*marks, *Axis(box, *ends).marks("after", size)]
        edges, limits, value = self._moved(seen, channel.edges, ends)
        axis = Axis(box, *limits)
        settled = seen.moment is None or seen.moment.revealed or seen.moment.asks
        if settled and not seen.covered:
            marks += _band("after range", axis, layer.to_low, layer.to_high, left=False)
        if np.isfinite(edges).all():
            marks.append(_bars("after bars", axis, channel, edges, left))
        if np.isfinite(value) and not seen.covered:
            marks.append(axis.line("followed after", value, "write", max(2.5, 1.4 * size)))
        drawn = axis.marks("after", size)
        return [*marks, *(drawn[:1] if seen.covered else drawn)]

    def _moved(
        self, seen: ScaleView, edges: FloatArray, ends: Limits
    ) -> tuple[FloatArray, Limits, float]:
        """Carry the histogram to the moment: its edges, the axis, and the followed value."""
        record, moment = seen.record, seen.moment
        values: FloatArray = np.append(edges, record.x[seen.followed]).astype(np.float64)
        corners: FloatArray = np.array([self.layer.from_low, self.layer.from_high])
        names = [step.name for step in self.timeline.steps[1:-1]]
        here = len(names) if moment is None else min(moment.number - 1, len(names))
        limits = ends
        for number, name in enumerate(names):
            t = 1.0 if number < here or moment is None else moment.t
            if number > here:
                break
            part = ease(min(1.0, t / MOVES))
            values, corners_before = record.moved(values, name, part), corners
            corners = record.moved(corners, name, 1.0)
            low = float(min(corners.min(), values[:-1].min())) if t >= 1 else float(corners.min())
            high = float(max(corners.max(), values[:-1].max())) if t >= 1 else float(corners.max())
            near = padded(low, high)
            if name == "move":
                both = np.append(corners_before, corners)
                near = padded(float(both.min()), float(both.max())) if t < 1 else near
            zoom = ease(max(0.0, (t - MOVES) / (1 - MOVES)))
            wide = (min(limits[0], near[0]), max(limits[1], near[1]))
            limits = between(wide, near, zoom)
        return values[:-1], limits, float(values[-1])

    def _words(self, left: Grid, right: Grid, middle: Box, seen: ScaleView) -> list[Mark]:
        """Write captions and arrows."""
        size = seen.look.viewport.text
        y = left.box.cy
        index = text("  channel {index}", index=seen.record.channel + 1)
        return [
            captions.caption(
                "input caption",
                left.box,
                size,
                Span(text("Before"), "strong"),
                Span(index if len(self.maps) > 1 else "", "muted"),
                *captions.rounding(left),
            ),
            captions.caption(
                "output caption",
                right.box,
                size,
                Span(text("After"), "strong"),
                shape_span(self.y.shape, before="  ", tells=SIZE),
                *captions.rounding(right),
            ),
            captions.symbol("before", (left.box.right + middle.x) / 2, y, "→", size),
            captions.symbol("after", (middle.right + right.box.x) / 2, y, "→", size),
        ]

    def _equation(self, seen: ScaleView) -> Line:
        """Write what the step does, or the followed value through the function."""
        record, moment, layer = seen.record, seen.moment, self.layer
        if moment is not None and not moment.asks and moment.name != "write":
            low, _, new_low, _ = layer.ends()
            long, new = one_form(layer.lengths)
            said: dict[str, Line] = {
                "gather": line(
                    Span(text("{count} values between", count=f"{record.x.size:,}"), "muted"),
                    "  ",
                    Span(_ends(record.x), "read"),
                ),
                "shift": line("x − ", Span(f"({low})" if low.startswith("−") else low, "weight")),
                "stretch": line("· ", Span(f"{_bracketed(new)}/{_bracketed(long)}", "weight")),
                "move": line(
                    "+ ", Span(f"({new_low})" if new_low.startswith("−") else new_low, "weight")
                ),
            }
            return (*said[moment.name], Span("        "), *self.layer.definition())
        value = float(record.x[seen.followed])
        result = written_alike(np.array([float(record.y[seen.followed])]))[0]
        start = line(Span("y", "write"), " = ", *layer.rule(value))
        if moment is not None and moment.asks:
            return (*start, Span(" = "), Span("?", "write"))
        x = written_alike(np.array([value]))[0]
        return (
            *start,
            Span(equals(None, result, x) if result.true else " ≈ "),
            Span(result.said, "write"),
        )

    def _readout(self, seen: ScaleView) -> Line:
        return line(
            Span(text("channel {index}", index=seen.record.channel + 1), "write"),
            Span(" / ", "faint"),
            Span(str(len(self.timeline)), "muted"),
        )


def _ends(values: FloatArray) -> str:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "?"
    low, high = one_form([float(finite.min()), float(finite.max())])
    return f"{low} … {high}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def _range(ends: tuple[str, ...], role: str) -> Line:
    return (Span(f"  {ends[0]} … {ends[1]}", "read" if role == "read" else "write"),)


def _title(key: str, plot: Box, said: Line, size: float) -> Label:
    return Label(key, plot.cx, plot.y - 0.95 * TICK * size, said, TICK * size)


def _band(key: str, axis: Axis, one: float, other: float, *, left: bool) -> list[Mark]:
    """Shade a range of the axis."""
    low, high = sorted((axis.x(one), axis.x(other)))
    box = Box(low, axis.box.y, max(high - low, 1.0), axis.box.h)
    return [Fill(key, box, "read" if left else "write", 0.08)]


def _bars(key: str, axis: Axis, channel: Distribution, edges: FloatArray, left: Grid) -> Bars:
    """Draw the bars between edges, in the colours that their values have before."""
    places, heights, cut = axis.places(edges), channel.heights, channel.cut
    middles = (channel.edges[:-1] + channel.edges[1:]) / 2
    if places[0] > places[-1]:  # a factor below 0 turns the values round
        places, heights, cut, middles = places[::-1], heights[::-1], cut[::-1], middles[::-1]
    return Bars(key, axis.box, places, heights, middles, left.scale, cut)


def _gathering(axis: Axis, left: Grid, channel: Distribution, t: float, size: float) -> list[Mark]:
    """Let the values fall from their cells into their bins."""
    rows, wide = left.values.shape
    flat = left.values.reshape(-1)
    chosen = np.arange(0, flat.size, max(1, flat.size // MOST_DOTS))
    chosen = chosen[np.isfinite(flat[chosen])]
    row, column = np.divmod(chosen, wide)
    start = np.stack(
        (
            left.box.x + (column + 0.5) * left.box.w / wide,
            left.box.y + (row + 0.5) * left.box.h / rows,
        ),
        axis=1,
    )
    edges = channel.edges
    bins = np.clip(np.searchsorted(edges, flat[chosen], side="right") - 1, 0, len(edges) - 2)
    across = axis.places((edges[bins] + edges[bins + 1]) / 2)
    end = np.stack((across, np.full(len(bins), axis.box.bottom - 4.0)), axis=1)
    points = start + (end - start) * t
    return [Dots("gathered", points, flat[chosen], left.scale, 6.0 * size)]


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Rescale)


EXPLANATION = Explanation("histogram", text("Histogram"), _serves, ScalingStage, order=5)
