"""A throw-away explanation: input and running sums, by a capability of the layer."""

from __future__ import annotations

from cnnviz.layers import Layer
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.marks import Box, Grid, Outline, Scene
from cnnviz.scene.stage_input import StageInput, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import Span, places_for
from cnnviz.words import text


class SpreadingStage:
    """One image: what is spread, and what has become of it so far."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.timeline = subject.layer.timeline(subject.x, subject.y, subject.image)
        self.y = subject.y[subject.image]

    def compose(self, look: StageInput) -> Scene:
        where = visible(self.timeline, self.y.shape, look)
        plane = self.subject.planes()[where.map]
        left = Grid("input", Box(20, 20, 200, 200), plane, self.subject.in_scale, places_for(plane))
        right = Grid(
            "output", Box(300, 20, 220, 220), self.y[where.map], self.subject.out_scale, 0
        ).holding_back(where.plane)
        marks = [left, right]
        if where.moment is not None:
            _, row, column = self.timeline[where.moment.position].cell
            marks.append(Outline("stamp", (left.cell(row, column),), "read"))
        return Scene(place_labels(tuple(marks), look.viewport), (Span("Σ"),))


def _serves(layer: Layer) -> bool:
    return hasattr(layer, "timeline") and layer.kind == "Spread"


EXPLANATION = Explanation("spreading", text("Spreading"), _serves, SpreadingStage, order=5)
