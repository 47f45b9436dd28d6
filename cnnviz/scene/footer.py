"""The footer of the stage: all maps side by side on one scale, with its legend."""

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
    """Give the height of the footer in logical pixels: with the maps, or the legend alone.

    Before a class there is none: cells and digits need the height.
    """
    if view.presenting:
        return 0.0
    if not wanted:
        return 34.0 * view.text
    return max(50.0, min(0.17 * view.height, 130.0)) + 28.0 * view.text


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
    scale: Scale,
    where: VisibleMoment,
    title: Text,
    left: float,
    memo: ArrayMemo,
    *,
    secret: bool = False,
) -> list[Mark]:
    """Show all maps side by side on one scale, with its legend, below the stage.

    Maps that are not entirely visible are empty frames.

    Parameters
    ----------
    look : StageInput
        Input of the stage, with its size.
    maps : ndarray, shape (C, H, W)
        The maps.
    scale : Scale
        Shared by all of them.
    where : VisibleMoment
        The map on stage, and the visible part of all maps.
    title : Text
        Caption of the row.
    left : float
        Left edge in logical pixels.
    memo : ArrayMemo
        Caches subsampled maps.
    secret : bool
        Whether the numbers of the legend would reveal hidden values.

    Returns
    -------
    list of Mark
        Maps, frames and legend; the legend alone if there is only one map, and nothing
        before a class.
    """
    if look.viewport.presenting:
        return []
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
