"""Sizes: how many positions a kernel has, and which cells rounding down drops."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.lessons.prepared import Prepared, Rows, filters, matrix, picture, scene
from cnnviz.words import text

GROUP = text("Output size")


def counting(rows: int, columns: int) -> Rows:
    """Number the cells from 0, row by row, so that each is different."""
    return [[float(row * columns + column) for column in range(columns)] for row in range(rows)]


def _padded() -> State:
    return scene(matrix(counting(4, 4)), filters("box", padding=(1, 1)))


def _stride() -> State:
    return scene(matrix(counting(7, 7)), filters("sobel_x", padding="valid", stride=(2, 2)))


def _wide() -> State:
    return scene(
        picture("camera", 28, 31),
        filters("gaussian", kernel_size=(5, 5), padding=(2, 2), stride=(3, 3)),
    )


def _dropped() -> State:
    return scene(matrix(counting(6, 6)), filters("box", padding="valid", stride=(2, 2)))


def _same() -> State:
    return scene(matrix(counting(5, 5)), filters("box", padding="same", stride=(2, 2)))


def _dilated() -> State:
    return scene(
        picture("disc", 16, 16), filters("sobel_x", "sobel_y", padding="same", dilation=(2, 2))
    )


SCENES = (
    Prepared(
        "padding-keeps-size",
        GROUP,
        text("Padding keeps the size"),
        text("4 × 4, kernel 3, padding 1, stride 1: ⌊(4 + 2·1 − 3)/1⌋ + 1 = 4."),
        _padded,
    ),
    Prepared(
        "stride-two",
        GROUP,
        text("Stride 2 halves the map"),
        text("7 × 7, kernel 3, no padding, stride 2: ⌊(7 − 3)/2⌋ + 1 = 3."),
        _stride,
    ),
    Prepared(
        "rows-and-columns",
        GROUP,
        text("Rows and columns apart"),
        text("28 × 31, kernel 5, padding 2, stride 3: 10 rows and 11 columns."),
        _wide,
    ),
    Prepared(
        "dropped-rows",
        GROUP,
        text("A stride that does not divide"),
        text("6 × 6, kernel 3, stride 2: 2.5 positions become 2, the last row is dropped."),
        _dropped,
    ),
    Prepared(
        "same-stride-two",
        GROUP,
        text("Same padding with stride 2"),
        text("5 × 5 becomes ⌈5/2⌉ = 3: padding fills what the last window lacks."),
        _same,
    ),
    Prepared(
        "dilation",
        GROUP,
        text("Dilation sees further"),
        text("9 weights with dilation 2 reach 5 × 5 cells, and there are no more of them."),
        _dilated,
    ),
)
