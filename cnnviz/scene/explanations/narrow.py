"""A decoder with everything before it: how many numbers each map holds, and where it is narrow."""

from __future__ import annotations

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.stamping import Stamping
from cnnviz.scene import captions
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.grid_row import in_a_row
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, Line, Span, joined, line
from cnnviz.trace.asked import SIZE
from cnnviz.words import Text, text

MOST_MAPS = 8
"""Maps that are shown; of a longer pipeline the image and the last ones."""
GAP = 30.0
LEAST = 40.0
"""Between two maps; side of the smallest one, in logical pixels."""
WANTED = 96.0
"""Width for the words under a map, in logical pixels at text size 1."""
AROUND = 7.0
"""From a map to the frame that marks it as the narrowest, in logical pixels."""


class NarrowStage:
    """The image and the output of every layer, in one row."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.timeline = subject.layer.timeline(subject.x, subject.y, subject.image)

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        subject, view = self.subject, look.viewport
        where = visible(self.timeline, subject.y.shape[1:], look)
        first = subject.results[0].x
        assert first is not None
        names: list[Text | str] = [text("Image"), *(each.layer.kind for each in subject.results)]
        values = [first, *(each.y for each in subject.results if each.y is not None)]
        arrays = [each[subject.image] for each in values]
        counts = [each.size for each in arrays]
        narrowest = min(counts)
        shown = [0, *range(1, len(arrays))[-(MOST_MAPS - 1) :]]
        sizes = [(arrays[i].shape[1], arrays[i].shape[2]) for i in shown]
        row = in_a_row(
            view, sizes, numbers=look.numbers, lines=3, least=LEAST, gap=GAP, wanted=WANTED
        )
        words = max(box.bottom for box in row.boxes) + AROUND
        marks: list[Mark] = []
        for place, (i, box) in enumerate(zip(shown, row.boxes, strict=True)):
            grid = self._grid(i, arrays[i], box, where, look)
            under = Box(box.x, box.y, box.w, words - box.y)
            marks += [grid, *self._words(i, names[i], arrays[i], under, look)]
            if grid.revealed is not None or grid.hidden is not None:
                marks.append(Outline("held", (box,), "faint", 1.0))
            if counts[i] == narrowest:
                marks.append(Outline(f"narrowest {i}", (box.inset(-AROUND),), "accent", 3.0))
                marks.append(_named(f"narrowest caption {i}", under, view.text))
            if place:
                x = (row.boxes[place - 1].right + box.x) / 2
                marks.append(captions.symbol(f"to {i}", x, row.boxes[0].cy, "→", 0.8 * view.text))
        scene = place_labels(tuple(marks), view)
        return Scene(scene, _sentence(counts, narrowest))

    def _grid(
        self, index: int, array: FloatArray, box: Box, where: VisibleMoment, look: StageInput
    ) -> Grid:
        last = index == len(self.subject.results)
        colour = index == 0 and len(array) == 3
        plane = array if colour else array[min(where.map, len(array) - 1)]
        side = box.w / plane.shape[-1]
        size = max(look.viewport.text, 1.0)
        places = None if colour or not look.numbers else legible_places(plane, side, size)
        key = "output" if last else f"station {index}"
        grid = Grid(key, box, plane, self.subject.scales[index], places, hot=last)
        return grid.holding_back(where.plane) if last else grid

    def _words(
        self, index: int, name: Text | str, array: FloatArray, under: Box, look: StageInput
    ) -> list[Mark]:
        """Write the kind of the layer, and how many numbers it holds."""
        size = look.viewport.text
        tells = SIZE if index >= len(self.subject.results) else ()
        said = line(Span(f"{array.size:,}", "strong", tells=tells))
        if not look.viewport.presenting:  # there is no room for large letters
            shape = "×".join(str(n) for n in array.shape)
            said = (*said, Span(f"  {shape}", "muted", tells=tells))
        y = under.bottom + (0.62 + 0.9) * CAPTION * size
        return [
            captions.caption(f"name {index}", under, size, Span(name, "muted")),
            Label(f"size {index}", under.cx, y, said, 15.0 * size, mono=True),
        ]


def _named(key: str, under: Box, size: float) -> Label:
    """Mark the narrowest place in words."""
    y = under.bottom + (0.62 + 1.8) * CAPTION * size
    return Label(key, under.cx, y, (Span(text("narrowest"), "accent"),), 14.0 * size, bold=True)


def _sentence(counts: list[int], narrowest: int) -> Line:
    """Write how many numbers go in, through the narrowest place, and out."""
    ends = [
        line(Span(text("numbers in"), "muted"), " ", Span(f"{counts[0]:,}", "read")),
        line(Span(text("narrowest"), "muted"), " ", Span(f"{narrowest:,}", "accent")),
        line(Span(text("numbers out"), "muted"), " ", Span(f"{counts[-1]:,}", "write", tells=SIZE)),
    ]
    return joined(ends, Span("  →  ", "faint"))


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Stamping)


EXPLANATION = Explanation(
    "narrow", text("Numbers in and out"), _serves, NarrowStage, order=85, aside=True
)
