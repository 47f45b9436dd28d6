"""The footer of the stage: all maps side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.scene.layout import LARGE, MARGIN, row_of
from cnnviz.scene.marks import (
    Box,
    Label,
    Mark,
    Mosaic,
    Outline,
    Scale,
    Viewport,
)
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.trace import FloatArray, Span
from cnnviz.words import Text

TITLE = 210.0
"""Width kept for a title beside the maps."""
FOOT = 8.0
"""Logical pixels free below the maps."""
DENSITY = 1.5
"""Cells for each logical pixel that a small picture needs, so that fine screens are served."""


def footer_height(view: Viewport, wanted: bool) -> float:
    """Give the height of the footer in logical pixels; without maps it has none."""
    if not wanted or view.presenting or view.wanted >= LARGE:
        return 0.0
    return max(50.0, min(0.17 * view.height, 130.0)) + 28.0 * view.text


def low_height(view: Viewport) -> float:
    """Give the height of a footer that leaves its room to the cells: small maps, title beside."""
    return 46.0 * view.text


@dataclass(frozen=True)
class Row:
    """A row of small maps with its title: above them, or beside them to save height.

    Attributes
    ----------
    room : Box
        Area of the maps.
    beside : bool
        Whether the title stands at their right.
    """

    room: Box
    beside: bool

    @classmethod
    def of(cls, view: Viewport, height: float, *, beside: bool) -> Row:
        """Lay out the row at the bottom of the stage, `height` logical pixels high."""
        head = 4.0 if beside else 24.0 * view.text
        top = view.height - height + head
        tall = max(height - head - FOOT, 1.0)
        return cls(Box(MARGIN, top, view.width - 2 * MARGIN, tall), beside)

    def title(self, key: str, boxes: tuple[Box, ...], said: tuple[Text, ...], size: float) -> Label:
        """Write the title of some of the maps."""
        spans = tuple(Span(part, "muted") for part in said)
        if self.beside:
            x, y = max(box.right for box in boxes) + 12.0, self.room.cy
        else:
            x, y = boxes[0].x, self.room.y - 14.0 * size
        return Label(key, x, y, spans, 12.0 * size, "left")


def thinned(maps: FloatArray, box: Box, memo: ArrayMemo) -> FloatArray:
    """Subsample maps to about the resolution at which they are drawn.

    Parameters
    ----------
    maps : ndarray, shape (C, H, W)
        The maps; rows and columns are dropped if `box` has far fewer pixels.
    box : Box
        Box in which a map is drawn.
    memo : ArrayMemo
        Caches the result.

    Returns
    -------
    ndarray, shape (C, H', W')
        The same object each time; `maps` itself if it is small enough.
    """
    rows, columns = max(1.0, DENSITY * box.h), max(1.0, DENSITY * box.w)
    step = int(min(maps.shape[1] / rows, maps.shape[2] / columns))
    if step < 2:
        return maps
    return memo.of(maps, ("thinned", step), lambda: np.ascontiguousarray(maps[:, ::step, ::step]))


def all_maps(
    look: StageInput,
    maps: FloatArray,
    scales: tuple[Scale, ...],
    where: VisibleMoment,
    title: tuple[Text, ...],
    left: float,
    memo: ArrayMemo,
    row: Row | None = None,
) -> list[Mark]:
    """Show all maps side by side, below the stage.

    Maps that are not entirely visible are empty frames; the one that is being written fills
    row by row.

    Parameters
    ----------
    look : StageInput
        Input of the stage, with its size.
    maps : ndarray, shape (C, H, W)
        The maps.
    scales : tuple of Scale
        One for each of them.
    where : VisibleMoment
        The map on stage, and the visible part of all maps.
    title : tuple of Text
        Caption of the row, in parts.
    left : float
        Left edge in logical pixels.
    memo : ArrayMemo
        Caches subsampled maps.
    row : Row or None
        Where they stand, if not in a footer of the usual height.

    Returns
    -------
    list of Mark
        Title, maps and frames; none if there is only one map, or no room for them.
    """
    if len(maps) == 1 or not footer_height(look.viewport, wanted=True):
        return []
    view, selected, held = look.viewport, where.map, where.held
    row = Row.of(view, footer_height(view, wanted=True), beside=False) if row is None else row
    width = row.room.right - left - (TITLE * view.text if row.beside else 0.0)
    boxes = row_of(
        Box(left, row.room.y, width, row.room.h), len(maps), maps.shape[2] / maps.shape[1]
    )
    first_x = boxes[0].x
    boxes = tuple(Box(b.x - first_x + left, b.y, b.w, b.h) for b in boxes)
    small = thinned(maps, boxes[0], memo)
    known = len(maps) if held is None else held
    first = small if held is None else memo.of(small, ("first", held), lambda: small[:held])
    each = () if len(set(scales)) == 1 else scales[:known]
    marks: list[Mark] = [row.title("maps title", boxes, title, view.text)]
    marks.append(Mosaic("maps", boxes, first, scales[0], selected, each=each))
    if known < len(maps):
        marks += _rows_of(small, maps.shape, where, boxes, scales, memo)
        marks.append(Outline("maps held", boxes[known:], "faint", 1.0))
    if known <= selected:
        marks.append(Outline("map held", (boxes[selected].inset(-2),), "accent"))
    return marks


def _rows_of(
    small: FloatArray,
    shape: tuple[int, ...],
    where: VisibleMoment,
    boxes: tuple[Box, ...],
    scales: tuple[Scale, ...],
    memo: ArrayMemo,
) -> list[Mark]:
    """Show the rows of the map on stage that are complete, where it is being written."""
    plane, index = where.plane, where.map
    if index != where.held or plane.count is None:
        return []
    if plane.hidden is not None or plane.values is not None:
        return []  # cells that are not the first ones, or that hold sums
    _, rows, columns = shape
    drawn = small.shape[1]
    done = plane.count // columns * drawn // rows
    if not done:
        return []
    first = memo.of(small, ("rows", index, done), lambda: small[index : index + 1, :done])
    box = replace(boxes[index], h=boxes[index].h * done / drawn)
    return [Mosaic("map rows", (box,), first, scales[index], hot=False)]
