"""The lens: the numbers around the window of a large image, enlarged."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import Patch
from cnnviz.scene.captions import caption
from cnnviz.scene.equations import ordinal
from cnnviz.scene.layout import fitted, signs_in_cell
from cnnviz.scene.marks import (
    Box,
    Grid,
    Mark,
    Outline,
    Scale,
    Stroke,
)
from cnnviz.scene.window_marks import MOST_OUTLINES
from cnnviz.trace import Span, places_for
from cnnviz.words import text


def lens(
    room: Box, grid: Grid, record: Patch, window: SlidingWindow, scale: Scale, size: float
) -> list[Mark]:
    """Show the numbers around the window, with lines from their place in the image."""
    top, left = window.padding[0][0], window.padding[1][0]
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
    (above, below), (before, after) = window.padding
    pad = (
        min(max(above - r0, 0), r1 - r0),
        min(max(c1 - (width - after), 0), c1 - c0),
        min(max(r1 - (height - below), 0), r1 - r0),
        min(max(before - c0, 0), c1 - c0),
    )
    side = box.w / values.shape[1]
    places = places_for(values, 1, signs_in_cell(side)) if side >= 16 else None
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
        top=ordinal(record.rows[0]),
        bottom=ordinal(record.rows[-1]),
        left=ordinal(record.columns[0]),
        right=ordinal(record.columns[-1]),
    )
    named = (Span(text("Lens"), "strong"), Span(around_text, "muted"))
    return [*marks, caption("lens caption", box, size, *named)]
