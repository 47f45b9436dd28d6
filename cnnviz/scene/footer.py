"""The foot of the stage: all maps side by side on one scale, with its legend."""

from __future__ import annotations

import numpy as np

from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.layout import MARGIN, row_of
from cnnviz.scene.marks import (
    Box,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Scale,
)
from cnnviz.trace import FloatArray, Span
from cnnviz.words import Text

DENSITY = 1.5
"""Cells for each logical pixel that a small picture needs, so that fine screens are served."""


def footer_height(glance: Glance, wanted: bool) -> float:
    """Room for the row of all maps under the stage."""
    if not wanted:
        return 34.0 * glance.viewport.text
    return max(50.0, min(0.17 * glance.viewport.height, 130.0)) + 28.0 * glance.viewport.text


def thinned(maps: FloatArray, box: Box, kept: Kept) -> FloatArray:
    """Take so many rows and columns of maps as a small picture of them can show.

    Parameters
    ----------
    maps : ndarray, shape (C, H, W)
        Far more cells than `box` has pixels are thinned out.
    box : Box
        Where each map is drawn.
    kept : Kept
        Remembers what was taken.
    """
    rows, columns = max(1.0, DENSITY * box.h), max(1.0, DENSITY * box.w)
    step = int(min(maps.shape[1] / rows, maps.shape[2] / columns))
    if step < 2:
        return maps
    return kept.of(maps, ("thinned", step), lambda: np.ascontiguousarray(maps[:, ::step, ::step]))


def all_maps(
    glance: Glance,
    maps: FloatArray,
    scale: Scale,
    selected: int,
    title: Text,
    left: float,
    kept: Kept,
    held: int | None = None,
    *,
    secret: bool = False,
) -> list[Mark]:
    """All maps side by side on one scale, with its legend, at the foot of the stage.

    Parameters
    ----------
    glance : Glance
        The room there is.
    maps : ndarray, shape (C, H, W)
        What is shown.
    scale : Scale
        Shared by all of them.
    selected : int
        The one with a frame.
    title : Text
        What they are.
    left : float
        Where they begin.
    kept : Kept
        Remembers small pictures of large maps.
    held : int, optional
        From this map on there are empty frames: their values will be asked for.
    secret : bool
        Whether the ends of the scale are values that will be asked for.
    """
    size = glance.viewport.text
    height = footer_height(glance, wanted=len(maps) > 1)
    view = glance.viewport
    top = view.height - height
    legend_w = 128.0
    numbers = 62.0 * size
    legend = Legend(
        "legend",
        Box(view.width - MARGIN - legend_w - numbers, top + height - 26 * size, legend_w, 9),
        scale,
        size=12.0 * size,
        signs=secret,
    )
    if len(maps) == 1:
        return [legend]
    width = view.width - MARGIN - left - legend_w - 2.4 * numbers
    room = Box(left, top + 24 * size, width, height - 40 * size)
    boxes = row_of(room, len(maps), maps.shape[2] / maps.shape[1])
    left = boxes[0].x
    boxes = tuple(Box(b.x - left + room.x, b.y, b.w, b.h) for b in boxes)
    small = thinned(maps, boxes[0], kept)
    marks: list[Mark] = [
        Label("maps title", room.x, top + 10 * size, (Span(title, "muted"),), 12.0 * size, "left"),
    ]
    if held is None:
        marks.append(Mosaic("maps", boxes, small, scale, selected))
    else:
        if held > 0:
            marks.append(Mosaic("maps", boxes[:held], small, scale, selected))
        marks.append(Outline("maps held", boxes[held:], "faint", 1.0))
        if selected >= held:
            marks.append(Outline("map held", (boxes[selected].inset(-2),), "accent"))
    return [*marks, legend]
