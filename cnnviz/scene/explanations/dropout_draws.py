"""Dropout in many draws: the same map again and again, and the mean of what comes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.dropout import Dropout, probability
from cnnviz.scene import captions
from cnnviz.scene.dropout_draws import ROW, DrawsTimeline
from cnnviz.scene.even_row import even_row
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, frame_width
from cnnviz.scene.legends import legend
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Scene, Stroke
from cnnviz.scene.plot import TICK
from cnnviz.scene.scales import from_zero, signed
from cnnviz.scene.stage_input import StageInput, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least
from cnnviz.trace import (
    BoolArray,
    FloatArray,
    Line,
    Moment,
    Role,
    Span,
    equals,
    line,
    written,
    written_alike,
)
from cnnviz.words import text

BELOW = 0.34
"""Part of the stage's height for the row of draws and the chart."""
PART = 0.56
"""Part of the width for the row of draws."""
GAP = 10.0
"""Between the draws of the row, in logical pixels."""
GRIDS = ("before", "draw", "mean")
ROLES: dict[str, Role] = {"before": "read", "draw": "write", "mean": "stat"}


@dataclass(frozen=True, eq=False)
class DrawView:
    """One moment of the draws.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    moment : Moment or None
        Moment of the timeline; None at its end.
    number : int
        The draw on stage, from 0.
    counted : int
        Draws in the mean.
    channel : int
        The map on stage.
    followed : (int, int)
        Row and column of the cell whose mean is written.
    """

    look: StageInput
    moment: Moment | None
    number: int
    counted: int
    channel: int
    followed: tuple[int, int]

    @property
    def scaled(self) -> bool:
        """Whether the survivors of the draw have been scaled."""
        return self.moment is None or self.moment.revealed


class DrawsStage:
    """The input, a draw, the mean of all draws so far; the row of draws; one cell's course."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Dropout = subject.layer
        self.x = subject.x[subject.image]
        self.planes = subject.planes()
        self.timeline = DrawsTimeline(self.layer, subject.x, subject.image)
        self._kept: dict[int, BoolArray] = {}
        self._sums: dict[int, FloatArray] = {}
        high = signed(subject.x).high * max(self.layer.factor, 1.0)
        self.scale = Scale("signed", -high, high)
        if float(subject.x.min()) >= 0:
            (self.scale,) = from_zero((self.scale,))

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view, size = look.viewport, look.viewport.text
        seen = self._view(look)
        plane = self.planes[seen.channel]
        below = BELOW * view.height
        shape = (plane.shape[0], plane.shape[1])
        row = even_row(view, shape, 3, below, 0.0, numbers=look.numbers)
        grids = self._grids(row.boxes, row.readable, seen)
        marks: list[Mark] = [*grids, *self._captions(grids, seen, size)]
        cells = [each.cell(*seen.followed) for each in grids]
        width = frame_width(cells[0].w, 3.0) if row.readable else 3.0
        for key, cell in zip(GRIDS, cells, strict=True):
            marks.append(Outline(f"followed {key}", (at_least(cell, 12.0),), ROLES[key], width))
        y = grids[0].box.cy
        marks.append(captions.symbol("to draw", row.between(0), y, "→", size))
        marks.append(captions.symbol("to mean", row.between(1), y, "→", size))
        marks += legend("legend", grids[2], view)
        wide = view.width - 40
        room = Box(20, row.below.y, wide, view.height - row.below.y - 6)
        marks += self._row(Box(room.x, room.y, PART * wide, room.h), seen, size)
        left = room.x + (PART + 0.05) * wide
        marks += self._chart(Box(left, room.y, room.right - left, room.h), seen, size)
        return Scene(place_labels(tuple(marks), view), self._equation(seen), self._readout(seen))

    def _view(self, look: StageInput) -> DrawView:
        moment, count = look.moment, len(self.timeline)
        channel = visible(self.timeline, self.x.shape, look).map
        number = count - 1 if moment is None else moment.position
        counted = number + int(moment is None or moment.name == "mean")
        rows, columns = self.planes[0].shape
        spots = (look.pointed(key, rows, columns) for key in GRIDS)
        spot = next((each for each in spots if each is not None), None)
        if spot is not None:
            return DrawView(look, moment, number, counted, channel, (spot.row, spot.column))
        plane = np.where(np.isfinite(self.planes[channel]), self.planes[channel], -np.inf)
        row, column = np.unravel_index(int(np.argmax(plane)), plane.shape)
        return DrawView(look, moment, number, counted, channel, (int(row), int(column)))

    def kept(self, channel: int) -> BoolArray:
        """Find the cells of a map that survive in each draw; they are cached.

        Parameters
        ----------
        channel : int
            Which map.

        Returns
        -------
        ndarray of bool, shape (D, H, W)
            True for survivors.
        """
        if channel not in self._kept:
            self._kept[channel] = self.timeline.survivors(channel)
        return self._kept[channel]

    def mean(self, channel: int, count: int) -> FloatArray:
        """Compute the mean of the first draws of a map.

        Parameters
        ----------
        channel : int
            Which map.
        count : int
            How many draws, at least 1.

        Returns
        -------
        ndarray, shape (H, W), float32
            The mean.
        """
        if channel not in self._sums:
            self._sums[channel] = np.cumsum(self.kept(channel), axis=0, dtype=np.uint8)
        part = self._sums[channel][count - 1] * (self.layer.factor / count)
        mean: FloatArray = (self.planes[channel] * part).astype(np.float32)
        return mean

    def drawn(self, channel: int, number: int, *, scaled: bool = True) -> FloatArray:
        """Compute one draw of a map.

        Parameters
        ----------
        channel : int
            Which map.
        number : int
            Which draw, from 0.
        scaled : bool
            Whether its survivors are scaled.

        Returns
        -------
        ndarray, shape (H, W), float32
            What is left of the map.
        """
        by = self.layer.factor if scaled else 1.0
        kept = self.kept(channel)[number] * by
        drawn: FloatArray = (self.planes[channel] * kept).astype(np.float32)
        return drawn

    def _grids(self, boxes: tuple[Box, ...], readable: bool, seen: DrawView) -> list[Grid]:
        """Make the input, the draw and the mean, with digits of one size."""
        channel, plane = seen.channel, self.planes[seen.channel]
        values = [plane, self.drawn(channel, seen.number, scaled=seen.scaled)]
        values.append(self.mean(channel, max(seen.counted, 1)))
        side, view = boxes[0].w / plane.shape[1], seen.look.viewport
        places = [
            places_in(each, side, view, closeup=True) if readable else None for each in values
        ]
        grids = [
            Grid(key, box, each, self.scale, decimals)
            for key, box, each, decimals in zip(GRIDS, boxes, values, places, strict=True)
        ]
        grids[1] = replace(grids[1], hatched=self._dropped(channel, seen.number))
        if not seen.counted:
            grids[2] = replace(grids[2], revealed=0)
        return grids

    def _dropped(self, channel: int, number: int) -> BoolArray | None:
        if not self.layer.training:
            return None
        dropped: BoolArray = ~self.kept(channel)[number]
        return dropped

    def _captions(self, grids: list[Grid], seen: DrawView, size: float) -> list[Mark]:
        """Say what each map is; at the end also what evaluation gives."""
        seed = text("  seed {seed}", seed=self.layer.seed + seen.number)
        mode = text("  evaluation")
        count = seen.counted
        mean = text("Mean of 1 draw") if count == 1 else text("Mean of {count} draws", count=count)
        first = text("  evaluation gives this") if seen.moment is None else ""
        said: tuple[Line, ...] = (
            line(Span(text("Before"), "strong"), Span(first, "write")),
            line(
                Span(text("Draw {number}", number=seen.number + 1), "strong"),
                Span(seed if self.layer.training else mode, "stat"),
            ),
            line(Span(mean, "strong"), *captions.rounding(grids[2])),
        )
        return [
            captions.caption(f"{grid.key} caption", grid.box, size, *each)
            for grid, each in zip(grids, said, strict=True)
        ]

    def _row(self, room: Box, seen: DrawView, size: float) -> list[Mark]:
        """Show the draws of this row side by side; those to come are empty frames."""
        plane = self.planes[seen.channel]
        under = 0.62 * CAPTION * size
        first = seen.number // ROW * ROW
        tall = room.h - under
        side = min((room.w - (ROW - 1) * GAP) / ROW / plane.shape[1], tall / plane.shape[0])
        w, h = side * plane.shape[1], side * plane.shape[0]
        y = room.y + (tall - h) / 2
        boxes = [Box(room.x + place * (w + GAP), y, w, h) for place in range(ROW)]
        marks: list[Mark] = []
        for place, box in enumerate(boxes):
            number = first + place
            done = number < seen.number or (number == seen.number and seen.scaled)
            if done:
                hatched = self._dropped(seen.channel, number)
                values = self.drawn(seen.channel, number)
                marks.append(
                    Grid(f"draw {place}", box, values, self.scale, hatched=hatched, hot=False)
                )
            here = number == seen.number
            frame: Role = "write" if here else "faint"
            width = 3.0 if here else 1.0
            marks.append(Outline(f"draw frame {place}", (box.inset(-2),), frame, width))
            role: Role = "strong" if here else "muted"
            said = (Span(str(number + 1), role),)
            marks.append(
                Label(f"draw number {place}", box.cx, y + h + 0.6 * under, said, TICK * size)
            )
        return marks

    def _chart(self, room: Box, seen: DrawView, size: float) -> list[Mark]:
        """Draw how the mean of the followed cell comes near what it was."""
        x = float(self.planes[seen.channel][seen.followed])
        top = x * self.layer.factor
        if not np.isfinite((x, top)).all() or top == 0:
            return []
        font, count = TICK * size, len(self.timeline)
        box = Box(
            room.x + 3.2 * font, room.y + 0.9 * font, room.w - 3.2 * font, room.h - 2.6 * font
        )
        low, high = min(top, 0.0), max(top, 0.0)

        def place(number: FloatArray, value: FloatArray) -> FloatArray:
            across = box.x + (number - 1) / max(count - 1, 1) * box.w
            return np.stack((across, box.bottom - (value - low) / (high - low) * box.h), axis=-1)

        ends = np.array([1.0, float(count)])
        level = place(ends, np.full(2, x))
        marks: list[Mark] = [
            Stroke("chart axis", place(ends, np.full(2, low)), "faint", 1.5),
            Stroke("chart x", level, "read", max(2.0, 1.2 * size), dashed=True),
        ]
        for key, value in (("top", high), ("low", low)):
            said = (Span(written(value).said, "muted"),)
            y = float(place(ends[:1], np.array([value]))[0, 1])
            marks.append(
                Label(f"chart {key}", box.x - 0.5 * font, y, said, font, "right", mono=True)
            )
        y = float(level[0, 1])
        said = (Span(written(x).said, "read"),)
        if min(abs(y - box.y), abs(y - box.bottom)) > 1.2 * font:
            marks.append(
                Label("chart level", box.x - 0.5 * font, y, said, font, "right", mono=True)
            )
        for key, number in (("first", 1), ("last", count)):
            at = float(place(np.array([float(number)]), np.array([low]))[0, 0])
            marks.append(
                Label(f"chart {key}", at, box.bottom + font, (Span(str(number), "muted"),), font)
            )
        name = f"[{seen.channel}, {seen.followed[0]}, {seen.followed[1]}]"
        title = line(Span(text("mean of cell "), "muted"), Span(name, "stat"))
        marks.append(Label("chart title", box.right, box.y, title, font, "right"))
        if seen.counted:
            kept = self.kept(seen.channel)[(slice(None), *seen.followed)][: seen.counted]
            numbers = np.arange(1, seen.counted + 1)
            course = place(numbers.astype(float), np.cumsum(kept) / numbers * top)
            if seen.counted > 1:
                marks.append(Stroke("chart course", course, "stat", max(2.5, 1.4 * size)))
            last = course[-1]
            dot = Box(float(last[0]) - 5, float(last[1]) - 5, 10, 10)
            marks.append(Outline("chart here", (dot,), "stat", 3.0))
        return marks

    def _equation(self, seen: DrawView) -> Line:
        """Write how many survive, what a survivor becomes, or the mean of the followed cell."""
        channel, moment = seen.channel, seen.moment
        value = float(self.planes[channel][seen.followed])
        x = written(value)
        kept = self.kept(channel)
        if moment is not None and moment.name == "drop":
            return line(
                Span(text("draw {number}: ", number=seen.number + 1)),
                Span(
                    text(
                        "{kept} of {cells} cells survive",
                        kept=int(kept[seen.number].sum()),
                        cells=kept[seen.number].size,
                    ),
                    "write",
                ),
            )
        y = written(value * self.layer.factor)
        if moment is not None and moment.name == "scale":
            if not self.layer.training:
                return line(Span("y", "write"), " = ", Span("x", "read"))
            p = probability(self.layer.p)
            if self.layer.p >= 1:
                return line(Span(text("p = 1: nothing survives"), "muted"))
            worth = None
            if x.worth is not None and p.worth is not None and p.worth < 1:
                worth = x.worth / (1 - p.worth)
            return line(
                Span(text("a survivor: "), "muted"),
                Span(x.said, "read"),
                "·1/(1 − ",
                Span(p.said, "weight"),
                ")",
                Span(equals(worth, y, x, p)),
                Span(y.said, "write"),
            )
        times = int(kept[(slice(seen.counted), *seen.followed)].sum())
        mean = written_alike(np.array([value * self.layer.factor * times / max(seen.counted, 1)]))[
            0
        ]
        worth = None if y.worth is None else y.worth * times / max(seen.counted, 1)
        said = line(
            Span(text("mean"), "stat"),
            " = (",
            f"{times}·",
            Span(y.operand, "write"),
            f" + {seen.counted - times}·0) / {seen.counted}",
            Span(equals(worth, mean, y)),
            Span(mean.said, "stat"),
        )
        if moment is not None:
            return said
        sign = Span(equals(None, None, x))
        ending = line(Span(text("evaluation: "), "muted"), Span("y", "write"), " = x")
        return (*said, Span("    "), *ending, sign, Span(x.said, "write"))

    def _readout(self, seen: DrawView) -> Line:
        if seen.moment is None:
            return ()
        return line(
            Span(text("draw {number}", number=seen.number + 1), "write"),
            Span(" / ", "faint"),
            Span(str(len(self.timeline)), "muted"),
        )


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Dropout)


EXPLANATION = Explanation("draws", text("Many draws"), _serves, DrawsStage, order=20)
