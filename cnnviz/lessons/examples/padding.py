"""Padding: what stands in the cells around the image."""

from __future__ import annotations

from functools import partial

from cnnviz.document.state import State
from cnnviz.lessons.example import Example, Rows, filters, matrix, opening
from cnnviz.words import text

GROUP = text("Padding")

FALLING: Rows = [
    [9.0, 8, 7, 6, 5],
    [8, 7, 6, 5, 4],
    [7, 6, 5, 4, 3],
    [6, 5, 4, 3, 2],
    [5, 4, 3, 2, 1],
]


def _filled(fill: str) -> State:
    blur = filters("box", padding="same", padding_mode=fill, use_bias=False)
    return opening(matrix(FALLING), blur)


def _value() -> State:
    return opening(
        matrix(FALLING),
        filters("box", padding="same", padding_mode="constant", padding_value=17.0, use_bias=False),
    )


def _full() -> State:
    conv = filters("sobel_x", padding="full", use_bias=False)
    return opening(matrix([[1.0, 2], [3, 4]]), conv)


EXAMPLES = (
    Example(
        "fill-zero",
        GROUP,
        text("Filled with zero"),
        text("The four real cells at the corner average 8. What is left with five cells of 0?"),
        partial(_filled, "zeros"),
        what_if=("padding_mode", "padding"),
    ),
    Example(
        "fill-edge",
        GROUP,
        text("Filled with the edge"),
        text("Every outer cell is repeated: is the corner's mean now below or above 8?"),
        partial(_filled, "replicate"),
        what_if=("padding_mode", "padding"),
    ),
    Example(
        "fill-mirror",
        GROUP,
        text("Filled with the mirror image"),
        text("Mirrored without repeating the edge: which cells stand left of the first column?"),
        partial(_filled, "reflect"),
        what_if=("padding_mode", "padding"),
        asks=("padding",),
    ),
    Example(
        "fill-wrap",
        GROUP,
        text("Filled by wrapping around"),
        text("The left neighbour of the first column is the last one: what is the corner's mean?"),
        partial(_filled, "circular"),
        what_if=("padding_mode", "padding"),
    ),
    Example(
        "fill-value",
        GROUP,
        text("Filled with a value"),
        text("Five cells of 17 beside the four that average 8: what is the corner's mean now?"),
        _value,
        what_if=("padding_value", "padding_mode", "padding"),
    ),
    Example(
        "full",
        GROUP,
        text("Full padding"),
        text(
            "2 × 2, kernel 3: which size comes out, and how many real cells meet the first window?"
        ),
        _full,
        what_if=("padding",),
        asks=("size",),
    ),
)
