"""ConvTranspose2d as stamps: every input cell times the kernel, added where it lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.filters import LABELS
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.stamp_timeline import Stamp, StampTimeline, stamps_on
from cnnviz.layers.stamping import stamp_counts, stamped
from cnnviz.scene import captions, footer, legends, stamp_layout
from cnnviz.scene.equations import cell_name
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import Columns, fitted, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Scale, Scene, Stroke
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.stamp_equation import stamp_sum
from cnnviz.scene.stamp_layout import Size, StampView
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import around, at_least, ease, framed
from cnnviz.trace import BoolArray, FloatArray, Line, Moment, Span, line, shape_span
from cnnviz.words import text

SIGN = 16.0
"""From the middle of × and = to the grid behind them, in logical pixels at text size 1."""


class StampStage:
    """One image's transposed convolution."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.layer: ConvTranspose2d = subject.layer
        self.timeline = StampTimeline(self.layer, subject.x, subject.y, subject.image)
        self.x, self.y = subject.x[subject.image], subject.y[subject.image]
        self.planes, self.maps = subject.planes(), tuple(self.y)
        self.scales = MapScales(self.maps, subject.out_scales, subject.scales[-2:], subject.memo)
        self.filter_scales = tuple(signed(each) for each in self.layer.weight)
        self.sizes: tuple[Size, Size] = (
            (self.x.shape[1], self.x.shape[2]),
            self.timeline.window.size,
        )
        self.counts = stamp_counts(self.timeline.window).astype(np.float32)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        marks: list[Mark] = [view.left, view.right]
        if view.counts is not None:
            marks.append(view.counts)
        if view.grids:
            marks += [*self._middle(view), *self._signs(view)]
        marks += self._frames(view)
        marks += self._captions(view)
        marks += legends.legend("input legend", view.left, look.viewport)
        marks += self.scales.legend(view.right, view.where, look)
        marks += footer.all_maps(
            look,
            self.y,
            self.scales.of(look),
            view.where,
            self.scales.title(text("all feature maps"), view.where, look),
            view.left.box.x,
            self.subject.memo,
            footer.Row.of(look.viewport, view.room.footer, beside=True),
        )
        scene = tuple(place_labels(tuple(marks), look.viewport))
        return Scene(scene, self._equation(view), self._name(view))

    def _signs(self, view: StampView) -> list[Mark]:
        """Write × before the kernel and = before the stamp, which may stand beside it."""
        size, (kernel, stamp) = view.look.viewport.text, view.grids
        marks: list[Mark] = []
        for key, sign, box in (("before", "×", kernel), ("makes", "=", stamp)):
            x, large = box.x - SIGN * size, 0.8 * size
            if box is stamp and stamp.x > kernel.right:
                gap = stamp.x - kernel.right
                x, large = kernel.right + gap / 2, min(large, 0.8 * gap / captions.OPERATOR)
            marks.append(captions.symbol(key, x, box.cy, sign, large))
        return marks

    def _view(self, look: StageInput) -> StampView:
        moment = look.moment
        where = visible(self.timeline, self.y.shape, replace(look, spot=None))
        record = None
        if moment is not None:
            record = self.timeline[moment.position]
            where = self._on(look, where, record.output)
        channel = self._channel(look, record, moment)
        plane, scale = self.planes[channel], self.subject.in_scales[channel]
        room, grids, counted = stamp_layout.laid_out(
            look, self.sizes, self.layer.kernel_size, several=len(self.maps) > 1
        )
        places = places_in(plane, room.cell, look.viewport) if room.readable else None
        left = Grid("input", fitted(room.left, *self.sizes[0], room.cell), plane, scale, places)
        right, counts = self._outputs(look, where, room, counted)
        spot = look.pointed("output", right.rows, right.columns)
        pointed = None
        if spot is not None and where.plane.covers(spot.row * right.columns + spot.column):
            pointed = (where.map, spot.row, spot.column)
        view = StampView(look, where, moment, record, pointed, room, grids, left, right, counts)
        return self._held(view)

    def _on(self, look: StageInput, where: VisibleMoment, index: int) -> VisibleMoment:
        plane = look.shown.plane(index, self.y.shape[1] * self.y.shape[2])
        return replace(where, map=index, plane=plane)

    def _held(self, view: StampView) -> StampView:
        """Hold back the stamp that is on its way, and dim what the pointer leaves out."""
        right, counts = view.right, view.counts
        if view.moves and view.moment is not None:
            before = self.timeline.shown(replace(view.moment, revealed=False))
            right = right.holding_back(before.plane(view.where.map, self.counts.size))
        left = replace(view.left, dimmed=self._without(view))
        right = replace(right, dimmed=self._unreached(view))
        return replace(view, left=left, right=right, counts=counts)

    def _outputs(
        self, look: StageInput, where: VisibleMoment, room: Columns, counted: bool
    ) -> tuple[Grid, Grid | None]:
        plane, scale = self.maps[where.map], self.scales.of(look)[where.map]
        high, across = plane.shape
        places = places_in(plane, room.cell, look.viewport) if room.readable else None
        if not counted:
            side = room.cell if room.readable or room.one_size else room.right.h
            box = fitted(room.right, high, across, side)
            return Grid("output", box, plane, scale, places).holding_back(where.plane), None
        both = fitted(room.right, high, int(2 * across + stamp_layout.BETWEEN), room.cell)
        one = Box(both.x, both.y, across * room.cell, both.h)
        other = one.moved((across + stamp_layout.BETWEEN) * room.cell, 0)
        right = Grid("output", one, plane, scale, places).holding_back(where.plane)
        until = None
        if look.moment is not None:
            place = self.timeline.place(look.moment.position)
            until = place[1] * self.x.shape[2] + place[2] + int(look.moment.revealed)
        counts = stamp_counts(self.timeline.window, until).astype(np.float32)
        most = max(float(self.counts.max()), 1.0)
        hidden: BoolArray = (counts == 0) & (self.counts > 0)
        return right, Grid(
            "counts",
            other,
            counts,
            Scale("ink", 0.0, 1.6 * most),
            0 if places is not None else None,
            hidden=hidden,
        )

    def _channel(self, look: StageInput, record: Stamp | None, moment: Moment | None) -> int:
        if record is not None and moment is not None and moment.name == "terms":
            return min(moment.index, len(self.planes) - 1)
        return 0

    def _middle(self, view: StampView) -> list[Mark]:
        """Show the kernel and the stamp that the cell makes of it."""
        look, size, index = view.look, view.look.viewport.text, view.where.map
        channel = self._channel(look, view.record, view.moment)
        kernel: FloatArray = self.layer.weight[index][channel]
        side = view.grids[0].w / kernel.shape[1]
        fits = side >= 17
        places = places_in(kernel, side, look.viewport) if fits else None
        filters = Grid("filter", view.grids[0], kernel, self.filter_scales[index], places)
        stamp, shown = self._stamp(view, channel)
        scale = view.right.scale
        places = places_in(stamp, side, look.viewport) if fits else None
        products = Grid("products", view.grids[1], stamp, scale, places, revealed=shown)
        name = Span(LABELS[self.layer.names[index]], "muted")
        which = text("Filter {index} of {count}", index=index + 1, count=self.layer.out_channels)
        cells = tuple(filters.cell(r, c) for r, c in np.ndindex(*kernel.shape))
        frame = cells if filters.places is not None else (filters.box,)
        marks: list[Mark] = [
            filters,
            products,
            Outline("filter frame", frame, "weight", frame_width(side, 1.5)),
            captions.caption(
                "filter caption",
                filters.box,
                size,
                Span(which, "strong"),
                "  ",
                name,
                *captions.rounding(filters),
            ),
            captions.caption("products caption", products.box, size, *self._made(view)),
        ]
        if view.moves and view.record is not None and view.moment is not None:
            marks.append(self._moving(view, products))
        return marks

    def _made(self, view: StampView) -> Line:
        """Caption the stamp."""
        if view.record is None or view.at_input:
            return (Span(text("stamp: cell × kernel"), "muted"),)
        rest = captions.rounding(view.right)
        return (Span(text("stamp"), "strong"), Span(text(" = cell × kernel"), "muted"), *rest)

    def _stamp(self, view: StampView, channel: int) -> tuple[FloatArray, int | None]:
        record, moment = view.record, view.moment
        if record is None or moment is None or view.at_input:
            return self.timeline[0].products[0].astype(np.float32), 0
        if moment.name == "place":
            return record.products[0].astype(np.float32), 0
        if moment.name == "terms":
            done = record.products[: channel + 1] if moment.asks else record.products[[channel]]
            return done.sum(axis=0).astype(np.float32), None
        return record.sums.astype(np.float32), None

    def _moving(self, view: StampView, products: Grid) -> Mark:
        """Move the stamp from where it is made to where it is added."""
        assert view.moment is not None
        assert view.record is not None
        part = ease(view.moment.t)
        target = view.right.cell(float(view.record.rows[0]), float(view.record.columns[0]))
        x = products.box.x + part * (target.x - products.box.x)
        y = products.box.y + part * (target.y - products.box.y)
        box = Box(x, y, products.box.w, products.box.h)
        return replace(products, key="moving stamp", box=box, hot=False)

    def _frames(self, view: StampView) -> list[Mark]:
        """Frame what is in work, or what is linked with the cell pointed at."""
        linked = self._linked(view)
        if linked or view.record is None or view.moment is None:
            return linked
        record, moment = view.record, view.moment
        cell = view.left.cell(*record.cell)
        marks: list[Mark] = [framed("window", at_least(cell, 12.0), "read")]
        if view.left.places is not None and view.grids:
            marks += self._lines(view, cell)
        cells = self._stamp_on(view, view.right, record.cell)
        if cells and moment.name != "place":
            told = moment.revealed
            marks.append(Outline("stamp", cells, "write", self._width(view, 2.5), dashed=not told))
        if moment.asks or moment.revealed:
            row, column = divmod(
                self.timeline.asked(moment.position) % (view.right.rows * view.right.columns),
                view.right.columns,
            )
            on = [view.right] if view.counts is None else [view.right, view.counts]
            for grid in on:
                key = "written" if grid is view.right else "counted"
                marks.append(framed(key, at_least(grid.cell(row, column), 12.0), "write"))
        return marks

    def _width(self, view: StampView, widest: float) -> float:
        return frame_width(view.right.box.w / view.right.columns, widest)

    def _stamp_on(self, view: StampView, grid: Grid, cell: tuple[int, int]) -> tuple[Box, ...]:
        """Give the boxes of the output cells under a stamp; one box where they are small."""
        rows, across = stamped(self.timeline.window, *cell)
        if not rows.size or not across.size:
            return ()
        if grid.places is not None:
            return tuple(grid.cell(int(r), int(c)) for r in rows for c in across)
        ends = (int(rows[0]), int(rows[-1])), (int(across[0]), int(across[-1]))
        return (at_least(grid.region(*ends), 14.0),)

    def _lines(self, view: StampView, cell: Box) -> list[Mark]:
        """Lead from the cell to the kernel that it is multiplied with; between the cells."""
        into = view.grids[0]
        end = into.x - 2 * SIGN * view.look.viewport.text
        points = [
            (cell.right, cell.y),
            (view.left.box.right, cell.y),
            (max(end - 12, view.left.box.right), into.cy),
            (max(end, view.left.box.right), into.cy),
        ]
        return [Stroke("line above", np.array(points, np.float32), "read", 2.0)]

    def _linked(self, view: StampView) -> list[Mark]:
        """Frame the cell pointed at with the cells that it is linked with."""
        spot = view.look.spot
        if view.pointed is not None:
            cells = stamps_on(self.timeline, view.pointed)
            boxes = tuple(view.left.cell(*cell) for cell in cells)
            own = view.right.cell(*view.pointed[1:])
            marks: list[Mark] = [framed("written", at_least(own, 12.0), "write")]
            if boxes:
                marks.append(Outline("window", boxes, "read", self._width(view, 3.0)))
            return marks
        if spot is None or not view.at_input:
            return []
        own = view.left.cell(spot.row, spot.column)
        under = self._stamp_on(view, view.right, (spot.row, spot.column))
        marks = [framed("window", at_least(own, 12.0), "read")]
        return (
            [*marks, Outline("stamp", under, "write", self._width(view, 2.5))] if under else marks
        )

    def _without(self, view: StampView) -> BoolArray | None:
        """Mask the input cells that are not pointed at, or do not matter to the output cell."""
        if view.at_input:
            return around(view.left, view.look.spot)
        if view.pointed is None:
            return None
        mask = np.ones(self.x.shape[1:], np.bool_)
        for cell in stamps_on(self.timeline, view.pointed):
            mask[cell] = False
        return mask

    def _unreached(self, view: StampView) -> BoolArray | None:
        """Mask the output cells that the stamp of the input cell pointed at does not reach."""
        spot = view.look.pointed("input", view.left.rows, view.left.columns)
        if spot is None:
            return None
        mask = np.ones(self.y.shape[1:], np.bool_)
        mask[np.ix_(*stamped(self.timeline.window, spot.row, spot.column))] = False
        return mask

    def _captions(self, view: StampView) -> list[Mark]:
        size = view.look.viewport.text
        said = (Span(text("Input"), "strong"), shape_span(self.x.shape, before="  "))
        marks: list[Mark] = [
            captions.caption(
                "input caption", view.left.box, size, *said, *captions.rounding(view.left)
            ),
            captions.caption(
                "output caption",
                view.right.box,
                size,
                *captions.output_said(text("Feature map"), self.y, view.where.map),
                *captions.rounding(view.right),
            ),
        ]
        if view.counts is not None:
            title = Span(text("Stamps on each cell"), "strong")
            marks.append(captions.caption("counts caption", view.counts.box, size, title))
        return marks

    def _equation(self, view: StampView) -> Line:
        """Write the sum of the cell pointed at, or of the cell asked for at the stamp."""
        spot, index = view.look.spot, view.where.map
        if view.pointed is not None:
            return self._sum(view.pointed, self._until(view))
        if spot is not None and view.right.dimmed is not None:
            reached = int((~view.right.dimmed).sum())
            said = (
                text(" is stamped on 1 output cell")
                if reached == 1
                else text(" is stamped on {count} output cells", count=reached)
            )
            return line(Span(f"x[0, {spot.row}, {spot.column}]", "read"), Span(said))
        record, moment = view.record, view.moment
        if record is None or moment is None:
            return captions.INVITATION
        row, column = record.cell
        name = f"x[0, {row}, {column}]" if len(record.x) == 1 else f"x[·, {row}, {column}]"
        if moment.name == "place":
            said = text(" is stamped on {count} output cells", count=self._reach(record))
            return line(Span(name, "read"), Span(said))
        flat = self.timeline.asked(moment.position) % self.counts.size
        asked = (index, *divmod(flat, self.counts.shape[1]))
        if asked[1] not in record.rows or asked[2] not in record.columns:
            return line(Span(name, "read"), Span(text(": padding cuts its stamp away"), "muted"))
        ends = "?" if moment.asks else "…" if not moment.revealed else None
        until = moment.position % (self.x.shape[1] * self.x.shape[2]) + 1
        return self._sum(asked, until, ends=ends, at_work=True)

    def _reach(self, record: Stamp) -> int:
        down, across = record.inside
        return int(np.count_nonzero(down)) * int(np.count_nonzero(across))

    def _until(self, view: StampView) -> int:
        """Count the stamps that lie on the map on stage."""
        cells = int(np.prod(self.sizes[0]))
        if view.moment is None or view.record is None:
            return cells
        return view.moment.position % cells + int(view.moment.revealed)

    def _sum(
        self, cell: tuple[int, ...], until: int, *, ends: str | None = None, at_work: bool = False
    ) -> Line:
        at = (cell[0], cell[1], cell[2])
        wide = self.x.shape[2]
        places = [each for each in stamps_on(self.timeline, at) if each[0] * wide + each[1] < until]
        first = cell[0] * self.x.shape[1] * wide
        stamps = [self.timeline[first + row * wide + column] for row, column in places]
        bias = float(self.layer.bias[cell[0]]) if self.layer.use_bias else None
        return stamp_sum(at, stamps, bias, ends=ends, framed=at_work)

    def _name(self, view: StampView) -> Line:
        """Name the input cell for the readout."""
        if view.moment is None or view.record is None:
            return ()
        row, column = view.record.cell
        _, *rest = cell_name((0, row, column), view.moment.position, len(self.timeline))
        return (Span(f"x[0, {row}, {column}]", "read"), *rest)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, ConvTranspose2d)


EXPLANATION = Explanation("stamp", text("Stamp"), _serves, StampStage, order=10)
