"""Shapes of activations, and regions of their cells."""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, int, int]
"""Channels, rows and columns of one image; a vector of D numbers is (D, 1, 1)."""


@dataclass(frozen=True)
class Region:
    """Rows and columns of one activation, first and last; they may reach into padding.

    A region without cells, of a cell that depends on nothing, ends before it begins.
    """

    rows: tuple[int, int]
    columns: tuple[int, int]

    @classmethod
    def cell(cls, row: int, column: int) -> Region:
        """Make the region of one cell."""
        return cls((row, row), (column, column))

    @classmethod
    def whole(cls, shape: Shape) -> Region:
        """Make the region of all cells of an activation."""
        return cls((0, shape[1] - 1), (0, shape[2] - 1))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the region, in cells."""
        return self.rows[1] - self.rows[0] + 1, self.columns[1] - self.columns[0] + 1

    @property
    def empty(self) -> bool:
        """Whether there is no cell in it."""
        return min(self.size) < 1
