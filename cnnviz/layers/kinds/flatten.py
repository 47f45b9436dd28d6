"""Flatten: the cells of all maps, one after the other, in one row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Formula, Layer, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import EnumParameter
from cnnviz.layers.shapes import Shape
from cnnviz.trace import (
    ALL,
    Cell,
    CellTimeline,
    FloatArray,
    Index,
    IntArray,
    Line,
    Moment,
    Shown,
    Span,
    Step,
    line,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import Text, text

NCHW, NHWC = "NCHW", "NHWC"
LAYOUTS = {NCHW: Text("NCHW"), NHWC: Text("NHWC")}
HINT = text(
    "NCHW: map by map, as PyTorch counts. NHWC: all channels of a place, as TensorFlow counts."
)


def index_of(cell: Cell, shape: Shape, layout: str) -> int:
    """Count the cells that stand in the row before one.

    Parameters
    ----------
    cell : tuple of int
        Channel, row and column.
    shape : tuple of int
        Channels, rows and columns of the maps.
    layout : str
        ``NCHW`` or ``NHWC``.
    """
    (channel, row, column), (channels, rows, columns) = cell, shape
    if layout == NCHW:
        return (channel * rows + row) * columns + column
    return (row * columns + column) * channels + channel


def index_formula(cell: Cell | None, shape: Shape, layout: str) -> Line:
    """Write how an index is counted: in symbols, or with the numbers of a cell.

    Parameters
    ----------
    cell : tuple of int or None
        Channel, row and column; None for symbols.
    shape : tuple of int
        Channels, rows and columns of the maps.
    layout : str
        ``NCHW`` or ``NHWC``.
    """
    c, h, w = ("c", "h", "w") if cell is None else map(str, cell)
    channels, rows, columns = ("C", "H", "W") if cell is None else map(str, shape)
    if layout == NCHW:
        order = ((c, rows), (h, columns), (w, ""))
    else:
        order = ((h, columns), (w, channels), (c, ""))
    (first, per_first), (second, per_second), (third, _) = order
    return line(
        "(",
        Span(first, "read"),
        f"·{per_first} + ",
        Span(second, "read"),
        f")·{per_second} + ",
        Span(third, "read"),
    )


@dataclass(frozen=True, eq=False)
class Flatten(Layer):
    """All maps in one row of D = C·H·W cells, of shape (D, 1, 1).

    PyTorch counts map by map; a network that keeps its channels last counts them first.
    """

    kind: ClassVar[str] = "Flatten"
    order: ClassVar[int] = 60
    about: ClassVar[Text] = text("Lines the cells of all maps up in one row.")
    common_name: ClassVar[Text] = text("flattening")
    keeps_values: ClassVar[bool] = True

    layout: str = setting(NCHW, EnumParameter(label=text("Order"), hint=HINT, options=LAYOUTS))

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (C·H·W, 1, 1)."""
        return (shape[0] * shape[1] * shape[2], 1, 1)

    def cells(self, shape: Shape) -> IntArray:
        """Give the cell that stands at each index, counted map by map.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        ndarray of int, shape (C·H·W,)
            A permutation.
        """
        numbered = np.arange(int(np.prod(shape)), dtype=np.intp).reshape(shape)
        if self.layout == NHWC:
            numbered = numbered.transpose(1, 2, 0)
        return numbered.reshape(-1)

    def forward(self, x: FloatArray) -> FloatArray:
        """Line up the cells, shape (N, C·H·W, 1, 1)."""
        ordered = x if self.layout == NCHW else x.transpose(0, 2, 3, 1)
        return np.array(ordered.reshape(len(x), -1, 1, 1), order="C")

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Put the gradient of each cell back to its place."""
        count, channels, rows, columns = x.shape
        if self.layout == NCHW:
            return Gradients(grad_y.reshape(x.shape), {})
        back = grad_y.reshape(count, rows, columns, channels).transpose(0, 3, 1, 2)
        return Gradients(np.ascontiguousarray(back), {})

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> FlattenTimeline:
        """Make the timeline: every cell of the maps walks to its place."""
        return FlattenTimeline(self, x, y, image)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write the length of the row, the index, and that there is nothing to learn."""
        channels, rows, columns = shape
        return (
            Formula(
                text("Length of the row"),
                (
                    line("C·H·W"),
                    line(
                        f"{channels}·{rows}·{columns} = ",
                        Span(f"{channels * rows * columns:,}", "write", tells=SIZE),
                    ),
                ),
            ),
            Formula(text("Index of a cell"), (index_formula(None, shape, self.layout),)),
            Formula(
                text("Parameters"),
                (line(Span("0", "write"), Span(text("  nothing to learn"), "muted")),),
            ),
        )

    def summary(self) -> str:
        """Name the order."""
        return self.layout


@dataclass(frozen=True, eq=False, slots=True)
class Walk:
    """One cell of the maps, and its place in the row.

    Attributes
    ----------
    image : int
        Which image.
    cell : tuple of int
        Channel, row and column in the maps.
    index : int
        Its place in the row, from 0.
    other : int
        Its place in the row of the other order.
    x : ndarray, shape ()
        Its value.
    """

    image: int
    cell: Cell
    index: int
    other: int
    x: FloatArray

    @property
    def adds(self) -> bool:
        """A place is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, index, and the only row and column."""
        return (self.image, self.index, 0, 0)

    @property
    def magnitude(self) -> float:
        """Nothing is added up."""
        return 0.0

    @property
    def answer(self) -> float:
        """What is asked for: the index, not the value, which stands there to be read."""
        return float(self.index)

    def replay(self) -> float:
        """Give the value, unchanged."""
        return float(self.x)

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the one cell that is read."""
        return (((self.image, *self.cell), self.x),)

    def steps(self) -> dict[str, int]:
        """Count the index once."""
        return {"count": 1}


class FlattenTimeline(CellTimeline):
    """The cells of the maps: map by map, row by row, whatever the order of the row is.

    Parameters
    ----------
    layer : Flatten
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W) and (N, C·H·W, 1, 1)
        Its input and output.
    image : int
        Which image.
    """

    def __init__(self, layer: Flatten, x: FloatArray, y: FloatArray, image: int) -> None:
        steps = (
            Step("pick", text("pick a cell")),
            Step("count", text("count its index")),
            Step("write", text("write"), reveals=True),
        )
        super().__init__((x.shape[1], x.shape[2], x.shape[3]), steps)
        self._layer, self._x, self._image = layer, x, image

    def __getitem__(self, position: int) -> Walk:
        cell = super().cell_of(range(len(self))[position])
        layout = self._layer.layout
        other = NHWC if layout == NCHW else NCHW
        return Walk(
            self._image,
            cell,
            index_of(cell, self.axes, layout),
            index_of(cell, self.axes, other),
            self._x[(self._image, *cell)],
        )

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the places of the cells that have walked."""
        if moment is None:
            return ALL
        count = moment.position + int(moment.revealed)
        asked = self[moment.position].index if moment.asks else None
        if self._layer.layout == NCHW:
            return Shown(count, asked)
        return Shown(asked=asked, hidden=(self._cells >= count)[:, None, None])

    @cached_property
    def _cells(self) -> IntArray:
        return self._layer.cells(self.axes)

    def cell_of(self, position: int) -> Cell:
        """Give the place in the row, as a map of one cell."""
        return (self[position].index, 0, 0)

    def position_of(self, cell: Cell) -> int:
        """Give the position of the cell that walks to a place."""
        return int(self._cells[cell[0]])
