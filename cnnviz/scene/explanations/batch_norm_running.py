"""BatchNorm2d over time: the running averages, batch by batch."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.batch_norm_marks import unbiased
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.scene.plot import TICK, finite_range, ticks
from cnnviz.trace import FloatArray, Span, line, one_form
from cnnviz.words import text


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
        Both plots; a hint if K is 0.
    """
    if len(history) == 0:
        said = text("not updated yet: press Next batch in training")
        return [Label("empty", room.cx, room.cy, (Span(said, "muted"),), 15 * size)]
    marks: list[Mark] = []
    gap = 56 * size
    height = (room.h - gap - 40 * size) / 2
    for i, (name, now) in enumerate(
        ((text("running μ"), record.batch_mean), (text("running σ²"), unbiased(record)))
    ):
        box = Box(
            room.x + 70 * size, room.y + 22 * size + i * (height + gap), room.w - 90 * size, height
        )
        values = np.concatenate(([float(i)], history[:, i].astype(np.float64)))
        low, high = finite_range(np.append(values, now))
        margin = (high - low) * 0.08
        low, high = low - margin, high + margin
        xs = box.x + np.arange(len(values)) / max(len(values) - 1, 1) * box.w
        ys = box.bottom - (values - low) / (high - low) * box.h
        marks.append(
            Stroke(f"base {i}", np.array([[box.x, box.bottom], [box.right, box.bottom]]), "faint")
        )
        if np.isfinite(now):
            aim = box.bottom - (now - low) / (high - low) * box.h
            marks.append(
                Stroke(f"aim {i}", np.array([[box.x, aim], [box.right, aim]]), "stat", dashed=True)
            )
        marks.append(Stroke(f"history {i}", np.stack((xs, ys), axis=1), "write", 2.5))
        title = line(
            Span(name, "strong"),
            Span(
                text("  after 1 batch; dashed: this batch alone")
                if len(history) == 1
                else text("  after {count} batches; dashed: this batch alone", count=len(history)),
                "muted",
            ),
            Span(text(", channel {index}", index=record.channel + 1), "muted"),
        )
        marks.append(Label(f"running {i}", box.x, box.y - 10 * size, title, 13 * size, "left"))
        values = np.array(ticks(low, high, 3))
        for j, (value, number) in enumerate(zip(values, one_form(values.tolist()), strict=True)):
            y = box.bottom - (value - low) / (high - low) * box.h
            label = (Span(number, "muted"),)
            marks.append(Label(f"y {i} {j}", box.x - 8, y, label, TICK * size, "right", mono=True))
    return marks


EXPLANATION = Explanation("running", text("Running averages"), serves, RunningStage, order=40)
