"""The middle of a convolution's stage: the filter, and its products with the window."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.filters import LABELS, divisor
from cnnviz.layers.kinds.conv2d import Conv2d, WindowSum
from cnnviz.scene.captions import rounding
from cnnviz.scene.layout import CAPTION, LARGEST, fitted, signs_in_cell, stacked
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale
from cnnviz.scene.scales import signed
from cnnviz.trace import FloatArray, Line, Span, format_number, line, places_for
from cnnviz.words import text

KEYS = ("filter", "products")
"""Grids whose cells stand for a weight each."""
GAP = 8.0
LEAD = 44.0
"""Width of "1/16 ·" before a filter, in logical pixels at text size 1."""
LENS = 0.64
"""Part of the height that the lens gets."""


def with_lens(room: Box, size: float) -> tuple[Box, Box]:
    """Divide the middle column: the lens above, filter and products below."""
    caption = CAPTION * size
    height = LENS * (room.h - 2 * caption)
    lens = Box(room.x, room.y, room.w, height)
    top = lens.bottom + caption + GAP
    return Box(room.x, top, room.w, room.bottom - top), lens


def factors(
    room: Box,
    layer: Conv2d,
    weight: FloatArray,
    scale: Scale,
    shown: WindowSum,
    part: int,
    done: int | None,
    size: float,
    *,
    beside: bool,
    asked: bool = False,
) -> tuple[Grid, Grid, list[Mark]]:
    """The kernel slice of one channel and its products, one above the other or side by side.

    Parameters
    ----------
    room : Box
        Area of both grids.
    layer : Conv2d
        The layer, for the filter's name.
    weight : ndarray, shape (K_h, K_w)
        The kernel on stage.
    scale : Scale
        Colours of the whole filter.
    shown : WindowSum
        Record of the output cell.
    part : int
        Which kernel of the filter, from 0.
    done : int or None
        Products shown; None for all.
    size : float
        Factor on the text size.
    beside : bool
        Whether they are side by side, below a lens.
    asked : bool
        Whether the sum is asked for, and so hidden.

    Returns
    -------
    tuple of Mark
        The grid of the kernel, that of the products, and their labels.
    """
    kh, kw = weight.shape
    caption = CAPTION * size
    parts = divisor(layer.names[shown.output[0]], shown.weight)
    lead = 0.0 if parts == 1 else LEAD * size
    rooms = _beside(room, caption, lead) if beside else _stacked(room, kh, kw, caption, size)
    boxes = [fitted(each, kh, kw, LARGEST * max(1.0, 0.8 * size)) for each in rooms]
    fits = boxes[0].w / kw >= 17
    product = shown.products[part].astype(np.float32) * parts
    if parts > 1:
        weight = np.rint(weight * parts)
        scale = Scale(scale.kind, scale.low * parts, scale.high * parts)
    room_of = signs_in_cell(boxes[0].w / kw)
    filters = Grid(
        "filter", boxes[0], weight, scale, places_for(weight, room=room_of) if fits else None
    )
    products = Grid(
        "products",
        boxes[1],
        product,
        signed(shown.products * parts),
        places_for(product, room=room_of) if fits else None,
        revealed=done,
    )
    cells = tuple(filters.cell(r, c) for r in range(kh) for c in range(kw))
    frame = Outline("filter frame", cells if fits else (boxes[0],), "weight", 1.5)
    named = _name(layer, shown, short=beside)
    summed = _sum(shown, part, done, short=beside, asked=asked)
    return (
        filters,
        products,
        [
            frame,
            *_factors(parts, (boxes[0], boxes[1]), size),
            _caption("filter caption", boxes[0], size, (*named, *rounding(filters))),
            _caption("products caption", boxes[1], size, (*summed, *rounding(products))),
        ],
    )


def _factors(parts: int, boxes: tuple[Box, Box], size: float) -> list[Mark]:
    """What the whole numbers of a filter and of its products are parts of, in front of them."""
    if parts == 1:
        return []
    said = (Span(f"1/{parts} ·", "weight"),)
    return [
        Label(f"factor {i}", box.x - 6, box.cy, said, 14.0 * size, "right", mono=True)
        for i, box in enumerate(boxes)
    ]


def _beside(room: Box, caption: float, lead: float) -> tuple[Box, Box]:
    """Halve a room, with space before each half for what its numbers are parts of."""
    gap = max(20.0, lead)
    half, height = (room.w - gap - lead) / 2, max(room.h - caption, 20.0)
    left, right = room.x + lead, room.x + lead + half + gap
    return Box(left, room.y, half, height), Box(right, room.y, half, height)


def _stacked(room: Box, kh: int, kw: int, caption: float, size: float) -> tuple[Box, Box]:
    height = (room.h - 2 * caption - GAP) / 2
    cell = min(room.w / kw, height / kh, LARGEST * max(1.0, 0.8 * size))
    cell = float(int(cell)) if cell >= 4 else cell
    above, below = stacked(room, (kh * cell + caption, kh * cell + caption), GAP)
    return Box(room.x, above.y, room.w, kh * cell), Box(room.x, below.y, room.w, kh * cell)


def _caption(key: str, box: Box, size: float, spans: Line) -> Label:
    return Label(key, box.cx, box.bottom + 0.62 * CAPTION * size, spans, 13.0 * size)


def _name(layer: Conv2d, shown: WindowSum, *, short: bool) -> Line:
    output = shown.output[0]
    name = layer.names[output]
    label = Span(LABELS[name], "muted")
    seed = (Span(f" #{layer.seeds[output]}", "muted"),) if name == "random" else ()
    if short:
        return (label, *seed)
    which = text("Filter {index} of {count}", index=output + 1, count=layer.out_channels)
    return (Span(which, "strong"), Span("  "), label, *seed)


def _sum(shown: WindowSum, part: int, done: int | None, *, short: bool, asked: bool) -> Line:
    if len(shown.channels) > 1 or short:
        total = float(shown.products[part].flat[:done].sum())
        channel = int(shown.channels[part]) + 1
        said = text("sum") if short else text("channel {index}: sum", index=channel)
        shown_total = "?" if asked else "…" if done == 0 else format_number(total)
        return line(Span(said, "muted"), "  ", Span(shown_total, "stat"))
    return line(
        Span(text("window"), "muted"),
        Span(" x", "read"),
        " · ",
        Span(text("filter"), "muted"),
        Span(" w", "weight"),
    )
