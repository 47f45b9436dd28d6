"""Sizes: how many positions a kernel has, and what floor drops."""

from __future__ import annotations

from cnnviz.document.state import Playhead, State
from cnnviz.lessons.example import Example, Rows, adding, filters, matrix, opening, picture
from cnnviz.words import text

GROUP = text("Output size")

UNEVEN: Rows = [
    [1.0, 0, 2, 5, 3, 0, 4],
    [0, 3, 1, 4, 0, 2, 6],
    [2, 1, 0, 0, 5, 1, 3],
    [7, 0, 4, 2, 1, 8, 0],
    [3, 2, 9, 0, 6, 0, 1],
    [0, 5, 1, 3, 0, 2, 7],
    [4, 0, 6, 1, 3, 0, 8],
]
"""Values of which no two windows have the same difference."""

MIDDLE_OF_DISC = Playhead(position=7 * 16 + 4)
"""The output cell (7, 4), whose window meets the disc's left border; the map has 16 columns."""


def counting(rows: int, columns: int) -> Rows:
    """Number the cells from 0, row by row, so that each can be told from the others."""
    return [[float(row * columns + column) for column in range(columns)] for row in range(rows)]


def _padded() -> State:
    return opening(matrix(counting(4, 4)), adding(padding=(1, 1)))


def _stride() -> State:
    conv = filters("sobel_x", padding="valid", stride=(2, 2), use_bias=False)
    return opening(matrix(UNEVEN), conv)


def _tiled() -> State:
    return opening(matrix(counting(6, 6)), adding(padding="valid", stride=(3, 3)))


def _wide() -> State:
    return opening(
        picture("camera", 28, 31),
        filters("gaussian", kernel_size=(5, 5), padding=(2, 2), stride=(3, 3)),
        numbers=False,
    )


def _dropped() -> State:
    return opening(matrix(counting(6, 6)), adding(padding="valid", stride=(2, 2)))


def _same() -> State:
    return opening(matrix(counting(5, 5)), adding(padding="same", stride=(2, 2)))


def _dilated() -> State:
    return opening(
        picture("disc", 16, 16),
        filters("sobel_x", "sobel_y", padding="same", dilation=(2, 2), use_bias=False),
        playhead=MIDDLE_OF_DISC,
    )


def _corner() -> State:
    return opening(matrix(counting(5, 5)), adding(padding="valid"), explanation="uses")


EXAMPLES = (
    Example(
        "padding-keeps-size",
        GROUP,
        text("Padding keeps the size"),
        text(
            "4 × 4, kernel 3, padding 1, stride 1: how much is "
            "⌊(4\u00a0+\u00a02·1\u00a0−\u00a03)/1⌋\u00a0+\u00a01?"
        ),
        _padded,
        what_if=("padding", "kernel_size", "stride"),
        asks=("size",),
    ),
    Example(
        "stride-two",
        GROUP,
        text("Stride 2: 7 × 7 → 3 × 3"),
        text("Kernel 3, no padding: which columns does the second window cover, which the third?"),
        _stride,
        what_if=("stride", "padding"),
    ),
    Example(
        "stride-is-kernel",
        GROUP,
        text("Stride equals kernel"),
        text("6 × 6, kernel 3, stride 3: how often is each cell used, and what size comes out?"),
        _tiled,
        what_if=("stride", "kernel_size"),
        asks=("counts", "size"),
    ),
    Example(
        "rows-and-columns",
        GROUP,
        text("Different rows and columns"),
        text("28 × 31, kernel 5, padding 2, stride 3: how many rows, and how many columns?"),
        _wide,
        what_if=("kernel_size", "stride"),
        asks=("size",),
    ),
    Example(
        "dropped-rows",
        GROUP,
        text("A stride that does not divide"),
        text(
            "(6 − 3)/2 + 1 = 2.5: how many positions are there, and which row and column drop out?"
        ),
        _dropped,
        what_if=("stride", "padding"),
        asks=("size",),
    ),
    Example(
        "same-stride-two",
        GROUP,
        text("Same padding with stride 2"),
        text(
            "5 × 5 with stride 2: 5/2 = 2.5. Is it rounded down or up, and where does the last "
            "window end?"
        ),
        _same,
        what_if=("stride", "padding"),
        asks=("size",),
    ),
    Example(
        "dilation",
        GROUP,
        text("Dilation sees further"),
        text("Still only 9 weights, but with dilation 2: how many rows and columns do they span?"),
        _dilated,
        what_if=("dilation", "padding"),
        asks=("field",),
    ),
    Example(
        "corner-once",
        GROUP,
        text("How often a corner is used"),
        text("5 × 5, kernel 3, no padding: how many windows cover a corner, how many the centre?"),
        _corner,
        what_if=("padding", "stride"),
        asks=("counts",),
    ),
)
