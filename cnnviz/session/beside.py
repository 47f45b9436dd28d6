"""Another layer than the one on stage, at its end: its map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.document.state import AT_END
from cnnviz.scene.captions import caption, rounding
from cnnviz.scene.covering import covered_scene
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import LEAST, READABLE
from cnnviz.scene.legends import legend
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import EMPTY, Box, Grid, Scene, Viewport
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.scales import clipped, of_each
from cnnviz.session.present import Memo, Presented, present
from cnnviz.trace import ALL, PlaneShown, Shown, Span
from cnnviz.words import text

TOP = 12.0
"""Logical pixels above the map."""


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


def map_size(there: Presented) -> tuple[int, int] | None:
    """Give rows and columns of the map on stage; None without an output."""
    status = there.status
    if status is None or status.result is None or status.result.y is None:
        return None
    return status.result.y.shape[2], status.result.y.shape[3]


def asked_size(presented: Presented) -> tuple[int, int]:
    """Give the rows and columns of the image, for a map whose size is asked for."""
    shape = presented.document.batch.shape
    return shape[1], shape[2]


def large_map(
    there: Presented,
    viewport: Viewport,
    cell: float,
    shown: Shown = ALL,
    *,
    size_asked: bool = False,
) -> Scene:
    """Compose the map on stage alone, with its legend, in the middle at the top.

    Of a row of numbers there is no map to be seen: its whole stage stands there.

    Parameters
    ----------
    there : Presented
        A layer with an output.
    viewport : Viewport
        Size of the room.
    cell : float
        Side of a cell, in logical pixels; that of the image beside it, so that a smaller
        map is drawn smaller. A map that would be hardly seen is larger.
    shown : Shown
        What may be seen of the output.
    size_asked : bool
        Whether nothing may tell its size: a frame as large as the image stands for it.
    """
    status = there.status
    if status is None or status.result is None or status.result.y is None:
        return EMPTY
    maps = status.result.y[min(there.state.image, len(status.result.y) - 1)]
    plane = maps[there.state.map]
    seen = shown.plane(there.state.map, plane.size)
    if size_asked:
        plane, seen = np.zeros(asked_size(there), np.float32), PlaneShown(count=0)
    rows, columns = plane.shape
    told = shown.everything and not size_asked
    if told and rows == columns == 1 < len(maps) and there.stage is not None:
        return there.stage.compose(there.look(viewport))
    side = max(cell, LEAST / columns) if cell < READABLE else cell
    width = side * columns
    box = Box(round(max((viewport.width - width) / 2, 0.0)), TOP, width, side * rows)
    readable = there.state.numbers and side >= READABLE
    places = legible_places(plane, side, viewport.text) if readable else None
    scale = there.scales[status.index + 1]
    if there.state.own_scales:
        scale = of_each((plane,), (scale,), ArrayMemo())[0]
    grid = Grid("output", box, plane, scale, places).holding_back(seen)
    channel = text("channel {index}", index=there.state.map + 1)
    said = (Span(text("Feature map"), "strong"), Span("  "), Span(channel, "muted"))
    rounded = rounding(grid) if told else ()
    label = caption("output caption", box, viewport.text, *said, *rounded)
    key = legend("legend", grid, viewport, clipped=clipped(plane, scale)) if told else ()
    scene = Scene(place_labels((grid, label, *key), viewport))
    return covered_scene(scene, frozenset({"size"}), viewport) if size_asked else scene
