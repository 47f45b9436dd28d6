"""The curve −log p with a probability on it: what a guess of the true class costs."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.scene.marks import Box, Label, Mark, Outline, Stroke
from cnnviz.trace import FloatArray, Span, written

HIGHEST = 4.0
"""Loss at the top of the plot; a larger one is drawn there."""
LEAST = 44.0
"""Height of the smallest plot in logical pixels, at text size 1."""


def loss_curve(
    box: Box, font: float, target: int, p: float | None, loss: float | None
) -> list[Mark]:
    """Draw −log p over p from 0 to 1.

    Parameters
    ----------
    box : Box
        Where it stands, with its numbers.
    font : float
        Height of words in logical pixels.
    target : int
        The true class.
    p, loss : float or None
        The probability of the true class and its loss; None while they are not told.
    """
    plot = Box(box.x + 1.2 * font, box.y + 1.6 * font, box.w - 1.8 * font, box.h - 2.9 * font)
    said = [Span(f"−log p[{target}]", "strong")]
    marks: list[Mark] = []
    if plot.h >= LEAST * font / 13.0:
        xs = np.exp(-np.linspace(HIGHEST, 0, 60))
        points = np.stack((_across(plot, xs), _up(plot, -np.log(xs))), axis=1)
        cross = np.array([[plot.x, plot.y], [plot.x, plot.bottom], [plot.right, plot.bottom]])
        marks += [
            Stroke("loss axes", cross, "faint"),
            Stroke("loss curve", points, "muted", 2.5),
        ]
        for at in (0, 1):
            x = float(_across(plot, np.array([at]))[0])
            y = plot.bottom + 0.8 * font
            marks.append(Label(f"loss tick {at}", x, y, (Span(str(at), "muted"),), font, mono=True))
        marks.append(
            Label("loss p", plot.cx, plot.bottom + 0.8 * font, (Span("p", "muted"),), font)
        )
    if p is not None and loss is not None and not math.isnan(loss):
        said += [Span(" = " if loss == 0 else " ≈ "), Span(written(loss).said, "stat")]
        if plot.h >= LEAST * font / 13.0:
            x, y = (
                float(each[0])
                for each in (_across(plot, np.array([p])), _up(plot, np.array([loss])))
            )
            side = max(0.5 * font, 8.0)
            path = np.array([[x, plot.bottom], [x, y], [plot.x, y]])
            marks.append(Stroke("loss look up", path, "stat", 2.5, dashed=True))
            around = Box(x - side / 2, y - side / 2, side, side)
            marks.append(Outline("loss point", (around,), "stat", 3.0))
    marks.append(Label("loss", box.x, box.y + 0.7 * font, tuple(said), font, "left", mono=True))
    return marks


def _across(plot: Box, p: FloatArray) -> FloatArray:
    places: FloatArray = plot.x + np.clip(p, 0, 1) * plot.w
    return places


def _up(plot: Box, loss: FloatArray) -> FloatArray:
    places: FloatArray = plot.bottom - np.clip(loss / HIGHEST, 0, 1) * plot.h
    return places
