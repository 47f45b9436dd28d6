"""The maps that a row of cells was made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers import Shape
from cnnviz.layers.capabilities import Rearranging
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, IntArray

LINE = 16
"""Cells of a row that is shown in one line, where no maps are known."""


@dataclass(frozen=True, eq=False)
class Folding:
    """How a row of D cells is folded back.

    Attributes
    ----------
    shape : tuple of int
        Channels, rows and columns of the maps; their product is D.
    index : ndarray of int, shape (D,)
        The place in the row of each cell, map by map and row by row.
    maps : bool
        Whether these are maps; else it is the row itself, in lines.
    """

    shape: Shape
    index: IntArray
    maps: bool

    def fold(self, row: FloatArray) -> FloatArray:
        """Fold a row back.

        Parameters
        ----------
        row : ndarray, shape (D,)
            One number for each cell.

        Returns
        -------
        ndarray, shape (C, H, W)
            The same numbers.
        """
        return row[self.index].reshape(self.shape)


def folding_of(subject: Subject) -> Folding:
    """Find what the input of a layer looked like before it became a row.

    Parameters
    ----------
    subject : Subject
        A layer whose input has the shape (N, D, 1, 1).
    """
    count = subject.x.shape[1]
    before = subject.results[-2] if len(subject.results) > 1 else None
    if before is not None and isinstance(before.layer, Rearranging) and before.in_shape is not None:
        cells = before.layer.cells(before.in_shape)
        return Folding(before.in_shape, np.argsort(cells), True)
    lines = next(n for n in range(1, count + 1) if count % n == 0 and count // n <= LINE)
    if lines == count:  # no even lines
        lines = 1
    return Folding((1, lines, count // lines), np.arange(count), False)
