"""Whole networks, from a digit of 28 × 28 cells to its class; every weight has been made by hand.

Nothing is trained: filters are named or random, and the last layer has templates of the digits.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cnnviz.document.commands import with_layer
from cnnviz.document.intake import batch_of
from cnnviz.document.state import State
from cnnviz.document.supplied import handwritten
from cnnviz.document.templates import UseTemplates
from cnnviz.ink.handwriting import LEVELS, all_images
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Averaging
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.linear import Linear
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.layers.kinds.softmax import Softmax
from cnnviz.lessons.example import Example, filters, opening
from cnnviz.words import text

GROUP = text("From a digit to its class")

SEVEN = (7, 5)
"""The digit on stage, and whose hand wrote it."""


def _recognizing(*layers: Layer, part: float, selected: int) -> State:
    """Open layers on a seven; the linear layer after them gets templates of the digits.

    They are made smaller by `part`: distances between whole templates would leave every
    probability but one at 0.
    """
    batch, linear = batch_of([handwritten(*SEVEN)]), len(layers)
    state = opening(batch, *layers, Linear(), Softmax(target=SEVEN[0]), selected=selected)
    state = UseTemplates(linear).apply(state)
    made = state.document.layers[linear]
    assert isinstance(made, Linear)
    smaller = made.with_weights(part * made.weight, part * made.bias, made.origin)
    return with_layer(state, linear, smaller)


def _templates() -> State:
    return _recognizing(Flatten(), part=1 / 64, selected=3)


def _edges() -> Conv2d:
    return filters("sobel_x", "sobel_y", "laplacian", "sharpen", padding="same")


def _mixed(count: int) -> Conv2d:
    seeds = tuple(range(1, count + 1))
    return filters(*["random"] * count, seeds=seeds, padding="same")


def _course() -> State:
    return _recognizing(_edges(), ReLU(), MaxPool2d(), Flatten(), part=1 / 512, selected=1)


def _twice() -> tuple[Layer, ...]:
    """[conv → BN → ReLU → pool] × 2, with the running averages of all supplied digits."""
    x = all_images()[0] * np.float32(LEVELS)  # as dark as the digits of the gallery
    made: list[Layer] = []
    for conv in (_edges(), _mixed(8)):
        for layer in (conv, BatchNorm2d(momentum=1.0), ReLU(), MaxPool2d()):
            fitted = layer.fitted(x.shape[1])
            if isinstance(fitted, Averaging):
                fitted = dataclasses.replace(fitted.counted(x), momentum=0.1, training=False)
            x = fitted.forward(x)
            made.append(fitted)
    return tuple(made)


def _network() -> State:
    return _recognizing(*_twice(), Flatten(), part=1 / 8, selected=11)


EXAMPLES = (
    Example(
        "recognize-seven",
        GROUP,
        text("Templates recognize a 7"),
        text("Ten templates, ten scores. Which class wins, and which one comes second?"),
        _templates,
        what_if=("target",),
    ),
    Example(
        "digit-to-class",
        GROUP,
        text("Convolution, ReLU, pooling, linear, class"),
        text("A 7 on its way to a class: which of these layers has the most parameters?"),
        _course,
        what_if=("out_channels",),
        asks=("parameters",),
    ),
    Example(
        "classic-network",
        GROUP,
        text("[conv → BN → ReLU → pool] × 2, linear, softmax"),
        text("28 × 28 cells become ten probabilities. Draw another digit: which class wins?"),
        _network,
        what_if=("target",),
    ),
)
