"""Layout of a convolution channel by channel: a row for each, then one sum and one cell."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.scene.layout import CAPTION, legend_height, margins, top_margin
from cnnviz.scene.layout import largest_cell as largest
from cnnviz.scene.marks import Box, Viewport

ROWS_APART = 10.0
"""Gap between the rows, in logical pixels."""
SIGN = 30.0
"""Width in which ∗ or = stands."""
SUMS, SUM_BEFORE_CLASS = 84.0, 52.0
"""Width of the column of partial sums at text size 1, and of each unit of it before a class."""
LEAST_OUTER = 0.17
"""Part of the width that input and output have at least, each."""
BRACKET = 26.0
"""Width of the bracket that gathers the sums, in logical pixels at text size 1."""
BETWEEN = 26.0
"""Height of the row of the channels that are only counted, at text size 1."""
LOW = 0.9
"""Height of a caption before a class, as a part of the usual: the cells need it."""
TOTAL = 34.0
"""Height above the output in which the sum stands, at text size 1."""


@dataclass(frozen=True)
class ChannelLayout:
    """Where everything stands.

    Attributes
    ----------
    cell : float
        Side of the cells of windows, kernels and products, in logical pixels.
    rows : tuple of Box
        The area of each row, the one that is only counted included.
    windows, kernels, products : tuple of Box
        The grids of each row; that of a row that is only counted is as wide and has no cells.
    sums : tuple of Box
        Where the partial sums stand.
    left, right : Box
        Areas of input and output.
    bracket : Box
        The bracket between sums and output.
    total : float
        Height at which the sum of all channels stands.
    caption : float
        Height at which the captions of the middle columns stand.
    """

    cell: float
    rows: tuple[Box, ...]
    windows: tuple[Box, ...]
    kernels: tuple[Box, ...]
    products: tuple[Box, ...]
    sums: tuple[Box, ...]
    left: Box
    right: Box
    bracket: Box
    total: float
    caption: float


def channel_layout(
    view: Viewport,
    kernel: tuple[int, int],
    counted: tuple[bool, ...],
    sides: tuple[tuple[int, int], tuple[int, int]],
    footer: float,
    *,
    together: bool,
) -> ChannelLayout:
    """Divide the stage.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    kernel : (int, int)
        Rows and columns of a kernel.
    counted : tuple of bool
        For each row, whether its channels are only counted.
    sides : ((int, int), (int, int))
        Rows and columns of the padded input and of the output.
    footer : float
        Height of the row of maps below.
    together : bool
        Whether the channels of the input are one picture, and not one in each row.
    """
    size = view.text
    (kh, kw), (before, after) = kernel, sides
    margin, _ = margins(view)
    sign = SIGN * min(size, 1.3)
    sums = SUMS * size if not view.presenting else SUM_BEFORE_CLASS * size
    bracket = BRACKET * min(size, 1.4)
    width = view.width - 2 * margin
    caption = (LOW if view.presenting else 1.0) * CAPTION * size
    below = caption + legend_height(view, numbers=False)
    top = top_margin(view)
    full, strips = counted.count(False), counted.count(True)
    apart = ROWS_APART if not view.presenting else 5.0
    height = max(view.height - top - below - footer - 2.0, 60.0)
    rows_height = height - (len(counted) - 1) * apart - strips * BETWEEN * size
    fixed = 2 * sign + sums + bracket + 2 * sign
    outer = LEAST_OUTER * width
    cell = min(
        rows_height / (full * kh),
        (width - fixed - 2 * outer) / (3 * kw),
        largest(view),
    )
    cell = float(int(max(cell, 2.0)))
    tall = full * kh * cell + strips * BETWEEN * size + (len(counted) - 1) * apart
    free = width - fixed - 3 * kw * cell
    title = TOTAL * size
    out_cell = min(0.5 * free / after[1], (height - title) / after[0], cell)
    if together:
        in_cell = min((free - out_cell * after[1]) / before[1], height / before[0])
        in_cell = min(in_cell, max(cell, 180.0 / before[1]))
    else:
        in_cell = min((free - out_cell * after[1]) / before[1], kh * cell / before[0])
    out_cell = min((free - in_cell * before[1]) / after[1], (height - title) / after[0])
    out_cell = min(out_cell, max(cell, 150.0 / after[1]))
    in_cell, out_cell = (float(int(c)) if c >= 4 else c for c in (in_cell, out_cell))
    w_in, w_out = in_cell * before[1], out_cell * after[1]
    spare = max(free - w_in - w_out, 0.0)
    x = margin + spare / 4
    left = Box(x, 0.0, w_in, in_cell * before[0])
    x = left.right + sign + spare / 4
    y = float(round(top + (height - tall) / 2))
    rows: list[Box] = []
    for only in counted:
        high = BETWEEN * size if only else kh * cell
        rows.append(Box(margin, y, width, high))
        y += high + apart
    columns = []
    for gap in (0.0, sign, sign):
        x += gap
        columns.append(tuple(Box(round(x), row.y, kw * cell, row.h) for row in rows))
        x += kw * cell
    column = tuple(Box(x + 0.4 * sign, row.y, sums, row.h) for row in rows)
    x += 0.4 * sign + sums
    middle = Box(x, rows[0].cy, bracket, rows[-1].cy - rows[0].cy)
    x += bracket + 0.6 * sign + spare / 4
    cy = (rows[0].y + rows[-1].bottom) / 2
    high = out_cell * after[0]
    right = Box(round(x), round(cy - (high - title) / 2), w_out, high)
    left = Box(round(left.x), round(cy - left.h / 2), left.w, left.h)
    return ChannelLayout(
        cell,
        tuple(rows),
        columns[0],
        columns[1],
        columns[2],
        column,
        left,
        right,
        middle,
        right.y - 0.55 * title,
        rows[-1].bottom + 0.62 * caption,
    )
