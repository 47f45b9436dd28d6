"""Dropout cell by cell: the input, a coin for every cell, and what is left of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.dropout import Dropout, DropoutTimeline, Toss, probability
from cnnviz.scene import captions, equations, footer, legends
from cnnviz.scene.coin_strip import HEIGHT, coin_places, coin_strip, factor
from cnnviz.scene.even_row import EvenRow, even_row
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import frame_width
from cnnviz.scene.legible import legible_places
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Scale, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
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
    format_number,
    last_moment,
    line,
    shape_span,
    written,
)
from cnnviz.trace.asked import FACTOR, SIZE
from cnnviz.words import text

PALE = Scale("ink", 0.0, 4.0)
"""Coins are told by their numbers and hatching: their colours stay behind those of the maps."""
LOW = 470
"""Height below which the row of all channels leaves its room to the maps."""
LEAST = 12.0
"""Side of the smallest frame around a cell, in logical pixels."""


class DropoutStage:
    """One draw of a dropout; in evaluation input and output alone."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Dropout = subject.layer
        self.memo = subject.memo
        self.timeline: DropoutTimeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.y = subject.y[subject.image]
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.in_scales = subject.in_scales
        self.scales = MapScales(self.maps, subject.out_scales, subject.scales[-2:], self.memo)
        self._dropped: dict[int, BoolArray] = {}

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = self._where(look)
        record = None if where.moment is None else self.timeline[where.moment.position]
        moment = where.moment or last_moment(0, self.timeline.steps)
        view, size = look.viewport, look.viewport.text
        plane, coins = self.planes[where.map], self.timeline.coins
        roomy = view.height >= LOW * size and len(self.maps) > 1
        foot = footer.footer_height(view, wanted=roomy)
        strip = 0.0 if coins is None else HEIGHT * size
        shape = (plane.shape[0], plane.shape[1])
        count = 2 if coins is None else 3
        row = even_row(view, shape, count, strip, foot, numbers=look.numbers)
        marks: list[Mark] = self._grids(row, where, moment, look)
        left, right = (self._of(marks, key) for key in ("input", "output"))
        if record is not None:
            marks += self._frames(marks, record, moment, where)
        marks += self._words(row, left, right, size, where.map)
        if coins is not None:
            told = coins[where.map].ravel()[: self._tossed(moment, where)]
            begun = moment.t > 0 or moment.number > 0
            toss = record if begun else None
            decided = moment.number > 0
            box = row.below
            wide = max(box.w, min(HEIGHT * 6 * size, view.width - 40))
            box = Box(box.cx - wide / 2, box.y, wide, box.h)
            marks += coin_strip(box, self.layer.p, told, toss, size, decided=decided)
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
                footer.Row.of(view, foot, beside=not row.readable),
            )
        equation = captions.INVITATION
        readout: Line = ()
        if record is not None:
            equation = dropout_equation(record, moment, self.layer.training)
            readout = equations.cell_name(record.output, moment.position, len(self.timeline))
        return Scene(place_labels(tuple(marks), view), equation, readout)

    def _where(self, look: StageInput) -> VisibleMoment:
        """Find the moment; pointing at input or coin means the same as at the output."""
        where = visible(self.timeline, self.y.shape, look)
        rows, wide = self.planes[0].shape
        spot = look.pointed("input", rows, wide) or look.pointed("coins", rows, wide)
        if spot is None or not where.plane.covers(spot.row * wide + spot.column):
            return where
        position = self.timeline.position_of((where.map, spot.row, spot.column))
        return replace(where, moment=last_moment(position, self.timeline.steps))

    def _tossed(self, moment: Moment, where: VisibleMoment) -> int | None:
        """Count the coins of the map on stage that have been tossed; None for all."""
        if where.plane.count is None:
            return None
        here = where.moment is not None and where.plane.count < self.planes[0].size
        begun = moment.t > 0 or moment.number > 0
        return where.plane.count + int(here and begun and not moment.revealed)

    def dropped(self, channel: int) -> BoolArray | None:
        """Find the cells of a map that are dropped; they are cached.

        Parameters
        ----------
        channel : int
            Which map.

        Returns
        -------
        ndarray of bool, shape (H, W), or None
            True for dropped cells; None in evaluation.
        """
        coins = self.timeline.coins
        if coins is None:
            return None
        if channel not in self._dropped:
            self._dropped[channel] = coins[channel] < self.layer.p
        return self._dropped[channel]

    def _grids(
        self, row: EvenRow, where: VisibleMoment, moment: Moment, look: StageInput
    ) -> list[Mark]:
        channel, size = where.map, look.viewport.text
        cell = row.boxes[0].w / self.planes[0].shape[1]

        def places(values: FloatArray) -> int | None:
            return legible_places(values, cell, size) if row.readable else None

        plane, result = self.planes[channel], self.maps[channel]
        grids: list[Mark] = [
            Grid("input", row.boxes[0], plane, self.in_scales[channel], places(plane))
        ]
        dropped = self.dropped(channel)
        coins = self.timeline.coins
        shown = where.plane.count
        if coins is not None and dropped is not None:
            tossed = self._tossed(moment, where)
            decided = tossed
            if tossed is not None and where.moment is not None and moment.number == 0:
                decided = shown
            grids.append(
                Grid(
                    "coins",
                    row.boxes[1],
                    coins[channel],
                    PALE,
                    places(coins[channel]),
                    hatched=_first(dropped, decided),
                    revealed=tossed,
                )
            )
        scale = self.scales.of(look)[channel]
        output = Grid("output", row.boxes[-1], result, scale, places(result))
        if dropped is not None:
            output = replace(output, hatched=_first(dropped, shown))
        return [*grids, output.holding_back(where.plane)]

    @staticmethod
    def _of(marks: list[Mark], key: str) -> Grid:
        found = next(mark for mark in marks if mark.key == key)
        assert isinstance(found, Grid)
        return found

    def _frames(
        self, marks: list[Mark], record: Toss, moment: Moment, where: VisibleMoment
    ) -> list[Mark]:
        """Frame the cell in the input, in the coins and in the output."""
        roles: dict[str, Role] = {"input": "read", "output": "write"}
        roles["coins"] = _role(record, moment)
        told = moment.revealed or where.asks
        frames: list[Mark] = []
        for grid in (each for each in marks if isinstance(each, Grid)):
            cell = grid.cell(record.output[1], record.output[2])
            width = frame_width(cell.w, 3.0) if grid.places is not None else 3.0
            key = {"input": "window", "output": "written"}.get(grid.key, "coin cell")
            dashed = grid.key == "output" and not told
            frames.append(
                Outline(key, (at_least(cell, LEAST),), roles[grid.key], width, dashed=dashed)
            )
        return frames

    def _words(
        self, row: EvenRow, left: Grid, right: Grid, size: float, channel: int
    ) -> list[Mark]:
        """Write the captions and the signs between the maps."""
        marks: list[Mark] = [
            captions.caption(
                "input caption",
                left.box,
                size,
                Span(text("Before"), "strong"),
                Span(text("  channel {index}", index=channel + 1), "muted"),
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
        ]
        y = left.box.cy
        if len(row.boxes) == 2:
            same = captions.symbol("before", row.between(0), y, "=", size)
            told = tuple(replace(each, tells=FACTOR) for each in same.spans)
            return [*marks, replace(same, spans=told)]
        marks.append(
            captions.caption(
                "coins caption",
                row.boxes[1],
                size,
                Span(text("Coins"), "strong"),
                Span(text("  seed {seed}", seed=self.layer.seed), "stat"),
            )
        )
        marks.append(captions.symbol("before", row.between(0), y, "⊙", size))
        marks.append(captions.symbol("after", row.between(1), y, "=", size))
        return marks


def _role(record: Toss, moment: Moment) -> Role:
    """Colour a coin: not yet compared, kept, or dropped."""
    if moment.number == 0:
        return "stat"
    return "write" if record.kept else "warning"


def _first(mask: BoolArray, count: int | None) -> BoolArray:
    """Keep the mask of the first cells, in row order."""
    if count is None:
        return mask
    first = np.zeros_like(mask)
    first.flat[:count] = mask.flat[:count]
    return first


def dropout_equation(record: Toss, moment: Moment, training: bool) -> Line:
    """Write the coin, the decision, or the product of a cell."""
    x = written(float(record.x))
    if not training:
        said = line(
            Span(text("evaluation: no coin, no factor"), "muted"), "    ", Span("y", "write")
        )
        if moment.asks:
            return (*said, Span(" = "), Span("?", "write"))
        if not moment.revealed:
            return (*said, Span(" = "), Span("x", "read"), Span(" = "), Span("…", "faint"))
        return (
            *said,
            Span(" = "),
            Span("x", "read"),
            Span(equals(None, None, x)),
            Span(x.said, "write"),
        )
    assert record.coin is not None
    p, coin = (
        probability(record.p).said,
        format_number(record.coin, coin_places(record.coin, record.p)),
    )
    if moment.name == "toss":
        return line(
            Span("u", "stat"), " = ", Span(coin, "stat"), Span(text("    below p?"), "muted")
        )
    if moment.name == "decide" and not moment.asks:
        sign = " ≥ " if record.kept else " < "
        decision = line(Span(coin, "stat"), sign, Span(f"p = {p}", "weight"), "    ")
        if not record.kept:
            return (*decision, Span(text("dropped, × 0"), "warning"))
        return (*decision, Span(text("kept, "), "write"), *factor(record.p))
    return _product(record, moment)


def _product(record: Toss, moment: Moment) -> Line:
    """Write the value times the factor."""
    x, p, by = written(float(record.x)), probability(record.p), written(record.factor)
    start = line(Span("y", "write"), " = ", Span(x.said, "read"), "·")
    y = written(record.value)
    if not record.kept:
        said = Span("?" if moment.asks else y.said, "write")
        return (*start, Span("0", "warning"), Span(" = "), said)
    start = (*start, *line("1/(1 − ", Span(p.said, "weight"), ")"))
    if moment.asks:
        return (*start, Span(" = "), Span("?", "write"))
    middle: Line = ()
    worth = None
    if x.worth is not None and p.worth is not None and p.worth < 1:
        worth = x.worth / (1 - p.worth)
    if by.true and p.true and by.worth != 1:
        middle = line(" = ", Span(x.said, "read"), f"·{by.said}")
    return (*start, *middle, Span(equals(worth, y, x, p)), Span(y.said, "write"))


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Dropout)


EXPLANATION = Explanation("mask", text("One draw"), _serves, DropoutStage, order=10)
