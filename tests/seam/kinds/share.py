"""A throw-away kind: a whole vector at once, with steps of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Layer
from cnnviz.layers.shapes import Shape
from cnnviz.trace import (
    ALL,
    Cell,
    FloatArray,
    Index,
    Line,
    Moment,
    Shown,
    Span,
    Step,
    format_number,
    line,
)
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Share(Layer):
    """Every value divided by the sum of all values of its image."""

    kind: ClassVar[str] = "Share"
    order: ClassVar[int] = 902
    about: ClassVar[Text] = text("Share")

    def out_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        total = np.abs(x).sum(axis=(1, 2, 3), keepdims=True) + 1
        y: FloatArray = (x / total).astype(x.dtype)
        return y

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> ShareTimeline:
        return ShareTimeline(x, y, image)


@dataclass(frozen=True, eq=False)
class ShareRecord:
    """All values of one image."""

    image: int
    x: FloatArray

    adds = False

    @property
    def where(self) -> Index:
        return (self.image,)

    @property
    def total(self) -> float:
        return float(np.abs(self.x).sum(dtype=np.float64)) + 1

    @property
    def magnitude(self) -> float:
        return float(np.abs(self.x).max())

    def replay(self) -> FloatArray:
        return self.x.astype(np.float64) / self.total

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        return (((self.image,), self.x),)

    def steps(self) -> dict[str, int]:
        return {"add": self.x.size}

    def equation(self, moment: Moment) -> Line:
        if moment.name == "divide":
            return line("Σ = ", Span(format_number(self.total, 3), "stat"))
        return line(Span(moment.step.title))


class ShareTimeline:
    """One position, three steps."""

    whole = True
    asks = True
    axes: Cell = (1, 1, 1)

    def __init__(self, x: FloatArray, y: FloatArray, image: int) -> None:
        self._x, self._y, self._image = x, y, image
        self.steps = (
            Step("gather", text("gather the values")),
            Step("add", text("add them up"), x[image].size),
            Step("divide", text("divide by the sum"), reveals=True),
        )

    def __len__(self) -> int:
        return 1

    def __getitem__(self, position: int) -> ShareRecord:
        range(1)[position]
        return ShareRecord(self._image, self._x[self._image])

    def shown(self, moment: Moment | None) -> Shown:
        if moment is None or moment.revealed:
            return ALL
        largest = int(np.argmax(self._y[self._image]))
        return Shown(0, largest if moment.asks else None)

    def cell_of(self, position: int) -> Cell | None:
        return None

    def position_of(self, cell: Cell) -> int | None:
        return None
