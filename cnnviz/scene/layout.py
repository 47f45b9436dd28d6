"""Layout of the stage: boxes for the available space, aligned to whole pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cnnviz.scene.marks import Box, Viewport

MARGIN = 20.0
CAPTION = 30.0
LEGEND = 20.0
"""Height of the row in which the colours of a grid are explained, below its caption."""
ABOVE = 5.0
"""Height above the grids before a class."""
SYMBOL = 52.0
"""Width of the gap in which ∗ or = stands."""
READABLE = 17.0
"""Side of the smallest cell that can show its number."""
LEAST = 72.0
"""Width of the smallest map: one of few cells is drawn larger than at the scale of its input."""
LARGE = 1.1
"""Text size from which small maps and legends give their room to the cells."""
LARGEST = 76.0
"""Side of the largest cell, but for a class."""
TIGHT, CLEAR_GAP = 10.0, 15.0
"""Gap between the columns before a class at text size 1, where the cells need the width and
where there is enough for a sign that stands clear of both sides."""
SCARCE, AMPLE = 500.0, 625.0
"""Widths of the stage at text size 1 with the one gap and with the other."""
SMALL_PRINT = 16.0
"""Height of the smallest digits before a class; smaller ones give way to colours alone."""
LEGIBLE = 7.5
"""Height of the smallest digits that are still easy to read, in logical pixels."""
NARROW = 36.0
"""Width of that gap beside pictures, whose cells have no numbers."""
WIDE = 23.0
"""The same before a class, at text size 1: the signs are read from the back row."""
MIDDLE, LEAST_MIDDLE, WIDEST_MIDDLE = 0.2, 170.0, 0.34
"""Width of the column between pictures: as a part of the stage, in logical pixels, at the most."""
SLIM = 0.5
"""Height of a footer below pictures, as a part of what it has below numbers."""
BACK_ROW = 80 / 3
"""Height of words and digits that the last row of a class can read: 20 points."""
BEARINGS = 0.1
"""What is free before the first and after the last sign of a number, in heights of its font."""
HIGHEST = 0.41
"""Height of the digits in a cell at the most, as a part of its side."""
CLEAR = 10.0
"""Height of digits below which no further decimals are written."""


def margins(view: Viewport) -> tuple[float, float]:
    """Give the margin at the sides, and the least gap between the columns."""
    if view.presenting:
        ample = (view.width / view.text - SCARCE) / (AMPLE - SCARCE)
        return MARGIN, view.text * (TIGHT + (CLEAR_GAP - TIGHT) * min(max(ample, 0.0), 1.0))
    return MARGIN, SYMBOL


def top_margin(view: Viewport) -> float:
    """Give the height above the grids; a low stage has little to spare."""
    if view.presenting:
        return ABOVE  # the title is above
    return MARGIN if view.height > 460 else MARGIN / 3


def legend_height(view: Viewport, *, numbers: bool) -> float:
    """Give the height of the row of legends.

    Before a class there is none; large text needs the height for cells with numbers, which
    say more than a legend does.
    """
    return 0.0 if view.presenting or (numbers and view.wanted >= LARGE) else LEGEND * view.text


def smallest_cell(view: Viewport) -> float:
    """Give the side of the smallest cell that shows its number."""
    usual = READABLE * max(1.0, 0.85 * view.text)
    return max(usual, SMALL_PRINT / HIGHEST) if view.presenting else usual


def largest_cell(view: Viewport) -> float:
    """Give the side of the largest cell; before a class there is none."""
    return math.inf if view.presenting else LARGEST * max(1.0, 0.8 * view.text)


def signs_in_cell(side: float) -> float:
    """Count the signs that a cell of this side, in logical pixels, can hold from the back row."""
    free = side - 2 - 2 * frame_room(side) + BEARINGS * CLEAR
    return min(0.86 * (side - 2), free) / (0.6 * CLEAR)


def frame_width(side: float, widest: float) -> float:
    """Give the thickness of a frame around a cell: a thick one would cover a small cell's number.

    Parameters
    ----------
    side : float
        Side of the cell in logical pixels.
    widest : float
        Thickness around a large cell.
    """
    return min(widest, frame_room(side))


def frame_room(side: float) -> float:
    """Give the width at each side of a cell that its number leaves to frames and their halos.

    Every cell may be framed at some moment, and digits keep their size; so it is left always.

    Parameters
    ----------
    side : float
        Side of the cell in logical pixels, the gap to its neighbours included.
    """
    return 3.0 if side >= 40 else 2.0 if side >= 24 else 1.0


@dataclass(frozen=True)
class Columns:
    """A stage in three columns: input, arithmetic, output.

    Attributes
    ----------
    left, middle, right : Box
        Area of each column.
    cell : float
        Side of the cells in the left and right columns, in logical pixels.
    readable : bool
        Whether cells are large enough for numbers.
    one_size : bool
        Whether all cells have the same size.
    footer : float
        Height that is left to the footer.
    """

    left: Box
    middle: Box
    right: Box
    cell: float
    readable: bool
    one_size: bool = False
    footer: float = 0.0


def columns(
    view: Viewport,
    left: tuple[int, int],
    right: tuple[int, int],
    middle: float,
    footer: float,
    numbers: bool,
) -> Columns:
    """Divide the width so that the cells of input and output have the same size.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    left, right : (int, int)
        Rows and columns of the input with its padding, and of the output.
    middle : float
        Width of the middle column, in cells of the outer columns.
    footer : float
        Height of the footer in logical pixels.
    numbers : bool
        Whether numbers are wanted.
    """
    margin, gap = margins(view)
    below = CAPTION * view.text + legend_height(view, numbers=numbers)
    top = top_margin(view)
    height = max(view.height - top - below - footer - 6.0, 40.0)
    width = max(view.width - 2 * margin - 2 * gap, 120.0)
    if view.presenting:
        middle = max(0.85 * middle, 3.0)
    cell = min(
        width / (left[1] + right[1] + middle),
        height / max(left[0], right[0]),
        largest_cell(view),
    )
    if not numbers or cell < smallest_cell(view):
        return pictures(view, left, right, footer)
    cell = float(int(cell))
    taken = cell * (left[1] + right[1])
    room = min(width - taken, max(cell * middle, 0.2 * width, 3 * cell))
    spare = (width - taken - room) / 2
    x = margin + spare
    w_left, w_right = cell * left[1], cell * right[1]
    return Columns(
        Box(x, top, w_left, height),
        Box(x + w_left + gap, top, room, height),
        Box(x + w_left + room + 2 * gap, top, w_right, height),
        cell,
        True,
        footer=footer,
    )


def pictures(
    view: Viewport,
    left: tuple[int, int],
    right: tuple[int, int],
    footer: float,
    wanted: float = 0.0,
) -> Columns:
    """Divide the width for maps without numbers: the pictures get all that the lens leaves.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    left, right : (int, int)
        Rows and columns of the input with its padding, and of the output.
    footer : float
        Height of the footer below numbers, in logical pixels.
    wanted : float
        Width of the middle column that its numbers take; it has at least what the captions
        want.
    """
    footer *= SLIM
    top = MARGIN / 2 if view.height > 460 else MARGIN / 3
    below = CAPTION * view.text + legend_height(view, numbers=False)
    gap = WIDE * view.text if view.presenting else NARROW
    height = max(view.height - top - below - footer - 6.0, 40.0)
    width = max(view.width - 2 * MARGIN - 2 * gap, 120.0)
    room = max(MIDDLE * width, min(LEAST_MIDDLE * view.text, 0.4 * width), wanted)
    there = max(width - room, 2.0)
    cell = min(there / (left[1] + right[1]), height / max(left[0], right[0]))
    if cell * right[1] < LEAST:
        cell = min(cell, max(there - LEAST, 1.0) / left[1])
    cell = float(int(cell)) if cell >= 4 else cell
    w_left = cell * left[1]
    w_right = max(cell * right[1], min(LEAST, w_left))
    widest = max(WIDEST_MIDDLE * width, wanted)
    room = min(max(width - w_left - w_right, room), widest)
    x = MARGIN + max(width - w_left - room - w_right, 0.0) / 2
    return Columns(
        Box(x, top, w_left, height),
        Box(x + w_left + gap, top, room, height),
        Box(x + w_left + room + 2 * gap, top, w_right, height),
        cell,
        False,
        footer=footer,
    )


def fitted(room: Box, rows: int, columns: int, largest: float, *, whole: bool = True) -> Box:
    """Centre a grid in an area, with square cells as large as fit.

    Parameters
    ----------
    room : Box
        The area.
    rows, columns : int
        Cells of the grid.
    largest : float
        Side of a cell at the most, in logical pixels.
    whole : bool
        Whether the side of a cell is rounded down to whole pixels if it is large enough.
    """
    side = min(room.w / columns, room.h / rows, largest)
    if whole and side >= 4:
        side = float(int(side))
    w, h = side * columns, side * rows
    return Box(round(room.x + (room.w - w) / 2), round(room.y + (room.h - h) / 2), w, h)


def stacked(room: Box, parts: tuple[float, ...], gap: float) -> tuple[Box, ...]:
    """Stack parts of given heights in logical pixels, centred in an area."""
    total = sum(parts) + gap * (len(parts) - 1)
    y = room.y + max((room.h - total) / 2, 0)
    boxes = []
    for part in parts:
        boxes.append(Box(room.x, y, room.w, part))
        y += part + gap
    return tuple(boxes)


def row_of(room: Box, count: int, aspect: float, gap: float = 8.0) -> tuple[Box, ...]:
    """Arrange boxes of one size in centred rows; as many rows as make them largest.

    Parameters
    ----------
    room : Box
        The area.
    count : int
        Number of boxes.
    aspect : float
        Width divided by height of a box.
    """
    best, rows = 0.0, 1
    for candidate in range(1, count + 1):
        across = -(-count // candidate)
        height = min(
            (room.h - gap * (candidate - 1)) / candidate,
            (room.w - gap * (across - 1)) / across / aspect,
        )
        if height > best:
            best, rows = height, candidate
    across = -(-count // rows)
    w, h = best * aspect, best
    left = room.x + (room.w - across * w - (across - 1) * gap) / 2
    top = room.y + (room.h - rows * h - (rows - 1) * gap) / 2
    return tuple(
        Box(left + (i % across) * (w + gap), top + (i // across) * (h + gap), w, h)
        for i in range(count)
    )
