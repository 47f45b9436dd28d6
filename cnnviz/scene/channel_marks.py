"""The rows of a convolution channel by channel: window, kernel, products and sum of each."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

import numpy as np

from cnnviz.layers.channel_sums import ChannelSum
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.scene.captions import symbol
from cnnviz.scene.channel_equation import name_of, partial_sums, total_line
from cnnviz.scene.channel_layout import ChannelLayout
from cnnviz.scene.legible import places_alike
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Stroke
from cnnviz.scene.scales import PRIMARIES, signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.window_marks import placed
from cnnviz.trace import FloatArray, Line, Moment, Role, Span, format_number, line, shape_span
from cnnviz.words import text

TINT = 5.0
"""Width of the coloured bars beside a kernel of a colour picture, in logical pixels."""
READABLE = 17.0
"""Side of the smallest cell that shows its number."""
WIDER = 1.0
"""Times the width of a sum's place that its number may take before a class."""
NAMED = 100.0
"""Width of the narrowest column under which a filter is named, at text size 1."""
ONE = np.ones((1, 1), np.float32)


class Shown(Protocol):
    """What the marks need of one moment of the stage."""

    @property
    def look(self) -> StageInput: ...
    @property
    def where(self) -> VisibleMoment: ...
    @property
    def record(self) -> ChannelSum | None: ...
    @property
    def example(self) -> ChannelSum: ...
    @property
    def moment(self) -> Moment: ...
    @property
    def room(self) -> ChannelLayout: ...
    @property
    def inputs(self) -> tuple[Grid, ...]: ...
    @property
    def right(self) -> Grid: ...


def weight_pointed_at(look: StageInput, kernel: tuple[int, int]) -> tuple[int, int] | None:
    """Give the row and column of the weight under the pointer, in a kernel or its products."""
    spot = look.spot
    if spot is None or not spot.key.startswith(("kernel ", "product ")):
        return None
    inside = spot.row < kernel[0] and spot.column < kernel[1]
    return (spot.row, spot.column) if inside else None


def told(view: Shown, step: str) -> int:
    """Count the parts whose products or sums are shown."""
    if view.record is None:
        return 0
    order = ("place", "products", "sums")
    count, name = len(view.example.parts), view.moment.name
    if name not in order:
        return count
    here, wanted = order.index(name), order.index(step)
    return view.moment.index + 1 if here == wanted else count if here > wanted else 0


def in_work(view: Shown) -> int | None:
    """Which part the moment is about; None where it is about all of them."""
    works = view.record is not None and view.moment.name in ("products", "sums")
    return view.moment.index if works and not view.where.asks else None


def rows(
    view: Shown, in_scales: tuple[Scale, ...], filter_scales: tuple[Scale, ...], parts: int
) -> list[Mark]:
    """Show window, kernel and products of each channel.

    Parameters
    ----------
    view : Shown
        The moment.
    in_scales : tuple of Scale
        Colours of the input's channels.
    filter_scales : tuple of Scale
        Colours of each filter.
    parts : int
        What the filter's weights are whole parts of.
    """
    shown, room = view.example, view.room
    product = shown.products.astype(np.float32) * parts
    weight = shown.weight if parts == 1 else np.rint(shown.weight * parts)
    scale = filter_scales[shown.output[0]]
    scale = Scale(scale.kind, scale.low * parts, scale.high * parts)
    done, now = told(view, "products"), in_work(view)
    marks: list[Mark] = []
    for i, part in enumerate(shown.parts):
        boxes = room.windows[i], room.kernels[i], room.products[i]
        if len(part) > 1:
            marks += _between(view, i, len(part))
            continue
        kind = in_scales[int(shown.channels[part.start])].kind
        if kind in PRIMARIES:
            marks += _tint(f"tint {i}", boxes[1], Scale(kind, 0.0, 1.0))
        each = (
            (f"window {i}", shown.x[part.start], in_scales[int(shown.channels[part.start])]),
            (f"kernel {i}", weight[part.start], scale),
            (f"product {i}", product[part.start], signed(product)),
        )
        for (key, values, colours), box, all_of_them in zip(
            each, boxes, (shown.x, weight, product), strict=True
        ):
            marks.append(_grid(view, key, values, colours, box, all_of_them, i < done))
        marks += _signs(view, i)
        if i == now:
            roles: tuple[tuple[str, Role], ...] = (
                ("window", "read"),
                ("kernel", "weight"),
                ("product", "write"),
            )
            marks += [
                Outline(f"{key} in work", (box.inset(-2),), role, 3.0)
                for (key, role), box in zip(roles, boxes, strict=True)
            ]
    return marks


def _tint(key: str, kernel: Box, scale: Scale) -> list[Mark]:
    """Draw a bar of the channel's colour at each side of its kernel."""
    left = Box(kernel.x - TINT - 2, kernel.y + 1, TINT, kernel.h - 2)
    right = left.moved(kernel.w + TINT + 4, 0.0)
    bars = (("left", left), ("right", right))
    return [Grid(f"{key} {side}", box, ONE, scale, hot=False) for side, box in bars]


def _grid(
    view: Shown,
    key: str,
    values: FloatArray,
    scale: Scale,
    box: Box,
    alike: FloatArray,
    done: bool,
) -> Grid:
    """Draw one grid, its numbers in the form of its whole column."""
    side = box.w / values.shape[1]
    fits = view.look.numbers and side >= READABLE
    places = places_alike(values, alike, side, view.look.viewport) if fits else None
    grid = Grid(key, box, np.ascontiguousarray(values), scale, places)
    if key.startswith("window"):
        grid = Grid(key, box, grid.values, scale, places, _padding(view.example))
        return grid if view.record is not None else _empty(grid)
    if key.startswith("product") and not done:
        return _empty(grid)
    return grid


def _empty(grid: Grid) -> Grid:
    return Grid(grid.key, grid.box, grid.values, grid.scale, grid.places, grid.pad, revealed=0)


def _padding(record: ChannelSum) -> tuple[int, int, int, int]:
    """Count the rows and columns of the window that lie on padding: top, right, bottom, left."""
    height, width = record.size
    return (
        int((record.rows < 0).sum()),
        int((record.columns >= width).sum()),
        int((record.rows >= height).sum()),
        int((record.columns < 0).sum()),
    )


def _signs(view: Shown, i: int) -> list[Mark]:
    """Write ∗ and = between the grids of a row."""
    room, size = view.room, min(view.look.viewport.text, 1.5)
    boxes = room.windows[i], room.kernels[i], room.products[i]
    return [
        symbol(f"{key} {i}", (one.right + other.x) / 2, one.cy, sign, size)
        for (one, other), key, sign in zip(pairwise(boxes), ("times", "equals"), "∗=", strict=True)
    ]


def _between(view: Shown, i: int, count: int) -> list[Mark]:
    """Say how many channels are left out of the picture, and that they are counted."""
    room, size = view.room, view.look.viewport.text
    said = text("⋮  {count} more channels", count=count)
    marks: list[Mark] = [
        Label("between", room.kernels[i].cx, room.rows[i].cy, (Span(said, "muted"),), 13.0 * size)
    ]
    return marks


def sums(view: Shown, scales: tuple[Scale, ...]) -> list[Mark]:
    """Show the partial sums below each other, gathered by a bracket into one."""
    room, size, record = view.room, view.look.viewport.text, view.example
    done, now = told(view, "sums"), in_work(view)
    font = min(15.0 * size, 1.1 * 13.0 * size)
    marks: list[Mark] = []
    numbers = partial_sums(record)
    named, added = (room.windows[0].h > lines * font for lines in (2.3, 2.9))
    for i, box in enumerate(room.sums):
        shown = i < done
        number = numbers[i].said
        if view.look.viewport.presenting and 0.6 * font * len(number) > WIDER * box.w:
            number = f"≈{format_number(float(record.sums[i]), 0)}"  # the equation has it in full
        said: Line = (Span(number, "stat"),) if shown else (Span("…", "faint"),)
        bold = i == now and view.moment.name == "sums"
        alone = len(record.parts[i]) > 1 or not named
        y = box.cy if alone else box.cy + 0.55 * font
        marks.append(Label(f"sum {i}", box.cx, y, said, font, bold=bold, mono=True))
        if not alone:
            name = (Span(name_of(record, i, scales), "muted"),)
            top = box.cy - 0.75 * font
            marks.append(Label(f"sum name {i}", box.cx, top, name, 0.85 * font))
    for i, (one, other) in enumerate(pairwise(room.sums) if added else ()):
        y = (one.bottom + other.y) / 2
        marks.append(Label(f"plus {i}", one.cx, y, (Span("+", "muted"),), font))
    marks.append(
        Label(
            "total",
            view.right.box.cx,
            room.total,
            total_line(record, view.moment) if view.record is not None else _resting(record),
            font,
            bold=True,
            mono=True,
        )
    )
    box, turn = room.bracket, room.bracket.x + 0.5 * room.bracket.w
    foot = max(box.bottom, room.total)
    gathered = np.array(
        [
            (box.x, box.y),
            (turn, box.y),
            (turn, min(box.y, room.total)),
            (turn, foot),
            (turn, box.bottom),
            (box.x, box.bottom),
        ],
        np.float32,
    )
    onward = np.array([(turn, room.total), (box.right, room.total)], np.float32)
    whole = done == len(record.parts)
    role: Role = "write" if whole else "faint"
    marks += [Stroke("gathered", gathered, role, 2.0), Stroke("gathered on", onward, role, 2.0)]
    return marks


def _resting(record: ChannelSum) -> Line:
    return line(Span("Σ", "muted"), *((Span(" + b", "muted"),) if record.bias is not None else ()))


def lines(view: Shown, window: SlidingWindow, *, together: bool) -> list[Mark]:
    """Lead from the window on the picture to the windows of its channels."""
    if view.record is None or not together:
        return []
    grid, room = view.inputs[0], view.room
    rows, columns = placed(view.record, window, view.moment)
    first, last = grid.cell(rows[0], columns[0]), grid.cell(rows[-1], columns[-1])
    singles = [box for box, row in zip(room.windows, room.rows, strict=True) if box.h == row.h]
    top, bottom = singles[0], singles[-1]
    ends = (
        ("line above", (last.right, first.y), (top.x - 4, top.y)),
        ("line below", (last.right, last.bottom), (bottom.x - 4, bottom.bottom)),
    )
    return [Stroke(key, np.array([a, b], np.float32), "read", 2.0) for key, a, b in ends]


def captions_of_columns(view: Shown, count: int, parts: int) -> list[Mark]:
    """Say what stands in the columns, how large a filter is, and what it is counted in.

    Parameters
    ----------
    view : Shown
        The moment.
    count : int
        Filters of the layer.
    parts : int
        What the filter's weights are whole parts of.
    """
    room, size = view.room, view.look.viewport.text
    kernels, kh, kw = view.example.weight.shape
    y, font = room.caption, 13.0 * size
    volume = shape_span((kernels, kh, kw), "weight")
    which = text("Filter {index} of {count}", index=view.example.output[0] + 1, count=count)
    fraction: Line = () if parts == 1 else (Span(f"1/{parts} · ", "weight"),)
    if view.look.viewport.presenting or room.kernels[0].w < NAMED * size:
        filters: Line = (*fraction, volume)
    else:
        filters = (Span(which, "strong"), Span("  "), *fraction, volume)
    window: Line = (Span(text("window"), "muted"), Span(" x", "read"))
    if view.look.viewport.presenting:  # the filter beside it says its three sizes
        window = window[1:]
    said: tuple[tuple[str, Box, Line], ...] = (
        ("windows", room.windows[0], window),
        ("kernels", room.kernels[0], filters),
        ("products", room.products[0], (*fraction, Span(text("products"), "muted"))),
        ("sums", room.sums[0], (Span(text("sums"), "muted"),)),
    )
    said = said[:3] if view.look.viewport.presenting else said  # each sum has its name
    return [Label(f"{key} caption", box.cx, y, words, font) for key, box, words in said]
