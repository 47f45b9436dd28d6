"""Thumbnails of many maps in one small picture, as large as the room allows.

One picture, not marks: a card is painted again at every change, and reading a few of the
cells of all maps at once takes a half to an eighth of the time that a mark for each takes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from cnnviz.scene.marks import Scale
from cnnviz.trace import ALL, FloatArray, Shown
from cnnviz.views.colours import paint_values
from cnnviz.views.theme import Theme

SMALLEST = 13
"""Side of a map, in logical pixels, below which maps are left out."""
GAP = 4
SMALLEST_CELL, CELL_GAP = 4, 2
"""The same for maps of one cell, of which a row has hundreds."""
COVER = "border"
"""Role of the colour that lies over values that are not yet revealed."""
NOTE = 24
"""Width of the note on maps that are left out, at the least, in logical pixels."""
EVEN = 0.875
"""Cells are all of one size where that leaves at least this part of a map's room filled."""
LONGEST = 4
"""A map that is longer than this many times its width is shown shorter than it is."""


@dataclass(frozen=True, eq=False)
class Maps:
    """What a card shows small.

    Attributes
    ----------
    values : ndarray, shape (M, H, W) or (M, 3, H, W)
        Maps, or colour images.
    scales : tuple of Scale
        One for each of them.
    shown : Shown
        What of them may be seen; the rest is covered.
    """

    values: FloatArray
    scales: tuple[Scale, ...]
    shown: Shown = ALL


@dataclass(frozen=True)
class Plan:
    """Where the maps stand, in real pixels.

    Attributes
    ----------
    boxes : tuple of QRect
        One for each map that is shown.
    more : QRect or None
        Room for a note on how many are left out.
    """

    boxes: tuple[QRect, ...]
    more: QRect | None


def plan(count: int, rows: int, columns: int, width: int, height: int, ratio: float) -> Plan:
    """Set out maps in as large a size as fits.

    Parameters
    ----------
    count : int
        How many maps.
    rows, columns : int
        Cells of each.
    width, height : int
        Room, in real pixels.
    ratio : float
        Real pixels for each logical one.
    """
    one = rows == columns == 1
    gap = round((CELL_GAP if one else GAP) * ratio)
    least = round((SMALLEST_CELL if one else SMALLEST) * ratio)
    shape = max(1 / LONGEST, min(columns / rows, LONGEST))
    best, across = 0.0, 1
    for each in range(1, count + 1):
        down = -(-count // each)
        side = min((width - gap * (each - 1)) / each, (height - gap * (down - 1)) / down * shape)
        if side > best + 1e-6:
            best, across = side, each
    shown = count
    wide, tall = best, best / shape
    if min(wide, tall) < least and count > 1:
        wide, tall = max(least, least * shape), max(least, least / shape)
        wide, tall = min(wide, width), min(tall, height)
        across = max(1, int((width + gap) // (wide + gap)))
        down = max(1, int((height + gap) // (tall + gap)))
        shown = min(count, across * down)
    w, h = max(1, int(wide)), max(1, int(tall))
    times = min(w // columns, h // rows)
    if times >= 2 and columns * times >= EVEN * w:
        w, h = columns * times, rows * times
    boxes = [QRect(i % across * (w + gap), i // across * (h + gap), w, h) for i in range(shown)]
    more = _note(boxes, round(NOTE * ratio)) if shown < count else None
    return Plan(tuple(boxes), more)


def _note(boxes: list[QRect], wide: int) -> QRect:
    """Take the last maps out of a plan, so many that a note has room in their place."""
    last = boxes.pop()
    more = QRect(last)
    while boxes and boxes[-1].top() == last.top() and more.width() < wide:
        more = more.united(boxes.pop())
    return more


def one_row(count: int, rows: int, columns: int, width: int, height: int, ratio: float) -> Plan:
    """Set out maps beside a title: the same, in the middle of the height; none in too little room.

    Parameters
    ----------
    count : int
        How many maps.
    rows, columns : int
        Cells of each.
    width, height : int
        Room, in real pixels.
    ratio : float
        Real pixels for each logical one.
    """
    if min(width, height) < round(SMALLEST * ratio):
        return Plan((), None)
    placed = plan(count, rows, columns, width, height, ratio)
    lowest = max(each.bottom() + 1 for each in (*placed.boxes, placed.more) if each is not None)
    down = max(0, (height - lowest) // 2)
    more = None if placed.more is None else placed.more.translated(0, down)
    return Plan(tuple(each.translated(0, down) for each in placed.boxes), more)


def mosaic(maps: Maps, placed: Plan, size: tuple[int, int], theme: Theme) -> QImage:
    """Draw the maps of a plan; between them nothing is drawn.

    Parameters
    ----------
    maps : Maps
        What to draw.
    placed : Plan
        Where.
    size : tuple of int
        Width and height of the picture, in real pixels.
    theme : Theme
        In which colours.
    """
    width, height = size
    canvas: NDArray[np.uint32] = np.zeros((height, width), np.uint32)
    if placed.boxes and maps.values.size:
        box = placed.boxes[0]
        tall, wide = maps.values.shape[-2:]
        row, column = _picked(tall, box.height()), _picked(wide, box.width())
        few = maps.values[: len(placed.boxes)]
        small = few[..., row.kept[:, None], column.kept]
        colours = _coloured(small, maps.scales, theme)
        cover = np.uint32(theme.colour(COVER).rgb())
        if maps.shown.count is not None:
            first = np.arange(len(few))[:, None, None] * (tall * wide)
            number = first + row.kept[:, None] * wide + column.kept
            colours[number >= maps.shown.count] = cover
        if maps.shown.hidden is not None:
            hidden = maps.shown.hidden[: len(few)]
            colours[hidden[:, row.kept[:, None], column.kept]] = cover
        large = colours[:, row.spread[:, None], column.spread]
        for each, where in zip(large, placed.boxes, strict=True):
            here = canvas[where.top() : where.bottom() + 1, where.left() : where.right() + 1]
            here[...] = each[: here.shape[0], : here.shape[1]]
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(canvas.data, width, height, 4 * width, form).copy()


def _coloured(maps: FloatArray, scales: tuple[Scale, ...], theme: Theme) -> NDArray[np.uint32]:
    """Colour small maps, all at once if they share a scale; shape (M, H, W)."""
    if maps.ndim == 4 or len(set(scales)) > 1:
        each = [paint_values(*one, theme) for one in zip(maps, scales, strict=False)]
        return np.stack(each)
    below = maps.reshape(-1, maps.shape[-1])  # one map under the other
    return paint_values(below, scales[0], theme).reshape(maps.shape)


@dataclass(frozen=True, eq=False)
class _Picked:
    """Which cells of an axis are read, and which of those each pixel shows."""

    kept: NDArray[np.intp]
    spread: NDArray[np.intp]


def _picked(cells: int, pixels: int) -> _Picked:
    if cells > pixels:
        middles = ((np.arange(pixels) + 0.5) * cells / pixels).astype(np.intp)
        return _Picked(middles, np.arange(pixels))
    return _Picked(np.arange(cells), np.arange(pixels) * cells // pixels)
