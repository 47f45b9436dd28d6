"""From maps to a class: one row of cells, and nodes that weigh all of them."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.flatten import NHWC, Flatten
from cnnviz.lessons.example import Example, matrix, opening
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
)
