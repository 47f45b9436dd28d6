"""Depth: stacked layers, and the receptive field of one cell."""

from __future__ import annotations

from cnnviz.document.state import Playhead, State
from cnnviz.layers import Layer
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.example import Example, filters, opening, picture
from cnnviz.words import text

GROUP = text("Depth")

WHOLE_FIELD = Playhead(position=1 * 4 + 1)
"""The output cell (1, 1) of 4 × 4, the first whose receptive field lies within the image."""
MEETS_DOT = Playhead(position=5 * 10 + 5)
"""The output cell (5, 5) of 10 × 10, whose receptive field has the dot in its middle."""


def _pyramid() -> State:
    layers: list[Layer] = []
    for _ in range(4):
        layers += [filters("gaussian", use_bias=False), MaxPool2d()]
    image = picture("camera", 64, 64)
    return opening(
        image,
        *layers,
        selected=len(layers),
        explanation="field",
        playhead=WHOLE_FIELD,
        numbers=False,
    )


def _three() -> State:
    layers = [filters("gaussian", padding="valid", use_bias=False) for _ in range(3)]
    return opening(
        picture("dot", 16, 16), *layers, selected=3, explanation="field", playhead=MEETS_DOT
    )


def _classic() -> State:
    return opening(
        picture("digit-3", 16, 16),
        filters("sobel_x", "sobel_y", "diagonal_down", "diagonal_up"),
        ReLU(),
        MaxPool2d(),
        filters("random", "random", "random", "random", seeds=(1, 2, 3, 4)),
        ReLU(),
        MaxPool2d(),
    )


EXAMPLES = (
    Example(
        "classic",
        GROUP,
        text("Convolution, activation, pooling, twice"),
        text("16 × 16 through the block twice, four maps each time: which shape comes out?"),
        _classic,
        what_if=("kernel_size", "stride"),
        asks=("size",),
    ),
    Example(
        "three-small",
        GROUP,
        text("Three 3 × 3 layers see as far as one 7 × 7"),
        text("With one channel: how many weights are three 3 × 3 against one 7 × 7?"),
        _three,
        what_if=("kernel_size",),
        asks=("parameters",),
    ),
    Example(
        "growing-field",
        GROUP,
        text("A receptive field that grows"),
        text("Four times convolution and pooling: how far does one of the last 4 × 4 cells see?"),
        _pyramid,
        what_if=("kernel_size", "stride"),
        asks=("field",),
    ),
)
