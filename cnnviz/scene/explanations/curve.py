"""Activations as a curve: input map, curve with every value on it, output map."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.activation import Activation, ActivationTimeline, Lookup
from cnnviz.scene import captions, equations, footer
from cnnviz.scene.equations import result_of
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import columns, fitted, signs_in_cell
from cnnviz.scene.marks import Box, Dots, Grid, Label, Mark, Outline, Scene, Stroke
from cnnviz.scene.plot import Axis
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    last_moment,
    line,
    places_for,
    places_in_sum,
    written,
)
from cnnviz.words import text

MOST_DOTS = 1500


class CurveStage:
    """One image's activation; input and output have one scale."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Activation = subject.layer
        self.memo = subject.memo
        self.y = subject.y[subject.image]
        self.timeline: ActivationTimeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.planes = subject.planes()
        self.maps = tuple(self.y)
        self.scale = subject.in_scale

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = self._where(look)
        record = None if where.moment is None else self.timeline[where.moment.position]
        moment = where.moment or last_moment(0, self.timeline.steps)
        size = look.viewport.text
        plane = self.planes[where.map]
        shape = (plane.shape[0], plane.shape[1])
        foot = footer.footer_height(look.viewport, wanted=len(self.maps) > 1)
        room = columns(look.viewport, shape, shape, 7, foot, look.numbers)
        side = room.cell if room.readable else room.left.h
        boxes = [fitted(each, *shape, side) for each in (room.left, room.right)]
        signs = signs_in_cell(room.cell)
        places = places_for(plane, room=signs) if room.readable else None
        left = Grid("input", boxes[0], plane, self.scale, places)
        right = Grid(
            "output",
            boxes[1],
            self.maps[where.map],
            self.scale,
            places_for(self.maps[where.map], room=signs) if room.readable else None,
        ).holding_back(where.plane)
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
                Span(f"  {captions.shape_of(self.y)}", "muted"),
                *captions.rounding(right),
            ),
            captions.symbol("to curve", (left.box.right + room.middle.x) / 2, y, "→", size),
            captions.symbol("from curve", (room.middle.right + right.box.x) / 2, y, "→", size),
        ]
        marks += footer.all_maps(
            look,
            self.y,
            self.scale,
            where,
            text("all channels, one scale"),
            left.box.x,
            self.memo,
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
        high = self.scale.high
        side = min(room.w, room.h)
        box = Box(room.cx - side / 2, room.cy - side / 2, side, side)
        axis = Axis(box, -high, high)
        xs = np.linspace(-high, high, 121).astype(np.float32)
        ys = self.layer.forward(xs[None, None, None])[0, 0, 0]
        top = max(float(np.abs(ys).max()), 1e-9)
        top = high if 0.2 * high < top <= high else 1.1 * top

        def height(values: FloatArray) -> FloatArray:
            up: FloatArray = box.cy - values.astype(np.float64) / top * (box.h / 2)
            return up

        cross = np.array(
            [
                [box.x, box.cy],
                [box.right, box.cy],
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
        small = 11 * size
        marks: list[Mark] = [
            Stroke("cross", cross, "faint"),
            Stroke("curve", curve, "muted", 2.0),
            Dots("values", points, values, self.scale, 6.0),
            *(
                Label(
                    f"x tick {i}",
                    axis.x(v) + (4 if v < 0 else -4),
                    box.cy + (-11 if end < 0 else 11) * size,  # where the curve is not
                    (Span(f"{v:.3g}".replace("-", "−"), "faint"),),
                    small,
                    "left" if v < 0 else "right",
                    mono=True,
                )
                for i, (v, end) in enumerate(((-high, ys[0]), (high, ys[-1])))
            ),
            Label(
                "y tick",
                box.cx - 5,
                box.y + 7,
                (Span(f"{top:.3g}", "faint"),),
                small,
                "right",
                mono=True,
            ),
            Label(
                "definition",
                box.cx,
                box.bottom + 14 * size,
                self.layer.definition(),
                13 * size,
                mono=True,
            ),
        ]
        if record is not None and moment.number > 0 and not where.asks:
            x, y = axis.x(float(record.x)), float(height(np.array([record.looked_up]))[0])
            if np.isfinite(record.x) and np.isfinite(record.looked_up):
                path = np.array([[x, box.cy], [x, y], [box.cx, y]])
                marks.append(Stroke("look up", path, "write", 2.0, dashed=True))
                marks.append(Outline("point", (Box(x - 5, y - 5, 10, 10),), "write", 2.5))
        return marks


def lookup_equation(layer: Activation, record: Lookup, moment: Moment) -> Line:
    """One value through a function."""
    x = float(record.x)
    shown, result = result_of(record.value, moment, places_in_sum(np.array([record.value])))
    exact = written(x).true and not (layer.transcendental and x and math.isfinite(x))
    if result is not None:
        exact &= result.true
    sign = Span(" = " if exact else " ≈ ")
    return (*line(Span("y", "write"), " = "), *layer.rule(x), sign, shown)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Activation)


EXPLANATION = Explanation("curve", text("Curve"), _serves, CurveStage, order=10)
