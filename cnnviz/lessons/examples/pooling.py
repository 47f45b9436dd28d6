"""Pooling: one number of each window, and nothing to learn."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons.example import Example, Rows, filters, matrix, opening, picture
from cnnviz.words import text

GROUP = text("Pooling")

TIES: Rows = [[1.0, 3, 2, 2], [3, 0, 2, 2], [5, 1, 0, 4], [1, 1, 4, 4]]
LINE: Rows = [[0.0, 0, 9, 0, 0, 0]] * 6
"""A line one cell wide, in the third column."""


def _ties() -> State:
    return opening(matrix(TIES), MaxPool2d())


def _means() -> State:
    return opening(matrix(TIES), AvgPool2d())


def _line_max() -> State:
    return opening(matrix(LINE), MaxPool2d())


def _line_mean() -> State:
    return opening(matrix(LINE), AvgPool2d())


def _negative() -> State:
    values: Rows = [[-4.0, -3, -2], [-5, -9, -6], [-7, -8, -1]]
    return opening(matrix(values), MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)))


def _sixty_four() -> State:
    return opening(
        picture("camera", 28, 28),
        filters(*["random"] * 64, seeds=tuple(range(1, 65)), use_bias=False),
        MaxPool2d(),
        selected=2,
        numbers=False,
        own_scales=True,  # on one scale most of 64 maps are nearly white
    )


EXAMPLES = (
    Example(
        "max-ties",
        GROUP,
        text("The maximum of each window"),
        text("Name the four maxima of 2 × 2. Ties are all marked: in which windows are there any?"),
        _ties,
        what_if=("kernel_size", "stride"),
    ),
    Example(
        "means",
        GROUP,
        text("The mean of each window"),
        text("The same image, and every cell counts: where is the mean as large as the maximum?"),
        _means,
        what_if=("kernel_size", "stride"),
    ),
    Example(
        "line-max",
        GROUP,
        text("A thin line, max pooling"),
        text("A line of 9s, one cell wide: how strong is it after max pooling?"),
        _line_max,
        what_if=("kernel_size", "stride"),
    ),
    Example(
        "line-mean",
        GROUP,
        text("A thin line, average pooling"),
        text("The same line of 9s: how strong is it after average pooling, and why?"),
        _line_mean,
        what_if=("kernel_size", "stride"),
    ),
    Example(
        "negative-padding",
        GROUP,
        text("Max pooling pads with −∞"),
        text("All cells are below 0. Would padding with 0 change the four maxima?"),
        _negative,
        what_if=("padding", "kernel_size"),
    ),
    Example(
        "sixty-four-maps",
        GROUP,
        text("64 maps, pooled"),
        text(
            "28 × 28 × 64 is pooled 2 × 2: which shape comes out? "
            "How many parameters does pooling have?"
        ),
        _sixty_four,
        what_if=("kernel_size", "stride"),
        asks=("size", "parameters"),
    ),
)
