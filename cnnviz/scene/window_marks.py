"""The marks of a sliding window: input and output grids, and their frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import Patch
from cnnviz.scene.layout import Columns, fitted, frame_room, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Scale, Spot, Viewport
from cnnviz.scene.stage_input import VisibleMoment
from cnnviz.trace import BoolArray, FloatArray, Moment, Role

MOST_OUTLINES = 121
SMALL = 24.0
"""Side of the cells below which the frame of the target must be a little outside, to be seen."""


def ease(t: float) -> float:
    """Ease in and out: 3t² − 2t³, for t from 0 to 1."""
    return t * t * (3 - 2 * t)


def at_least(box: Box, side: float) -> Box:
    """Grow a box around its middle to a width that can be seen, in logical pixels."""
    return box.inset((box.w - side) / 2) if box.w < side else box


def unreached(window: SlidingWindow) -> BoolArray | None:
    """Find the cells of the padded input that no window reaches.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window on its input.

    Returns
    -------
    ndarray of bool, shape (H + top + bottom, W + left + right), or None
        True for rows and columns past the last window; None if there are none.
    """
    rows, columns = window.unreached(0), window.unreached(1)
    if not rows and not columns:
        return None
    shape = tuple(window.size[a] + sum(window.padding[a]) for a in (0, 1))
    mask = np.zeros(shape, bool)
    mask[shape[0] - rows :] = True
    mask[:, shape[1] - columns :] = True
    return mask


def pad_of(window: SlidingWindow) -> tuple[int, int, int, int]:
    """Order the padding as in `Grid`: top, right, bottom, left."""
    (top, bottom), (left, right) = window.padding
    return top, right, bottom, left


def input_grid(
    view: Viewport,
    room: Box,
    plane: FloatArray,
    scale: Scale,
    window: SlidingWindow,
    dimmed: BoolArray | None,
    hatched: BoolArray | None,
    columns: Columns,
) -> Grid:
    """Make the grid of the padded input.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    room : Box
        Area of the grid.
    plane : ndarray, shape (H + top + bottom, W + left + right), or three of them
        One channel of the padded input, or a colour picture.
    scale : Scale
        Colours of the input.
    window : SlidingWindow
        The layer's window, for the width of the padding.
    dimmed, hatched : ndarray of bool, shape of `plane`, or None
        Cells drawn faintly; cells that no window reaches.
    columns : Columns
        Layout, which determines the size of the cells.

    Returns
    -------
    Grid
        With the key ``input``.
    """
    rows, wide = plane.shape[-2:]
    box = fitted(room, rows, wide, columns.cell)
    places = places_in(plane, columns.cell, view) if columns.readable else None
    return Grid("input", box, plane, scale, places, pad_of(window), hatched, dimmed)


def output_grid(
    view: Viewport,
    room: Box,
    plane: FloatArray,
    scale: Scale,
    where: VisibleMoment,
    dimmed: BoolArray | None,
    columns: Columns,
) -> Grid:
    """Make the grid of the output map on stage.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    room : Box
        Area of the grid.
    plane : ndarray, shape (H_out, W_out)
        One map of the output.
    scale : Scale
        Colours of the output.
    where : VisibleMoment
        The visible part of the map.
    dimmed : ndarray of bool, shape (H_out, W_out), or None
        Cells drawn faintly.
    columns : Columns
        Layout, which determines the size of the cells.

    Returns
    -------
    Grid
        With the key ``output``; hidden cells are empty.
    """
    rows, wide = plane.shape
    box = fitted(room, rows, wide, columns.cell if columns.readable or columns.one_size else room.h)
    places = places_in(plane, columns.cell, view) if columns.readable else None
    grid = Grid("output", box, plane, scale, places, dimmed=dimmed)
    return grid.holding_back(where.plane)


def placed(
    record: Patch, window: SlidingWindow, moment: Moment
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the rows and columns of the padded input that a window lies on, or moves over.

    Parameters
    ----------
    record : Patch
        The window in work.
    window : SlidingWindow
        The layer's window.
    moment : Moment
        Where the timeline stands.

    Returns
    -------
    rows, columns : ndarray, shape (K_h,) and (K_w,)
        Whole numbers once the window stands still.
    """
    top, left = window.padding[0][0], window.padding[1][0]
    rows: NDArray[np.float64] = (record.rows + top).astype(np.float64)
    columns: NDArray[np.float64] = (record.columns + left).astype(np.float64)
    if moment.number == 0 and moment.t < 1 and record.output[2] > 0:
        columns = columns - (1 - ease(moment.t)) * window.stride[1]
    return rows, columns


def frames(
    grid: Grid, record: Patch, window: SlidingWindow, moment: Moment, key: str, role: Role
) -> list[Mark]:
    """Frame the cells that a window reads; in the first step the frame moves into place."""
    rows, columns = placed(record, window, moment)
    if grid.places is not None and len(rows) * len(columns) <= MOST_OUTLINES:
        boxes = tuple(grid.cell(r, c) for r in rows for c in columns)
        return [Outline(key, boxes, role, frame_width(boxes[0].w, 2.5))]
    first, last = grid.cell(rows[0], columns[0]), grid.cell(rows[-1], columns[-1])
    whole = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
    return [Outline(key, (at_least(whole, 14.0),), role, 2.5)]


def framed(key: str, cell: Box, role: Role) -> Outline:
    """Frame a cell in work thickly, a little outside the others' frames."""
    return Outline(key, (cell.inset(-1),), role, 1.0 + frame_room(cell.w))


def outside(grid: Grid, record: Patch, window: SlidingWindow) -> BoolArray:
    """Mask the cells of the padded input that a window does not read.

    Parameters
    ----------
    grid : Grid
        The input.
    record : Patch
        The window in work.
    window : SlidingWindow
        The layer's window.

    Returns
    -------
    ndarray of bool, shape (H + top + bottom, W + left + right)
        True outside the window.
    """
    mask = np.ones((grid.rows, grid.columns), bool)
    top, left = window.padding[0][0], window.padding[1][0]
    mask[np.ix_(record.rows + top, record.columns + left)] = False
    return mask


def around(grid: Grid, spot: Spot | None) -> BoolArray:
    """Mask all cells of a grid but the one pointed at.

    Parameters
    ----------
    grid : Grid
        The input.
    spot : Spot or None
        The cell pointed at; None if it is in another grid.

    Returns
    -------
    ndarray of bool, shape (H, W)
        True around the cell; everywhere if it is in another grid.
    """
    mask = np.ones((grid.rows, grid.columns), bool)
    if spot is not None:
        mask[spot.row, spot.column] = False
    return mask


def target_frame(grid: Grid, record: Patch, moment: Moment, where: VisibleMoment) -> list[Mark]:
    """Frame the output cell in work: dashed until its value is told or asked for."""
    cell = at_least(grid.cell(record.output[1], record.output[2]), 12.0)
    told = moment.revealed or where.asks
    if grid.places is not None and cell.w < SMALL:
        return [replace(framed("written", cell, "write"), dashed=not told)]
    width = 3.0 if grid.places is None else frame_width(cell.w, 3.0)
    return [Outline("written", (cell,), "write", width, dashed=not told)]
