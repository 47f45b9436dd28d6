"""The marks of values that go to a larger map: windows, places, and the way there."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.refilling import Refill
from cnnviz.scene.layout import frame_width
from cnnviz.scene.marks import Box, Grid, Mark, Outline, Stroke, Tags
from cnnviz.scene.window_marks import at_least, ease, framed
from cnnviz.trace import FloatArray, Line, Moment, Span, format_number, line
from cnnviz.words import text

WIDE = 14.0
"""Side of the smallest frame around a window, in logical pixels."""


def block(grid: Grid, record: Refill) -> Box:
    """Give the box around the window of a value.

    Parameters
    ----------
    grid : Grid
        A map of the output's size.
    record : Refill
        The value.
    """
    rows, columns = record.window
    ends = (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))
    return at_least(grid.region(*ends), WIDE)


def targets(grid: Grid, record: Refill) -> tuple[Box, ...]:
    """Give the boxes of the cells that a value goes to."""
    if record.landing is not None:
        return (grid.cell(*record.landing),)
    return tuple(grid.cell(int(r), int(c)) for r in record.window[0] for c in record.window[1])


def in_work(left: Grid, right: Grid, record: Refill, moment: Moment, key: str = "") -> list[Mark]:
    """Frame the value, its window, and, once it is told, where it goes.

    Parameters
    ----------
    left, right : Grid
        The small map and the large one.
    record : Refill
        The value in work.
    moment : Moment
        Where the timeline stands.
    key : str
        Put before the keys, where several large maps stand side by side.
    """
    marks: list[Mark] = []
    if not key:
        marks.append(framed("window", at_least(left.cell(*record.cell), 12.0), "read"))
    if moment.name == "place":
        return marks
    width = frame_width(right.cell(0, 0).w, 3.0)
    told = moment.revealed
    frame = Outline(f"{key}block", (block(right, record),), "read", width, dashed=not told)
    marks.append(frame)
    if told:
        marks += [framed(f"{key}written", each, "write") for each in targets(right, record)[:1]]
        rest = targets(right, record)[1:]
        if rest:
            marks.append(
                Outline(f"{key}copies", tuple(each.inset(-1) for each in rest), "write", 3)
            )
    return marks


def ways(left: Grid, right: Grid, record: Refill) -> list[Mark]:
    """Lead lines from the value to its window."""
    cell, to = left.cell(*record.cell), block(right, record)
    marks: list[Mark] = []
    ends = (("line above", cell.y, to.y), ("line below", cell.bottom, to.bottom))
    for name, start, end in ends:
        points = [
            (cell.right, start),
            (left.box.right + 4, start),
            (right.box.x - 4, end),
            (to.x, end),
        ]
        marks.append(Stroke(name, np.array(points, np.float32), "read", 2.0))
    return marks


def moving(left: Grid, right: Grid, record: Refill, moment: Moment, key: str = "") -> list[Mark]:
    """Move the value from its cell to where it goes."""
    start, part = left.cell(*record.cell), ease(moment.t)
    ends = targets(right, record)
    said = format_number(float(record.x), right.places or 0)
    size = min(0.41 * ends[0].w, 0.86 * ends[0].w / (0.6 * len(said)))
    boxes = tuple(
        Box(
            start.x + part * (end.x - start.x), start.y + part * (end.y - start.y), end.w, end.h
        ).inset(1)
        for end in ends
    )
    return [Tags(f"{key}moving", boxes, (said,) * len(boxes), "write", size, framed=True)]


def questions(grid: Grid, record: Refill) -> list[Mark]:
    """Put a question mark into every cell of a window: any of them may be the place."""
    boxes = tuple(
        grid.cell(int(r), int(c)).inset(3.0) for r in record.window[0] for c in record.window[1]
    )
    return [Tags("questions", boxes, ("?",) * len(boxes), "write", 0.45 * boxes[0].h)]


def block_name(record: Refill) -> str:
    """Name the cells that a value fills.

    Parameters
    ----------
    record : Refill
        The value in work.
    """
    rows, columns = (
        f"{each[0]}" if len(each) == 1 else f"{each[0]}…{each[-1]}" for each in record.window
    )
    return f"y[{record.output}, {rows}, {columns}]"


def written(record: Refill, y: FloatArray) -> Line:
    """Write where a value has gone, and the zeros that its window has besides.

    Parameters
    ----------
    record : Refill
        The value in work.
    y : ndarray, shape (C, H, W)
        The output of its image.

    Returns
    -------
    tuple of Span
        What stands behind the arrow.
    """
    value = Span(format_number(float(record.x), 3), "write")
    if record.landing is None:
        return line(Span(block_name(record), "write"), " = ", value)
    row, column = record.landing
    cell = Span(f"y[{record.output}, {row}, {column}]", "write")
    rows, columns = record.window
    others = [y[record.output, r, c] for r in rows for c in columns if (r, c) != (row, column)]
    if not others or any(others):
        return line(cell, " = ", value)
    rest = text(",  the other {count} = ", count=len(others))
    return line(cell, " = ", value, Span(rest, "muted"), Span("0", "write"))


def index_line(record: Refill, size: tuple[int, int], moment: Moment) -> Line:
    """Write where a value returns to: row · W + column.

    Parameters
    ----------
    record : Refill
        The value in work; it has a landing.
    size : (int, int)
        Rows and columns of the output.
    moment : Moment
        Where the timeline stands.
    """
    assert record.landing is not None
    (row, column), wide = record.landing, size[1]
    name = f"x[{record.output}, {record.cell[0]}, {record.cell[1]}]"
    said = line(Span(name, "read"), " = ", Span(format_number(float(record.x), 3), "read"), "  →  ")
    numbers = Span(text("row · {wide} + column", wide=wide), "muted")
    if not moment.revealed:
        end = Span("?" if moment.asks else "…", "write" if moment.asks else "faint")
        return (*said, Span(text("its place")), Span(" = "), numbers, Span(" = "), end)
    worked = line(f"{row}·{wide} + {column} = ", Span(str(row * wide + column), "write"))
    return (*said, Span(text("its place")), Span(" = "), *worked)
