"""The timeline of stamps: every input cell times a kernel, added to the output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.stamping import stamp_counts, stamped
from cnnviz.trace import ALL, BoolArray, Cell, FloatArray, Index, IntArray, Moment, Shown, Step
from cnnviz.words import text


class Stamper(Protocol):
    """A layer whose input cells stamp kernels on the output.

    Attributes
    ----------
    weight : ndarray, shape (out_channels, C, K_h, K_w)
        The filters.
    bias : ndarray, shape (out_channels,)
        What each map begins with, if `use_bias`.
    use_bias : bool
        Whether the biases are used.
    """

    @property
    def weight(self) -> FloatArray: ...
    @property
    def bias(self) -> FloatArray: ...
    @property
    def use_bias(self) -> bool: ...
    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay the stamps over the output."""
        ...

    def maps(self, x: FloatArray, index: int) -> FloatArray:
        """Compute one map of the output.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input.
        index : int
            Which map, from 0.

        Returns
        -------
        ndarray, shape (N, H_out, W_out)
            The map, with its bias.
        """
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Stamp:
    """One input cell: its multiple of a kernel, added to the output.

    Attributes
    ----------
    image, output : int
        Which image, and which output channel.
    cell : (int, int)
        Row and column of the input.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the stamp lies on the output; outside it is cut away.
    size : (int, int)
        Rows and columns of the output.
    x : ndarray, shape (C,)
        The input cell in every channel.
    weight : ndarray, shape (C, K_h, K_w)
        The filter.
    start : float or None
        What the map begins with, laid before its first stamp: the bias, or 0; None at
        every other stamp.
    """

    image: int
    output: int
    cell: tuple[int, int]
    rows: IntArray
    columns: IntArray
    size: tuple[int, int]
    x: FloatArray
    weight: FloatArray
    start: float | None

    @property
    def adds(self) -> bool:
        """Stamps that overlap add up."""
        return True

    @property
    def inside(self) -> tuple[BoolArray, BoolArray]:
        """Rows and columns of the stamp that lie on the output, shape (K_h,) and (K_w,)."""
        return (
            (self.rows >= 0) & (self.rows < self.size[0]),
            (self.columns >= 0) & (self.columns < self.size[1]),
        )

    @property
    def where(self) -> Index:
        """The cells under the stamp; the whole map at its first one."""
        if self.start is not None:
            return (self.image, self.output)
        down, across = self.inside
        return (self.image, self.output, *np.ix_(self.rows[down], self.columns[across]))

    @property
    def products(self) -> FloatArray:
        """The stamp of each channel, shape (C, K_h, K_w)."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.x.astype(np.float64)[:, None, None] * self.weight

    @property
    def sums(self) -> FloatArray:
        """The stamp, shape (K_h, K_w): the stamps of all channels added."""
        with np.errstate(invalid="ignore"):
            total: FloatArray = self.products.sum(axis=0)
        return total

    @property
    def magnitude(self) -> float:
        """The largest sum of magnitudes in a cell."""
        with np.errstate(invalid="ignore"):
            largest = np.abs(self.products).sum(axis=0).max()
        return float(largest) + abs(self.start or 0.0)

    def replay(self) -> FloatArray:
        """Multiply the kernel by the cell, channel by channel, and lay it down."""
        down, across = self.inside
        total = np.zeros(self.sums.shape)
        for kernel in self.products:
            total = total + kernel
        stamp: FloatArray = total[np.ix_(down, across)]
        if self.start is None:
            return stamp
        laid = np.full(self.size, self.start)
        laid[np.ix_(self.rows[down], self.columns[across])] += stamp
        return laid

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the input cell, in every channel."""
        return (((self.image, slice(None), *self.cell), self.x),)

    def steps(self) -> dict[str, int]:
        """Count one product of each kernel."""
        return {"terms": len(self.weight)}


class StampTimeline:
    """A transposed convolution's positions: map by map, the input cells row by row.

    Output cells hold running sums meanwhile, and are empty until a stamp reaches them.

    Parameters
    ----------
    layer : Stamper
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    whole = False
    asks = True

    def __init__(self, layer: Stamper, x: FloatArray, y: FloatArray, image: int) -> None:
        self._layer, self._batch, self._image = layer, x, image
        self._x, self._y = x[image], y[image]
        self.window = layer.stamps((x.shape[1], x.shape[2], x.shape[3]))
        self.axes: Cell = (y.shape[1], x.shape[2], x.shape[3])
        self.steps = (
            Step("place", text("pick an input cell")),
            Step("terms", text("cell × kernel"), x.shape[1]),
            Step("write", text("add the stamp"), reveals=True),
        )
        self._last: tuple[int, Shown] | None = None

    def __len__(self) -> int:
        maps, rows, columns = self.axes
        return maps * rows * columns

    @cached_property
    def slow(self) -> int:
        """The first cell that is not 0, and lies on earlier stamps if there is one."""
        columns = self.axes[2]
        filled = (self._x != 0).any(axis=0)
        inner = filled[1:, 1:]
        if inner.any():
            row, column = divmod(int(inner.argmax()), columns - 1)
            return (row + 1) * columns + column + 1
        return int(filled.argmax())

    def place(self, position: int) -> Cell:
        """Give the map, and the input cell's row and column."""
        index, row, column = (int(i) for i in np.unravel_index(position, self.axes))
        return index, row, column

    def __getitem__(self, position: int) -> Stamp:
        index, row, column = self.place(position)
        layer, first = self._layer, row == column == 0
        bias = float(layer.bias[index]) if layer.use_bias else 0.0
        return Stamp(
            image=self._image,
            output=index,
            cell=(row, column),
            rows=self.window.positions(0, row),
            columns=self.window.positions(1, column),
            size=self.window.size,
            x=self._x[:, row, column],
            weight=layer.weight[index],
            start=bias if first else None,
        )

    def shown(self, moment: Moment | None) -> Shown:
        """Give the sums of the stamps so far; cells without one are empty."""
        if moment is None:
            return ALL
        done = moment.position + int(moment.revealed)
        if self._last is None or self._last[0] != done:
            self._last = done, self._sums(done)
        shown = self._last[1]
        if not moment.asks:
            return shown
        asked = self.asked(moment.position)
        hidden = np.array(shown.hidden)
        hidden.flat[asked] = True  # its sum so far would be taken for the answer
        return Shown(asked=asked, values=shown.values, hidden=hidden, whole=shown.whole)

    def _sums(self, done: int) -> Shown:
        _, rows, columns = self.axes
        whole, rest = divmod(done, rows * columns)
        values, hidden = np.array(self._y), np.ones(self._y.shape, np.bool_)
        hidden[:whole] = False
        if rest:
            begun = np.array(self._x)
            begun.reshape(len(begun), -1)[:, rest:] = 0
            values[whole] = self._layer.maps(begun[None], whole)[0]
            never = stamp_counts(self.window) == 0
            hidden[whole] = (stamp_counts(self.window, rest) == 0) & ~never
        return Shown(values=values, hidden=hidden, whole=whole)

    def asked(self, position: int) -> int:
        """Give the cell that is asked for: the one with the most stamps, counted over all maps."""
        index, row, column = self.place(position)
        down, across = stamped(self.window, row, column)
        cells = self.window.size[0] * self.window.size[1]
        if not down.size or not across.size:
            return index * cells
        counts = stamp_counts(self.window, row * self.axes[2] + column + 1)
        first = int(counts[np.ix_(down, across)].argmax())
        at = int(down[first // len(across)]), int(across[first % len(across)])
        return index * cells + at[0] * self.window.size[1] + at[1]

    def cell_of(self, position: int) -> Cell | None:
        """Give the first output cell that no later stamp changes; None if there is none."""
        index, row, column = self.place(position)
        for cell in ((int(r), int(c)) for r in self._ends(0, row) for c in self._ends(1, column)):
            return index, *cell
        return None

    def _ends(self, axis: int, place: int) -> IntArray:
        """Give the output cells along one axis whose last stamp is that of an input cell."""
        cells = self.window.positions(axis, place)
        cells = cells[(cells >= 0) & (cells < self.window.size[axis])]
        ends: IntArray = np.array(
            [cell for cell in cells if self.window.touching(axis, int(cell))[-1] == place], np.intp
        )
        return ends

    def position_of(self, cell: Cell) -> int | None:
        """Give the last stamp that reaches an output cell; None if none does."""
        last = []
        for axis in (0, 1):
            found = self.window.touching(axis, cell[1 + axis])
            if not len(found):
                return None
            last.append(int(found[-1]))
        return (cell[0] * self.axes[1] + last[0]) * self.axes[2] + last[1]


def stamps_on(timeline: StampTimeline, cell: Cell) -> tuple[tuple[int, int], ...]:
    """List the input cells whose stamps reach an output cell, in row order."""
    rows, columns = (timeline.window.touching(axis, cell[1 + axis]) for axis in (0, 1))
    return tuple((int(row), int(column)) for row in rows for column in columns)
