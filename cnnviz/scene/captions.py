"""Captions under the grids, and the operators between them."""

from __future__ import annotations

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.scene.layout import CAPTION, LEGEND, legend_height
from cnnviz.scene.marks import (
    Box,
    Grid,
    Label,
    Mark,
    Viewport,
)
from cnnviz.trace import FloatArray, Line, Span, is_rounded, line, shape_span
from cnnviz.trace.asked import SIZE
from cnnviz.words import Text, text

BESIDE = 110.0
"""From the middle of a grid to a note at the right of its legend, in logical pixels."""
OPERATOR = 26.0
"""Height of an operator's font, in logical pixels at text size 1."""
NEAR = 0.72
"""Height of its font at the most, as a part of the gap: it stands clear of both sides."""
NOTE = 14.0
"""Height of the note under a caption, in logical pixels at text size 1."""


def caption(key: str, grid: Box, size: float, *parts: str | Text | Span) -> Label:
    """Make the caption of a grid.

    Parameters
    ----------
    key : str
        Key of the mark.
    grid : Box
        Box of the grid.
    size : float
        Factor on the text size.
    *parts : str, Text or Span
        The text.
    """
    y = grid.bottom + 0.62 * CAPTION * size
    return Label(key, grid.cx, y, line(*parts), 13.0 * size)


def symbol(key: str, x: float, y: float, sign: str, size: float) -> Label:
    """Make a large operator between two columns."""
    return Label(key, x, y, (Span(sign, "muted"),), OPERATOR * size)


def first_sign(left: Box, middle: Box, size: float) -> Box:
    """Find the room of the operator between input and middle: a square as high as its font.

    Parameters
    ----------
    left, middle : Box
        Box of the input; the middle column.
    size : float
        Factor on the text size.

    Returns
    -------
    Box
        Around y = 0.
    """
    side = OPERATOR * min(size, NEAR * (middle.x - left.right) / OPERATOR)
    return Box((left.right + middle.x - side) / 2, -side / 2, side, side)


def captions(
    left: Grid,
    right: Grid,
    said: tuple[Line, Line],
    signs: tuple[str, str],
    middle: Box,
    y: float,
    window: SlidingWindow,
    view: Viewport,
    *,
    foot: bool,
) -> list[Mark]:
    """Make the captions of input and output, the operators, and the note on dropped cells.

    Parameters
    ----------
    left, right : Grid
        Input and output.
    said : (Line, Line)
        Their captions.
    signs : (str, str)
        Between input and middle, and between middle and output.
    middle : Box
        The middle column.
    y : float
        Vertical position of the operators, in logical pixels.
    window : SlidingWindow
        The sliding window.
    view : Viewport
        Size of the stage.
    foot : bool
        Whether a row of maps stands below the legends.
    """
    size = view.text
    before = first_sign(left.box, middle, size)
    after = min(size, NEAR * (right.box.x - middle.right) / OPERATOR)
    marks: list[Mark] = [
        caption("input caption", left.box, size, *said[0], *rounding(left)),
        caption("output caption", right.box, size, *said[1], *rounding(right)),
        symbol("before", before.cx, y, signs[0], before.w / OPERATOR),
        symbol("after", (middle.right + right.box.x) / 2, y, signs[1], after),
    ]
    note = dropped_note(window)
    if note and view.presenting:
        note = (Span(text("hatched: never reached"), "muted"),)  # in large letters
    if note:
        marks.append(_below_caption(left, middle, note, view, foot))
    return marks


def _below_caption(grid: Grid, middle: Box, note: Line, view: Viewport, foot: bool) -> Label:
    """Put a note under the legend, or at its right where a row of maps follows a high grid."""
    size, box = view.text, grid.box
    if not legend_height(view, numbers=grid.places is not None):
        font = (13.0 if view.presenting else 12.0) * size
        return Label("dropped", box.cx, box.bottom + (CAPTION + NOTE / 2) * size, note, font)
    legend = box.bottom + (CAPTION + LEGEND / 2) * size
    if not foot:
        below = legend + (LEGEND / 2 + NOTE / 2) * size
        return Label("dropped", box.cx, below, note, 12.0 * size)
    if box.bottom + LEGEND * size <= middle.bottom:
        return Label("dropped", box.cx, legend + LEGEND * size, note, 12.0 * size)
    return Label("dropped", box.cx + BESIDE * size, legend, note, 12.0 * size, "left")


def rounding(grid: Grid) -> Line:
    """A sign for numbers that are rounded in their cells; nothing where they are as written."""
    if grid.places is None or not is_rounded(grid.values, grid.places):
        return ()
    return (Span("  ≈"),)


def output_said(title: Text, y: FloatArray, channel: int) -> Line:
    """Write the caption of an output.

    Parameters
    ----------
    title : Text
        Name of the output.
    y : ndarray, shape (C, H, W)
        The output of one image.
    channel : int
        The channel on stage, from 0; written from 1.

    Returns
    -------
    tuple of Span
        Title, shape and channel.
    """
    return (
        Span(title, "strong"),
        shape_span(y.shape, before="  ", tells=SIZE),
        Span(text(", channel {index}", index=channel + 1), "muted"),
    )


def dropped_note(window: SlidingWindow) -> Line:
    """Describe the rows and columns that no window reaches; empty if there are none."""
    rows, columns = window.unreached(0), window.unreached(1)
    if not rows and not columns:
        return ()
    high = text("1 row") if rows == 1 else text("{count} rows", count=rows)
    wide = text("1 column") if columns == 1 else text("{count} columns", count=columns)
    if rows and columns:
        said = text("{rows} and {columns} (hatched) are never reached", rows=high, columns=wide)
    elif rows + columns == 1:
        said = text("{cells} (hatched) is never reached", cells=high if rows else wide)
    else:
        said = text("{cells} (hatched) are never reached", cells=high if rows else wide)
    return (Span(said, "muted"),)


def note_height(window: SlidingWindow, size: float) -> float:
    """Give the height that the note on dropped cells needs below the captions."""
    return NOTE * size if dropped_note(window) else 0.0


INVITATION: Line = (Span(text("Space plays; point at a cell to see where it comes from"), "muted"),)
