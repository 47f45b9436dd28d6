"""The receptive field of one output cell in every layer before it, back to the image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.document.evaluation import walk_back
from cnnviz.layers import Layer, Region, Shape
from cnnviz.layers.capabilities import Windowed
from cnnviz.scene import captions
from cnnviz.scene.equations import ordinal
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, MARGIN, fitted, frame_width
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, Line, Role, Span, line
from cnnviz.trace.asked import FIELD
from cnnviz.words import Text, text

MOST_STATIONS = 5
LEAST = 60.0
"""Side of the smallest map, in logical pixels; its cells are then larger than the others'."""
FROM_THE_BACK = 1.6
"""Text size at the least by which digits before a class are measured: 16 pixels."""
GAP, LEFT_OUT = 40.0, 120.0
"""Between stations; and besides, in heights of text, where some are left out."""

Span2 = tuple[int, int]


Station = tuple[str | Text, FloatArray, Region, Scale]
"""A name, one image's activation, what is seen of it, and its colours."""


class ReceptiveFieldStage:
    """The image at the left, one output cell at the right, receptive fields between them."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.timeline = subject.layer.timeline(subject.x, subject.y, subject.image)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        subject, image = self.subject, self.subject.image
        shape = subject.y.shape[1:]
        where = visible(self.timeline, shape, look)
        chosen = self._chosen(look, where, shape)
        regions = walk_back(subject.results, chosen)
        first = subject.results[0].x
        assert first is not None
        stations: list[Station] = [(text("Image"), first[image], regions[0], subject.scales[0])]
        after = zip(subject.results, regions[1:], subject.scales[1:], strict=True)
        for result, region, scale in after:
            assert result.y is not None
            stations.append((result.layer.kind, result.y[image], region, scale))
        shown = [stations[0], *stations[1:][-(MOST_STATIONS - 1) :]]
        marks = _stations(shown, look, where, len(stations) - len(shown))
        return Scene(place_labels(tuple(marks), look.viewport), _sentence(regions[0], chosen))

    def _chosen(self, look: StageInput, where: VisibleMoment, shape: tuple[int, ...]) -> Region:
        """Choose the output cell pointed at, else the timeline's, else the middle one."""
        spot = look.pointed("output", shape[1], shape[2])
        if spot is not None:
            return Region.cell(spot.row, spot.column)
        cell = None if look.moment is None else self.timeline.cell_of(look.moment.position)
        if cell is not None:
            return Region.cell(cell[1], cell[2])
        return Region.cell(shape[1] // 2, shape[2] // 2)


@dataclass(frozen=True)
class Rows:
    """Where the maps stand: in rows, or in two beside the image; where they are largest.

    Attributes
    ----------
    cell : float
        Side of a cell in logical pixels, the same in all maps but the smallest.
    slots : tuple of Box
        A room for each map.
    first : int
        How many of them stand in the first row.
    """

    cell: float
    slots: tuple[Box, ...]
    first: int

    @classmethod
    def of(cls, stations: list[Station], look: StageInput, wider: float) -> Rows:
        """Fit the maps into the stage.

        Parameters
        ----------
        stations : list of Station
            What is shown.
        look : StageInput
            Input of the stage.
        wider : float
            Width behind the first map for a note, in logical pixels.
        """
        splits = [len(stations), *reversed(range(1, len(stations)))]
        tries = [cls._split(stations, look, wider, first) for first in splits]
        behind = range(2, len(stations) - 1)
        tries += [cls._beside(stations, look, wider, first) for first in behind]
        return max(tries, key=lambda rows: rows.cell)  # the first, one row, where they are equal

    @classmethod
    def _split(cls, stations: list[Station], look: StageInput, wider: float, first: int) -> Rows:
        view = look.viewport
        shapes = [values.shape[1:] for _, values, _, _ in stations]
        rows = [each for each in (shapes[:first], shapes[first:]) if each]
        below = _below(look)
        between = MARGIN if len(rows) > 1 else 0.0
        height = view.height - 2 * MARGIN - between - len(rows) * below
        room = view.width - 2 * MARGIN
        notes = [wider] + [GAP] * (len(rows) - 1)  # the second row begins with an arrow
        rooms = [room - note for note in notes]
        cell = _largest(height, lambda each: _fit(rows, each, height, rooms))
        slots: list[Box] = []
        y = MARGIN + max(height - sum(_height(row, cell) for row in rows), 0.0) / 2
        for row, note in zip(rows, notes, strict=True):
            widths = [_slot(shape, cell) for shape in row]
            x = MARGIN + max(room - note - sum(widths) - GAP * (len(row) - 1), 0.0) / 2
            tall = _height(row, cell)
            for index, width in enumerate(widths):
                x += note if index == int(row is rows[0]) else 0.0
                slots.append(Box(x, y, width, tall))
                x += width + GAP
            y += tall + below + between
        return cls(cell, tuple(slots), first)

    @classmethod
    def _beside(cls, stations: list[Station], look: StageInput, wider: float, first: int) -> Rows:
        """Put the image at the left, as high as the stage, and the others right of it.

        Parameters
        ----------
        stations : list of Station
            What is shown.
        look : StageInput
            Input of the stage.
        wider : float
            Width behind the image for a note, in logical pixels.
        first : int
            How many maps, the image among them, stand before the second row.
        """
        shapes = [values.shape[1:] for _, values, _, _ in stations]
        image, rows = shapes[:1], [shapes[1:first], shapes[first:]]
        below = _below(look)
        height = look.viewport.height - 2 * MARGIN - below
        right = height - below - MARGIN
        room = look.viewport.width - 2 * MARGIN - wider - GAP

        def fits(each: float) -> bool:
            beside = room - _slot(image[0], each)
            return _fit([image], each, height, [room]) and _fit(rows, each, right, [beside] * 2)

        cell = _largest(height, fits)
        if not fits(cell):
            return cls(0.0, (), first)
        wide, tall = _slot(image[0], cell), _height(image, cell)
        widest = max(_wide(row, cell) for row in rows)
        left = MARGIN + max(room - wide - widest, 0.0) / 2
        slots = [Box(left, MARGIN + (height - tall) / 2, wide, tall)]
        y = MARGIN + max(right - sum(_height(row, cell) for row in rows), 0.0) / 2
        for row in rows:
            x = left + wide + wider + GAP
            for shape in row:
                slots.append(Box(x, y, _slot(shape, cell), _height(row, cell)))
                x += slots[-1].w + GAP
            y += _height(row, cell) + below + MARGIN
        return cls(cell, tuple(slots), first)


def _below(look: StageInput) -> float:
    """Height of what stands below a row of maps."""
    return (1.8 if look.viewport.presenting else 2.2) * CAPTION * look.viewport.text


def _slot(shape: tuple[int, ...], cell: float) -> float:
    return max(shape[1] * cell, LEAST)


def _height(row: list[tuple[int, ...]], cell: float) -> float:
    return max(max(shape[0] * cell, LEAST) for shape in row)


def _wide(row: list[tuple[int, ...]], cell: float) -> float:
    return sum(_slot(shape, cell) for shape in row) + GAP * (len(row) - 1)


def _fit(rows: list[list[tuple[int, ...]]], cell: float, height: float, rooms: list[float]) -> bool:
    """Whether rows of maps fit under each other, each in its width."""
    high = sum(_height(row, cell) for row in rows) <= height
    return high and all(_wide(row, cell) <= room for row, room in zip(rows, rooms, strict=True))


def _largest(high: float, fits: Callable[[float], bool]) -> float:
    """Find the largest cell with which everything fits, by halving."""
    low = 0.0
    for _ in range(40):
        cell = (low + high) / 2
        low, high = (cell, high) if fits(cell) else (low, cell)
    return low


def _stations(
    stations: list[Station],
    look: StageInput,
    where: VisibleMoment,
    left_out: int,
) -> list[Mark]:
    size = look.viewport.text
    wider = LEFT_OUT * size if left_out else 0.0
    rows = Rows.of(stations, look, wider)
    planes = [_plane(values, where, index) for index, (_, values, _, _) in enumerate(stations)]
    places = _places(planes, rows.cell, look)
    marks: list[Mark] = []
    for index, ((name, values, region, scale), slot) in enumerate(
        zip(stations, rows.slots, strict=True)
    ):
        last = index == len(stations) - 1
        high, wide = values.shape[1:]
        side = min(max(rows.cell, LEAST / min(high, wide)), slot.w / wide, slot.h / high)
        box = fitted(slot, high, wide, side, whole=False)
        key = "output" if last else f"station {index}"
        grid = Grid(key, box, planes[index], scale, places[index], hot=last)
        if last:
            grid = grid.holding_back(where.plane)
        marks.append(grid)
        role: Role = "write" if last else "read"
        thick = 3.0 if places[index] is None else frame_width(side, 3.0)
        marks.append(Outline(f"seen {index}", (_inside(grid, region),), role, thick))
        marks.append(captions.caption(f"name {index}", box, size, Span(name, "strong")))
        count = region.size
        tells = () if last else FIELD
        said = Span(f"{count[0]} × {count[1]}", "write" if last else "read", tells=tells)
        below = box.bottom + 1.3 * CAPTION * size
        marks.append(Label(f"size {index}", box.cx, below, (said,), 13.0 * size, mono=True))
        if index:
            marks.append(captions.symbol(f"to {index}", slot.x - GAP / 2, slot.cy, "→", size))
        if index == 0 and left_out:
            x = slot.right + GAP / 2
            marks.append(captions.symbol("to left out", x, slot.cy, "→", size))
            marks += _left_out(left_out, slot.right + (GAP + wider) / 2, slot.cy, size)
    return marks


def _plane(values: FloatArray, where: VisibleMoment, index: int) -> FloatArray:
    """Choose what is shown of an activation: a colour image whole, else the map on stage."""
    if index == 0 and len(values) == 3:
        return values
    plane: FloatArray = values[min(where.map, len(values) - 1)]
    return plane


def _places(planes: list[FloatArray], side: float, look: StageInput) -> list[int | None]:
    """Choose the decimals of the maps' numbers: all maps have them, or none has.

    Maps stand side by side to be compared, so that numbers in some of them would mislead.
    """
    least = max(look.viewport.text, FROM_THE_BACK) if look.viewport.presenting else 1.0
    places: list[int | None] = [None] * len(planes)
    if look.numbers and all(plane.ndim == 2 for plane in planes):
        places = [legible_places(plane, side, max(least, look.viewport.text)) for plane in planes]
    return [None] * len(planes) if None in places else places


def _left_out(count: int, x: float, y: float, size: float) -> list[Mark]:
    """Mark the layers that are left out between the image and the next one shown."""
    said = Span(text("{count} not shown", count=count), "muted")
    return [
        captions.symbol("left out", x, y, "…", size),
        Label("left out caption", x, y + CAPTION * size, (said,), 11.5 * size),
    ]


def _inside(grid: Grid, region: Region) -> Box:
    """Clip a region to the grid and give its box, at least of a visible size."""
    box = grid.region(region.rows, region.columns)
    return box.inset((box.w - 10) / 2) if box.w < 10 else box


def _sentence(seen: Region, chosen: Region) -> Line:
    rows, columns = seen.size
    return line(
        Span(f"y[{chosen.rows[0]}, {chosen.columns[0]}]", "write"),
        Span(
            text(
                " sees rows {top}…{bottom} and columns {left}…{right} of the image: ",
                top=ordinal(seen.rows[0]),
                bottom=ordinal(seen.rows[1]),
                left=ordinal(seen.columns[0]),
                right=ordinal(seen.columns[1]),
            ),
            tells=FIELD,
        ),
        Span(f"{rows} × {columns}", "read", tells=FIELD),
    )


def _says(worked: Sequence[tuple[Layer, Shape]]) -> Line:
    rows, columns = worked[-1][0].out_shape(worked[-1][1])[1:]
    seen = Region.cell(rows // 2, columns // 2)
    for layer, shape in reversed(worked):
        seen = layer.sees(shape, seen)
    return line(
        Span(text("one cell sees"), "muted"),
        " ",
        Span(f"{seen.size[0]} × {seen.size[1]}", "read", tells=FIELD),
    )


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Windowed)


EXPLANATION = Explanation(
    "field",
    text("Receptive field"),
    _serves,
    ReceptiveFieldStage,
    order=80,
    aside=True,
    through=True,
    tells=("field",),
    says=_says,
)
