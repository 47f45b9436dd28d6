"""Pooling: one number for each window, without parameters."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons.prepared import Prepared, Rows, filters, matrix, picture, scene
from cnnviz.words import text

GROUP = text("Pooling")

TIES: Rows = [[1.0, 3, 2, 2], [3, 0, 2, 2], [5, 1, 0, 4], [1, 1, 4, 4]]


def _ties() -> State:
    return scene(matrix(TIES), MaxPool2d())


def _means() -> State:
    return scene(matrix(TIES), AvgPool2d())


def _negative() -> State:
    values: Rows = [[-4.0, -3, -2], [-5, -1, -6], [-7, -8, -9]]
    return scene(matrix(values), MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)))


def _sixty_four() -> State:
    return scene(
        picture("camera", 28, 28),
        filters(*["random"] * 64, seeds=tuple(range(1, 65))),
        MaxPool2d(),
        selected=2,
    )


SCENES = (
    Prepared(
        "max-ties",
        GROUP,
        text("The largest of each window"),
        text("[[3, 2], [5, 4]]: where the largest stands more than once, all of them are marked."),
        _ties,
    ),
    Prepared(
        "means",
        GROUP,
        text("The mean of each window"),
        text("The same image: [[1.75, 2], [2, 3]]; every cell has a say."),
        _means,
    ),
    Prepared(
        "negative-padding",
        GROUP,
        text("Max pooling pads with −∞"),
        text("All cells are below 0, and no padding wins: [[−1, −1], [−1, −1]]."),
        _negative,
    ),
    Prepared(
        "sixty-four-maps",
        GROUP,
        text("64 maps, pooled"),
        text("28 × 28 × 64 becomes 14 × 14 × 64: a quarter of the cells, no parameter."),
        _sixty_four,
    ),
)
