"""What leads the eye: lines from window to target, weights on the window, the moving sum."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import Patch
from cnnviz.scene.marks import Box, Grid, Mark, Stroke, Tags
from cnnviz.scene.window_marks import ease, placed
from cnnviz.trace import FloatArray, Moment, format_number, in_cell

LEAST_TAG = 9.0
"""Height of the smallest font of a weight on the window, in logical pixels."""
TAGGED = 40.0
"""Side of the smallest cell that has room for a weight beside its number."""
BESIDE = 4.0
"""From the line to the target to the grid that it leads to, in logical pixels."""
FRAME = 2.5
"""Width of the window's frame, in logical pixels."""


def lines(
    left: Grid,
    right: Grid,
    record: Patch,
    window: SlidingWindow,
    moment: Moment,
    ends: tuple[Box, Box],
    clear: float,
    sign: float,
) -> list[Mark]:
    """Lead lines from the window over the arithmetic to the target.

    On the grids they run between the cells, so that they cross no number; the last one
    runs beside its column, where captions leave it room.

    Parameters
    ----------
    left, right : Grid
        Input and output.
    record : Patch
        The window in work.
    window : SlidingWindow
        The layer's window.
    moment : Moment
        Where the timeline stands.
    ends : (Box, Box)
        Where the lines from the window end; where the line to the target begins.
    clear : float
        Width around the first of them that captions and the operator before it need: the
        lines reach it at their ends' heights.
    sign : float
        Lower edge of the operator before the output.
    """
    rows, columns = placed(record, window, moment)
    first, last = left.cell(rows[0], columns[0]), left.cell(rows[-1], columns[-1])
    into, out = ends
    target = right.cell(record.output[1], record.output[2])
    around = max(min(into.x - 3, into.cx - clear / 2), left.box.right)
    above, below = (
        _path((last.right, start), (left.box.right, start), (around, end), (into.x - 3, end))
        for start, end in ((first.y, into.y), (last.bottom, into.bottom))
    )
    onward = _onward(out, right.box, target, sign)
    return [
        Stroke("line above", above, "read", 2.0),
        Stroke("line below", below, "read", 2.0),
        Stroke("line onward", onward, "write", 2.0),
    ]


def _onward(out: Box, grid: Box, target: Box, sign: float) -> FloatArray:
    """Lead from the result to the target, around the operator and the grid's caption."""
    beside = grid.x - BESIDE
    start = min(out.right + 3, beside)
    first = min(start + BESIDE, beside) if sign < grid.bottom < out.cy else beside
    return _path(
        (start, out.cy),
        (first, out.cy),
        (first, min(grid.bottom, out.cy)),
        (beside, min(grid.bottom, out.cy)),
        (beside, target.bottom),
        (grid.x, target.bottom),
        (target.x, target.bottom),
    )


def _path(*points: tuple[float, float]) -> FloatArray:
    return np.array(points, np.float32)


def weights_on_window(
    grid: Grid, record: Patch, window: SlidingWindow, moment: Moment, weight: Grid
) -> list[Mark]:
    """Write the kernel's weights into the corners of the window's cells, if they are legible.

    Parameters
    ----------
    grid : Grid
        The input.
    record : Patch
        The window in work.
    window : SlidingWindow
        The layer's window.
    moment : Moment
        Where the timeline stands.
    weight : Grid
        The kernel, as it is written on stage.
    """
    if weight.places is None or grid.places is None:
        return []
    said = tuple(f"×{format_number(float(each), weight.places)}" for each in weight.values.flat)
    side = grid.box.w / grid.columns
    longest = max(len(each) for each in said)
    size = min(max(LEAST_TAG, 0.25 * side), (side - 2 * FRAME - 4) / (0.6 * longest))
    if side < TAGGED or size < LEAST_TAG:
        return []
    rows, columns = placed(record, window, moment)
    cells = (grid.cell(row, column) for row in rows for column in columns)
    boxes = tuple(
        _corner(cell, 0.6 * size * len(each) + 4, 0.8 * size + 1.5)
        for cell, each in zip(cells, said, strict=True)
    )
    return [Tags("weights", boxes, said, "weight", size)]


def _corner(cell: Box, width: float, height: float) -> Box:
    return Box(cell.right - FRAME - width, cell.bottom - 1 - height, width, height)


def moving(start: Box, right: Grid, record: Patch, value: float, moment: Moment) -> list[Mark]:
    """Move what has been computed from where it stands to its cell.

    Parameters
    ----------
    start : Box
        Where it stands.
    right : Grid
        The output.
    record : Patch
        The window in work.
    value : float
        The value that is written.
    moment : Moment
        Where the timeline stands, in its last step.
    """
    target = right.cell(record.output[1], record.output[2])
    part = ease(moment.t)
    x = start.cx + part * (target.cx - start.cx)
    y = start.cy + part * (target.cy - start.cy)
    finite = np.abs(right.values[np.isfinite(right.values)])
    said = in_cell(value, right.places or 0, float(finite.max(initial=0)))
    size = min(0.41 * target.w, 0.86 * target.w / (0.6 * len(said)))
    box = Box(x - target.w / 2, y - target.h / 2, target.w, target.h)
    return [Tags("moving", (box.inset(1),), (said,), "write", size, framed=True)]
