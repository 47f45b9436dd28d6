"""From maps to a class: one row of cells, and nodes that weigh all of them."""

from __future__ import annotations

import numpy as np

from cnnviz.document.intake import DRAWING
from cnnviz.document.state import Batch, State
from cnnviz.document.templates import UseTemplates
from cnnviz.ink.strokes import PenStroke
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.flatten import NHWC, Flatten
from cnnviz.layers.kinds.linear import TYPED, Linear
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons.example import Example, Rows, filters, matrix, opening, picture
from cnnviz.words import text

GROUP = text("From maps to classes")


def _once_and_tenfold() -> Conv2d:
    """Two filters of 1 × 1: one copies the image, the other makes it ten times as large."""
    return Conv2d(
        out_channels=2,
        kernel_size=(1, 1),
        weight=frozen([[[[1.0]]], [[[10.0]]]]),
        bias=frozen([0.0, 0.0]),
        names=("custom", "custom"),
        seeds=(0, 0),
        use_bias=False,
    )


def _flatten() -> State:
    return opening(matrix([[1.0, 2], [3, 4]]), _once_and_tenfold(), Flatten(), selected=2)


def _channels_last() -> State:
    return opening(
        matrix([[1.0, 2], [3, 4]]), _once_and_tenfold(), Flatten(layout=NHWC), selected=2
    )


RING: Rows = [[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]
DETECTORS: Rows = [
    [-1.0, 2, -1, 2, -3, 2, -1, 2, -1],
    [2.0, -1, 2, -1, 0, -1, 2, -1, 2],
    [0.0, 1, 0, 0, 1, 0, 0, 1, 0],
]
"""What three nodes look for in 3 × 3 cells: a ring, the corners, a vertical line."""


def _nodes(weight: Rows, bias: list[float]) -> Linear:
    """Make a linear layer of typed numbers."""
    return Linear(out_features=len(weight)).with_weights(
        np.array(weight, np.float32), np.array(bias, np.float32), TYPED
    )


def _by_hand() -> State:
    return opening(matrix(RING), Flatten(), _nodes(DETECTORS, [1.0, 3.0, -1.0]), selected=2)


def _fourteen() -> State:
    return opening(
        picture("camera", 28, 28),
        filters(*["random"] * 64, seeds=tuple(range(1, 65)), use_bias=False),
        MaxPool2d(),
        Flatten(),
        Linear(),
        selected=4,
        explanation="linear-count",
    )


def drawn_seven() -> Batch:
    """Draw a 7 of two straight strokes: no template was made of it."""
    pen = PenStroke(np.zeros((1, 28, 28), np.float32), 1.3, 1.0)
    pen.line((6.5, 8.5), (6.5, 19.5))
    pen.line((6.5, 19.5), (22.5, 12.0))
    return Batch(frozen(np.rint(4 * pen.pixels[None]) / 4), (DRAWING,), 1.0)


def _templates() -> State:
    state = opening(drawn_seven(), Flatten(), Linear(), selected=2)
    return UseTemplates(1).apply(state)


def _after_linear() -> State:
    return opening(
        matrix(RING),
        Flatten(),
        _nodes(DETECTORS, [1.0, 3.0, -1.0]),
        _nodes([[1.0, -1, 0], [0.0, 1, 2]], [0.0, -5.0]),
        selected=3,
        explanation="linear-count",
    )


EXAMPLES = (
    Example(
        "flatten",
        GROUP,
        text("Two maps in one row"),
        text("Two maps of 2 × 2 become one row: which index does the 20 get, cell [1, 0, 1]?"),
        _flatten,
        what_if=("layout",),
    ),
    Example(
        "flatten-last",
        GROUP,
        text("The same row, channels last"),
        text("TensorFlow keeps channels last: which index does the 20 get now?"),
        _channels_last,
        what_if=("layout",),
    ),
    Example(
        "linear-by-hand",
        GROUP,
        text("Three nodes by hand"),
        text("Four 1s in a ring, the weights w[0] in the same places, bias 1: what is y[0]?"),
        _by_hand,
        what_if=("bias",),
    ),
    Example(
        "linear-parameters",
        GROUP,
        text("A linear layer after 64 maps"),
        text("14 × 14 × 64 and 10 nodes: how many parameters does this one layer have?"),
        _fourteen,
        what_if=("out_features", "use_bias"),
        asks=("parameters",),
    ),
    Example(
        "templates",
        GROUP,
        text("Templates of ten digits"),
        text(
            "Weights = mean of a class minus mean of all. "
            "Which node gets the largest y for this 7, and which without the bias?"
        ),
        _templates,
        what_if=("use_bias",),
    ),
    Example(
        "linear-after-linear",
        GROUP,
        text("A linear layer after another"),
        text("Three numbers reach two nodes: how many parameters does this layer have?"),
        _after_linear,
        what_if=("out_features",),
        asks=("parameters",),
    ),
)
