"""The stage of MaxPool2d and AvgPool2d: window, winner and pooled map."""

from __future__ import annotations

import numpy as np

from cnnviz.document.evaluation import Outcome
from cnnviz.layers.pooling import Pooling, PoolingTrace
from cnnviz.scene import captions, equations, footer, lens, links, sliding
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import CAPTION, Columns, columns, fitted, stacked
from cnnviz.scene.marks import BoolArray, Box, Grid, Mark, Outline, Scale, Scene
from cnnviz.scene.settling import settled
from cnnviz.scene.timeline import Moment
from cnnviz.scene.where import Where
from cnnviz.trace import Line, Span, WindowPool, line, places_for, written
from cnnviz.words import Text, text

VIEWS: dict[str, Text] = {"slide": text("Slide")}


class Stage:
    """One image's pooling, ready to be looked at at any moment.

    Parameters
    ----------
    outcome : Outcome
        The layer with its input and output; it has both.
    scale : Scale
        Colours of the input and, since pooling makes no new values, of the output.
    image : int
        Which image of the batch.
    kept : Kept, optional
        What earlier stages worked out.
    """

    def __init__(
        self, outcome: Outcome, scale: Scale, image: int, kept: Kept | None = None
    ) -> None:
        self.kept = kept = kept or Kept()
        assert isinstance(outcome.layer, Pooling)
        assert outcome.x is not None
        assert outcome.y is not None
        self.layer = outcome.layer
        batch = outcome.x
        self.x = x = kept.of(batch, ("image", image), lambda: batch[image])
        self.y = outcome.y[image]
        self.window = self.layer.window((x.shape[0], x.shape[1], x.shape[2]))
        fill = (image, self.window.sides)
        padded = kept.of(batch, ("padded", *fill), lambda: self.layer.padded(x))
        self.trace = PoolingTrace(self.layer, x, self.y, padded)
        self.planes = kept.of(batch, ("planes", *fill), lambda: tuple(padded))
        self.maps = tuple(self.y)
        self.scale = scale
        self.hatched = sliding.unreached(self.window)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, glance: Glance) -> Scene:
        """Make the picture of a moment."""
        where = Where(self.trace, glance)
        record = None if where.moment is None else self.trace[where.moment.position]
        moment = where.moment or Moment(0, "write", 0, 1.0)
        shown = record or self.trace[where.map * self.maps[0].size]
        size = glance.viewport.text
        plane = self.planes[where.map]
        room = columns(
            glance.viewport,
            (plane.shape[0], plane.shape[1]),
            (self.y.shape[1], self.y.shape[2]),
            1.6 * self.layer.kernel_size[1] + 1,
            footer.footer_height(glance, wanted=len(self.maps) > 1),
            glance.numbers,
        )
        spot = glance.spot
        reached: BoolArray | None = None
        if spot is not None and spot.key == "input":
            rows, wide = plane.shape
            if spot.row < rows and spot.column < wide:
                reached = ~links.reached_outputs(self.window, spot)
        left = sliding.input_grid(
            room.left, plane, self.window, self.scale, None, self.hatched, room
        )
        right = sliding.output_grid(
            room.right, self.maps[where.map], self.scale, where, reached, room
        )
        marks: list[Mark] = [left, right]
        marks += self._middle(room, left, shown, moment, where, size)
        if reached is not None and spot is not None:
            marks += links.pointed("reached", left, spot, right, reached, ("read", "write"))
        if record is not None:
            marks += sliding.frames(left, record, self.window, moment, "window", "read")
            marks += sliding.written(right, record, moment, where)
            if left.places is not None and moment.phase == "write" and not where.asks:
                marks += self._winner(left, record)
        marks += captions.captions(
            left,
            right,
            (self._input_said(), captions.output_said(text("Pooled"), self.y, where.map)),
            ("→", "="),
            room.middle,
            left.box.cy,
            self.window,
            size,
        )
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
        return Scene(
            settled(tuple(marks), glance.viewport),
            self._equation(glance, record, moment, where, reached),
            equations.cell_name(shown.output, moment.position, len(self.trace)) if record else (),
        )

    def _middle(
        self,
        columns: Columns,
        left: Grid,
        shown: WindowPool,
        moment: Moment,
        where: Where,
        size: float,
    ) -> list[Mark]:
        room = columns.middle
        caption = CAPTION * size
        kh, kw = shown.x.shape
        marks: list[Mark] = []
        lens_h = 0.0 if columns.readable else 0.55 * (room.h - 2 * caption)
        cell = min(room.w / kw, (room.h - lens_h - 2 * caption) / kh, 64.0)
        cell = float(int(cell)) if cell >= 4 else cell
        heights: tuple[float, ...] = (kh * cell + caption,)
        if not columns.readable:
            heights = (lens_h + caption, *heights)
        boxes = stacked(room, heights, 8.0)
        if not columns.readable:
            box = Box(room.x, boxes[0].y, room.w, lens_h)
            marks += lens.lens(box, left, shown, self.window, self.scale, size)
        hidden = where.moment is None or moment.phase == "place"
        losers = None
        if not self.layer.mean and moment.phase in ("write", "compare") and not where.asks:
            losers = ~self._leading(shown, moment)
        box = fitted(Box(room.x, boxes[-1].y, room.w, kh * cell), kh, kw, cell)
        fits = cell >= 17
        grid = Grid(
            "candidates",
            box,
            shown.x,
            self.scale,
            places_for(shown.x) if fits else None,
            dimmed=None if hidden else losers,
            revealed=0 if hidden else None,
            hot=False,
        )
        marks.append(grid)
        if losers is not None and not hidden:
            cells = tuple(grid.cell(int(r), int(c)) for r, c in np.argwhere(~losers))
            marks.append(Outline("leader", cells, "write", 3.0))
        name = text("the mean goes on") if self.layer.mean else text("the largest goes on")
        marks.append(captions.caption("candidates caption", box, size, Span(name, "muted")))
        return marks

    def _leading(self, shown: WindowPool, moment: Moment) -> BoolArray:
        """The cells that hold the largest value so far, ties included."""
        if moment.phase == "write":
            return shown.winners
        seen = np.zeros(shown.x.size, bool)
        seen[: moment.index + 1] = True
        best = shown.x.flat[: moment.index + 1].max()
        leading: BoolArray = (shown.x.ravel() == best) & seen
        return leading.reshape(shown.x.shape)

    def _winner(self, left: Grid, record: WindowPool) -> list[Mark]:
        """Mark the winner where it stands in the input."""
        if self.layer.mean:
            return []
        top, side = self.window.sides[0][0], self.window.sides[1][0]
        cells = tuple(
            left.cell(int(record.rows[r]) + top, int(record.columns[c]) + side)
            for r, c in np.argwhere(record.winners)
        )
        return [Outline("winner", cells, "write", 3.0)]

    def _input_said(self) -> Line:
        """The line under the input: its shape, and how it is padded."""
        said = (Span(text("Input"), "strong"), Span(f"  {captions.shape_of(self.x)}", "muted"))
        if not any(max(side) for side in self.window.sides):
            return said
        filled = text(", zero padding") if self.layer.mean else text(", padding −∞: never wins")
        return (*said, Span(filled, "muted"))

    def _equation(
        self,
        glance: Glance,
        record: WindowPool | None,
        moment: Moment,
        where: Where,
        reached: BoolArray | None,
    ) -> Line:
        spot = glance.spot
        if spot is not None and reached is not None:
            count = int((~reached).sum())
            return links.use_sentence(self.window, where.map, spot, count)
        if record is None:
            return captions.INVITATION
        if where.asks:
            moment = Moment(moment.position, "write", 0, 1.0)
        if moment.phase == "compare":
            best = float(record.x.flat[: moment.index + 1].max())
            newest = float(record.x.flat[moment.index])
            progress = text(
                "compare {index} of {count}", index=moment.index + 1, count=record.x.size
            )
            return line(
                Span(progress, "muted"),
                "   ",
                Span(written(newest), "read"),
                "   ",
                Span(text("largest so far"), "muted"),
                " ",
                Span(written(best), "write"),
            )
        return equations.pooling(record, moment, asked=where.asks)
