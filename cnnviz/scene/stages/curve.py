"""The stage of the activations: map before, curve with every value on it, map after."""

from __future__ import annotations

import numpy as np

from cnnviz.document.evaluation import Outcome
from cnnviz.layers.activation import Activation
from cnnviz.scene import captions, equations, footer
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import SYMBOL, columns, fitted
from cnnviz.scene.marks import Box, Dots, Grid, Label, Mark, Outline, Scale, Scene, Stroke
from cnnviz.scene.plot import Axis
from cnnviz.scene.settling import settled
from cnnviz.scene.timeline import Moment
from cnnviz.scene.where import Where
from cnnviz.trace import FloatArray, Lookup, Span, places_for
from cnnviz.words import Text, text

VIEWS: dict[str, Text] = {"curve": text("Curve")}
MOST_DOTS = 1500


class Stage:
    """One image's activation, ready to be looked at at any moment.

    Parameters
    ----------
    outcome : Outcome
        The layer with its input and output; it has both.
    scale : Scale
        Colours of the input; the output is compared with it and has the same.
    image : int
        Which image of the batch.
    kept : Kept, optional
        What earlier stages worked out.
    """

    def __init__(
        self, outcome: Outcome, scale: Scale, image: int, kept: Kept | None = None
    ) -> None:
        self.kept = kept = kept or Kept()
        assert isinstance(outcome.layer, Activation)
        assert outcome.x is not None
        assert outcome.y is not None
        self.layer = outcome.layer
        batch = outcome.x
        self.x = kept.of(batch, ("image", image), lambda: batch[image])
        self.y = outcome.y[image]
        self.trace = self.layer.trace(outcome.x, outcome.y, image)
        self.planes = kept.of(batch, ("planes", image), lambda: tuple(batch[image]))
        self.maps = tuple(self.y)
        self.scale = scale

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, glance: Glance) -> Scene:
        """Make the picture of a moment."""
        where = Where(self.trace, glance)
        spot = glance.spot
        if spot is not None and spot.key == "input":
            rows, wide = self.planes[0].shape
            cell = spot.row * wide + spot.column
            known = rows * wide if where.revealed is None else where.revealed
            if spot.row < rows and spot.column < wide and cell < known:
                where.moment = Moment(where.map * rows * wide + cell, "write", 0, 1.0)
                where.asked = None
        record = None if where.moment is None else self.trace[where.moment.position]
        moment = where.moment or Moment(0, "write", 0, 1.0)
        size = glance.viewport.text
        plane = self.planes[where.map]
        shape = (plane.shape[0], plane.shape[1])
        foot = footer.footer_height(glance, wanted=len(self.maps) > 1)
        room = columns(glance.viewport, shape, shape, 7, foot, glance.numbers)
        side = room.cell if room.readable else room.left.h
        boxes = [fitted(each, *shape, side) for each in (room.left, room.right)]
        places = places_for(plane) if room.readable else None
        left = Grid("input", boxes[0], plane, self.scale, places)
        right = Grid(
            "output",
            boxes[1],
            self.maps[where.map],
            self.scale,
            places_for(self.maps[where.map]) if room.readable else None,
            revealed=where.revealed,
            asked=where.asked,
        )
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
            ),
            captions.caption(
                "output caption",
                right.box,
                size,
                Span(text("After"), "strong"),
                Span(f"  {captions.shape_of(self.y)}", "muted"),
            ),
            captions.symbol("to curve", room.middle.x - SYMBOL / 2, y, "→", size),
            captions.symbol("from curve", room.middle.right + SYMBOL / 2, y, "→", size),
        ]
        marks += footer.all_maps(
            glance,
            self.y,
            self.scale,
            where.map,
            text("all channels, one scale"),
            left.box.x,
            self.kept,
            where.held,
        )
        equation = captions.INVITATION
        if record is not None:
            rule = self.layer.rule(record.x)
            equation = equations.lookup(record, rule, moment, asked=where.asks)
        return Scene(
            settled(tuple(marks), glance.viewport),
            equation,
            equations.cell_name(record.output, moment.position, len(self.trace)) if record else (),
        )

    def _written(self, right: Grid, record: Lookup, moment: Moment, where: Where) -> list[Mark]:
        if where.revealed is not None and moment.phase != "write" and not where.asks:
            return []
        cell = right.cell(record.output[1], record.output[2])
        box = cell.inset((cell.w - 12) / 2) if cell.w < 12 else cell
        return [Outline("written", (box,), "write", 3.0)]

    def _curve(
        self,
        room: Box,
        where: Where,
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
        shown = slice(None, where.revealed, max(1, len(values) // MOST_DOTS))
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
        if record is not None and moment.phase != "place" and not where.asks:
            x, y = axis.x(record.x), float(height(np.array([record.shown]))[0])
            if np.isfinite((record.x, record.shown)).all():
                path = np.array([[x, box.cy], [x, y], [box.cx, y]])
                marks.append(Stroke("look up", path, "write", 2.0, dashed=True))
                marks.append(Outline("point", (Box(x - 5, y - 5, 10, 10),), "write", 2.5))
        return marks
