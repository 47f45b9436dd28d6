"""First examples: a digit through one block, and the sum that can be checked by hand."""

from __future__ import annotations

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import State
from cnnviz.document.supplied import GOOD_DIGITS
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.example import Example, Rows, filters, matrix, opening, typed
from cnnviz.words import text

GROUP = text("First steps")

EXERCISE: Rows = [[1.0, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]
EXERCISE_KERNEL: Rows = [[2.0, 0, 1], [0, 1, 2], [1, 0, 2]]
SOBEL: Rows = [[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]
RISING = [0.0, 0, 0, 9, 9, 9]


def _digit() -> State:
    return opening(
        digits_batch(GOOD_DIGITS[7:8]),
        filters("sobel_x", "sobel_y", "laplacian", "gaussian", padding="valid"),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
    )


def _by_hand() -> State:
    conv = typed(EXERCISE_KERNEL, padding="valid", use_bias=False)
    return opening(matrix(EXERCISE), conv, predict=True)


def _rising() -> State:
    return opening(matrix([RISING] * 6), filters("sobel_x", padding="valid", use_bias=False))


def _falling() -> State:
    falling = RISING[::-1]
    return opening(matrix([falling] * 6), filters("sobel_x", padding="valid", use_bias=False))


def _biased() -> State:
    return opening(matrix([RISING] * 6), typed(SOBEL, padding="valid", bias=-18.0))


START = Example(
    "start",
    GROUP,
    text("A digit through one block"),
    text("A 7 of 8 × 8 cells: filtered, normalized, ReLU, pooled. Which shape comes out?"),
    _digit,
    what_if=("stride", "padding", "kernel_size"),
    asks=("size",),
)

EXAMPLES = (
    START,
    Example(
        "by-hand",
        GROUP,
        text("Worked by hand"),
        text("4 × 4 with 3 × 3, no padding: compute all four cells first, then check with Space."),
        _by_hand,
        what_if=("stride", "padding"),
    ),
    Example(
        "one-edge",
        GROUP,
        text("One edge, one filter"),
        text(
            "0 on the left, 9 on the right: what does Sobel ↔ give in flat regions and at the edge?"
        ),
        _rising,
        what_if=("stride", "padding"),
    ),
    Example(
        "falling-edge",
        GROUP,
        text("A falling edge"),
        text("The same filter, but 9 comes first and 0 after it. What changes at the edge?"),
        _falling,
        what_if=("stride", "padding"),
    ),
    Example(
        "bias",
        GROUP,
        text("The same edge with a bias"),
        text("A bias of −18 is added to every sum. What becomes of 0, and what of 36?"),
        _biased,
        what_if=("bias", "stride"),
    ),
)
