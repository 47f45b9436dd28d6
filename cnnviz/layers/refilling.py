"""Base class of layers that enlarge without weights: where each value goes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Formula, Layer
from cnnviz.layers.shapes import Region, Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.stamping import sources, stamped
from cnnviz.trace import (
    ALL,
    Cell,
    FloatArray,
    Index,
    IntArray,
    Moment,
    Shown,
    Span,
    Step,
    line,
)
from cnnviz.trace.asked import PARAMETERS, SIZE
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Refilling(Layer):
    """Writes every value into a window of a larger map: to one cell of it, or to all.

    Attributes
    ----------
    asks_place : bool
        Whether the cell is asked for, and not the value.
    """

    keeps_values: ClassVar[bool] = True
    asks_place: ClassVar[bool] = False

    @abstractmethod
    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay the window of each input cell over the output.

        Raises
        ------
        GeometryError
            If the layer cannot work on an input of this shape.
        """

    @abstractmethod
    def landings(self, x: FloatArray) -> IntArray | None:
        """Give the one cell of the output that each value goes to.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input.

        Returns
        -------
        ndarray of int, shape (N, C, H, W), or None
            Row · W_out + column; None if a value fills its whole window.
        """

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (C, H_out, W_out)."""
        return (shape[0], *self.stamps(shape).size)

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the cells whose windows cover the region."""
        return sources(self.stamps(shape), region)

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> RefillTimeline:
        """Make the timeline: every input cell of one image goes where it belongs."""
        return RefillTimeline(self, x, y, image)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write the output size, and that there are no parameters to learn."""
        return self.size_formula(shape), nothing_to_learn()

    @abstractmethod
    def size_formula(self, shape: Shape) -> Formula:
        """Write the output size in symbols and in numbers."""


def nothing_to_learn() -> Formula:
    """Write that there are no parameters."""
    said = Span(text("  nothing to learn"), "muted", tells=PARAMETERS)
    return Formula(text("Parameters"), (line(Span("0", "write", tells=PARAMETERS), said),))


def scaled_size(shape: Shape, factors: tuple[int, int]) -> Formula:
    """Write an output size that is a multiple of the input's.

    Parameters
    ----------
    shape : tuple of int
        Of the input.
    factors : (int, int)
        Output cells for each input cell, rows and columns.
    """
    lines = [
        line(
            Span(str(length), "read"),
            f"·{factor} = ",
            Span(str(length * factor), "write", tells=SIZE),
        )
        for length, factor in zip(shape[1:], factors, strict=True)
    ]
    symbols = line(Span("H", "read"), "·S")
    if lines[0] == lines[1]:
        return Formula(text("Output size"), (symbols, lines[0]))
    height, width = Span("H: ", "muted"), Span("W: ", "muted")
    return Formula(text("Output size"), (symbols, (height, *lines[0]), (width, *lines[1])))


def tiles(shape: Shape, factors: tuple[int, int]) -> SlidingWindow:
    """Lay windows side by side over a multiple of the input's size.

    Parameters
    ----------
    shape : tuple of int
        Of the input.
    factors : (int, int)
        Rows and columns of a window.
    """
    size = shape[1] * factors[0], shape[2] * factors[1]
    return SlidingWindow(size, factors, factors, (1, 1), ((0, 0), (0, 0)), shape[1:])


@dataclass(frozen=True, eq=False, slots=True)
class Refill:
    """One input cell, and what it writes.

    Attributes
    ----------
    image, output : int
        Which image, and which channel.
    cell : (int, int)
        Row and column of the input.
    window : (ndarray of int, ndarray of int)
        Rows and columns of its window that lie on the output.
    rows, columns : ndarray of int, shape (K,)
        The cells that are written first, or again, at this position.
    landing : (int, int) or None
        The one cell that the value goes to; None if it goes to all of them.
    x : ndarray, shape ()
        The value.
    answer : float
        The place that is asked for, row · W + column; or the value.
    """

    image: int
    output: int
    cell: tuple[int, int]
    window: tuple[IntArray, IntArray]
    rows: IntArray
    columns: IntArray
    landing: tuple[int, int] | None
    x: FloatArray
    answer: float

    @property
    def adds(self) -> bool:
        """A value replaces what was there."""
        return False

    @property
    def where(self) -> Index:
        """The cells that are written."""
        return (self.image, self.output, self.rows, self.columns)

    @property
    def magnitude(self) -> float:
        """Nothing is added up."""
        return 0.0

    def replay(self) -> FloatArray:
        """Write the value where it goes, and 0 around it."""
        if self.landing is None:
            return np.full(self.rows.shape, self.x)
        here = (self.rows == self.landing[0]) & (self.columns == self.landing[1])
        return np.where(here, self.x, self.x.dtype.type(0))

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the one cell that is read."""
        return (((self.image, self.output, *self.cell), self.x),)

    def steps(self) -> dict[str, int]:
        """Each step is one micro-step."""
        return {"place": 1, "find": 1}


class RefillTimeline:
    """Positions are the input cells, channel by channel, row by row.

    Parameters
    ----------
    layer : Refilling
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    whole = False
    asks = True
    slow = 0

    def __init__(self, layer: Refilling, x: FloatArray, y: FloatArray, image: int) -> None:
        self._layer, self._image = layer, image
        self._x, self._y = x[image], y[image]
        self.window = layer.stamps((x.shape[1], x.shape[2], x.shape[3]))
        landings = layer.landings(x)
        self.landings = None if landings is None else landings[image]
        self.axes: Cell = (x.shape[1], x.shape[2], x.shape[3])
        self.steps = (
            Step("place", text("pick an input cell")),
            Step("find", text("find its window")),
            Step("write", text("write"), reveals=True),
        )

    def __len__(self) -> int:
        channels, rows, columns = self.axes
        return channels * rows * columns

    @cached_property
    def owners(self) -> IntArray:
        """The input cell, in row order, that is the first to write each output cell."""
        along = []
        for axis in (0, 1):
            first = [self.window.touching(axis, cell)[:1] for cell in range(self.window.size[axis])]
            along.append(np.array([each[0] if len(each) else -1 for each in first], np.intp))
        owners: IntArray = along[0][:, None] * self.axes[2] + along[1]
        owners[along[0] < 0] = 0
        owners[:, along[1] < 0] = 0
        return owners

    @cached_property
    def _overlaps(self) -> bool:
        """Whether a value may replace another one, where windows lie on each other."""
        return any(s < k for s, k in zip(self.window.stride, self.window.kernel_size, strict=True))

    def place(self, position: int) -> Cell:
        """Give the channel, and the input cell's row and column."""
        channel, row, column = (int(i) for i in np.unravel_index(position, self.axes))
        return channel, row, column

    def landing(self, position: int) -> tuple[int, int] | None:
        """Give the one output cell that a value goes to; None if it fills its window."""
        if self.landings is None:
            return None
        return divmod(int(self.landings[self.place(position)]), self.window.size[1])

    def __getitem__(self, position: int) -> Refill:
        channel, row, column = self.place(position)
        own = row * self.axes[2] + column
        window = stamped(self.window, row, column)
        landing = self.landing(position)
        if own == 0:
            rows, columns = np.nonzero(self.owners == 0)
        else:
            inside = np.argwhere(self.owners[np.ix_(*window)] == own)
            rows, columns = window[0][inside[:, 0]], window[1][inside[:, 1]]
        if landing is not None and self.owners[landing] != own:
            rows, columns = np.append(rows, landing[0]), np.append(columns, landing[1])
        return Refill(
            image=self._image,
            output=channel,
            cell=(row, column),
            window=window,
            rows=rows,
            columns=columns,
            landing=landing,
            x=self._x[channel, row, column],
            answer=self._answer(position),
        )

    def shown(self, moment: Moment | None) -> Shown:
        """Give the windows filled so far."""
        if moment is None:
            return ALL
        cells = self.axes[1] * self.axes[2]
        whole, rest = divmod(moment.position + int(moment.revealed), cells)
        hidden = np.ones(self._y.shape, np.bool_)
        hidden[:whole] = False
        values: FloatArray | None = None
        if rest:
            hidden[whole] = self.owners >= rest
            if self.landings is not None and self._overlaps:
                values = np.array(self._y)
                values[whole] = 0
                land, put = self.landings[whole].reshape(-1), self._x[whole].reshape(-1)
                values[whole].reshape(-1)[land[:rest]] = put[:rest]
        asked = self.asked(moment.position) if moment.asks else None
        if asked is not None:
            hidden.flat[asked] = True
        return Shown(asked=asked, hidden=hidden, values=values, whole=whole)

    def asked(self, position: int) -> int:
        """Give the cell in which the question stands, counted over all channels."""
        channel, row, column = self.place(position)
        rows, columns = stamped(self.window, row, column)
        at = 0 if self._layer.asks_place else -1
        high, wide = self.window.size
        return (channel * high + int(rows[at])) * wide + int(columns[at])

    def _answer(self, position: int) -> float:
        if self.landings is not None and self._layer.asks_place:
            return float(self.landings[self.place(position)])
        return float(self._y.flat[self.asked(position)])

    def cell_of(self, position: int) -> Cell | None:
        """Give the first output cell that a position is the first to write."""
        channel, row, column = self.place(position)
        rows, columns = stamped(self.window, row, column)
        own = np.argwhere(self.owners[np.ix_(rows, columns)] == row * self.axes[2] + column)
        if not len(own):
            return None
        return channel, int(rows[own[0][0]]), int(columns[own[0][1]])

    def position_of(self, cell: Cell) -> int:
        """Give the position that is the first to write an output cell."""
        return cell[0] * self.axes[1] * self.axes[2] + int(self.owners[cell[1], cell[2]])


def factors_in_words(factors: tuple[int, int]) -> tuple[Text | str, ...]:
    """Describe by how much a map is enlarged."""
    return (f"× {factors[0]}" if factors[0] == factors[1] else f"× {factors[0]}, {factors[1]}",)
