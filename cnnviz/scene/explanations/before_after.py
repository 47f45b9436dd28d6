"""Any layer: its input, its output, and what each output cell depends on."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from cnnviz.layers import Layer, Region
from cnnviz.scene import captions, equations, footer, legends
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import READABLE, columns, fitted, largest_cell, signs_in_cell
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Scale, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    equals,
    index_span,
    line,
    places_for,
    shape_span,
    written,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import text


@runtime_checkable
class Told(Protocol):
    """A record that writes its own equation."""

    def equation(self, moment: Moment) -> Line:
        """Write the current step in symbols and in numbers."""
        ...


class BeforeAfterStage:
    """Input and output of one image; it works for any layer that has an output."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.layer = subject, subject.layer
        self.timeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.x, self.y = subject.x[subject.image], subject.y[subject.image]
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.in_scales = subject.in_scales
        self.scales = MapScales(self.maps, subject.out_scales, subject.scales[-2:], subject.memo)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = visible(self.timeline, self.y.shape, look)
        channel = min(where.map, len(self.planes) - 1)
        plane, result = self.planes[channel], self.maps[where.map]
        foot = footer.footer_height(look.viewport, wanted=len(self.maps) > 1)
        room = columns(look.viewport, plane.shape, result.shape, 1.0, foot, look.numbers)
        left = self._grid("input", room.left, plane, self.in_scales[channel], look)
        right = self._grid("output", room.right, result, self.scales.of(look)[where.map], look)
        right = right.holding_back(where.plane)
        size = look.viewport.text
        marks: list[Mark] = [left, right, *self._frames(left, right, where)]
        marks += [
            captions.caption(
                "input caption",
                left.box,
                size,
                Span(text("Before"), "strong"),
                shape_span(self.x.shape, before="  "),
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
            captions.symbol("to", room.middle.cx, left.box.cy, "→", size),
        ]
        marks += legends.legend("input legend", left, look.viewport)
        marks += self.scales.legend(right, where, look)
        marks += footer.all_maps(
            look,
            self.y,
            self.scales.of(look),
            where,
            self.scales.title(text("all channels"), where, look),
            left.box.x,
            self.subject.memo,
            footer.Row.of(look.viewport, room.footer, beside=not room.readable),
        )
        return Scene(
            place_labels(tuple(marks), look.viewport), self._equation(where), self._readout(where)
        )

    def _grid(self, key: str, room: Box, plane: FloatArray, scale: Scale, look: StageInput) -> Grid:
        rows, wide = plane.shape
        readable = look.numbers and min(room.w / wide, room.h / rows) >= READABLE
        box = fitted(room, rows, wide, largest_cell(look.viewport))
        places = places_for(plane, room=signs_in_cell(box.w / wide)) if readable else None
        return Grid(key, box, plane, scale, places)

    def _frames(self, left: Grid, right: Grid, where: VisibleMoment) -> list[Mark]:
        """Frame the output cell, and the part of the input that it depends on."""
        cell = self._cell(where)
        if cell is None:
            return []
        marks: list[Mark] = []
        x = self.subject.x
        seen = self.layer.sees((x.shape[1], x.shape[2], x.shape[3]), Region.cell(*cell[1:]))
        marks.append(Outline("window", (left.region(seen.rows, seen.columns),), "read", 3.0))
        told = where.asks or where.plane.covers(cell[1] * right.columns + cell[2])
        marks.append(Outline("written", (right.cell(*cell[1:]),), "write", 3.0, dashed=not told))
        return marks

    def _cell(self, where: VisibleMoment) -> tuple[int, int, int] | None:
        return None if where.moment is None else self.timeline.cell_of(where.moment.position)

    def _equation(self, where: VisibleMoment) -> Line:
        moment = where.moment
        if moment is None:
            return captions.INVITATION
        record = self.timeline[moment.position]
        if isinstance(record, Told):
            return record.equation(moment)
        cell = self._cell(where)
        if cell is None:
            return (Span(moment.step.title),)
        name = index_span("y", cell, "write")
        if not moment.revealed:
            return line(name, " = ", Span("?" if moment.asks else "…", "write"))
        number = written(float(self.y[cell]))
        return line(name, equals(None, None, number), Span(number.said, "write"))

    def _readout(self, where: VisibleMoment) -> Line:
        moment, cell = where.moment, self._cell(where)
        if moment is None or cell is None:
            return ()
        return equations.cell_name(cell, moment.position, len(self.timeline))


def _serves(layer: Layer) -> bool:
    return True


EXPLANATION = Explanation("before_after", text("Before and after"), _serves, BeforeAfterStage, 1000)
