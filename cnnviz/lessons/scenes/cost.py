"""Cost: how many numbers are learned, and how many products are computed."""

from __future__ import annotations

from cnnviz.document.state import Batch, State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons.prepared import Prepared, filters, picture, scene
from cnnviz.lessons.scenes.sizes import counting
from cnnviz.words import text

GROUP = text("Parameters and cost")


def _seven_filters() -> State:
    cells = counting(4, 4)
    pixels = frozen([[cells, cells[::-1], [row[::-1] for row in cells]]])
    return scene(Batch(pixels, ("matrix",), 15.0, ink=False), Conv2d(out_channels=7))


def _bottleneck() -> State:
    return scene(
        picture("chelsea", 32, 32, rgb=True),
        _random(64, (3, 3)),
        _random(16, (1, 1), use_bias=False),
        _random(64, (3, 3), use_bias=False),
        selected=2,
    )


def _grouped() -> State:
    return scene(
        picture("chelsea", 32, 32, rgb=True), filters("sobel_x", "sobel_y", "laplacian", groups=3)
    )


def _random(count: int, size: tuple[int, int], *, use_bias: bool = True) -> Conv2d:
    seeds = tuple(range(1, count + 1))
    return filters(*["random"] * count, seeds=seeds, kernel_size=size, use_bias=use_bias)


SCENES = (
    Prepared(
        "seven-filters",
        GROUP,
        text("196 parameters"),
        text("4 × 4 × 3 and 7 filters: 3·3·3·7 = 189 weights, 7 biases; output 4 × 4 × 7."),
        _seven_filters,
    ),
    Prepared(
        "bottleneck",
        GROUP,
        text("A bottleneck of 1 × 1"),
        text("64 to 64 maps by way of 16: 10,240 weights, where 3 × 3 at once takes 36,864."),
        _bottleneck,
    ),
    Prepared(
        "groups",
        GROUP,
        text("One filter for each channel"),
        text("Three groups: red, green and blue stay apart; 27 weights instead of 81."),
        _grouped,
    ),
)
