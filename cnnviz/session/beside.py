"""Another layer than the one on stage, at its end: its stage, or its map alone."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.document.state import AT_END
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, LARGEST, READABLE, fitted, signs_in_cell
from cnnviz.scene.marks import EMPTY, Box, Grid, Label, Scene, Viewport
from cnnviz.scene.scales import signed
from cnnviz.session.present import Memo, Presented, present
from cnnviz.trace import Span, places_for
from cnnviz.words import text

EDGE = 12.0
"""Logical pixels around a map that stands alone."""


def beside(presented: Presented, index: int, memo: Memo) -> Presented:
    """Present a layer at its end state, whatever is on stage.

    Parameters
    ----------
    presented : Presented
        What is on stage.
    index : int
        Which layer, from 0.
    memo : Memo
        Results of the previous call, for this layer alone; updated.
    """
    state = replace(presented.state, selected=index + 1, playhead=AT_END, predict=False, pin=None)
    there = present(state, presented.evaluation, memo)
    last = max(there.maps - 1, 0)
    if state.map > last:
        there = present(replace(state, map=last), presented.evaluation, memo)
    return there


def large_map(there: Presented, viewport: Viewport) -> Scene:
    """Compose the map on stage alone, where its whole stage would be too small to read.

    Parameters
    ----------
    there : Presented
        A layer with an output.
    viewport : Viewport
        Size of the room.
    """
    status = there.status
    if status is None or status.result is None or status.result.y is None:
        return EMPTY
    maps = status.result.y[min(there.state.image, len(status.result.y) - 1)]
    plane = maps[there.state.map]
    rows, columns = plane.shape
    caption = CAPTION * viewport.text
    room = Box(EDGE, EDGE, viewport.width - 2 * EDGE, viewport.height - 2 * EDGE - caption)
    box = fitted(room, rows, columns, LARGEST)
    side = box.w / columns
    readable = there.state.numbers and side >= READABLE
    places = places_for(plane, room=signs_in_cell(side)) if readable else None
    grid = Grid("output", box, plane, signed(maps), places)
    channel = text("channel {index}", index=there.state.map + 1)
    said = (Span(text("Feature map"), "strong"), Span("  "), Span(channel, "muted"))
    label = Label("output caption", box.cx, box.bottom + caption / 2, said, 13.0 * viewport.text)
    return Scene(place_labels((grid, label), viewport))
