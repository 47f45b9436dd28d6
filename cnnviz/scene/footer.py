"""The foot of the stage: all maps side by side on one scale, with its legend."""

from __future__ import annotations

import numpy as np

from cnnviz.scene.layout import MARGIN, row_of
from cnnviz.scene.marks import (
    Box,
    Label,
    Legend,
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

DENSITY = 1.5
"""Cells for each logical pixel that a small picture needs, so that fine screens are served."""


def footer_height(view: Viewport, wanted: bool) -> float:
    """Room for the row of all maps under the stage."""
    if not wanted:
        return 34.0 * view.text
    return max(50.0, min(0.17 * view.height, 130.0)) + 28.0 * view.text


def thinned(maps: FloatArray, box: Box, memo: ArrayMemo) -> FloatArray:
    """Take so many rows and columns of maps as a small picture of them can show.

    Parameters
    ----------
    maps : ndarray, shape (C, H, W)
        Far more cells than `box` has pixels are thinned out.
    box : Box
        Where each map is drawn.
    memo : ArrayMemo
        Remembers what was taken.
    """
    rows, columns = max(1.0, DENSITY * box.h), max(1.0, DENSITY * box.w)
    step = int(min(maps.shape[1] / rows, maps.shape[2] / columns))
    if step < 2:
        return maps
    return memo.of(maps, ("thinned", step), lambda: np.ascontiguousarray(maps[:, ::step, ::step]))


def all_maps(
    look: StageInput,
    maps: FloatArray,
    scale: Scale,
    where: VisibleMoment,
    title: Text,
    left: float,
    memo: ArrayMemo,
    *,
    secret: bool = False,
) -> list[Mark]:
    """All maps side by side on one scale, with its legend, at the foot of the stage.

    Maps of which something is held back are empty frames.

    Parameters
    ----------
    look : StageInput
        The room there is.
    maps : ndarray, shape (C, H, W)
        What is shown.
    scale : Scale
        Shared by all of them.
    where : VisibleMoment
        Which one is on stage, and what may be seen of them.
    title : Text
        What they are.
    left : float
        Where they begin.
    memo : ArrayMemo
        Remembers small pictures of large maps.
    secret : bool
        Whether the ends of the scale would tell values that are still held back.
    """
    view, selected, held = look.viewport, where.map, where.held
    size = view.text
    height = footer_height(view, wanted=len(maps) > 1)
    top = view.height - height
    legend_w = 128.0
    numbers = 62.0 * size
    legend = Legend(
        "legend",
        Box(view.width - MARGIN - legend_w - numbers, top + height - 26 * size, legend_w, 9),
        scale,
        size=12.0 * size,
        signs=secret and held is not None,
    )
    if len(maps) == 1:
        return [legend]
    width = view.width - MARGIN - left - legend_w - 2.4 * numbers
    room = Box(left, top + 24 * size, width, height - 40 * size)
    boxes = row_of(room, len(maps), maps.shape[2] / maps.shape[1])
    left = boxes[0].x
    boxes = tuple(Box(b.x - left + room.x, b.y, b.w, b.h) for b in boxes)
    small = thinned(maps, boxes[0], memo)
    marks: list[Mark] = [
        Label("maps title", room.x, top + 10 * size, (Span(title, "muted"),), 12.0 * size, "left"),
    ]
    known = len(maps) if held is None else held
    first = small if held is None else memo.of(small, ("first", held), lambda: small[:held])
    marks.append(Mosaic("maps", boxes, first, scale, selected))
    if known < len(maps):
        marks.append(Outline("maps held", boxes[known:], "faint", 1.0))
    if known <= selected:
        marks.append(Outline("map held", (boxes[selected].inset(-2),), "accent"))
    return [*marks, legend]
