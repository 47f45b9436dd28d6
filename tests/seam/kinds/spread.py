"""A throw-away kind: positions are input cells, which add into overlapping output cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Layer
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import ALL, Cell, FloatArray, Index, Moment, Shown, Step
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Spread(Layer):
    """Every input cell is added to two by two output cells; they overlap."""

    kind: ClassVar[str] = "Spread"
    order: ClassVar[int] = 903
    about: ClassVar[Text] = text("Spread")

    def out_shape(self, shape: Shape) -> Shape:
        return (shape[0], shape[1] + 1, shape[2] + 1)

    def forward(self, x: FloatArray) -> FloatArray:
        n, c, h, w = x.shape
        y = np.zeros((n, c, h + 1, w + 1), x.dtype)
        for row, column in np.ndindex(2, 2):
            y[:, :, row : row + h, column : column + w] += x
        return y

    def sees(self, shape: Shape, region: Region) -> Region:
        (top, bottom), (left, right) = region.rows, region.columns
        return Region((top - 1, bottom), (left - 1, right))

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> SpreadTimeline:
        return SpreadTimeline(x, y, image)


@dataclass(frozen=True, eq=False)
class SpreadRecord:
    """One input cell, and the four output cells that it is added to."""

    image: int
    cell: Cell
    x: FloatArray

    adds = True

    @property
    def where(self) -> Index:
        channel, row, column = self.cell
        return (self.image, channel, slice(row, row + 2), slice(column, column + 2))

    @property
    def magnitude(self) -> float:
        return abs(float(self.x))

    def replay(self) -> FloatArray:
        return np.full((2, 2), self.x, np.float64)

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        return (((self.image, *self.cell), self.x),)

    def steps(self) -> dict[str, int]:
        return {"pick": 1, "add": 1}


class SpreadTimeline:
    """Input cells, channel by channel; output cells hold running sums meanwhile."""

    whole = False
    slow = 0
    asks = True
    steps = (
        Step("pick", text("pick an input cell")),
        Step("add", text("add it to four cells"), reveals=True),
    )

    def __init__(self, x: FloatArray, y: FloatArray, image: int) -> None:
        self._x, self._y, self._image = x, y, image
        self.axes: Cell = (x.shape[1], x.shape[2], x.shape[3])

    def __len__(self) -> int:
        return int(np.prod(self.axes))

    def __getitem__(self, position: int) -> SpreadRecord:
        channel, row, column = (int(i) for i in np.unravel_index(position, self.axes))
        x = self._x[self._image, channel, row, column]
        return SpreadRecord(self._image, (channel, row, column), x)

    def shown(self, moment: Moment | None) -> Shown:
        if moment is None:
            return ALL
        sums = np.zeros(self._y.shape[1:], np.float32)
        touched = np.zeros(self._y.shape[1:], bool)
        for position in range(moment.position + int(moment.revealed)):
            record = self[position]
            sums[record.where[1:]] += record.x
            touched[record.where[1:]] = True
        channel, row, column = self[moment.position].cell
        asked = int(np.ravel_multi_index((channel, row, column), sums.shape))
        return Shown(
            asked=asked if moment.asks else None,
            values=sums,
            hidden=~touched,
        )

    def cell_of(self, position: int) -> Cell | None:
        return None

    def position_of(self, cell: Cell) -> int | None:
        return None
