"""Base class of the stages of batch normalization: a channel's values before and after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d, BatchNormTimeline, ChannelStatistics
from cnnviz.scene import batch_norm_marks, captions, footer
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import MARGIN, READABLE, fitted, row_of, signs_in_cell
from cnnviz.scene.marks import Box, Grid, Label, Mark, Mosaic, Outline, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import Moment, Role, Span, places_for
from cnnviz.words import text

LOW = 400
"""Height below which the row of all channels leaves its room to the histograms."""
GATHER, MEAN, VARIANCE, NORMALIZE, SCALE = range(5)
"""Numbers of the steps; `SCALE` and what follows show the output."""
DONE = SCALE + 1
NUMBERS = {
    "gather": GATHER,
    "mean": MEAN,
    "variance": VARIANCE,
    "normalize": NORMALIZE,
    "scale and shift": SCALE,
}
"""Steps by their names; in evaluation there is no gathering."""


@dataclass(frozen=True, eq=False)
class ChannelView:
    """One moment of a channel.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment, and the visible part of the output.
    moment : Moment or None
        Moment of the timeline; None at its end.
    record : ChannelStatistics
        The channel on stage.
    followed : (int, int)
        Row and column of the value that is followed through the steps.
    """

    look: StageInput
    where: VisibleMoment
    moment: Moment | None
    record: ChannelStatistics
    followed: tuple[int, int]

    @property
    def size(self) -> float:
        """Factor on the text size."""
        return self.look.viewport.text

    @property
    def step(self) -> int:
        """Which step is under way; `DONE` at the end."""
        return DONE if self.moment is None else NUMBERS.get(self.moment.name, DONE)


class BatchNormStage(ABC):
    """A batch normalization over the whole batch."""

    def __init__(self, subject: Subject) -> None:
        self.layer: BatchNorm2d = subject.layer
        self.memo, self.image = subject.memo, subject.image
        self.x, self.y = subject.x, subject.y
        self.timeline: BatchNormTimeline = self.layer.timeline(self.x, self.y, self.image)
        self.in_scale, self.out_scale = subject.in_scale, subject.out_scale
        self.output = self.y[self.image]
        self._maps = {"input": tuple(self.x[self.image]), "output": tuple(self.output)}
        self._records: dict[int, ChannelStatistics] = {}

    @abstractmethod
    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Compose the area above the row of all channels."""

    def record(self, channel: int) -> ChannelStatistics:
        """Give the statistics of one channel; they are cached."""
        if channel not in self._records:
            self._records[channel] = self.timeline[channel]
        return self._records[channel]

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        where = visible(self.timeline, self.output.shape, look)
        record = self.record(where.map)
        view = ChannelView(look, where, look.moment, record, self._followed(look, record))
        viewport = look.viewport
        roomy = viewport.height >= LOW * viewport.text
        foot = footer.footer_height(viewport, wanted=roomy and len(self.timeline) > 1)
        body = Box(
            MARGIN,
            MARGIN,
            viewport.width - 2 * MARGIN,
            viewport.height - 2 * MARGIN - foot,
        )
        marks = self.body(body, view)
        if roomy:
            marks += footer.all_maps(
                look,
                self.output,
                self.out_scale,
                where,
                text("all channels, normalized, one scale"),
                MARGIN,
                self.memo,
                secret=True,
            )
        return Scene(
            place_labels(tuple(marks), viewport),
            batch_norm_marks.equation(record, look.moment, view.followed, self.image),
            batch_norm_marks.readout(record, look.moment, len(self.timeline)),
        )

    def columns(self, body: Box, view: ChannelView) -> tuple[list[Mark], Box, tuple[Box, ...]]:
        """Lay out the batch at the top, the input at the left and the output at the right.

        Returns
        -------
        marks : list of Mark
            The grids and their captions.
        middle : Box
            The area between input and output.
        batch : tuple of Box
            Boxes of the images of the batch; empty if there is only one.
        """
        strip_h = 0.0 if len(self.x) == 1 else min(0.2 * body.h, 90.0 * max(view.size, 1.0))
        marks, batch = self._batch(Box(body.x, body.y, body.w, strip_h), view)
        top = body.y + strip_h + (18 if batch else 0)
        room = Box(body.x, top, body.w, body.bottom - top - 24 * view.size)
        side = 0.27 * room.w
        left = Box(room.x, room.y, side, room.h)
        right = Box(room.right - side, room.y, side, room.h)
        middle = Box(left.right + 34, room.y, room.w - 2 * side - 68, room.h)
        marks += self._plane("input", left, view)
        marks += self._plane("output", right, view)
        return marks, middle, batch

    def _batch(self, room: Box, view: ChannelView) -> tuple[list[Mark], tuple[Box, ...]]:
        """Show all images of the channel side by side."""
        count, size = len(self.x), view.size
        if count == 1:
            return [], ()
        rows, wide = view.record.x.shape[1:]
        strip = Box(room.x + 96 * size, room.y, room.w - 96 * size, room.h)
        boxes = row_of(strip, count, wide / rows)
        boxes = tuple(box.moved(strip.x - boxes[0].x, 0.0) for box in boxes)
        labels = (
            text("batch of {count}", count=count),
            text("channel {index}", index=view.record.channel + 1),
        )
        marks: list[Mark] = [
            Label(
                f"batch {i}",
                room.x,
                strip.cy + (i - 0.5) * 18 * size,
                (Span(said, "muted"),),
                13 * size,
                "left",
            )
            for i, said in enumerate(labels)
        ]
        small = footer.thinned(view.record.x, boxes[0], self.memo)
        marks.append(Mosaic("batch", boxes, small, self.in_scale, self.image))
        return marks, boxes

    def _plane(self, key: str, room: Box, view: ChannelView) -> list[Mark]:
        """Show one image of the channel, before or after normalization."""
        rows, wide = view.record.x.shape[1:]
        before = key == "input"
        plane = self._maps[key][view.record.channel]
        box = fitted(room, rows, wide, 48.0)
        readable = view.look.numbers and box.w / wide >= READABLE + 4
        side = box.w / wide
        most = 1 if side < 34 else 2
        places = places_for(plane, most, signs_in_cell(side)) if readable else None
        grid = Grid(key, box, plane, self.in_scale if before else self.out_scale, places)
        if not before:
            grid = grid.holding_back(view.where.plane)
        marks: list[Mark] = [grid]
        cell = box.cell(rows, wide, *view.followed)
        if cell.w < 10:
            cell = cell.inset((cell.w - 10) / 2)
        if before or view.step >= SCALE:
            role: Role = "read" if before else "write"
            marks.append(Outline(f"followed {key}", (cell,), role, 3.0))
        title = text("Before x") if before else text("After y")
        which = text("  image {index}", index=self.image + 1)
        said = (Span(title, "strong"), Span(which, "muted"), *captions.rounding(grid))
        marks.append(captions.caption(f"{key} caption", box, view.size, *said))
        return marks

    def _followed(self, look: StageInput, record: ChannelStatistics) -> tuple[int, int]:
        """Choose the cell whose value is followed: the one pointed at, or the largest."""
        plane = record.x[self.image]
        spot = look.pointed("input", *plane.shape) or look.pointed("output", *plane.shape)
        if spot is not None:
            return spot.row, spot.column
        finite = np.where(np.isfinite(plane), plane, -np.inf)
        row, column = np.unravel_index(int(np.argmax(finite)), plane.shape)
        return int(row), int(column)


def serves(layer: object) -> bool:
    """Whether a layer normalizes batches."""
    return isinstance(layer, BatchNorm2d)
