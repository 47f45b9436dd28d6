"""Photographs: the same filters on familiar images."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.lessons.prepared import Prepared, filters, picture, scene
from cnnviz.words import text

GROUP = text("Photographs")


def _edges() -> State:
    return scene(picture("camera", 512, 512), filters("sobel_x", "sobel_y"))


def _colour() -> State:
    return scene(
        picture("astronaut", 512, 512, rgb=True),
        filters(
            "gaussian", "sobel_x", "laplacian", "random", seeds=(0, 0, 0, 4), kernel_size=(7, 7)
        ),
    )


def _textures() -> State:
    return scene(
        picture("brick", 256, 256),
        filters("ridge_horizontal", "ridge_vertical", "diagonal_down", "diagonal_up"),
    )


SCENES = (
    Prepared(
        "photograph-edges",
        GROUP,
        text("Edges of a photograph"),
        text("Sobel ↔ finds the tripod's legs, Sobel ↕ the horizon, on 512 × 512 pixels."),
        _edges,
    ),
    Prepared(
        "photograph-colour",
        GROUP,
        text("Colour, 7 × 7"),
        text("Red, green and blue each have a slice of 49 weights; their sums are added."),
        _colour,
    ),
    Prepared(
        "photograph-ridges",
        GROUP,
        text("Joints in a wall"),
        text("Ridge filters answer to lines of one direction, and to no other."),
        _textures,
    ),
)
