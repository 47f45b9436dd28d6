"""Activations as a curve: input map, curve with every value on it, output map."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.activation import Activation, ActivationTimeline, Lookup
from cnnviz.scene import captions, equations, footer, legends
from cnnviz.scene.equations import result_of
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, Columns, columns, fitted
from cnnviz.scene.legible import legible_places, signs_of
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Dots, Grid, Label, Mark, Outline, Scene, Stroke
from cnnviz.scene.plot import TICK, Axis, ticks
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    last_moment,
    line,
    one_form,
    places_in_sum,
    shape_span,
    written,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import text

CELLS, LARGE = (7.0, 5.0, 3.5), 1.5
"""Widths of the curve in cells: the first with which the cells are large enough for their
numbers; with text as large as `LARGE` they always need some of it."""
MOST_DOTS = 1500
MANY = 400
"""Dots from which on they are smaller."""
LINE = 1.5
"""Between the numbers of the vertical axis at the least, in heights of their font."""
CLEAR = 0.1
"""Height that numbers keep from where the curve meets the axis, as a part of the plot's."""
LOW = 480
"""Height below which the row of all channels leaves its room to the curve."""


class CurveStage:
    """One image's activation."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Activation = subject.layer
        self.memo = subject.memo
        self.y = subject.y[subject.image]
        self.timeline: ActivationTimeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.planes = subject.planes()
        self.maps = tuple(self.y)
        self.in_scales = subject.in_scales
        self.scales = MapScales(self.maps, subject.out_scales, subject.scales[-2:], self.memo)
        x = subject.x
        self.reach = self.memo.of(x, "reach", lambda: signed(x).high)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = self._where(look)
        record = None if where.moment is None else self.timeline[where.moment.position]
        moment = where.moment or last_moment(0, self.timeline.steps)
        size = look.viewport.text
        plane = self.planes[where.map]
        shape = (plane.shape[0], plane.shape[1])
        roomy = look.viewport.height >= LOW * size and len(self.maps) > 1
        foot = footer.footer_height(look.viewport, wanted=roomy)
        result, scale = self.maps[where.map], self.scales.of(look)[where.map]
        first, *narrower = CELLS if size < LARGE else CELLS[1:]
        room = columns(look.viewport, shape, shape, first, foot, look.numbers)
        places, signs = _alike(plane, result, room, size)
        for cells in narrower if look.numbers else ():
            if places is not None:
                break
            other = columns(look.viewport, shape, shape, cells, foot, look.numbers)
            places, signs = _alike(plane, result, other, size)
            room = room if places is None else other
        side = room.cell if room.readable else room.left.h
        boxes = [fitted(each, *shape, side) for each in (room.left, room.right)]
        left = Grid("input", boxes[0], plane, self.in_scales[where.map], places, signs=signs)
        right = Grid("output", boxes[1], result, scale, places, signs=signs)
        right = right.holding_back(where.plane)
        marks: list[Mark] = [left, right]
        marks += self._curve(room.middle, where, record, moment, size)
        if record is not None:
            cell_box = left.cell(record.output[1], record.output[2])
            small = cell_box.w < 12
            box = cell_box.inset((cell_box.w - 12) / 2) if small else cell_box
            marks.append(Outline("window", (box,), "read", 3.0))
            marks += self._written(right, record, moment, where)
        y = left.box.cy
        marks += [
            captions.caption(
                "input caption",
                left.box,
                size,
                Span(text("Before"), "strong"),
                Span(text("  channel {index}", index=where.map + 1), "muted"),
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
            captions.symbol("to curve", (left.box.right + room.middle.x) / 2, y, "→", size),
            captions.symbol("from curve", (room.middle.right + right.box.x) / 2, y, "→", size),
        ]
        marks += legends.legend("input legend", left, look.viewport)
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
                footer.Row.of(look.viewport, room.footer, beside=not room.readable),
            )
        equation = captions.INVITATION
        if record is not None:
            equation = lookup_equation(self.layer, record, moment)
        return Scene(
            place_labels(tuple(marks), look.viewport),
            equation,
            equations.cell_name(record.output, moment.position, len(self.timeline))
            if record
            else (),
        )

    def _where(self, look: StageInput) -> VisibleMoment:
        """Find the moment; pointing at a cell of the input means the same as at the output."""
        where = visible(self.timeline, self.y.shape, look)
        rows, wide = self.planes[0].shape
        spot = look.pointed("input", rows, wide)
        if spot is None or not where.plane.covers(spot.row * wide + spot.column):
            return where
        position = self.timeline.position_of((where.map, spot.row, spot.column))
        return replace(where, moment=last_moment(position, self.timeline.steps))

    def _written(
        self, right: Grid, record: Lookup, moment: Moment, where: VisibleMoment
    ) -> list[Mark]:
        told = moment.revealed or where.asks
        cell = right.cell(record.output[1], record.output[2])
        box = cell.inset((cell.w - 12) / 2) if cell.w < 12 else cell
        return [Outline("written", (box,), "write", 3.0, dashed=not told)]

    def _curve(
        self,
        room: Box,
        where: VisibleMoment,
        record: Lookup | None,
        moment: Moment,
        size: float,
    ) -> list[Mark]:
        high = self.reach
        side = min(room.w - (24 * size if size >= LARGE else 0), room.h)  # arrows are as large
        box = Box(room.cx - side / 2, room.cy - side / 2, side, side)
        axis = Axis(box, -high, high)
        xs = np.linspace(-high, high, 121).astype(np.float32)
        ys = self.layer.forward(xs[None, None, None])[0, 0, 0]
        top = max(float(np.abs(ys).max()), 1e-9)
        top = high if 0.6 * high < top <= high else 1.1 * top
        # One unit on both axes has one length, or a curve that is never negative has all the room.
        base = box.cy if top == high or ys.min() < -0.05 * top else box.bottom - 0.12 * box.h

        def height(values: FloatArray) -> FloatArray:
            up: FloatArray = base - values.astype(np.float64) / top * (base - box.y)
            return up

        cross = np.array(
            [
                [box.x, base],
                [box.right, base],
                [np.nan] * 2,
                [box.cx, box.y],
                [box.cx, box.bottom],
            ]
        )
        values, results = self.planes[where.map].ravel(), self.maps[where.map].ravel()
        shown = slice(None, where.plane.count, max(1, len(values) // MOST_DOTS))
        values, results = values[shown], results[shown]
        finite = np.isfinite(values) & np.isfinite(results)
        values, results = values[finite], results[finite]
        points = np.stack((axis.places(values), height(results)), axis=1)
        curve = np.stack((axis.places(xs), height(ys)), axis=1)
        font = max(TICK * size, min(0.045 * side, 22.0))
        dot = min(max(side / 45, 6.0), 12.0) * (1.0 if len(values) <= MANY else 0.6)
        marks: list[Mark] = [
            Stroke("cross", cross, "faint"),
            Stroke("curve", curve, "muted", 3.0),
            Dots("values", points, values, self.in_scales[where.map], dot),
            *_numbers(axis, height, xs, ys, top, font),
            Label(
                "definition",
                box.cx,
                box.bottom + 0.5 * CAPTION * size,
                self.layer.definition(),
                max(14 * size, min(0.05 * side, 20 * size)),
                mono=True,
            ),
        ]
        if record is not None and moment.number > 0 and not where.covered:
            x, y = axis.x(float(record.x)), float(height(np.array([record.looked_up]))[0])
            if np.isfinite(record.x) and np.isfinite(record.looked_up):
                path = np.array([[x, base], [x, y], [box.cx, y]])
                marks.append(Stroke("look up", path, "write", 3.0, dashed=True))
                around = Box(x - dot, y - dot, 2 * dot, 2 * dot)
                marks.append(Outline("point", (around,), "write", 3.0))
        return marks


def _alike(
    before: FloatArray, after: FloatArray, room: Columns, size: float
) -> tuple[int | None, int]:
    """Choose decimals, and room for signs, with which both grids have digits of one size."""
    if not room.readable:
        return None, 0
    both = np.concatenate((before.ravel(), after.ravel()))
    places = legible_places(both, room.cell, size)
    if places is None:
        return None, 0
    return places, signs_of(both[np.isfinite(both)], places)


def _numbers(
    axis: Axis,
    height: Callable[[FloatArray], FloatArray],
    xs: FloatArray,
    ys: FloatArray,
    top: float,
    font: float,
) -> list[Mark]:
    """Write round numbers on both axes, each on the side where the curve is not."""
    box, base = axis.box, float(height(np.zeros(1))[0])
    across = _apart(axis, font)
    middle = float(ys[len(ys) // 2])  # where the curve meets the axis
    unit = base - float(height(np.ones(1))[0])
    for count in (8, 6, 4):
        up = [
            y
            for y in _round(top, count)
            if y - middle > 0.25 * top or (y < 0 and ys[0] < -0.1 * top)
            if abs(y - middle) > CLEAR * top
        ]
        if up and min(np.diff(sorted((*up, 0.0)))) * unit >= LINE * font:
            break
    up = up or [float(f"{top:.3g}")]
    marks: list[Mark] = []
    for i, (x, said) in enumerate(zip(across, one_form(across), strict=True)):
        curve = float(np.interp(x, xs, ys))
        y = base - 0.9 * font if curve < 0 else base + 0.9 * font
        cut = np.array([[axis.x(x), base - 3], [axis.x(x), base + 3]])
        label = (Span(said, "muted"),)
        marks.append(Stroke(f"x mark {i}", cut, "muted"))
        marks.append(Label(f"x tick {i}", axis.x(x), y, label, font, mono=True))
    for i, (value, said) in enumerate(zip(up, one_form(up), strict=True)):
        y = float(height(np.array([value]))[0])
        cut = np.array([[box.cx - 3, y], [box.cx + 3, y]])
        align: Literal["left", "right"] = "left" if value < 0 else "right"
        x = box.cx + (7 if value < 0 else -7)
        marks.append(Stroke(f"y mark {i}", cut, "muted"))
        marks.append(Label(f"y tick {i}", x, y, (Span(said, "muted"),), font, align, mono=True))
    return marks


def _apart(axis: Axis, font: float) -> list[float]:
    """Choose round numbers of the horizontal axis that stand apart in a font."""
    for count in (6, 4, 2):
        found = _round(axis.high, count)
        places = sorted(axis.x(each) for each in (*found, 0.0))
        wide = 0.6 * font * (max(map(len, one_form(found))) + 2)
        if min(np.diff(places)) >= wide:
            break
    return found


def _round(high: float, count: int) -> list[float]:
    """Choose round numbers from −high to high without 0; the ends themselves if there are none."""
    for wanted in range(count, count + 4):
        found = [each for each in ticks(-high, high, wanted) if each]
        if found:
            return found
    return [-high, high]


def lookup_equation(layer: Activation, record: Lookup, moment: Moment) -> Line:
    """One value through a function."""
    places = places_in_sum(np.array([record.value]))
    shown, _ = result_of(record.value, moment, places)
    exact = written(record.value, places).true and _writes(layer, record)
    sign = Span(" = " if exact else " ≈ ")
    return (*line(Span("y", "write"), " = "), *layer.rule(float(record.x)), sign, shown)


def _writes(layer: Activation, record: Lookup) -> bool:
    """Whether the argument, as it is written, has the value: a rounded −0.042 also becomes 0."""
    x = float(record.x)
    if layer.transcendental and x and math.isfinite(x):
        return False
    said = written(x)
    if said.true or said.worth is None:
        return said.true
    value = layer.forward(np.array([[[[float(said.worth)]]]], np.float32))
    return float(value[0, 0, 0, 0]) == record.value


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Activation)


EXPLANATION = Explanation("curve", text("Curve"), _serves, CurveStage, order=10)
