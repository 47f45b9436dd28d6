"""Depth: stacked layers, and the receptive field of one cell."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers import Layer
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.prepared import Prepared, filters, picture, scene
from cnnviz.words import text

GROUP = text("Depth")


def _pyramid() -> State:
    layers: list[Layer] = []
    for _ in range(4):
        layers += [filters("sobel_x", "sobel_y", "laplacian", "gaussian"), MaxPool2d()]
    return scene(picture("camera", 64, 64), *layers, selected=len(layers))


def _three() -> State:
    layers = [filters("gaussian", padding="valid", use_bias=False) for _ in range(3)]
    return scene(picture("dot", 16, 16), *layers, selected=3)


def _classic() -> State:
    return scene(
        picture("digit-3", 28, 28),
        filters("sobel_x", "sobel_y", "diagonal_down", "diagonal_up"),
        ReLU(),
        MaxPool2d(),
        filters("random", "random", "random", "random", seeds=(1, 2, 3, 4)),
        ReLU(),
        MaxPool2d(),
    )


SCENES = (
    Prepared(
        "classic",
        GROUP,
        text("Convolution, activation, pooling, twice"),
        text("28 × 28 becomes 14 × 14, then 7 × 7, with four maps each time."),
        _classic,
    ),
    Prepared(
        "three-small",
        GROUP,
        text("Three of 3 × 3 see as far as one of 7 × 7"),
        text("27 weights instead of 49, and each cell sees 7 × 7 cells of the image."),
        _three,
    ),
    Prepared(
        "growing-field",
        GROUP,
        text("A receptive field that grows"),
        text("Four times convolution and pooling: each of the last 4 × 4 cells sees 46 × 46."),
        _pyramid,
    ),
)
