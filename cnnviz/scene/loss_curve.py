"""The curve −log p with a probability on it: what a guess of the true class costs."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.scene.marks import Box, Label, Mark, Outline, Stroke
from cnnviz.trace import FloatArray, Span, line, written

HIGHEST = 5.0
"""Loss at the top of the plot; a larger one is drawn there."""
NARROW = 5.0
"""Width of a plot in heights of its font below which no number fits right of the curve."""
LEAST = 24.0
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
    narrow = plot.w < NARROW * font
    if narrow:  # the value stands above the curve, not inside
        plot = Box(plot.x, plot.y + 1.2 * font, plot.w, plot.h - 1.2 * font)
    marks: list[Mark] = []
    drawn = plot.h >= LEAST * font / 13.0
    if drawn:
        marks += _axes(plot, font)
    said = [Span(f"−log p[{target}]", "strong")]
    if p is not None and loss is not None and not math.isnan(loss):
        value = line("= " if loss == 0 else "≈ ", Span(written(loss).said, "stat"))
        if drawn or narrow:
            x, y = (box.right, box.y + 1.9 * font) if narrow else (plot.right, plot.y + 0.7 * font)
            marks.append(Label("loss value", x, y, value, font, "right", mono=True))
            marks += _point(plot, font, p, loss) if drawn else []
        else:
            said += [Span(" "), *value]
    marks.append(Label("loss", box.x, box.y + 0.7 * font, tuple(said), font, "left", mono=True))
    return marks


def _axes(plot: Box, font: float) -> list[Mark]:
    xs = np.exp(-np.linspace(HIGHEST, 0, 60))
    points = np.stack((_across(plot, xs), _up(plot, -np.log(xs))), axis=1)
    cross = np.array([[plot.x, plot.y], [plot.x, plot.bottom], [plot.right, plot.bottom]])
    y = plot.bottom + 0.8 * font
    return [
        Stroke("loss axes", cross, "faint"),
        Stroke("loss curve", points, "muted", 2.5),
        Label("loss tick 0", plot.x, y, (Span("0", "muted"),), font, mono=True),
        Label("loss tick 1", plot.right, y, (Span("1", "muted"),), font, mono=True),
        Label("loss p", plot.cx, y, (Span("p", "muted"),), font),
    ]


def _point(plot: Box, font: float, p: float, loss: float) -> list[Mark]:
    """Mark the probability on the curve, and lead from one axis to the other."""
    x, y = (float(at[0]) for at in (_across(plot, np.array([p])), _up(plot, np.array([loss]))))
    side = max(0.5 * font, 8.0)
    path = np.array([[x, plot.bottom], [x, y], [plot.x, y]])
    around = Box(x - side / 2, y - side / 2, side, side)
    return [
        Stroke("loss look up", path, "stat", 2.5, dashed=True),
        Outline("loss point", (around,), "stat", 3.0),
    ]


def _across(plot: Box, p: FloatArray) -> FloatArray:
    places: FloatArray = plot.x + np.clip(p, 0, 1) * plot.w
    return places


def _up(plot: Box, loss: FloatArray) -> FloatArray:
    places: FloatArray = plot.bottom - np.clip(loss / HIGHEST, 0, 1) * plot.h
    return places
