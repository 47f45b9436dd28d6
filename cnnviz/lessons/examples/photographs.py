"""Photographs: the same filters where the eye knows what to expect."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.lessons.example import Example, filters, opening, picture
from cnnviz.words import text

GROUP = text("Photographs")


def _edges() -> State:
    conv = filters("sobel_x", "sobel_y", padding="valid", use_bias=False)
    return opening(picture("camera", 512, 512), conv, numbers=False)


def _colour() -> State:
    return opening(
        picture("astronaut", 512, 512, rgb=True),
        filters(
            *("sobel_x", "sobel_y", "laplacian", "diagonal_down"),
            kernel_size=(7, 7),
            use_bias=False,
        ),
        numbers=False,
        own_scales=True,  # on one scale the weaker filters would leave blank maps
    )


def _joints() -> State:
    return opening(
        picture("brick", 256, 256),
        filters("ridge_horizontal", "ridge_vertical", padding="valid", use_bias=False),
        numbers=False,
    )


EXAMPLES = (
    Example(
        "photograph-edges",
        GROUP,
        text("Edges of a photograph"),
        text(
            "512 × 512 pixels, no padding: what size comes out? Which map shows the tripod's legs?"
        ),
        _edges,
        what_if=("stride", "dilation"),
        asks=("size",),
    ),
    Example(
        "photograph-colour",
        GROUP,
        text("Colour, 7 × 7"),
        text("A slice of 7 × 7 for red, green and blue each: how many weights do 4 filters have?"),
        _colour,
        what_if=("stride", "dilation"),
        asks=("parameters",),
    ),
    Example(
        "photograph-ridges",
        GROUP,
        text("Brick joints (line filters)"),
        text(
            "Line filters respond most to lines of one direction: which map shows the long joints?"
        ),
        _joints,
        what_if=("stride", "dilation"),
    ),
)
