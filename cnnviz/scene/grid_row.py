"""Grids in a row: cells of one size, a gap between them, captions below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.scene.layout import (
    CAPTION,
    MARGIN,
    largest_cell,
    legend_height,
    margins,
    smallest_cell,
    top_margin,
)
from cnnviz.scene.marks import Box, Viewport

GAP = 56.0
"""Between two grids, in logical pixels, if there is room."""
WRITTEN = 150.0
"""Width that the caption of a narrow grid wants, in logical pixels at text size 1."""
PART = 0.75
"""The part of an equal share of the width that a caption may claim."""

Size = tuple[int, int]
"""Rows and columns."""


@dataclass(frozen=True)
class GridRow:
    """Where grids stand.

    Attributes
    ----------
    boxes : tuple of Box
        One for each grid.
    cell : float
        Side of their cells in logical pixels.
    readable : bool
        Whether cells are large enough for numbers.
    """

    boxes: tuple[Box, ...]
    cell: float
    readable: bool


def in_a_row(
    view: Viewport,
    sizes: Sequence[Size],
    *,
    numbers: bool,
    foot: float = 0.0,
    lines: int = 1,
    least: float = 0.0,
    gap: float = GAP,
    wanted: float = WRITTEN,
) -> GridRow:
    """Lay out grids with cells as large as fit.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    sizes : sequence of Size
        Of each grid.
    numbers : bool
        Whether numbers are wanted.
    foot : float
        Height below that is taken, in logical pixels.
    lines : int
        Lines of words below each grid.
    least : float
        Side of the smallest grid in logical pixels; its cells are then larger.
    gap : float
        Between two grids, in logical pixels, if there is room.
    wanted : float
        Width that the caption of a narrow grid wants, in logical pixels at text size 1.

    Returns
    -------
    GridRow
        The grids, centred.
    """
    count = len(sizes)
    apart = min(margins(view)[1], gap) if view.presenting else gap
    top = top_margin(view)
    below = lines * CAPTION * view.text + legend_height(view, numbers=numbers)
    height = max(view.height - top - below - foot - 6.0, 40.0)
    width = view.width - 2 * MARGIN - (count - 1) * apart
    slot = min(wanted * view.text, PART * width / count)
    slot = max(slot, least)
    high = min(height / rows for rows, _ in sizes)
    cell = min(high, largest_cell(view))
    while cell > 1 and sum(max(cell * columns, slot) for _, columns in sizes) > width:
        cell = cell - 1 if cell > 24 else 0.96 * cell
    cell = float(int(cell)) if cell >= 4 else cell
    widths = [max(cell * columns, slot) for _, columns in sizes]
    spare = max(width - sum(widths), 0.0)
    between = apart + min(spare / (count + 1), 1.2 * gap)
    x = (view.width - sum(widths) - (count - 1) * between) / 2
    tall = max(max(cell * rows, least) for rows, _ in sizes)
    middle = top + height / 2 if tall < height else top + tall / 2
    boxes = []
    for (rows, columns), wide in zip(sizes, widths, strict=True):
        side = max(cell, least / max(rows, columns))
        w, h = side * columns, side * rows
        boxes.append(Box(round(x + (wide - w) / 2), round(middle - h / 2), w, h))
        x += wide + between
    return GridRow(tuple(boxes), cell, numbers and cell >= smallest_cell(view))
