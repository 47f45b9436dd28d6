"""What a grid's values say, worked out when first asked for, kept while they stay."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cnnviz.scene.marks import Grid
from cnnviz.views.cell_colours import CellColours, cell_colours
from cnnviz.views.colours import Levels, levels
from cnnviz.views.number_size import longest_number
from cnnviz.views.numerals import Numerals, numerals
from cnnviz.views.theme import Theme


class GridContent:
    """The levels, colours and numbers of one grid.

    Parameters
    ----------
    grid : Grid
        Whose content.
    theme : Theme
        In which colours.
    before : GridContent or None
        What was shown until now; what still holds is taken over.
    """

    def __init__(self, grid: Grid, theme: Theme, before: GridContent | None = None) -> None:
        self.grid, self.theme = grid, theme
        if before is None or before.grid.values is not grid.values:
            return
        kept = []
        if before.grid.scale == grid.scale:
            kept.append("levels")
        if (before.grid.places, before.grid.signs) == (grid.places, grid.signs):
            kept += ["numbers", "short_numbers", "longest", "longest_short"]
        for name in kept:
            if name in before.__dict__:
                self.__dict__[name] = before.__dict__[name]

    @cached_property
    def levels(self) -> Levels:
        """Levels of the values, shape (H, W); all zero for a colour image."""
        if self.grid.values.ndim == 3:
            return np.zeros(self.grid.values.shape[1:], np.uint8)
        return levels(self.grid.values, self.grid.scale)

    @cached_property
    def cells(self) -> CellColours:
        """Colours and states of the cells."""
        flat = self.grid.values.ndim == 2
        return cell_colours(self.grid, self.theme, self.levels if flat else None)

    @cached_property
    def numbers(self) -> Numerals:
        """The numbers in the cells, channel after channel."""
        return numerals(self.grid.values, self.grid.places or 0)

    @cached_property
    def short_numbers(self) -> Numerals:
        """The same without the zero before a point."""
        return numerals(self.grid.values, self.grid.places or 0, short=True)

    @cached_property
    def longest(self) -> int:
        """Characters that the longest number may have."""
        longest = longest_number(self.grid.values, self.grid.places or 0)
        return max(longest, self.grid.signs)

    @cached_property
    def longest_short(self) -> int:
        """The same without the zero before a point."""
        longest = longest_number(self.grid.values, self.grid.places or 0, short=True)
        return max(longest, self.grid.signs)
