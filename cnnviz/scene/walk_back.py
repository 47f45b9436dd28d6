"""One output cell walked back to the pixels: what it sees of every layer before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.document.evaluation import Outcome
from cnnviz.layers import Layer, Shape
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.pooling import Pooling
from cnnviz.scene import captions
from cnnviz.scene.glance import Glance
from cnnviz.scene.layout import CAPTION, MARGIN, fitted
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Scene
from cnnviz.scene.scales import signed
from cnnviz.scene.where import Where
from cnnviz.trace import FloatArray, Line, Span, line
from cnnviz.words import Text, text

MOST_STATIONS = 5
GAP, LEFT_OUT = 40.0, 120.0
"""Between stations; and besides, in heights of text, where some are left out."""

Span2 = tuple[int, int]


@dataclass(frozen=True)
class Region:
    """Rows and columns of one activation, first and last; they may reach into padding."""

    rows: Span2
    columns: Span2

    @property
    def size(self) -> Span2:
        """How many rows and columns."""
        return self.rows[1] - self.rows[0] + 1, self.columns[1] - self.columns[0] + 1


def before(layer: Layer, shape: Shape, region: Region) -> Region:
    """What a region of a layer's output sees of its input.

    Parameters
    ----------
    layer : Layer
        Which layer.
    shape : (int, int, int)
        Of its input.
    region : Region
        Of its output.
    """
    if not isinstance(layer, Conv2d | Pooling):
        return region
    window = layer.window(shape)
    reach = window.field.kernel
    spans = []
    for axis, (first, last) in enumerate((region.rows, region.columns)):
        start = window.sides[axis][0]
        stride = window.stride[axis]
        spans.append((first * stride - start, last * stride - start + reach[axis] - 1))
    return Region(spans[0], spans[1])


def compose(
    outcomes: tuple[Outcome, ...], scale: Scale, glance: Glance, chosen: Region, where: Where
) -> Scene:
    """Make the picture: the image at the left, the cell at the right, what is between.

    Parameters
    ----------
    outcomes : tuple of Outcome
        Of the layers up to the one on stage; all have an output.
    scale : Scale
        Of the image.
    glance : Glance
        Where we are.
    chosen : Region
        The output cell.
    where : Where
        What of the output is held back, because it will be asked for.
    """
    stations: list[tuple[str | Text, FloatArray, Region, Scale]] = []
    region = chosen
    for outcome in reversed(outcomes):
        assert outcome.x is not None
        assert outcome.y is not None
        y = outcome.y[glance.image]
        stations.append((outcome.layer.kind, y, region, signed(y)))
        x = outcome.x
        region = before(outcome.layer, (x.shape[1], x.shape[2], x.shape[3]), region)
    first = outcomes[0].x
    assert first is not None
    stations.append((text("Image"), first[glance.image], region, scale))
    stations.reverse()
    shown = [stations[0], *stations[1:][-(MOST_STATIONS - 1) :]]
    marks = _stations(shown, glance, where, len(stations) - len(shown))
    return Scene(tuple(marks), _sentence(stations[0][2], chosen))


def _stations(
    stations: list[tuple[str | Text, FloatArray, Region, Scale]],
    glance: Glance,
    where: Where,
    left_out: int,
) -> list[Mark]:
    size, view = glance.viewport.text, glance.viewport
    gap, wider = GAP, LEFT_OUT * size if left_out else 0.0
    largest = max(values.shape[1] for _, values, _, _ in stations)
    widths = [max(values.shape[2], largest / 3) for _, values, _, _ in stations]
    room = view.width - 2 * MARGIN - gap * (len(stations) - 1) - wider
    height = view.height - 2 * MARGIN - 3 * CAPTION * size
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
        grid = Grid("output" if last else f"station {index}", box, plane, scale, hot=last)
        if last and where.held is not None:
            grid = replace(grid, revealed=where.revealed, asked=where.asked)
        marks.append(grid)
        marks.append(
            Outline(f"seen {index}", (_inside(grid, region),), "write" if last else "read", 3.0)
        )
        marks.append(captions.caption(f"name {index}", box, size, Span(name, "strong")))
        count = region.size
        said = Span(f"{count[0]} × {count[1]}", "write" if last else "read")
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


def _left_out(count: int, x: float, y: float, size: float) -> list[Mark]:
    """What stands for the layers between the image and the next one that is shown."""
    said = Span(text("{count} not shown", count=count), "muted")
    return [
        captions.symbol("left out", x, y, "…", size),
        Label("left out caption", x, y + CAPTION * size, (said,), 11.5 * size),
    ]


def _inside(grid: Grid, region: Region) -> Box:
    """The box of a region, as far as it is inside the grid, large enough to be seen."""
    top, bottom = (int(np.clip(r, 0, grid.rows - 1)) for r in region.rows)
    left, right = (int(np.clip(c, 0, grid.columns - 1)) for c in region.columns)
    first, last = grid.cell(top, left), grid.cell(bottom, right)
    box = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
    return box.inset((box.w - 10) / 2) if box.w < 10 else box


def _sentence(seen: Region, chosen: Region) -> Line:
    rows, columns = seen.size
    return line(
        Span(f"y[{chosen.rows[0]}, {chosen.columns[0]}]", "write"),
        Span(
            text(
                " sees rows {top}…{bottom} and columns {left}…{right} of the image: ",
                top=seen.rows[0],
                bottom=seen.rows[1],
                left=seen.columns[0],
                right=seen.columns[1],
            )
        ),
        Span(f"{rows} × {columns}", "read"),
    )
