"""The lens: the numbers around one place of a large image, enlarged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import Patch
from cnnviz.scene import closeup
from cnnviz.scene.captions import caption, rounding
from cnnviz.scene.equations import ordinal
from cnnviz.scene.layout import fitted, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import (
    Box,
    Grid,
    Mark,
    Outline,
    Scale,
    Stroke,
    Viewport,
)
from cnnviz.scene.window_marks import MOST_OUTLINES, at_least
from cnnviz.trace import FloatArray, IntArray, Span
from cnnviz.trace.asked import FIELD
from cnnviz.words import Text, text

AROUND = 3
"""Cells on each side of a single cell that the lens shows with it."""
FRAME = 14.0
"""Side of the smallest frame around the enlarged place, in logical pixels."""
PRIMARY = {"red": text("red"), "green": text("green"), "blue": text("blue")}
"""Names of the channels of a colour picture, by their kind of scale."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where the lens lies.

    Attributes
    ----------
    rows, columns : ndarray of int
        The cells that are framed, counted in the padded input.
    record : bool
        Whether they are the window of the cell in work, which has a frame already.
    """

    rows: IntArray
    columns: IntArray
    record: bool = False

    @classmethod
    def of(cls, record: Patch, window: SlidingWindow, *, framed: bool) -> Place:
        """Lay the lens on the window of a record."""
        top, left = window.padding[0][0], window.padding[1][0]
        return cls(record.rows + top, record.columns + left, framed)

    @classmethod
    def cell(cls, row: int, column: int) -> Place:
        """Lay the lens on one cell of the padded input."""
        return cls(np.array([row]), np.array([column]))


def eventful(plane: FloatArray, window: SlidingWindow) -> tuple[int, int]:
    """Find an output cell whose window lies on something: the strongest edge near the middle.

    Parameters
    ----------
    plane : ndarray, shape (H + top + bottom, W + left + right)
        One channel of the padded input.
    window : SlidingWindow
        The layer's window.

    Returns
    -------
    tuple of int
        Row and column of the output; the middle one where nothing differs.
    """
    rows, columns = (slice(n // 4, max(n - n // 4, n // 4 + 2)) for n in plane.shape)
    inner = plane[rows, columns]
    across = np.abs(inner[1:, 1:] - inner[1:, :-1]) + np.abs(inner[1:, 1:] - inner[:-1, 1:])
    if not across.size or not np.nanmax(np.where(np.isfinite(across), across, 0)):
        return window.out[0] // 2, window.out[1] // 2
    strongest = int(np.argmax(np.where(np.isfinite(across), across, 0)))
    place = np.unravel_index(strongest, across.shape)
    found = []
    for axis, start in ((0, rows.start), (1, columns.start)):
        reach = (window.kernel_size[axis] - 1) * window.dilation[axis] // 2
        cell = (int(place[axis]) + 1 + start - reach) // window.stride[axis]
        found.append(max(0, min(cell, window.out[axis] - 1)))
    return found[0], found[1]


def lens(
    room: Box,
    grid: Grid,
    plane: FloatArray,
    place: Place,
    window: SlidingWindow,
    scale: Scale,
    view: Viewport,
    span: tuple[int, int] | None = None,
) -> list[Mark]:
    """Show the numbers around a place, with lines from it.

    Parameters
    ----------
    room : Box
        Area of the lens.
    grid : Grid
        The image on stage.
    plane : ndarray, shape (H + top + bottom, W + left + right)
        The channel whose numbers are shown.
    place : Place
        What is framed.
    window : SlidingWindow
        The layer's window, for the width of the padding.
    scale : Scale
        Colours of the channel.
    view : Viewport
        Size of the stage.
    span : (int, int) or None
        Rows and columns that it shows, also at an edge; None for some around the place.

    Returns
    -------
    list of Mark
        The lens with its frame, its caption and the lines.
    """
    rows, columns, size = place.rows, place.columns, view.text
    reach = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    height, width = plane.shape
    if span is None:
        around = around_window(reach)
        r0, r1 = max(int(rows[0]) - around, 0), min(int(rows[-1]) + around + 1, height)
        c0, c1 = max(int(columns[0]) - around, 0), min(int(columns[-1]) + around + 1, width)
    else:
        (r0, r1), (c0, c1) = _along(rows, span[0], height), _along(columns, span[1], width)
    values = plane[r0:r1, c0:c1]
    dimmed = np.ones(values.shape, bool)
    dimmed[np.ix_(rows - r0, columns - c0)] = False
    box = room if span is not None else fitted(room, r1 - r0, c1 - c0, 46.0 * max(1.0, size))
    (above, below), (before, after) = window.padding
    pad = (
        min(max(above - r0, 0), r1 - r0),
        min(max(c1 - (width - after), 0), c1 - c0),
        min(max(r1 - (height - below), 0), r1 - r0),
        min(max(before - c0, 0), c1 - c0),
    )
    side = box.w / values.shape[1]
    near = span is not None
    places = places_in(values, side, view, 1, closeup=near) if side >= 16 else None
    shown = Grid("lens", box, values, scale, places, pad, None, dimmed, hot=False)
    inside = tuple(shown.cell(r - r0, c - c0) for r in rows for c in columns)
    seen = grid.region((int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1])))
    marks: list[Mark] = [*_rays(at_least(seen, FRAME), box), shown]
    marks.append(
        Outline(
            "lens window",
            inside[:MOST_OUTLINES],
            "read",
            frame_width(side, 2.0) if reach < 6 else 1.0,
        )
    )
    if not place.record:
        marks.append(Outline("lens place", (at_least(seen, FRAME),), "read", 2.5))
    said = caption("lens caption", box, size, *_said(place, window, scale), *rounding(shown))
    return [*marks, replace(said, y=closeup.below(box, size)) if near else said]


def around_window(reach: int) -> int:
    """Give the cells on each side of a window of a width that are shown where there is room."""
    return AROUND if reach == 1 else 2 if reach < 6 else 1 if reach < 10 else 0


def spans(window: SlidingWindow, plane: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """List the rows and columns that a lens may show: the window, and fewer and fewer around it.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window.
    plane : (int, int)
        Rows and columns of the padded input.
    """
    sides = zip(window.kernel_size, window.dilation, strict=True)
    rows, columns = ((count - 1) * apart + 1 for count, apart in sides)
    most = around_window(max(rows, columns))
    least = min(most, int(max(rows, columns) == 1))
    return tuple(
        (min(rows + 2 * around, plane[0]), min(columns + 2 * around, plane[1]))
        for around in range(most, least - 1, -1)
    )


def _along(cells: IntArray, count: int, length: int) -> tuple[int, int]:
    """Lay a number of cells around some, inside the padded input."""
    first, last = int(cells[0]), int(cells[-1])
    count = min(max(count, last - first + 1), length)
    start = min(max(first - (count - (last - first + 1)) // 2, 0), length - count)
    return start, start + count


def _rays(seen: Box, box: Box) -> list[Mark]:
    """Draw the lines from the corners of the framed place to those of the lens."""
    ends = (("top", seen.y, box.y), ("foot", seen.bottom, box.bottom))
    return [
        Stroke(f"lens {key}", np.array([[seen.right, start], [box.x - 4.0, stop]]), "read", 1.5)
        for key, start, stop in ends
    ]


def _said(place: Place, window: SlidingWindow, scale: Scale) -> tuple[Span, ...]:
    top, left = window.padding[0][0], window.padding[1][0]
    rows, columns = place.rows - top, place.columns - left
    if len(rows) == len(columns) == 1:
        where: Text = text(
            "  row {row}, column {column}", row=ordinal(rows[0]), column=ordinal(columns[0])
        )
    else:
        where = text(
            "  rows {top}…{bottom}, columns {left}…{right}",
            top=ordinal(rows[0]),
            bottom=ordinal(rows[-1]),
            left=ordinal(columns[0]),
            right=ordinal(columns[-1]),
        )
    named = (Span(text("Lens"), "strong"), Span(where, "muted", tells=FIELD))
    primary = PRIMARY.get(scale.kind)
    return named if primary is None else (named[0], Span("  "), Span(primary, "read"), named[1])
