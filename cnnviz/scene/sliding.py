"""What the stages of sliding windows share: input and output grids, links, footer."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cnnviz.layers.sliding import Window
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import CAPTION, MARGIN, Columns, fitted, row_of
from cnnviz.scene.marks import (
    BoolArray,
    Box,
    Grid,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Scale,
    Spot,
    Stroke,
)
from cnnviz.scene.timeline import Moment, resolve
from cnnviz.trace import FloatArray, Line, Role, Span, Trace, line, places_for
from cnnviz.trace.records import IntArray
from cnnviz.words import Text, text

MOST_OUTLINES = 121
DENSITY = 1.5
"""Cells for each logical pixel that a small picture needs, so that fine screens are served."""


class Placed(Protocol):
    """A record that reads a window: where the kernel's cells lie on the unpadded input."""

    @property
    def output(self) -> tuple[int, int, int]: ...
    @property
    def rows(self) -> IntArray: ...
    @property
    def columns(self) -> IntArray: ...


class Where:
    """The moment that is shown: the playhead's, or that of the output cell pointed at.

    Attributes
    ----------
    moment : Moment or None
        None at the end of the timeline with nothing pointed at.
    map : int
        The feature map or channel on stage.
    revealed : int or None
        Cells of that map that are shown; None for all.
    asked : int or None
        The cell of that map that is asked for.
    """

    def __init__(self, trace: Trace, glance: Glance) -> None:
        maps, rows, columns = trace.shape
        size = rows * columns
        playing = resolve(trace, glance.playhead)
        self.map = min(glance.map, maps - 1) if playing is None else playing.position // size
        self.moment = playing
        self.revealed: int | None = None
        self.asked: int | None = None
        if playing is not None:
            cell = playing.position % size
            written = playing.phase == trace.phases[-1].name
            self.revealed = cell + (1 if written else 0)
            if glance.predict and not written and playing.begun:
                self.asked = cell
        spot = glance.spot
        if spot is not None and spot.key == "output" and spot.row < rows and spot.column < columns:
            cell = spot.row * columns + spot.column
            if self.revealed is None or cell < self.revealed:
                self.moment = Moment(self.map * size + cell, trace.phases[-1].name, 0, 1.0)
                self.asked = None

    @property
    def asks(self) -> bool:
        """Whether the value of the moment is asked for."""
        return self.asked is not None


def ease(t: float) -> float:
    """Slow, fast, slow: 0 to 1."""
    return t * t * (3 - 2 * t)


def unreached(window: Window) -> BoolArray | None:
    """Cells of the padded input that no window reaches, or None."""
    rows, columns = window.unreached(0), window.unreached(1)
    if not rows and not columns:
        return None
    shape = tuple(window.size[a] + sum(window.sides[a]) for a in (0, 1))
    mask = np.zeros(shape, bool)
    mask[shape[0] - rows :] = True
    mask[:, shape[1] - columns :] = True
    return mask


def pad_of(window: Window) -> tuple[int, int, int, int]:
    """Padding as a grid wants it: top, right, bottom, left."""
    (top, bottom), (left, right) = window.sides
    return top, right, bottom, left


def input_grid(
    room: Box,
    plane: FloatArray,
    window: Window,
    scale: Scale,
    dimmed: BoolArray | None,
    hatched: BoolArray | None,
    columns: Columns,
) -> Grid:
    """The padded input of one channel, in the left column."""
    rows, wide = plane.shape
    box = fitted(room, rows, wide, columns.cell if columns.readable else room.h)
    places = places_for(plane) if columns.readable else None
    return Grid("input", box, plane, scale, places, pad_of(window), hatched, dimmed)


def output_grid(
    room: Box,
    plane: FloatArray,
    scale: Scale,
    where: Where,
    dimmed: BoolArray | None,
    columns: Columns,
) -> Grid:
    """The map that is being written, in the right column."""
    rows, wide = plane.shape
    box = fitted(room, rows, wide, columns.cell if columns.readable else room.h)
    places = places_for(plane) if columns.readable else None
    return Grid(
        "output",
        box,
        plane,
        scale,
        places,
        dimmed=dimmed,
        revealed=where.revealed,
        asked=where.asked,
    )


def frames(
    grid: Grid, record: Placed, window: Window, moment: Moment, key: str, role: Role
) -> list[Mark]:
    """Frame the cells that a window reads; while it is being placed, it glides."""
    top, left = window.sides[0][0], window.sides[1][0]
    rows, columns = record.rows + float(top), record.columns + float(left)
    if moment.phase == "place" and moment.t < 1 and record.output[2] > 0:
        columns = columns - (1 - ease(moment.t)) * window.stride[1]
    if grid.places is not None and len(rows) * len(columns) <= MOST_OUTLINES:
        boxes = tuple(grid.cell(r, c) for r in rows for c in columns)
        return [Outline(key, boxes, role, 2.5)]
    first, last = grid.cell(rows[0], columns[0]), grid.cell(rows[-1], columns[-1])
    whole = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
    if whole.w < 14:
        whole = whole.inset((whole.w - 14) / 2)
    return [Outline(key, (whole,), role, 2.5)]


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


def caption(key: str, grid: Box, size: float, *parts: str | Text | Span) -> Label:
    """A line under a grid."""
    return Label(key, grid.cx, grid.bottom + 0.62 * CAPTION * size, line(*parts), 13.0 * size)


def symbol(key: str, x: float, y: float, sign: str, size: float) -> Label:
    """A large operator between two columns."""
    return Label(key, x, y, (Span(sign, "muted"),), 26.0 * size)


def footer_height(glance: Glance, wanted: bool) -> float:
    """Room for the row of all maps under the stage."""
    if not wanted:
        return 34.0 * glance.viewport.text
    return max(50.0, min(0.17 * glance.viewport.height, 130.0)) + 28.0 * glance.viewport.text


def thinned(maps: FloatArray, box: Box, kept: Kept) -> FloatArray:
    """Take so many rows and columns of maps as a small picture of them can show.

    Parameters
    ----------
    maps : ndarray, shape (C, H, W)
        Far more cells than `box` has pixels are thinned out.
    box : Box
        Where each map is drawn.
    kept : Kept
        Remembers what was taken.
    """
    rows, columns = max(1.0, DENSITY * box.h), max(1.0, DENSITY * box.w)
    step = int(min(maps.shape[1] / rows, maps.shape[2] / columns))
    if step < 2:
        return maps
    return kept.of(maps, ("thinned", step), lambda: np.ascontiguousarray(maps[:, ::step, ::step]))


def all_maps(
    glance: Glance,
    maps: FloatArray,
    scale: Scale,
    selected: int,
    title: Text,
    left: float,
    kept: Kept,
) -> list[Mark]:
    """All maps side by side on one scale, with its legend, at the foot of the stage."""
    size = glance.viewport.text
    height = footer_height(glance, wanted=len(maps) > 1)
    view = glance.viewport
    top = view.height - height
    legend_w = 128.0
    numbers = 62.0 * size
    legend = Legend(
        "legend",
        Box(view.width - MARGIN - legend_w - numbers, top + height - 26 * size, legend_w, 9),
        scale,
        size=12.0 * size,
    )
    if len(maps) == 1:
        return [legend]
    width = view.width - MARGIN - left - legend_w - 2.4 * numbers
    room = Box(left, top + 24 * size, width, height - 40 * size)
    boxes = row_of(room, len(maps), maps.shape[2] / maps.shape[1])
    left = boxes[0].x
    boxes = tuple(Box(b.x - left + room.x, b.y, b.w, b.h) for b in boxes)
    return [
        Label("maps title", room.x, top + 10 * size, (Span(title, "muted"),), 12.0 * size, "left"),
        Mosaic("maps", boxes, thinned(maps, boxes[0], kept), scale, selected),
        legend,
    ]


def lens(
    room: Box, grid: Grid, record: Placed, window: Window, scale: Scale, size: float
) -> list[Mark]:
    """The numbers around the window, enlarged, with lines from where they stand."""
    top, left = window.sides[0][0], window.sides[1][0]
    rows, columns = record.rows + top, record.columns + left
    reach = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    around = 2 if reach < 6 else 1 if reach < 10 else 0
    height, width = grid.values.shape
    r0, r1 = max(int(rows[0]) - around, 0), min(int(rows[-1]) + around + 1, height)
    c0, c1 = max(int(columns[0]) - around, 0), min(int(columns[-1]) + around + 1, width)
    values = grid.values[r0:r1, c0:c1]
    dimmed = np.ones(values.shape, bool)
    dimmed[np.ix_(rows - r0, columns - c0)] = False
    box = fitted(room, r1 - r0, c1 - c0, 46.0)
    pad = (
        max(top - r0, 0),
        max(c1 - (width - window.sides[1][1]), 0),
        max(r1 - (height - window.sides[0][1]), 0),
        max(left - c0, 0),
    )
    places = places_for(values, 1) if box.w / values.shape[1] >= 16 else None
    shown = Grid("lens", box, values, scale, places, pad, None, dimmed, hot=False)
    inside = tuple(shown.cell(r - r0, c - c0) for r in rows for c in columns)
    first, last = grid.cell(r0, c0), grid.cell(r1 - 1, c1 - 1)
    marks: list[Mark] = [
        Stroke("lens top", np.array([[last.right, first.y], [box.x - 4, box.y]]), "read", 1.0),
        Stroke("lens foot", np.array([[last.right, last.bottom], [box.x - 4, box.bottom]]), "read"),
        shown,
        Outline("lens window", inside[:MOST_OUTLINES], "read", 2.0 if reach < 6 else 1.0),
    ]
    around_text = text(
        "  rows {top}…{bottom}, columns {left}…{right}",
        top=int(record.rows[0]),
        bottom=int(record.rows[-1]),
        left=int(record.columns[0]),
        right=int(record.columns[-1]),
    )
    named = (Span(text("Lens"), "strong"), Span(around_text, "muted"))
    return [*marks, caption("lens caption", box, size, *named)]


def shape_of(array: FloatArray) -> str:
    """Channels, rows and columns: ``4 × 8 × 8``."""
    return " × ".join(str(n) for n in array.shape)


def dropped_note(window: Window) -> Line:
    """A sentence for the rows and columns that the stride never reaches; empty if none."""
    rows, columns = window.unreached(0), window.unreached(1)
    if not rows and not columns:
        return ()
    return (
        Span(
            text(
                "stride {stride} never reaches the hatched rows ({rows}) and columns ({columns})",
                stride=max(window.stride),
                rows=rows,
                columns=columns,
            ),
            "muted",
        ),
    )


def written(grid: Grid, record: Placed, moment: Moment, where: Where) -> list[Mark]:
    """Frame the output cell that is written, asked for, or pointed at."""
    if not (where.revealed is None or moment.phase == "write" or where.asks):
        return []
    cell = grid.cell(record.output[1], record.output[2])
    if cell.w < 12:
        cell = cell.inset((cell.w - 12) / 2)
    return [Outline("written", (cell,), "write", 3.0)]


def use_sentence(window: Window, channel: int, spot: Spot, count: int) -> Line:
    """Say how many output cells use the input cell that is pointed at."""
    top, left = window.sides[0][0], window.sides[1][0]
    return line(
        Span(f"x[{channel}, {spot.row - top}, {spot.column - left}]", "read"),
        Span(text(" is used by {count} output cells", count=count)),
    )


INVITATION: Line = (Span(text("Space plays; point at a cell to see where it comes from"), "muted"),)
