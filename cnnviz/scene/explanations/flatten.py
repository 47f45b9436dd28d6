"""Flatten: the cells of the maps walk into one row, and each gets its index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnviz.layers import Layer, Shape
from cnnviz.layers.kinds.flatten import NCHW, NHWC, Flatten, FlattenTimeline, Walk, index_formula
from cnnviz.scene import captions
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import (
    CAPTION,
    MARGIN,
    READABLE,
    frame_width,
    largest_cell,
    smallest_cell,
    top_margin,
)
from cnnviz.scene.legible import places_in
from cnnviz.scene.long_row import LongRow
from cnnviz.scene.map_panel import MOST_GRIDS, MapPanel
from cnnviz.scene.marks import Box, Label, Mark, Outline, Scene, Stroke, Tags, Viewport
from cnnviz.scene.scales import of_channels
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least, ease
from cnnviz.trace import (
    BoolArray,
    Line,
    Moment,
    Role,
    Span,
    equals,
    format_number,
    last_moment,
    line,
    shape_span,
    written_alike,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import Text, text

MAPS, OTHER = 0.46, 0.2
"""Parts of the height for the maps, and for the row in the other order."""
MOST_TWICE = 4096
"""Cells of the longest row that is shown in the other order too."""
LESS = 0.75
"""Size of the other row's cells, as a part of those of the row."""
ASIDE = 4.0
"""From a map, or a row, to the line beside it."""
LEAST_GAP = 22.0
"""Between the maps and the rows, where it can be had."""
BESIDE = 5.6
"""Width at both sides of the rows for what is written there, in heights of the font."""
LEAD = 4.4
"""Width of a map's name, in heights of its font."""
NAME = 13.0
"""Height of the font of names and indices, in logical pixels at text size 1."""
SEEN = 12.0
"""Side of the smallest frame, in logical pixels."""


@dataclass(frozen=True)
class Places:
    """Where the maps and the two rows stand."""

    maps: MapPanel
    row: LongRow
    other: LongRow | None


class FlattenStage:
    """The maps of one image, and the row that becomes of them."""

    def __init__(self, subject: Subject) -> None:
        self.layer: Flatten = subject.layer
        self.x, self.y = subject.x[subject.image], subject.y[subject.image].reshape(-1)
        self.shape = (self.x.shape[0], self.x.shape[1], self.x.shape[2])
        self.timeline: FlattenTimeline = self.layer.timeline(subject.x, subject.y, subject.image)
        self.scale = subject.in_scale
        self.colours = of_channels(subject.in_scale, len(self.x))
        self.layouts = (NCHW, NHWC) if self.layer.layout == NCHW else (NHWC, NCHW)
        self.cells = self.layer.cells(self.shape)
        self.other_cells = replace(self.layer, layout=self.layouts[1]).cells(self.shape)
        self.differs = not np.array_equal(self.cells, self.other_cells)
        self.both = self.differs and len(self.y) <= MOST_TWICE

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        places = _placed(look.viewport, self.shape, self.both)
        moment = self._pointed(look, places) or look.moment
        walk = None if moment is None else self.timeline[moment.position]
        marks = self._maps(places, look)
        marks += self._rows(places, look)
        if walk is not None and moment is not None:
            marks += self._walks(places, walk, moment)
        equation = captions.INVITATION
        if walk is not None and moment is not None:
            equation = walk_equation(walk, moment, self.shape, self.layer.layout)
        return Scene(place_labels(tuple(marks), look.viewport), equation, self._readout(moment))

    def _maps(self, places: Places, look: StageInput) -> list[Mark]:
        size, panel = look.viewport.text, places.maps
        numbers = look.numbers and panel.side >= READABLE
        written = places_in(self.x, panel.side, look.viewport) if numbers else None
        marks = panel.marks("input", self.x, self.colours, written)
        if 1 < len(panel.boxes) <= MOST_GRIDS:
            font = min(NAME * size, max(panel.boxes[0].h, 8.0))
            marks += [
                Label(
                    f"name {index}",
                    box.x - 8.0,
                    box.cy,
                    (Span(f"c = {index}", "read"),),
                    font,
                    "right",
                )
                for index, box in enumerate(panel.boxes)
            ]
        return marks

    def _rows(self, places: Places, look: StageInput) -> list[Mark]:
        size = look.viewport.text
        marks: list[Mark] = []
        rows = [("output", places.row, self.y, self.cells, self.layouts[0])]
        if places.other is not None:
            other = self.x.reshape(-1)[self.other_cells]
            rows.append(("other", places.other, other, self.other_cells, self.layouts[1]))
        for key, row, values, cells, layout in rows:
            numbers = look.numbers and row.side >= READABLE
            written = places_in(values, row.side, look.viewport) if numbers else None
            marks += row.marks(key, values, self.scale, written, self._hidden(look, cells))
            font = NAME * size if key == "output" else 0.9 * NAME * size
            marks += row.indices(f"{key} index", font)
            below = 1.5 * NAME * size if len(row.boxes) == 1 else 0.0
            if self.differs and len(row.boxes) == 1:
                marks.append(self._layout_name(key, layout, row, font))
            if key == "output":
                box = replace(row.around, h=row.around.h + below)
                marks.append(captions.caption("output caption", box, size, *self._said(row)))
            elif len(row.boxes) > 1:
                name = Span(layout, "muted")
                marks.append(captions.caption("other caption", row.around, size, name))
        return marks

    def _layout_name(self, key: str, layout: str, row: LongRow, font: float) -> Label:
        """Name the order of a row in front of it."""
        box, bold = row.boxes[0], key == "output"
        role: Role = "text" if bold else "muted"
        name = (Span(layout, role),)
        return Label(f"{key} layout", box.x - 8.0, box.cy, name, font, "right", bold=bold)

    def _said(self, row: LongRow) -> Line:
        agree = () if self.differs else (Span(text("  the same in both orders"), "muted"),)
        return line(
            Span(text("Row"), "strong"),
            Span(f"  {self.layouts[0]}" if self.differs and len(row.boxes) > 1 else ""),
            shape_span((len(self.y), 1, 1), before="  ", tells=SIZE),
            *agree,
        )

    def _hidden(self, look: StageInput, cells: object) -> BoolArray | None:
        """Mask the places of a row to which no cell has walked yet."""
        moment = look.moment
        if moment is None:
            return None
        count = moment.position + int(moment.revealed and not self._moves(moment))
        hidden: BoolArray = np.asarray(cells) >= count
        return hidden

    @staticmethod
    def _moves(moment: Moment) -> bool:
        return moment.name == "write" and moment.t < 1

    def _walks(self, places: Places, walk: Walk, moment: Moment) -> list[Mark]:
        """Mark the cell in its map and, once it is told, at its place in the rows."""
        source = at_least(places.maps.cell(walk.cell), SEEN)
        width = frame_width(max(source.w, 24.0), 3.0)
        marks: list[Mark] = [Outline("window", (source,), "read", width)]
        if moment.number == 0 or (moment.covered and not moment.revealed):
            return marks
        target = at_least(places.row.cell(walk.index), SEEN)
        told = moment.revealed
        marks += self._lines(places, source, target, walk)
        marks.append(Outline("written", (target,), "write", width, dashed=not told))
        if places.other is not None and told:
            elsewhere = at_least(places.other.cell(walk.other), SEEN)
            marks.append(Outline("elsewhere", (elsewhere,), "write", 2.0, dashed=True))
        if self._moves(moment) and places.row.side >= READABLE:
            marks.append(_moving(source, target, float(walk.x), moment))
        return marks

    def _lines(self, places: Places, source: Box, target: Box, walk: Walk) -> list[Mark]:
        """Lead from the cell to its place, between the cells and over none of their numbers."""
        row, beside = places.row, places.maps.boxes[walk.cell[0]].right + ASIDE
        lowest, first = places.maps.around.bottom, row.boxes[0].y
        middle = (lowest + first) / 2
        onward = [(beside, source.bottom), (beside, middle)]
        if walk.index >= row.length:  # down beside the lines, then between two of them
            between = (row.boxes[walk.index // row.length - 1].bottom + target.y) / 2
            aside = row.around.right + ASIDE
            onward += [(aside, middle), (aside, between), (target.cx, between)]
        else:
            onward.append((target.cx, middle))
        onward.append((target.cx, target.y))
        out = [(source.right, source.bottom), (beside, source.bottom)]
        return [
            Stroke("line out", np.array(out, np.float32), "write", 2.0),
            Stroke("line onward", np.array(onward, np.float32), "write", 2.0),
        ]

    def _pointed(self, look: StageInput, places: Places) -> Moment | None:
        """Find the walk of the cell pointed at, in a map or in a row; None before it is told."""
        cell = places.maps.pointed("input", look.spot)
        position = None
        if cell is not None:
            position = int(np.ravel_multi_index(cell, self.shape))
        for name, row, cells in (
            ("output", places.row, self.cells),
            ("other", places.other, self.other_cells),
        ):
            index = None if row is None else row.pointed(name, look.spot)
            if index is not None:
                position = int(cells[index])
        moment = look.moment
        if position is None:
            return None
        if moment is not None and position >= moment.position + int(moment.revealed):
            return None
        return last_moment(position, self.timeline.steps)

    def _readout(self, moment: Moment | None) -> Line:
        if moment is None:
            return ()
        c, h, w = self.timeline[moment.position].cell
        progress = text(
            "{index} of {count}", index=f"{moment.position + 1:,}", count=f"{len(self.y):,}"
        )
        return line(
            Span(f"x[{c}, {h}, {w}]", "read"), Span(" · ", "faint"), Span(progress, "muted")
        )


@lru_cache(maxsize=16)  # the same at every moment
def _placed(view: Viewport, shape: Shape, both: bool) -> Places:
    """Place the maps above the row, and that in the other order below it."""
    size, count = view.text, shape[0] * shape[1] * shape[2]
    top, font = top_margin(view), NAME * size
    largest = largest_cell(view)
    lead = LEAD * font if 1 < shape[0] <= MOST_GRIDS else 0.0
    gap, index, caption = 14.0 * size, 1.5 * font, CAPTION * size
    beside = (BESIDE if both else 3.0) * font
    room = Box(MARGIN, 0, view.width - 2 * MARGIN, view.height - top - 6.0)
    wide = Box(room.x + beside, 0, room.w - 2 * beside, 0)
    rows = 2 if both else 1
    free = room.h - caption - rows * index - (rows + 1) * LEAST_GAP
    side = min(
        (room.w - gap * (shape[0] - 1)) / shape[0] / shape[2] - lead / shape[2],
        wide.w / count,
        free / (shape[1] + 1 + (LESS if both else 0.0)),
        largest,
    )
    if side >= smallest_cell(view):  # all in one line, with cells of one size
        side = float(int(side))
        parts = (side * shape[1], side, side)
        less = side * LESS
    else:
        part = 1 - MAPS - (OTHER if both else 0.0)
        free -= (rows - 1) * (caption - index)
        parts = (MAPS * free, part * free, OTHER * free)
        side = less = largest
    panel = MapPanel.within(replace(room, h=parts[0]), shape, gap, side, lead)
    row = LongRow.within(replace(wide, h=parts[1] + index), count, side, index)
    other = None
    if both:
        less = min(less, row.side)
        other = LongRow.within(replace(wide, h=parts[2] + index), count, less, index)
    single = index if len(row.boxes) == 1 else 0.0
    heights = [panel.around.h, row.around.h + single + caption]
    if other is not None:
        heights.append(other.around.h + (single or caption))
    spare = max((room.h - sum(heights)) / (len(heights) + 1), 4.0)
    y = top + spare
    maps = _moved(panel.boxes, y - panel.around.y)
    y += heights[0] + spare
    row = replace(row, boxes=_moved(row.boxes, y - row.around.y))
    y += heights[1] + spare
    if other is not None:
        other = replace(other, boxes=_moved(other.boxes, y - other.around.y))
    return Places(replace(panel, boxes=maps), row, other)


def walk_equation(walk: Walk, moment: Moment, shape: tuple[int, int, int], layout: str) -> Line:
    """Name a cell both ways: by channel, row and column, and by its index in the row.

    Parameters
    ----------
    walk : Walk
        The cell.
    moment : Moment
        Where the timeline stands.
    shape : tuple of int
        Channels, rows and columns of the maps.
    layout : str
        Order of the row.
    """
    c, h, w = walk.cell
    (value,) = written_alike(walk.x)
    sign = equals(None, None, value)
    name = line(Span(f"x[{c}, {h}, {w}]", "read"), sign, Span(value.said, "read"), "    ")
    label: Text = text("index")
    formula = index_formula(None, shape, layout)
    if moment.number == 0:
        return (*name, Span(label, "muted"), Span(" …", "faint"))
    if moment.covered and not moment.revealed:
        result = "?" if moment.asks else "…"
        return (
            *name,
            Span(label, "muted"),
            Span(" "),
            *formula,
            Span(" = "),
            Span(result, "write"),
        )
    counted = index_formula(walk.cell, shape, layout)
    row = line("    ", Span(f"y[{walk.index}]", "write"), sign, Span(value.said, "write"))
    return (
        *name,
        Span(label, "muted"),
        Span(" "),
        *counted,
        Span(" = "),
        Span(str(walk.index), "write"),
        *(row if moment.revealed else ()),
    )


def _moved(boxes: tuple[Box, ...], dy: float) -> tuple[Box, ...]:
    return tuple(box.moved(0.0, round(dy)) for box in boxes)


def _moving(source: Box, target: Box, value: float, moment: Moment) -> Tags:
    """Move the value from its cell to its place."""
    part = ease(moment.t)
    x = source.cx + part * (target.cx - source.cx)
    y = source.cy + part * (target.cy - source.cy)
    said = format_number(value)
    size = min(0.41 * target.w, 0.86 * target.w / (0.6 * len(said)))
    box = Box(x - target.w / 2, y - target.h / 2, target.w, target.h)
    return Tags("moving", (box.inset(1),), (said,), "write", size, framed=True)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Flatten)


EXPLANATION = Explanation("flatten", text("Into one row"), _serves, FlattenStage, order=10)
