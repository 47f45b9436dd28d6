"""Legends: what the colours of a grid mean, in a row of their own below its caption."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.scene.layout import CAPTION, LEGEND, legend_height
from cnnviz.scene.marks import Box, Grid, Label, Legend, Mark, Viewport
from cnnviz.scene.scales import ends
from cnnviz.trace import Span
from cnnviz.words import text

BAR, LEAST_BAR = 96.0, 36.0
"""Length of a coloured bar; its least between close neighbours."""
EDGE = 4.0
"""Logical pixels kept free at the edges of the stage."""
GAP = 6.0
"""Logical pixels between a legend and what is beside it."""
NOTED = " note"
"""What follows the key of a legend in the key of its note."""
SIZE = 11.5
"""Height of the numbers' font."""
DIGIT = 0.62
"""Width of a digit, as a part of the font's height."""
WORD = 0.75
"""The same of a letter, as Korean ones are wider and fewer."""
LINE = 1.4
"""Height of a line, as a part of its font's."""
SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Which part of a line lies before its anchor."""
NOTE = 150.0
"""Width kept for the number of cells that are clipped."""


def legend(
    key: str,
    grid: Grid,
    view: Viewport,
    *,
    signs: bool = False,
    clipped: int = 0,
) -> list[Mark]:
    """Explain the colours of a grid, centred below its caption.

    Parameters
    ----------
    key : str
        Key of the legend.
    grid : Grid
        The grid.
    view : Viewport
        Size of the stage.
    signs : bool
        Whether only signs are written, as the numbers would reveal hidden values.
    clipped : int
        Cells beyond the ends of the scale; said if there are any.

    Returns
    -------
    list of Mark
        The legend, and the number of cells that are clipped; none where there is no room.
    """
    if not legend_height(view, numbers=grid.places is not None):
        return []
    size = SIZE * view.text
    y = grid.box.bottom + (CAPTION + LEGEND / 2) * view.text
    bar = Legend(key, Box(0.0, y - 4.5, BAR, 9.0), grid.scale, size=size, signs=signs)
    before, after = sides(bar)
    width = before + bar.box.w + after + (NOTE * view.text if clipped else 0.0)
    left = max(EDGE, min(grid.box.cx - width / 2, view.width - EDGE - width))
    bar = replace(bar, box=bar.box.moved(left + before, 0.0))
    if not clipped:
        return [bar]
    said = text("{count} cells clipped", count=f"{clipped:,}")
    if clipped == 1:
        said = text("1 cell clipped")
    x = bar.box.right + after + 6.0
    return [bar, Label(f"{key}{NOTED}", x, y, (Span(said, "muted"),), size, "left")]


def sides(legend: Legend) -> tuple[float, float]:
    """Give the width of what stands before and after the bar, in logical pixels."""
    low, _, high = ("−", "0", "+") if legend.signs else ends(legend.scale)
    before, after = (DIGIT * legend.size * len(number) + 9.0 for number in (low, high))
    return before, after


def place_legends(marks: tuple[Mark, ...], solid: list[Box], view: Viewport) -> tuple[Mark, ...]:
    """Move and shorten legends so that they lie on nothing; one without room is left out.

    Parameters
    ----------
    marks : tuple of Mark
        The marks of a scene.
    solid : list of Box
        What no words may cover.
    view : Viewport
        Size of the stage.
    """
    legends = [mark for mark in marks if isinstance(mark, Legend)]
    if not legends:
        return marks
    notes = {one.key + NOTED: one for one in legends}
    labels = (mark for mark in marks if isinstance(mark, Label) and mark.key not in notes)
    said = [_taken(label) for label in labels]
    placed = {one.key: _placed(one, legends, solid, said, view) for one in legends}
    result: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Legend):
            found = placed[mark.key]
            if found is not None:
                result.append(found)
        elif isinstance(mark, Label) and mark.key in notes:
            before, found = notes[mark.key], placed[notes[mark.key].key]
            if found is not None:
                result.append(replace(mark, x=mark.x + found.box.right - before.box.right))
        else:
            result.append(mark)
    return tuple(result)


def _taken(label: Label) -> Box:
    """Give about the room of a line of text, at the least a square."""
    count = sum(len(str(span.text)) for span in label.spans)
    width = max(WORD * label.size * count, label.size)
    left = label.x - SHIFT[label.align] * width
    return Box(left, label.y - LINE * label.size / 2, width, LINE * label.size)


def _placed(
    one: Legend, all_of_them: list[Legend], solid: list[Box], said: list[Box], view: Viewport
) -> Legend | None:
    """Find a place for a legend between its neighbours."""
    before, after = sides(one)
    left, right = EDGE, view.width - EDGE
    half, box = one.size / 2 + 2.0, one.box
    near = [(other, one.size) for other in solid] + [(other, half) for other in said]
    for other, reach in near:
        if box.cy + reach > other.y and box.cy - reach < other.bottom:
            if other.cx < box.cx:
                left = max(left, other.right + GAP)
            else:
                right = min(right, other.x - GAP)
    for other_legend in all_of_them:
        if other_legend is not one and abs(other_legend.box.cy - box.cy) < 2 * half:
            middle = (other_legend.box.cx + box.cx) / 2
            left, right = (
                (max(left, middle), right) if middle < box.cx else (left, min(right, middle))
            )
    bar = min(box.w, right - left - before - after)
    if bar < LEAST_BAR:
        return None
    x = max(left + before, min(box.x + (box.w - bar) / 2, right - after - bar))
    return replace(one, box=Box(x, box.y, bar, box.h))
