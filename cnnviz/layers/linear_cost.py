"""How many numbers a linear layer would learn, to compare other layers with it."""

from __future__ import annotations

from cnnviz.layers.base import Formula
from cnnviz.layers.shapes import Shape
from cnnviz.trace import Span, line
from cnnviz.trace.asked import COST
from cnnviz.words import text


def linear_parameters(inputs: int, outputs: int) -> int:
    """Count the weights and biases of a linear layer: (inputs + 1) · outputs."""
    return (inputs + 1) * outputs


def linear_instead(before: Shape, after: Shape) -> Formula:
    """Write what a linear layer would learn between an input and an output of these shapes.

    Parameters
    ----------
    before, after : tuple of int
        (C, H, W) of input and output.
    """
    (channels, height, width), (maps, rows, columns) = before, after
    count = linear_parameters(channels * height * width, maps * rows * columns)
    return Formula(
        text("A linear layer instead"),
        (
            line(
                f"({height}·{width}·{channels} + 1)·",
                Span(f"{rows}·{columns}·{maps}", tells=COST),
                " = ",
                Span(f"{count:,}", "muted", tells=COST),
            ),
        ),
    )
