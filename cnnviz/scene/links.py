"""What a cell is linked with: outputs that use an input, inputs that meet a weight."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.sliding import Window
from cnnviz.scene.marks import (
    BoolArray,
    Box,
    Grid,
    Mark,
    Outline,
    Spot,
)
from cnnviz.trace import Line, Role, Span, line
from cnnviz.words import text


def reached_outputs(window: Window, spot: Spot) -> BoolArray:
    """Output cells whose window covers a cell of the padded input."""
    mask = np.zeros(window.out, bool)
    rows = window.touching(0, spot.row - window.sides[0][0])
    columns = window.touching(1, spot.column - window.sides[1][0])
    mask[np.ix_(rows, columns)] = True
    return mask


def touched_inputs(window: Window, row: int, column: int) -> BoolArray:
    """Cells of the padded input that one cell of the kernel meets."""
    shape = tuple(window.size[a] + sum(window.sides[a]) for a in (0, 1))
    mask = np.zeros(shape, bool)
    rows = row * window.dilation[0] + window.stride[0] * np.arange(window.out[0])
    columns = column * window.dilation[1] + window.stride[1] * np.arange(window.out[1])
    mask[np.ix_(rows, columns)] = True
    return mask


def pointed(
    key: str, source: Grid, spot: Spot, target: Grid, dimmed: BoolArray, roles: tuple[Role, Role]
) -> list[Mark]:
    """Frame the cell pointed at, and the region of another grid that it is linked with.

    Parameters
    ----------
    key : str
        Names the marks.
    source, target : Grid
        Where the pointer is, and where the linked cells are.
    spot : Spot
        The cell of `source`.
    dimmed : ndarray of bool
        The cells of `target` that are not linked.
    roles : (str, str)
        Of the frame around the cell and around the region.
    """
    rows, columns = np.nonzero(~dimmed)
    marks: list[Mark] = [
        Outline(f"{key} cell", (source.cell(spot.row, spot.column),), roles[0], 4.0)
    ]
    if len(rows):
        first = target.cell(int(rows.min()), int(columns.min()))
        last = target.cell(int(rows.max()), int(columns.max()))
        region = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
        marks.append(Outline(f"{key} region", (region.inset(-2),), roles[1], 3.0))
    return marks


def use_sentence(window: Window, channel: int, spot: Spot, count: int) -> Line:
    """Say how many output cells use the input cell that is pointed at."""
    top, left = window.sides[0][0], window.sides[1][0]
    return line(
        Span(f"x[{channel}, {spot.row - top}, {spot.column - left}]", "read"),
        Span(text(" is used by {count} output cells", count=count)),
    )
