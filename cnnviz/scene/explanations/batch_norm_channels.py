"""BatchNorm2d as a table of the statistics and parameters of each channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Fill, Label, Mark, Stroke
from cnnviz.trace import Role, Span, one_form
from cnnviz.words import Text, text

ROW = 25.0
"""Height of the lowest row in logical pixels, at text size 1."""
FEW = 4
"""A table of fewer rows than these, its heads included, does not fill the stage."""
HEADS: tuple[str | Text, ...] = (
    text("channel"),
    " μ ",  # not a single sign, which would be taken for an operator between two words
    " σ² ",
    " γ ",
    " β ",
    text("running\u00a0μ"),
    text("running\u00a0σ²"),
)
ROLES: tuple[Role, ...] = ("strong", "stat", "stat", "weight", "weight", "muted", "muted")

STATISTICS = (1, 2)
"""Columns of μ and σ²; the rest is known before the batch is looked at."""


class ChannelsStage(BatchNormStage):
    """Batch normalization as a table."""

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show a row for each channel; μ and σ² appear as the timeline comes to them."""
        rows = _fitted(body, len(self.timeline), view.size)
        first = min(max(view.record.channel - rows.count + 1, 0), len(self.timeline) - rows.count)
        records = [self.record(first + row) for row in range(rows.count)]
        longest = max(len(each) for column in _columns(records) for each in column)
        font = min(0.46 * rows.height, 1.3 * rows.width / longest, 40 * view.size)
        marks = _heads(rows, font, view.size)
        here = rows.box(view.record.channel - first + 1)
        marks.append(Fill("row on stage", here, "accent", 0.12))
        for number, column in enumerate(_columns(records)):
            for row, (record, said) in enumerate(zip(records, column, strict=True)):
                span = Span(said, ROLES[number])
                told = self.layer.told(view.moment, record.channel)
                if number in STATISTICS and not told[STATISTICS.index(number)]:
                    span = Span("…", "faint")
                x, y = rows.middle(row + 1, number)
                marks.append(Label(f"cell {row} {number}", x, y, (span,), font, mono=True))
        rest = len(self.timeline) - rows.count
        if rest:
            more = (
                text("and 1 more channel")
                if rest == 1
                else text("and {count} more channels", count=rest)
            )
            y = rows.middle(rows.count + 1, 0)[1]
            said_so = (Span(more, "muted"),)
            marks.append(Label("more", body.cx, y, said_so, 13 * view.size))
        return marks


@dataclass(frozen=True)
class Rows:
    """Where the rows of the table lie: the heads are row 0."""

    x: float
    y: float
    width: float
    height: float
    count: int

    def middle(self, row: int, column: int) -> tuple[float, float]:
        """Give the middle of a cell."""
        return self.x + (column + 0.5) * self.width, self.y + (row + 0.5) * self.height

    def box(self, row: int) -> Box:
        """Give a whole row."""
        y = self.y + row * self.height
        return Box(self.x, y, self.width * len(HEADS), self.height)


def _fitted(room: Box, channels: int, size: float) -> Rows:
    """Fill the room with as many rows as there are, or as fit."""
    most = max(1, int(room.h / (ROW * size)) - 1)
    count = channels if channels <= most else max(1, most - 1)
    lines = count + 1 + int(count < channels)
    height = room.h / max(lines, FEW)
    return Rows(room.x, room.cy - height * lines / 2, room.w / len(HEADS), height, count)


def _columns(records: list[ChannelStatistics]) -> tuple[tuple[str, ...], ...]:
    """Write the numbers of each column alike."""
    return (
        tuple(str(each.channel + 1) for each in records),
        one_form([each.mean for each in records]),
        one_form([each.var for each in records]),
        one_form([each.weight for each in records]),
        one_form([each.bias for each in records]),
        one_form([each.running_mean for each in records]),
        one_form([each.running_var for each in records]),
    )


def _heads(rows: Rows, font: float, size: float) -> list[Mark]:
    """Name the columns, over a rule."""
    below = rows.y + rows.height
    font = max(min(0.8 * font, 0.13 * rows.width), 13 * size)
    marks: list[Mark] = [
        Label(f"head {i}", *rows.middle(0, i), (Span(head, "muted"),), font)
        for i, head in enumerate(HEADS)
    ]
    ends = np.array([[rows.x, below], [rows.x + rows.width * len(HEADS), below]])
    return [*marks, Stroke("rule", ends, "faint")]


EXPLANATION = Explanation("channels", text("All channels"), serves, ChannelsStage, order=30)
