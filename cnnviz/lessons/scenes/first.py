"""First scenes: a digit through one block, and the sum that can be checked by hand."""

from __future__ import annotations

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import State
from cnnviz.document.supplied import GOOD_DIGITS
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.prepared import Prepared, Rows, filters, matrix, scene, typed
from cnnviz.words import text

GROUP = text("First steps")

EXERCISE: Rows = [[1.0, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]
EXERCISE_KERNEL: Rows = [[2.0, 0, 1], [0, 1, 2], [1, 0, 2]]


def _digit() -> State:
    return scene(
        digits_batch(GOOD_DIGITS[7:8]),
        filters("sobel_x", "sobel_y", "laplacian", "gaussian"),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
    )


def _by_hand() -> State:
    return scene(matrix(EXERCISE), typed(EXERCISE_KERNEL, padding="valid", use_bias=False))


def _edge() -> State:
    columns = [0.0, 0, 0, 9, 9, 9]
    return scene(matrix([columns] * 6), filters("sobel_x", padding="valid", use_bias=False))


START = Prepared(
    "start",
    GROUP,
    text("A digit through one block"),
    text("Four filters, normalized, rectified and pooled: a 7 of 8 × 8 cells becomes 4 × 4 × 4."),
    _digit,
)

SCENES = (
    START,
    Prepared(
        "by-hand",
        GROUP,
        text("The exercise by hand"),
        text("4 × 4 with 3 × 3, no padding: check your own [[15, 16], [6, 15]] term by term."),
        _by_hand,
    ),
    Prepared(
        "one-edge",
        GROUP,
        text("One edge, one filter"),
        text("Sobel answers 0 where all is even, and 36 where 0 meets 9."),
        _edge,
    ),
)
