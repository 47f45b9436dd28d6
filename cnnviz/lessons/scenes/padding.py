"""Padding: the values of the cells around the image."""

from __future__ import annotations

from functools import partial

from cnnviz.document.state import State
from cnnviz.lessons.prepared import Prepared, Rows, filters, matrix, scene
from cnnviz.words import text

GROUP = text("Padding")


def _filled(fill: str) -> State:
    values: Rows = [
        [9.0, 8, 7, 6, 5],
        [8, 7, 6, 5, 4],
        [7, 6, 5, 4, 3],
        [6, 5, 4, 3, 2],
        [5, 4, 3, 2, 1],
    ]
    return scene(matrix(values), filters("box", padding="same", padding_mode=fill, use_bias=False))


def _full() -> State:
    return scene(matrix([[1.0, 2], [3, 4]]), filters("sobel_x", padding="full", use_bias=False))


SCENES = (
    Prepared(
        "fill-zero",
        GROUP,
        text("Filled with zero"),
        text("The mean of a corner sinks from 8 to 3.6: five of its nine cells are 0."),
        partial(_filled, "zeros"),
    ),
    Prepared(
        "fill-edge",
        GROUP,
        text("Filled with the edge"),
        text("Every outer cell is repeated; the corner keeps a mean of 8.3."),
        partial(_filled, "replicate"),
    ),
    Prepared(
        "fill-mirror",
        GROUP,
        text("Filled with the mirror image"),
        text("The image goes on backwards, its edge not repeated."),
        partial(_filled, "reflect"),
    ),
    Prepared(
        "fill-wrap",
        GROUP,
        text("Filled by wrapping around"),
        text("What leaves on the right comes in on the left: the corner meets the far corner."),
        partial(_filled, "circular"),
    ),
    Prepared(
        "full",
        GROUP,
        text("Full padding"),
        text("2 × 2 with kernel 3 becomes 4 × 4: every cell meets every weight."),
        _full,
    ),
)
