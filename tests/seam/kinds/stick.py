"""A throw-away kind: a position writes the same place of every map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Layer
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import (
    ALL,
    Cell,
    CellOfMaps,
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
class Stick(Layer):
    """Every value divided by the sum over the channels at its place."""

    kind: ClassVar[str] = "Stick"
    order: ClassVar[int] = 904
    about: ClassVar[Text] = text("Stick")

    def out_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        y: FloatArray = (x / (np.abs(x).sum(axis=1, keepdims=True) + 1)).astype(x.dtype)
        return y

    def sees(self, shape: Shape, region: Region) -> Region:
        return region

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> StickTimeline:
        return StickTimeline(x, y, image)


@dataclass(frozen=True, eq=False)
class StickRecord:
    """The values of all channels at one place."""

    image: int
    row: int
    column: int
    x: FloatArray

    adds = False

    @property
    def where(self) -> Index:
        return (self.image, slice(None), self.row, self.column)

    @property
    def total(self) -> float:
        return float(np.abs(self.x).sum(dtype=np.float64)) + 1

    @property
    def magnitude(self) -> float:
        return float(np.abs(self.x).max())

    def replay(self) -> FloatArray:
        return self.x.astype(np.float64) / self.total

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        return {}

    def equation(self, moment: Moment) -> Line:
        if moment.name == "divide":
            return line("Σ = ", Span(format_number(self.total, 3), "stat"))
        return line(Span(moment.step.title))


class StickTimeline:
    """One position for each place."""

    whole = False
    asks = True
    slow = 0

    def __init__(self, x: FloatArray, y: FloatArray, image: int) -> None:
        self._x, self._y, self._image = x, y, image
        self.axes: Cell = (1, y.shape[2], y.shape[3])
        self.steps = (
            Step("place", text("place")),
            Step("divide", text("divide by the sum"), reveals=True),
        )

    def __len__(self) -> int:
        return self.axes[1] * self.axes[2]

    def __getitem__(self, position: int) -> StickRecord:
        row, column = divmod(range(len(self))[position], self.axes[2])
        return StickRecord(self._image, row, column, self._x[self._image, :, row, column])

    def shown(self, moment: Moment | None) -> Shown:
        if moment is None:
            return ALL
        hidden = np.ones(self._y.shape[1:], bool)
        places = hidden.reshape(len(hidden), -1)
        places[:, : moment.position + int(moment.revealed)] = False
        return Shown(hidden=hidden, asked=moment.position if moment.asks else None)

    def cell_of(self, position: int) -> CellOfMaps:
        return (None, *divmod(position, self.axes[2]))

    def position_of(self, cell: Cell) -> int:
        return cell[1] * self.axes[2] + cell[2]
