"""Which part of a layer's output is visible at a moment: decided here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.trace.arrays import BoolArray, FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class PlaneShown:
    """The visible part of one map.

    Attributes
    ----------
    count : int or None
        Its first cells, in row order, that show their value; None for all.
    hidden : ndarray of bool, shape (H, W), or None
        Cells that are still empty, where they are not the last ones in row order.
    asked : int or None
        The cell, in row order, that is asked for.
    values : ndarray, shape (H, W), or None
        Running sums, shown instead of the output's values.
    """

    count: int | None = None
    hidden: BoolArray | None = None
    asked: int | None = None
    values: FloatArray | None = None

    def covers(self, cell: int) -> bool:
        """Whether a cell, in row order, shows its value."""
        if self.hidden is not None and bool(self.hidden.flat[cell]):
            return False
        return self.count is None or cell < self.count


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """The visible part of one image's output.

    Attributes
    ----------
    count : int or None
        Cells, map after map in row order, that show their value; None for all.
    asked : int or None
        The cell, counted in the same way, that is asked for.
    values : ndarray, shape (C, H, W), or None
        Running sums, shown instead of the output's values where several positions
        add into one cell.
    hidden : ndarray of bool, shape (C, H, W), or None
        Cells that are still empty, where they are not the last ones in row order.
    whole : int
        Maps, from the first, that are complete, where some cells are empty or hold sums.
    """

    count: int | None = None
    asked: int | None = None
    values: FloatArray | None = None
    hidden: BoolArray | None = None
    whole: int = 0

    @property
    def everything(self) -> bool:
        """Whether every cell shows its value."""
        return self.count is None and self.values is None and self.hidden is None

    @property
    def nothing(self) -> bool:
        """Whether no cell shows its value."""
        return self.count == 0 or (self.hidden is not None and bool(self.hidden.all()))

    def alike(self, other: Shown) -> bool:
        """Whether the same cells show the same values."""
        return self.count == other.count and all(
            one is two or (one is not None and two is not None and np.array_equal(one, two))
            for one, two in ((self.values, other.values), (self.hidden, other.hidden))
        )

    def plane(self, index: int, cells: int) -> PlaneShown:
        """Give the visible part of one map.

        Parameters
        ----------
        index : int
            Which map, from 0.
        cells : int
            Cells of a map.
        """
        first = index * cells
        asked = None
        if self.asked is not None and first <= self.asked < first + cells:
            asked = self.asked - first
        return PlaneShown(
            None if self.count is None else int(np.clip(self.count - first, 0, cells)),
            None if self.hidden is None else self.hidden[index],
            asked,
            None if self.values is None else self.values[index],
        )

    def whole_maps(self, maps: int, cells: int) -> int:
        """Count the maps, from the first, whose cells are all visible."""
        if self.hidden is not None or self.values is not None:
            return self.whole
        return maps if self.count is None else min(self.count // cells, maps)


ALL = Shown()
"""Every cell is visible."""
NOTHING = Shown(count=0)
"""No cell is visible."""
