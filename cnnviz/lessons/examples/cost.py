"""Cost: how many numbers are learned, and how many products are made."""

from __future__ import annotations

from cnnviz.document.state import Batch, State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons.example import Example, filters, opening, picture
from cnnviz.lessons.examples.sizes import counting
from cnnviz.words import text

GROUP = text("Parameters and cost")


def _seven_filters() -> State:
    cells = counting(4, 4)
    pixels = frozen([[cells, cells[::-1], [row[::-1] for row in cells]]])
    return opening(
        Batch(pixels, ("matrix",), 15.0), Conv2d(out_channels=7), explanation="by_channel"
    )


def _bottleneck() -> State:
    return opening(
        picture("chelsea", 32, 32, rgb=True),
        _random(64, 3),
        _random(16, 1),
        _random(64, 3),
        selected=2,
        explanation="sticks",
        numbers=False,
    )


def _direct() -> State:
    return opening(
        picture("chelsea", 32, 32, rgb=True),
        _random(64, 3),
        _random(64, 3),
        selected=2,
        explanation="by_channel",
        numbers=False,
    )


def _depthwise() -> State:
    return opening(
        picture("chelsea", 32, 32, rgb=True),
        filters("sobel_x", "sobel_y", "laplacian", groups=3, use_bias=False),
        numbers=False,
    )


def _random(count: int, side: int) -> Conv2d:
    seeds = tuple(range(1, count + 1))
    names = ["random"] * count
    return filters(*names, seeds=seeds, kernel_size=(side, side), use_bias=False)


EXAMPLES = (
    Example(
        "seven-filters",
        GROUP,
        text("Count the parameters"),
        text("4 × 4 × 3 and 7 filters of 3 × 3: how many weights and how many biases are there?"),
        _seven_filters,
        what_if=("padding", "stride"),
        asks=("parameters",),
    ),
    Example(
        "bottleneck",
        GROUP,
        text("1 × 1 bottleneck"),
        text(
            "64 → 16 → 64 channels, 1 × 1 and then 3 × 3: how many weights besides the first 1,728?"
        ),
        _bottleneck,
        what_if=("out_channels",),
        asks=("parameters",),
    ),
    Example(
        "direct",
        GROUP,
        text("3 × 3 without the bottleneck"),
        text("64 → 64 channels, 3 × 3 directly: how many weights besides the first 1,728?"),
        _direct,
        what_if=("kernel_size",),
        asks=("parameters",),
    ),
    Example(
        "groups",
        GROUP,
        text("Depthwise: one filter per channel"),
        text("Three groups: red, green and blue stay apart. How many weights are left of 81?"),
        _depthwise,
        what_if=("groups",),
        asks=("parameters",),
    ),
)
