"""Maps of one size in a row, with cells of one size, and what stands below them."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.scene.layout import (
    CAPTION,
    largest_cell,
    legend_height,
    margins,
    smallest_cell,
    top_margin,
)
from cnnviz.scene.marks import Box, Viewport

GAP, WIDEST = 34.0, 96.0
"""Width between two maps at the least, and where there is room, at text size 1."""
LEAST_MAP = 40.0
"""Height of the smallest maps, in logical pixels."""


@dataclass(frozen=True)
class EvenRow:
    """Where the maps stand.

    Attributes
    ----------
    boxes : tuple of Box
        One for each map.
    readable : bool
        Whether the cells are large enough for numbers.
    below : Box
        From the first map to the last, under their captions and legends.
    """

    boxes: tuple[Box, ...]
    readable: bool
    below: Box

    def between(self, index: int) -> float:
        """Give the middle between a map and the next one, in logical pixels."""
        return (self.boxes[index].right + self.boxes[index + 1].x) / 2


def even_row(
    view: Viewport,
    shape: tuple[int, int],
    count: int,
    below: float,
    foot: float,
    *,
    numbers: bool,
    wide: float | None = None,
) -> EvenRow:
    """Lay out maps of one size as large as the stage lets them be.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    shape : (int, int)
        Rows and columns of every map.
    count : int
        Number of maps.
    below, foot : float
        Height of what stands under the maps, and at the foot of the stage.
    numbers : bool
        Whether numbers are wanted.
    wide : float or None
        Width of the stage that the row has; None for all of it.

    Returns
    -------
    EvenRow
        Maps and what is below them, centred above the foot.
    """
    margin, _ = margins(view)
    top, under = top_margin(view), CAPTION * view.text + legend_height(view, numbers=numbers)
    width = (view.width if wide is None else wide) - 2 * margin
    gap = GAP * view.text
    tall = max(view.height - top - under - below - foot - 6.0, LEAST_MAP)
    free = max(width - (count - 1) * gap, count * LEAST_MAP)
    cell = min(free / (count * shape[1]), tall / shape[0], largest_cell(view))
    readable = numbers and cell >= smallest_cell(view)
    cell = float(int(cell)) if cell >= 4 else cell
    w, h = cell * shape[1], cell * shape[0]
    if count > 1:
        gap = min(max((width - count * w) / (count - 1), gap), max(WIDEST * view.text, gap))
    x = margin + (width - count * w - (count - 1) * gap) / 2
    spare = max(view.height - foot - top - h - under - below - 6.0, 0.0)
    y = round(top + spare / 2)
    boxes = tuple(Box(round(x + index * (w + gap)), y, w, h) for index in range(count))
    bottom = y + h + under
    lower = Box(boxes[0].x, bottom, boxes[-1].right - boxes[0].x, below)
    return EvenRow(boxes, readable, lower)
