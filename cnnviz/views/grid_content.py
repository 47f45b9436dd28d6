"""What a grid's values say, worked out when first asked for, kept while they stay."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cnnviz.scene.marks import Grid
from cnnviz.views.cell_colours import CellColours, cell_colours
from cnnviz.views.colours import Levels, levels
from cnnviz.views.numerals import LARGEST, Numerals, numerals
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
        if before.grid.places == grid.places:
            kept += ["numbers", "longest"]
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
    def numbers(self) -> Numerals | None:
        """The numbers in the cells; a colour image has none."""
        if self.grid.values.ndim == 3 or self.grid.places is None:
            return None
        return numerals(self.grid.values, self.grid.places)

    @cached_property
    def longest(self) -> int:
        """Signs that the longest number may have; changes less often than what it has."""
        values, places = self.grid.values, self.grid.places or 0
        low, high = float(values.min(initial=0)), float(values.max(initial=0))
        if not (np.isfinite(low) and np.isfinite(high)):
            finite = values[np.isfinite(values)]
            low, high = float(finite.min(initial=0)), float(finite.max(initial=0))
        if max(-low, high) >= LARGEST:
            return 5 + (low < 0)
        ahead = len(str(round(high)))
        if low < 0:
            ahead = max(ahead, 1 + len(str(round(-low))))
        if places == 0 or not (values != np.rint(values)).any():
            return ahead
        # One place is not enough for 3e-2, which needs four signs.
        return max(ahead + 1 + places, 4 + (low < 0))
