"""Base class of the stages of batch normalization: a channel's values before and after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d, BatchNormTimeline, ChannelStatistics
from cnnviz.scene import batch_norm_marks, footer
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import MARGIN
from cnnviz.scene.legends import BAR, sides
from cnnviz.scene.marks import Box, Grid, Legend, Mark, Mosaic, Outline, Scale, Scene, Viewport
from cnnviz.scene.scales import signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, Moment
from cnnviz.words import text

LOW = 400
"""Height below which the row of all channels leaves its room to what is above it."""
TOP = 12.0
"""Logical pixels left free at the top and the bottom of the stage."""
WIDE, HIGH = 1000.0, 480.0
"""Width and height of the stage from which on its words grow with it."""
MOST = 1.5
"""Text size from which words do not grow with the stage as well."""
GATHER, MEAN, VARIANCE, NORMALIZE, SCALE = range(5)
"""Numbers of the steps; `SCALE` and what follows show the output."""
DONE = SCALE + 1
BESIDE = 16.0
"""Between the row of all channels and its legend, at text size 1."""
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
        self._scales: dict[int, Scale] = {}

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
        roomy = self.roomy(viewport)
        foot = self.foot(viewport) if roomy else 0.0
        body = self.room(viewport, foot)
        marks = self.body(body, view)
        if roomy:
            row = footer.Row.of(viewport, foot, beside=False)
            marks += footer.all_maps(
                look,
                self.output,
                (self.out_scale,) * len(self.output),
                where,
                (text("all channels, normalized, one scale"),),
                MARGIN,
                self.memo,
                replace(row, room=replace(row.room, w=row.room.w - BAR - 150.0 * viewport.text)),
            )
        if roomy and not viewport.presenting:
            marks += self._legend(look, where, marks)
        return Scene(
            place_labels(tuple(marks), viewport),
            batch_norm_marks.equation(record, look.moment, view.followed, self.image),
            batch_norm_marks.readout(record, len(self.timeline)),
        )

    def foot(self, viewport: Viewport) -> float:
        """Give the height of the footer: with the row of all channels, or the legend alone."""
        legend = 0.0 if viewport.presenting else 34.0 * viewport.text
        return max(footer.footer_height(viewport, wanted=len(self.timeline) > 1), legend)

    def room(self, viewport: Viewport, foot: float) -> Box:
        """Give the area above a footer of a height in logical pixels."""
        height = viewport.height - 2 * TOP - foot
        return Box(MARGIN, TOP, viewport.width - 2 * MARGIN, height)

    def roomy(self, viewport: Viewport) -> bool:
        """Whether there is room for the row of all channels."""
        return viewport.height >= LOW * viewport.text

    def grown(self, viewport: Viewport) -> float:
        """Give the factor on the text size that also grows with the stage."""
        part = max(min(viewport.width / WIDE, viewport.height / HIGH), 1.0)
        return max(viewport.text, part * min(viewport.text, MOST))

    def channel_scale(self, record: ChannelStatistics) -> Scale:
        """Choose the colours of a channel before: its images are compared with each other."""
        if self.in_scale.kind != "signed":
            return self.in_scale
        if record.channel not in self._scales:
            self._scales[record.channel] = signed(record.x)
        return self._scales[record.channel]

    def plane(self, key: str, channel: int) -> FloatArray:
        """Give a channel of the image on stage.

        Parameters
        ----------
        key : str
            ``input`` or ``output``.
        channel : int
            Index of the channel.

        Returns
        -------
        ndarray, shape (H, W)
            The same object each time.
        """
        plane: FloatArray = self._maps[key][channel]
        return plane

    def _legend(self, look: StageInput, where: VisibleMoment, marks: list[Mark]) -> list[Mark]:
        """Explain the colours of the output: beside the row of all channels, or below the output.

        Nothing is explained where neither is on stage.
        """
        size, view = look.viewport.text, look.viewport
        legend = Legend(
            "legend",
            Box(0.0, view.height - 26 * size, BAR, 9.0),
            self.out_scale,
            size=12.0 * size,
            signs=where.held is not None,
        )
        before, after = sides(legend)
        small = [
            box
            for each in marks
            if isinstance(each, (Mosaic, Outline)) and each.key in ("maps", "maps held")
            for box in each.boxes
        ]
        grids = [each.box for each in marks if isinstance(each, Grid) and each.key == "output"]
        if small:
            right = max(box.right for box in small)
            middle = (min(box.y for box in small) + max(box.bottom for box in small)) / 2
            place = right + BESIDE * size + before, middle - 4.5
        elif grids:
            place = grids[-1].cx - (BAR + after - before) / 2, legend.box.y
        else:
            return []
        return [replace(legend, box=Box(*place, BAR, 9.0))]

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
