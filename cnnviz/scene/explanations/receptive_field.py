"""The receptive field of one output cell in every layer before it, back to the image."""

from __future__ import annotations

import numpy as np

from cnnviz.document.evaluation import walk_back
from cnnviz.layers import Layer, Region
from cnnviz.layers.capabilities import Windowed
from cnnviz.scene import captions
from cnnviz.scene.equations import ordinal
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, MARGIN, fitted, signs_in_cell
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, Line, Span, line, places_for
from cnnviz.trace.asked import FIELD
from cnnviz.words import Text, text

MOST_STATIONS = 5
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


def _stations(
    stations: list[Station],
    look: StageInput,
    where: VisibleMoment,
    left_out: int,
) -> list[Mark]:
    size, view = look.viewport.text, look.viewport
    gap, wider = GAP, LEFT_OUT * size if left_out else 0.0
    largest = max(values.shape[1] for _, values, _, _ in stations)
    widths = [max(values.shape[2], largest / 3) for _, values, _, _ in stations]
    room = view.width - 2 * MARGIN - gap * (len(stations) - 1) - wider
    below = 1.8 if view.presenting else 3.0
    height = view.height - 2 * MARGIN - below * CAPTION * size
    cell = min(room / sum(widths), height / largest)
    x = MARGIN + (room - cell * sum(widths)) / 2
    marks: list[Mark] = []
    for index, ((name, values, region, scale), width) in enumerate(
        zip(stations, widths, strict=True)
    ):
        last = index == len(stations) - 1
        channel = min(where.map, len(values) - 1)
        plane = values if index == 0 and len(values) == 3 else values[channel]
        rows, columns = values.shape[1:]
        column = Box(x, MARGIN, cell * width, height)
        box = fitted(column, rows, columns, cell, whole=False)
        places = _places(plane, cell) if look.numbers and plane.ndim == 2 else None
        grid = Grid("output" if last else f"station {index}", box, plane, scale, places, hot=last)
        if last:
            grid = grid.holding_back(where.plane)
        marks.append(grid)
        marks.append(
            Outline(f"seen {index}", (_inside(grid, region),), "write" if last else "read", 3.0)
        )
        marks.append(captions.caption(f"name {index}", box, size, Span(name, "strong")))
        count = region.size
        tells = () if last else FIELD
        said = Span(f"{count[0]} × {count[1]}", "write" if last else "read", tells=tells)
        below = box.bottom + 1.3 * CAPTION * size
        marks.append(Label(f"size {index}", box.cx, below, (said,), 13.0 * size, mono=True))
        if index:
            marks.append(
                captions.symbol(f"to {index}", x - gap / 2, MARGIN + height / 2, "→", size)
            )
        x += cell * width + gap
        if index == 0 and left_out:
            marks += _left_out(left_out, x + (wider - gap) / 2, MARGIN + height / 2, size)
            marks.append(
                captions.symbol("to left out", x - gap / 2, MARGIN + height / 2, "→", size)
            )
            x += wider
    return marks


def _places(plane: FloatArray, side: float) -> int | None:
    """Choose the decimals with which all numbers of a map are easy to read; None if they are not.

    Maps stand side by side to be compared, so that one decimal is better than small digits.
    """
    room, wanted = signs_in_cell(side), places_for(plane)
    ends = [float(end) for end in (plane.min(), plane.max())]
    for places in range(wanted, min(wanted, 1) - 1, -1):
        if max(len(f"{end:.{places}f}") for end in ends) <= room:
            return places
    return None


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


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Windowed)


EXPLANATION = Explanation(
    "field", text("Receptive field"), _serves, ReceptiveFieldStage, order=80, aside=True
)
