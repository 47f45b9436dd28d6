"""Input scaling: bytes become small numbers around 0."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.kinds.rescale import Rescale
from cnnviz.lessons.example import Example, Rows, matrix, opening, picture
from cnnviz.words import text

GROUP = text("Input scaling")

BYTES: Rows = [[0.0, 51, 102], [153, 204, 255], [51, 102, 51]]
"""Multiples of 51, which are fifths of 255."""
USUAL = ("to_low", "to_high", "from_high")


def _unit() -> State:
    return opening(matrix(BYTES), Rescale())


def _signed() -> State:
    return opening(matrix(BYTES), Rescale(to_low=-1.0))


def _photograph() -> State:
    return opening(picture("camera", 64, 64), Rescale(to_low=-1.0), numbers=False)


EXAMPLES = (
    Example(
        "scale-unit",
        GROUP,
        text("0…255 becomes 0…1"),
        text("255 becomes 1 and 0 stays. What becomes of 51 and of 102?"),
        _unit,
        what_if=USUAL,
    ),
    Example(
        "scale-signed",
        GROUP,
        text("0…255 becomes −1…1"),
        text("Twice as far, then 1 less: which numbers do 0, 102 and 255 become?"),
        _signed,
        what_if=USUAL,
    ),
    Example(
        "scale-photograph",
        GROUP,
        text("A photograph around 0"),
        text("The histogram moves from 0…255 to −1…1: does its shape change?"),
        _photograph,
        what_if=USUAL,
    ),
)
