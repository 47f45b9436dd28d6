"""Channels: filters as deep as their input, sticks of channels, and maps that become numbers."""

from __future__ import annotations

from cnnviz.document.state import Batch, State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.adaptive_avg_pool2d import AdaptiveAvgPool2d
from cnnviz.layers.kinds.adaptive_max_pool2d import AdaptiveMaxPool2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons.example import Example, Rows, filters, opening, picture
from cnnviz.words import text

GROUP = text("Channels")

RED: Rows = [[9, 9, 9, 0, 0]] * 4
GREEN: Rows = [[0, 0, 0, 9, 9]] * 4
BLUE: Rows = [[0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 4, 5, 6, 7]]


def colours(*planes: Rows) -> Batch:
    """Make a colour picture of typed numbers from 0 to 9, shape (1, 3, H, W)."""
    return Batch(frozen([planes]), ("matrix",), 9.0, ink=False)


def deep(weight: list[list[Rows]], bias: list[float]) -> Conv2d:
    """Make a convolution of given filters, each with a kernel for every channel."""
    count = len(weight)
    return Conv2d(
        out_channels=count,
        kernel_size=(len(weight[0][0]), len(weight[0][0][0])),
        padding="valid",
        weight=frozen(weight),
        bias=frozen(bias),
        names=("custom",) * count,
        seeds=(0,) * count,
    )


def _colour_window() -> State:
    falls: Rows = [[1, 0, -1]] * 3
    rises: Rows = [[-1, 0, 1]] * 3
    middle: Rows = [[0, 0, 0], [0, -1, 0], [0, 0, 0]]
    layer = deep([[falls, rises, middle]], [1.0])
    return opening(colours(RED, GREEN, BLUE), layer, explanation="by_channel")


def _photograph() -> State:
    image = picture("astronaut", 256, 256, rgb=True)
    layer = filters("sobel_x", "sobel_y", padding="valid", use_bias=False)
    return opening(image, layer, explanation="by_channel")


def _sticks() -> State:
    weights = ([1, 1, 1], [1, -1, 0], [0, -1, 2], [-1, 0, 1])
    one: list[list[Rows]] = [[[[float(each)]] for each in stick] for stick in weights]
    layer = deep(one, [0.0, 1.0, 0.0, 0.0])
    return opening(colours(RED, GREEN, BLUE), layer, explanation="sticks")


def _mean() -> State:
    return opening(colours(RED, GREEN, BLUE), AdaptiveAvgPool2d())


def _maximum() -> State:
    return opening(colours(RED, GREEN, BLUE), AdaptiveMaxPool2d())


def _ledger() -> State:
    layer = filters(*["random"] * 64, seeds=tuple(range(1, 65)), use_bias=False)
    return opening(picture("digit-7", 14, 14), layer, AdaptiveAvgPool2d(), selected=2)


def _order() -> State:
    return opening(colours(RED, GREEN, BLUE), Conv2d(out_channels=7))


EXAMPLES = (
    Example(
        "colour-window",
        GROUP,
        text("A filter on a colour picture"),
        text("Three channels and one 3 × 3 filter: how many weights does it have?"),
        _colour_window,
        what_if=("padding", "bias", "out_channels"),
        asks=("parameters",),
    ),
    Example(
        "photograph-channels",
        GROUP,
        text("Red, green and blue of a photograph"),
        text("Which of the three colours adds most to the edge of this cell?"),
        _photograph,
        what_if=("stride", "padding"),
    ),
    Example(
        "sticks",
        GROUP,
        text("1 × 1: a stick of channels"),
        text("Four 1 × 1 filters on three channels: which neighbours does an output see?"),
        _sticks,
        what_if=("bias", "out_channels"),
    ),
    Example(
        "axis-order",
        GROUP,
        text("Channels first or channels last"),
        text("3 × 4 × 5 is (C, H, W). Where does the 3 go when key X counts channels last?"),
        _order,
        what_if=("out_channels",),
    ),
    Example(
        "global-mean",
        GROUP,
        text("Global average pooling"),
        text("Each 4 × 5 map becomes one number: which number does the red one become?"),
        _mean,
    ),
    Example(
        "global-maximum",
        GROUP,
        text("Global maximum pooling"),
        text("The largest number of each map: how much of 4 × 5 × 3 numbers is left?"),
        _maximum,
    ),
    Example(
        "global-or-flat",
        GROUP,
        text("64 numbers instead of 12,544"),
        text("14 × 14 × 64 to 10 classes: how many parameters if the maps are averaged first?"),
        _ledger,
        asks=("parameters",),
    ),
)
