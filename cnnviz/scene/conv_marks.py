"""The middle of a convolution's stage: the filter, and its products with the window."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.filters import LABELS, divisor
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.window_sum import WindowSum
from cnnviz.scene.captions import rounding
from cnnviz.scene.closeup import below
from cnnviz.scene.layout import CAPTION, LARGEST, fitted, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Viewport
from cnnviz.scene.scales import signed
from cnnviz.trace import FloatArray, Line, Span
from cnnviz.words import text

KEYS = ("filter", "products")
"""Grids whose cells stand for a weight each."""
GAP = 8.0
FRACTION = 14.0
"""Height of the fraction in front of a filter of fractions, in logical pixels."""
LENS = 0.64
"""Part of the height that the lens gets."""


def with_lens(room: Box, size: float) -> tuple[Box, Box]:
    """Divide the middle column: the lens above, filter and products below."""
    caption = CAPTION * size
    height = LENS * (room.h - 2 * caption)
    lens = Box(room.x, room.y, room.w, height)
    top = lens.bottom + caption + GAP
    return Box(room.x, top, room.w, room.bottom - top), lens


def below_lens(
    room: Box, kernel: tuple[int, int], size: float, *, fraction: bool
) -> tuple[Box, Box]:
    """Place filter and products side by side in what a lens leaves, below their fraction."""
    head = 1.4 * FRACTION * size if fraction else 0.0
    half, height = (room.w - 20.0) / 2, max(room.h - CAPTION * size - head, 20.0)
    left, right, top = room.x, room.right - half, room.y + head
    rooms = Box(left, top, half, height), Box(right, top, half, height)
    first, second = (fitted(each, *kernel, LARGEST * max(1.0, 0.8 * size)) for each in rooms)
    return first, second


def factors(
    boxes: tuple[Box, ...],
    layer: Conv2d,
    weight: FloatArray,
    scale: Scale,
    shown: WindowSum,
    part: int,
    done: int | None,
    total: Line,
    view: Viewport,
    *,
    short: bool,
    closeup: bool,
    above: bool,
) -> tuple[Grid, Grid, list[Mark]]:
    """The kernel slice of one channel and its products.

    Parameters
    ----------
    boxes : (Box, Box)
        Of the kernel and of the products.
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
    total : tuple of Span
        The line under the products.
    view : Viewport
        Size of the stage.
    short : bool
        Whether there is little room for the filter's name.
    closeup : bool
        Whether a lens stands beside them before a class.
    above : bool
        Whether the fraction of a filter stands above it, and not in front.

    Returns
    -------
    tuple of Mark
        The grid of the kernel, that of the products, and their labels.
    """
    kh, kw = weight.shape
    side = boxes[0].w / kw
    fits = side >= 17
    parts = divisor(layer.names[shown.output[0]], shown.weight)
    product = shown.products[part].astype(np.float32) * parts
    if parts > 1:
        weight = np.rint(weight * parts)
        scale = Scale(scale.kind, scale.low * parts, scale.high * parts)
    size = view.text
    places = (
        places_in(weight, side, view, closeup=closeup),
        places_in(product, side, view, closeup=closeup),
    )
    under = [below(box, size) if closeup else _below(box, size) for box in boxes]
    filters = Grid("filter", boxes[0], weight, scale, places[0] if fits else None)
    products = Grid(
        "products",
        boxes[1],
        product,
        signed(shown.products * parts),
        places[1] if fits else None,
        revealed=done,
    )
    cells = tuple(filters.cell(r, c) for r in range(kh) for c in range(kw))
    frame = Outline(
        "filter frame",
        cells if filters.places is not None else (boxes[0],),
        "weight",
        frame_width(side, 1.5),
    )
    named = (*_name(layer, shown, short=short), *rounding(filters))
    return (
        filters,
        products,
        [
            frame,
            *_factors(parts, (boxes[0], boxes[1]), size, above=above),
            Label("filter caption", boxes[0].cx, under[0], named, 13.0 * size),
            total_label(boxes[1], total, side, size, under[1], 15.0 if closeup else 24.0),
        ],
    )


def total_label(
    products: Box, total: Line, side: float, size: float, y: float, most: float = 24.0
) -> Label:
    """Make the line under the products: as large as their numbers where it holds a number."""
    number = any(span.role in ("write", "faint") for span in total)
    height = min(max(15.0 * size, 0.38 * side), most * size) if number else 13.0 * size
    return Label("products caption", products.cx, y, total, height, bold=number, mono=number)


def _below(box: Box, size: float) -> float:
    return box.bottom + 0.62 * CAPTION * size


def _factors(parts: int, boxes: tuple[Box, Box], size: float, *, above: bool) -> list[Mark]:
    """What the whole numbers of a filter and of its products are parts of, in front of them."""
    if parts == 1:
        return []
    if above:
        said = (Span(_fraction(parts), "weight"),)
        return [
            Label(
                f"factor {i}",
                box.cx,
                box.y - 0.7 * FRACTION * size,
                said,
                FRACTION * size,
                mono=True,
            )
            for i, box in enumerate(boxes)
        ]
    said = (Span(_fraction(parts), "weight"),)
    return [
        Label(f"factor {i}", box.x - 6, box.cy, said, FRACTION * size, "right", mono=True)
        for i, box in enumerate(boxes)
    ]


def above(divisor: int, size: float) -> float:
    """Give the height of the fraction above a filter, in logical pixels."""
    return 1.4 * FRACTION * size if divisor > 1 else 0.0


def lead(divisor: int) -> float:
    """Give the width of the fraction in front of a filter, in logical pixels at text size 1."""
    return 0.6 * FRACTION * len(_fraction(divisor)) + 8.0 if divisor > 1 else 0.0


def _fraction(divisor: int) -> str:
    return f"1/{divisor} ·"


def _name(layer: Conv2d, shown: WindowSum, *, short: bool) -> Line:
    output = shown.output[0]
    name = layer.names[output]
    label = Span(LABELS[name], "muted")
    seed = (Span(f" #{layer.seeds[output]}", "muted"),) if name == "random" else ()
    if short:
        return (label, *seed)
    which = text("Filter {index} of {count}", index=output + 1, count=layer.out_channels)
    return (Span(which, "strong"), Span("  "), label, *seed)
