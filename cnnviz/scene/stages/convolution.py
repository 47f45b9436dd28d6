"""The stage of Conv2d: padded input, filter, products and feature map."""

from __future__ import annotations

import numpy as np

from cnnviz.document.evaluation import Outcome
from cnnviz.layers.kinds.conv2d import FILLS, Conv2d, ConvolutionTrace
from cnnviz.scene import captions, equations, footer, lens, links, multiplying, sliding
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import columns, row_of
from cnnviz.scene.marks import BoolArray, Box, Grid, Label, Mark, Mosaic, Outline, Scale, Scene
from cnnviz.scene.scales import signed
from cnnviz.scene.settling import settled
from cnnviz.scene.timeline import Moment
from cnnviz.scene.where import Where
from cnnviz.trace import Line, Role, Span, WindowSum, line
from cnnviz.words import Text, text

VIEWS: dict[str, Text] = {"slide": text("Slide")}


class Stage:
    """One image's convolution, ready to be looked at at any moment.

    Parameters
    ----------
    outcome : Outcome
        The layer with its input and output; it has both.
    scale : Scale
        Colours of the input.
    image : int
        Which image of the batch.
    kept : Kept, optional
        What earlier stages worked out.
    """

    def __init__(
        self, outcome: Outcome, scale: Scale, image: int, kept: Kept | None = None
    ) -> None:
        self.kept = kept = kept or Kept()
        assert isinstance(outcome.layer, Conv2d)
        assert outcome.x is not None
        assert outcome.y is not None
        self.layer = outcome.layer
        batch, out = outcome.x, outcome.y
        self.x = x = kept.of(batch, ("image", image), lambda: batch[image])
        self.y = out[image]
        self.window = self.layer.window((x.shape[0], x.shape[1], x.shape[2]))
        fill = (image, self.window.sides, self.layer.padding_mode)
        padded = kept.of(batch, ("padded", *fill), lambda: self.layer.padded(x))
        self.trace = ConvolutionTrace(self.layer, x, self.y, padded)
        self.planes = kept.of(batch, ("planes", *fill), lambda: tuple(padded))
        self.maps = tuple(self.y)
        self.slices = tuple(tuple(each) for each in self.layer.weight)
        self.in_scale, self.out_scale = scale, kept.of(out, "signed", lambda: signed(out))
        self.filter_scales = tuple(signed(each) for each in self.layer.weight)
        self.hatched = sliding.unreached(self.window)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, glance: Glance) -> Scene:
        """Make the picture of a moment."""
        where = Where(self.trace, glance)
        record = None if where.moment is None else self.trace[where.moment.position]
        moment = where.moment or Moment(0, "write", 0, 1.0)
        shown = record or self.trace[where.map * self.maps[0].size]
        part = self._slice(glance, where, shown)
        text_size = glance.viewport.text
        kh, kw = self.layer.kernel_size
        foot = footer.footer_height(glance, wanted=len(self.maps) > 1 or len(self.planes) > 1)
        room = columns(
            glance.viewport,
            (self.planes[0].shape[0], self.planes[0].shape[1]),
            (self.y.shape[1], self.y.shape[2]),
            1.3 * kw,
            foot,
            glance.numbers,
        )
        touched, reached = self._pointed(glance)
        channel = int(shown.channels[part])
        left = sliding.input_grid(
            room.left, self.planes[channel], self.window, self.in_scale, touched, self.hatched, room
        )
        right = sliding.output_grid(
            room.right, self.maps[where.map], self.out_scale, where, reached, room
        )
        marks: list[Mark] = [left, right]
        middle = room.middle
        if not room.readable:
            middle, box = multiplying.with_lens(middle, text_size)
            marks += lens.lens(box, left, shown, self.window, self.in_scale, text_size)
        factors = multiplying.factors(
            middle,
            self.layer,
            self.slices[shown.output[0]][part],
            self.filter_scales[shown.output[0]],
            shown,
            part,
            self._products_done(moment, part, kh * kw, where),
            text_size,
            beside=not room.readable,
            asked=where.asks,
        )
        marks += factors
        if touched is not None and glance.spot is not None:
            source = factors[0] if glance.spot.key == "filter" else factors[1]
            violet: tuple[Role, Role] = ("weight", "weight")
            marks += links.pointed("touched", source, glance.spot, left, touched, violet)
        if reached is not None and glance.spot is not None:
            marks += links.pointed("reached", left, glance.spot, right, reached, ("read", "write"))
        beside = (left.box.y + right.box.bottom) / 2 if room.readable else factors[0].box.cy
        if record is not None:
            marks += sliding.frames(left, record, self.window, moment, "window", "read")
            marks += sliding.written(right, record, moment, where)
            if moment.phase == "terms" and left.places is not None and not where.asks:
                marks += self._term(left, record, moment.index % (kh * kw))
        marks += captions.captions(
            left,
            right,
            (self._input_said(), captions.output_said(text("Feature map"), self.y, where.map)),
            ("∗", "="),
            room.middle,
            beside,
            self.window,
            text_size,
        )
        marks += self._footer(glance, where, channel, left.box.x)
        return Scene(
            settled(tuple(marks), glance.viewport),
            self._pointed_said(glance, shown, part) or self._equation(record, moment, where),
            equations.cell_name(shown.output, moment.position, len(self.trace))
            if record is not None
            else (),
        )

    def _slice(self, glance: Glance, where: Where, shown: WindowSum) -> int:
        """Which input channel of the filter is on stage."""
        count, cells = len(shown.channels), int(np.prod(self.layer.kernel_size))
        moment = where.moment
        if moment is not None and moment.phase == "terms":
            return min(moment.index // cells, count - 1)
        if moment is not None and moment.phase == "channels":
            return min(moment.index, count - 1)
        if glance.spot is not None and glance.spot.key == "channels":
            found = np.flatnonzero(shown.channels == glance.spot.column)
            return int(found[0]) if len(found) else 0
        return 0

    def _pointed(self, glance: Glance) -> tuple[BoolArray | None, BoolArray | None]:
        """Cells of input and output that fade because something else is pointed at."""
        spot = glance.spot
        if spot is None:
            return None, None
        kh, kw = self.layer.kernel_size
        if spot.key in ("filter", "products") and spot.row < kh and spot.column < kw:
            return ~links.touched_inputs(self.window, spot.row, spot.column), None
        rows, wide = self.planes[0].shape
        if spot.key == "input" and spot.row < rows and spot.column < wide:
            return None, ~links.reached_outputs(self.window, spot, self.layer.padding_mode)
        return None, None

    def _products_done(self, moment: Moment, part: int, cells: int, where: Where) -> int | None:
        if where.moment is None:
            return 0
        if where.asks:
            return None
        if moment.phase == "place":
            return 0
        if moment.phase == "terms":
            return max(0, min(moment.index + 1 - part * cells, cells))
        return None

    def _term(self, left: Grid, record: WindowSum, index: int) -> list[Mark]:
        """Frame the factor that is being multiplied, thickly."""
        row, column = divmod(index, self.layer.kernel_size[1])
        top, side = self.window.sides[0][0], self.window.sides[1][0]
        cell = left.cell(int(record.rows[row]) + top, int(record.columns[column]) + side)
        return [Outline("term", (cell.inset(-1),), "read", 4.0)]

    def _input_said(self) -> Line:
        """The line under the input: its shape, and how it is padded."""
        said = (Span(text("Input"), "strong"), Span(f"  {captions.shape_of(self.x)}", "muted"))
        if not any(max(side) for side in self.window.sides):
            return said
        fill = FILLS[self.layer.padding_mode]
        padding = text(", {fill} padding {cells}", fill=fill, cells=self._padding_text())
        return (*said, Span(padding, "muted"))

    def _padding_text(self) -> str:
        (top, bottom), (left, right) = self.window.sides
        if top == bottom == left == right:
            return str(top)
        if top == bottom and left == right:
            return f"{top} × {left}"
        return f"{top}+{bottom} × {left}+{right}"

    def _footer(self, glance: Glance, where: Where, channel: int, left: float) -> list[Mark]:
        marks: list[Mark] = []
        size = glance.viewport.text
        start = left
        if len(self.planes) > 1:
            height = footer.footer_height(glance, wanted=True)
            top = glance.viewport.height - height
            count = len(self.planes)
            aspect = self.x.shape[2] / self.x.shape[1]
            width = min(0.34 * glance.viewport.width, count * (height - 40 * size) * aspect * 1.1)
            room = Box(start, top + 24 * size, width, height - 40 * size)
            boxes = row_of(room, count, aspect, 6.0 if count <= 8 else 2.0)
            title = Span(text("input channels"), "muted")
            marks += [
                Label("channels title", start, top + 10 * size, (title,), 12.0 * size, "left"),
                Mosaic(
                    "channels",
                    boxes,
                    footer.thinned(self.x, boxes[0], self.kept),
                    self.in_scale,
                    channel,
                ),
            ]
            start = max(box.right for box in boxes) + 36
        marks += footer.all_maps(
            glance,
            self.y,
            self.out_scale,
            where.map,
            text("all feature maps, one scale"),
            start,
            self.kept,
            where.held,
            secret=where.held is not None,
        )
        return marks

    def _pointed_said(self, glance: Glance, shown: WindowSum, part: int) -> Line:
        """The sentence about the weight or the input cell pointed at; empty if there is none."""
        spot = glance.spot
        touched, reached = self._pointed(glance)
        if spot is not None and touched is not None:
            return line(
                Span(f"w[{shown.output[0]}, {part}, {spot.row}, {spot.column}]", "weight"),
                Span(
                    text(
                        " meets {count} input cells, one for each output",
                        count=int((~touched).sum()),
                    )
                ),
            )
        if spot is not None and reached is not None:
            count = int((~reached).sum())
            channel, fill = int(shown.channels[part]), self.layer.padding_mode
            return links.use_sentence(self.window, channel, spot, count, fill)
        return ()

    def _equation(self, record: WindowSum | None, moment: Moment, where: Where) -> Line:
        """The strip while nothing is pointed at, or an output cell."""
        if record is None:
            return captions.INVITATION
        if where.asks:
            moment = Moment(moment.position, "write", 0, 1.0)
        return equations.convolution(record, moment, asked=where.asks)
