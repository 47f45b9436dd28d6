"""BatchNorm2d over time: the running averages, batch by batch."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.batch_norm_marks import MEAN, VARIANCE, unbiased
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.scene.plot import TICK, Axis, finite_range, ticks
from cnnviz.trace import FloatArray, Line, Span, line, one_form
from cnnviz.words import Text, text

HINT = 34.0
"""Height of what is said before the first batch, at text size 1."""
LEFT, RIGHT = 70.0, 80.0
"""Widths beside a plot, of its numbers and of the unit, at text size 1."""


class RunningStage(BatchNormStage):
    """Batch normalization over time."""

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Plot the running averages of the channel after each batch."""
        history = self.layer.history[:, :, view.record.channel]
        return _running(body, history, view.record, self.grown(view.look.viewport))


def _running(room: Box, history: FloatArray, record: ChannelStatistics, size: float) -> list[Mark]:
    """Plot running mean and variance of one channel after each training batch.

    Parameters
    ----------
    room : Box
        Area of the plots.
    history : ndarray, shape (K, 2)
        Mean and variance after each of K batches, oldest first.
    record : ChannelStatistics
        Statistics of the current batch, drawn as dashed lines.
    size : float
        Factor on the text size.

    Returns
    -------
    list of Mark
        Both plots; what to press above them if K is 0.
    """
    marks: list[Mark] = []
    top = room.y
    if len(history) == 0:
        said = text("not updated yet: press Next batch in training")
        marks.append(Label("empty", room.cx, top + 12 * size, (Span(said, "strong"),), 16 * size))
        top += HINT * size
    gap = 56 * size
    height = (room.bottom - top - gap - 46 * size) / 2
    last = max(len(history), 1)
    for i, (name, now, role) in enumerate(
        (
            (text("running\u00a0μ"), record.batch_mean, MEAN),
            (text("running\u00a0σ²"), unbiased(record), VARIANCE),
        )
    ):
        y = top + 22 * size + i * (height + gap)
        box = Box(room.x + LEFT * size, y, room.w - (LEFT + RIGHT) * size, height)
        values = np.concatenate(([float(i)], history[:, i].astype(np.float64)))
        low, high = finite_range(np.append(values, now))
        margin = (high - low) * 0.08
        low, high = low - margin, high + margin
        axis = Axis(box, 0.0, float(last))
        xs = axis.places(np.arange(len(values), dtype=np.float64))
        ys = box.bottom - (values - low) / (high - low) * box.h
        marks += axis.marks(f"x {i}", size, min(last, 8))
        unit = (Span(text("batches"), "muted"),)
        right, below = box.right + 14 * size, box.bottom + 12 * size
        marks.append(Label(f"x unit {i}", right, below, unit, TICK * size, "left"))
        if np.isfinite(now):
            aim = box.bottom - (now - low) / (high - low) * box.h
            marks.append(
                Stroke(f"aim {i}", np.array([[box.x, aim], [box.right, aim]]), role, dashed=True)
            )
        if len(values) > 1:
            marks.append(Stroke(f"history {i}", np.stack((xs, ys), axis=1), role, 2.5))
        marks.append(
            Label(
                f"running {i}",
                box.x,
                y - 10 * size,
                _title(name, record, len(history)),
                13 * size,
                "left",
            )
        )
        numbers = np.array(ticks(low, high, 3))
        for j, (value, number) in enumerate(zip(numbers, one_form(numbers.tolist()), strict=True)):
            place = box.bottom - (value - low) / (high - low) * box.h
            label = (Span(number, "muted"),)
            marks.append(
                Label(f"y {i} {j}", box.x - 8, place, label, TICK * size, "right", mono=True)
            )
    return marks


def _title(name: Text, record: ChannelStatistics, batches: int) -> Line:
    """Name a plot, and say what its lines are."""
    said = text("  after {count} batches; dashed: this batch alone", count=batches)
    if batches < 2:
        said = text("  after 1 batch; dashed: this batch alone")
    if not batches:
        said = text("  dashed: this batch alone")
    return line(
        Span(name, "strong"),
        Span(said, "muted"),
        Span(text(", channel {index}", index=record.channel + 1), "muted"),
    )


EXPLANATION = Explanation("running", text("Running averages"), serves, RunningStage, order=40)
