"""Timelines: positions that are made on demand, each with the same steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol, runtime_checkable

import numpy as np

from cnnviz.trace.arrays import Cell, CellOfMaps, FloatArray, Index
from cnnviz.trace.shown import ALL, Shown
from cnnviz.trace.steps import Moment, Step


class Record(Protocol):
    """The arithmetic that is shown at one position, with its numbers.

    Every kind of layer has its own record, in its own file; what they have in common
    is what the contract tests ask of each of them.

    Attributes
    ----------
    where : tuple
        Index into the layer's output, shape (N, C, H, W), that the position writes.
    adds : bool
        Whether it adds to the value there instead of replacing it.
    magnitude : float
        Magnitude of the numbers that are added; the rounding error grows with it.
    """

    @property
    def where(self) -> Index: ...
    @property
    def adds(self) -> bool: ...
    @property
    def magnitude(self) -> float: ...
    def replay(self) -> FloatArray | float:
        """Do the arithmetic that is shown, in the order in which it is shown."""
        ...

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the cells of the input, shape (N, C, H, W), that are read, with their values."""
        ...

    def steps(self) -> dict[str, int]:
        """Count the micro-steps that this arithmetic has, by the names of its steps."""
        ...


class Timeline(Protocol):
    """A sequence of positions; nothing is stored, so that it may have millions.

    Attributes
    ----------
    axes : tuple of int
        Maps, rows and columns of positions, counted in this order.
    steps : tuple of Step
        The micro-steps of every position.
    whole : bool
        Whether every position is played step by step, as there are only a few.
    asks : bool
        Whether a value of the output can be asked for before it is shown.
    slow : int
        The position of the first map that is worth a slow look.
    """

    @property
    def axes(self) -> Cell: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...
    @property
    def whole(self) -> bool: ...
    @property
    def asks(self) -> bool: ...
    @property
    def slow(self) -> int: ...
    def __len__(self) -> int: ...
    def __getitem__(self, position: int) -> Record: ...
    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part of the output; a moment of None is the end, where all is."""
        ...

    def cell_of(self, position: int) -> CellOfMaps | None:
        """Give the output cell that a position writes; None where it is not one place."""
        ...

    def position_of(self, cell: Cell) -> int | None:
        """Give the position that writes an output cell; None where it is not one position."""
        ...


@runtime_checkable
class Answers(Protocol):
    """A timeline that asks for something else than the value of a cell."""

    def answer(self, position: int) -> float:
        """Give the number that is asked for at a position."""
        ...


class CellTimeline(ABC):
    """Positions that are the output's cells: map by map, row by row.

    Parameters
    ----------
    shape : tuple of int
        Maps, rows and columns of the output.
    steps : tuple of Step
        The micro-steps of every position; the last one reveals the value.
    """

    whole = False
    asks = True

    @property
    def slow(self) -> int:
        """The first position, unless a timeline knows a better one."""
        return 0

    def __init__(self, shape: Cell, steps: tuple[Step, ...]) -> None:
        self.axes = shape
        self.steps = steps

    def __len__(self) -> int:
        maps, rows, columns = self.axes
        return maps * rows * columns

    @abstractmethod
    def __getitem__(self, position: int) -> Record: ...

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the cells before the position, its own once it is revealed."""
        if moment is None:
            return ALL
        asked = moment.position if moment.asks else None
        return Shown(moment.position + int(moment.revealed), asked)

    def cell_of(self, position: int) -> Cell:
        """Give the output cell that a position writes."""
        index, row, column = (int(i) for i in np.unravel_index(position, self.axes))
        return index, row, column

    def position_of(self, cell: Cell) -> int:
        """Give the position that writes an output cell."""
        _, rows, columns = self.axes
        return (cell[0] * rows + cell[1]) * columns + cell[2]
