"""Links between cells: outputs that use an input, inputs that a weight is applied to."""

from __future__ import annotations

import numpy as np

from cnnviz.engine import pad
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.scene.marks import (
    Box,
    Grid,
    Mark,
    Outline,
    Spot,
)
from cnnviz.scene.window_marks import at_least, framed
from cnnviz.trace import BoolArray, IntArray, Line, Role, Span, index_span, line
from cnnviz.words import text

LEAST = 18.0
"""Side of the smallest frame around linked cells, in logical pixels: cells of a photograph
have one or two."""

SPOT = 12.0
"""Side of the smallest frame around the cell pointed at."""


def sources(window: SlidingWindow, axis: int, padding_mode: str) -> IntArray:
    """Map the rows or columns of the padded input to those of the input.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window on its input.
    axis : int
        0 for rows, 1 for columns.
    padding_mode : str
        The layer's ``padding_mode``.

    Returns
    -------
    ndarray of int, shape (cells along the axis, padding included,)
        Index of the row or column that is repeated; −1 for constant padding.
    """
    mode = "constant" if padding_mode == "zeros" else padding_mode
    numbers = np.arange(window.size[axis], dtype=np.float32).reshape(1, 1, 1, -1)
    padded: IntArray = pad(numbers, ((0, 0), window.padding[axis]), mode, -1.0)[0, 0, 0].astype(
        np.intp
    )
    return padded


def source(
    window: SlidingWindow, spot: Spot, padding_mode: str = "zeros"
) -> tuple[int, int] | None:
    """Give the input cell that a cell of the padded input repeats; None for constant padding."""
    row = int(sources(window, 0, padding_mode)[spot.row])
    column = int(sources(window, 1, padding_mode)[spot.column])
    return None if min(row, column) < 0 else (row, column)


def reached_outputs(window: SlidingWindow, spot: Spot, padding_mode: str = "zeros") -> BoolArray:
    """Find the output cells that depend on an input cell or on its copies in the padding.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window on its input.
    spot : Spot
        The cell, counted in the padded input.
    padding_mode : str
        The layer's ``padding_mode``.

    Returns
    -------
    ndarray of bool, shape (H_out, W_out)
        True where the output depends on it; False everywhere for constant padding.
    """
    mask = np.zeros(window.out, bool)
    cell = source(window, spot, padding_mode)
    if cell is None:
        return mask
    along = []
    for axis in (0, 1):
        copies = np.flatnonzero(sources(window, axis, padding_mode) == cell[axis])
        start = window.padding[axis][0]
        along.append(np.concatenate([window.touching(axis, int(c) - start) for c in copies]))
    mask[np.ix_(along[0], along[1])] = True
    return mask


def touched_inputs(window: SlidingWindow, row: int, column: int) -> BoolArray:
    """Find the cells of the padded input that one weight of the kernel is applied to.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window on its input.
    row, column : int
        The weight, from 0.

    Returns
    -------
    ndarray of bool, shape (H + top + bottom, W + left + right)
        True where the weight is multiplied with the cell.
    """
    shape = tuple(window.size[a] + sum(window.padding[a]) for a in (0, 1))
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
        Prefix of the marks' keys.
    source : Grid
        The grid under the pointer.
    spot : Spot
        The cell of `source`.
    target : Grid
        The grid of the linked cells.
    dimmed : ndarray of bool, shape (H, W)
        The cells of `target` that are not linked.
    roles : (str, str)
        Roles of the frame around the cell and around the region.

    Returns
    -------
    list of Mark
        Both frames; the first alone if no cell is linked.
    """
    rows, columns = np.nonzero(~dimmed)
    cell = source.cell(spot.row, spot.column)
    own = framed(f"{key} cell", cell, roles[0])
    if source.places is None:
        own = Outline(own.key, (at_least(cell, SPOT),), roles[0], 4.0)
    marks: list[Mark] = [own]
    if len(rows):
        first = target.cell(int(rows.min()), int(columns.min()))
        last = target.cell(int(rows.max()), int(columns.max()))
        region = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
        seen = at_least(region.inset(-2), LEAST)
        marks.append(Outline(f"{key} region", (seen,), roles[1], 3.0))
    return marks


def use_sentence(
    window: SlidingWindow, channel: int, spot: Spot, count: int, padding_mode: str = "zeros"
) -> Line:
    """Describe how many output cells use the input cell that is pointed at."""
    cell = source(window, spot, padding_mode)
    if cell is None:
        return (Span(text("padding: no pixel, so nothing reaches the output from here"), "muted"),)
    said = (
        text(" is used by 1 output cell of this map")
        if count == 1
        else text(" is used by {count} output cells of this map", count=f"{count:,}")
    )
    return line(index_span("x", (channel, *cell), "read"), Span(said))
