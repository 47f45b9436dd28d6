"""Composition of a stage with numbers: window, arithmetic and output in cells of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cnnviz.scene.layout import (
    CAPTION,
    Columns,
    largest_cell,
    legend_height,
    margins,
    smallest_cell,
    top_margin,
)
from cnnviz.scene.legible import side_of
from cnnviz.scene.marks import Box, Viewport

APART = 24.0
"""Gap between a kernel and the products beside it, in logical pixels."""
LEAST_MIDDLE, LEAST_OUTER = 132.0, 168.0
"""Width of the middle and of the outer columns that their captions want."""
MOST, MOST_BEFORE_CLASS, OUTER_BEFORE_CLASS = 0.23, 0.195, 0.22
"""Part of the width that a column is given for its caption alone."""
LEAST = 10.0
"""Side of the smallest cells that are worth a place beside each other without numbers."""
LENS = 7
"""Rows or columns of the largest window whose numbers a lens can show."""
SUM = 30.0
"""Height of the line under the products."""
SIGNED = 18.0
"""Gap between the columns before a class at text size 1 that shows its sign as high as words,
where the digits stay as high, too."""
WORTH = 1.06
"""How much larger cells must become for the small maps to give way."""


@dataclass(frozen=True)
class Middle:
    """What stands between input and output.

    Attributes
    ----------
    rows, columns : int
        Cells of each of its grids.
    grids : int
        0, 1 or 2.
    lead : float
        Width of what stands in front of each grid, in logical pixels at text size 1.
    head : float
        Its height where it stands above each grid instead, as before a class it may.
    """

    rows: int
    columns: int
    grids: int = 2
    lead: float = 0.0
    head: float = 0.0


@dataclass(frozen=True)
class Composition:
    """A stage whose cells all have one size.

    Attributes
    ----------
    columns : Columns
        The three columns.
    middle : tuple of Box
        The grids of the arithmetic.
    foot : float
        Height of the footer.
    beside : bool
        Whether the grids of the arithmetic are side by side.
    headed : bool
        Whether what would stand in front of them stands above.
    """

    columns: Columns
    middle: tuple[Box, ...]
    foot: float
    beside: bool
    headed: bool = False


def compose_columns(
    view: Viewport,
    left: tuple[int, int],
    right: tuple[int, int],
    middle: Middle,
    feet: Sequence[float],
) -> Composition | None:
    """Choose the arrangement with the largest cells.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    left, right : (int, int)
        Rows and columns of the input with its padding, and of the output.
    middle : Middle
        What stands between them.
    feet : sequence of float
        Possible heights of the footer, the most wanted first.

    Returns
    -------
    Composition or None
        None if a lens shows more: cells would be too small for numbers, and the window
        is small enough for a lens.
    """
    best: _Arrangement | None = None
    for each in _arrangements(view, left, right, middle, feet):
        if best is None or each.cell > WORTH * best.cell:
            best = each
    lens = max(middle.rows, middle.columns) <= LENS
    if best is None or best.cell < (smallest_cell(view) if lens else LEAST):
        return None
    return best.placed()


def _arrangements(
    view: Viewport,
    left: tuple[int, int],
    right: tuple[int, int],
    middle: Middle,
    feet: Sequence[float],
) -> Iterator[_Arrangement]:
    gap, ways = margins(view)[1], (False, True) if middle.grids > 1 else (False,)
    heads = (False, True) if middle.head and view.presenting else (False,)
    for foot in feet:
        for beside in ways:
            for headed in heads:
                each = _Arrangement(view, left, right, middle, foot, beside, headed, gap)
                roomy = replace(each, gap=SIGNED * view.text)
                yield roomy if view.presenting and roomy.cell >= side_of(1, view) else each


@dataclass(frozen=True)
class _Arrangement:
    view: Viewport
    left: tuple[int, int]
    right: tuple[int, int]
    middle: Middle
    foot: float
    beside: bool
    headed: bool
    gap: float

    @property
    def _caption(self) -> float:
        return CAPTION * self.view.text

    @property
    def _below(self) -> float:
        """Height of what is written below input and output."""
        return self._caption + legend_height(self.view, numbers=True)

    @property
    def _height(self) -> float:
        """From the top of the grids to the lower edge of their captions."""
        return max(self.view.height - top_margin(self.view) - self.foot - 6.0, 40.0)

    @property
    def _across(self) -> int:
        return self.middle.grids if self.beside else min(self.middle.grids, 1)

    @property
    def _down(self) -> int:
        return 1 if self.beside else self.middle.grids

    @property
    def _fixed(self) -> float:
        """Width in the middle column that does not grow with the cells."""
        return self._across * self._lead + max(self._across - 1, 0) * APART

    @property
    def _lead(self) -> float:
        return 0.0 if self.headed else self.middle.lead * self.view.text

    @property
    def _head(self) -> float:
        return self.middle.head * self.view.text if self.headed else 0.0

    @property
    def _width(self) -> float:
        """Width of the three columns together."""
        return self.view.width - 2 * margins(self.view)[0] - 2 * self.gap

    def _widths(self, cell: float) -> tuple[float, float, float]:
        """Give the widths of the columns: what their cells need, or their captions."""
        inner = self._fixed + cell * self._across * self.middle.columns
        most = (MOST_BEFORE_CLASS if self.view.presenting else MOST) * self._width
        most_outer = (OUTER_BEFORE_CLASS if self.view.presenting else MOST) * self._width
        outer = min(LEAST_OUTER * self.view.text, most_outer)
        middle = min(LEAST_MIDDLE * self.view.text, most)
        return (
            max(cell * self.left[1], outer),
            max(inner, middle * self._across),
            max(cell * self.right[1], outer),
        )

    @cached_property
    def cell(self) -> float:
        """Side of the cells in whole logical pixels."""
        width = self._width
        columns = self.left[1] + self.right[1] + self._across * self.middle.columns
        sides = (
            (width - self._fixed) / columns,
            (self._height - self._below) / max(self.left[0], self.right[0]),
            (self._height - self._taken) / max(self._down * self.middle.rows, 1),
            largest_cell(self.view),
        )
        cell = int(max(min(sides), 1.0))
        while cell > 1 and sum(self._widths(cell)) > width:
            cell -= 1
        return float(cell)

    @property
    def _taken(self) -> float:
        """Height of what is written in the middle column."""
        between = max(self._down - 1, 0) * (self._caption + 8.0) + self._down * self._head
        return between + max(SUM * self.view.text, self._caption)

    def placed(self) -> Composition:
        cell = self.cell
        widths = self._widths(cell)
        margin, least = margins(self.view)[0], self.gap
        spare = self.view.width - 2 * margin - sum(widths)
        gap = least + min((spare - 2 * least) / 4, 0.8 * cell)
        top, height = top_margin(self.view), self._height - self._below
        x = margin + (spare - 2 * gap) / 2
        room = Box(x + widths[0] + gap, top, widths[1], height)
        columns = Columns(
            Box(x, top, widths[0], height),
            room,
            Box(room.right + gap, top, widths[2], height),
            cell,
            readable=cell >= smallest_cell(self.view),
            one_size=True,
            footer=self.foot,
        )
        return Composition(columns, self._grids(room), self.foot, self.beside, self.headed)

    def _grids(self, room: Box) -> tuple[Box, ...]:
        cell, middle = self.cell, self.middle
        wide, tall = cell * middle.columns, cell * middle.rows
        total = self._down * tall + self._taken
        # Centred with the grids beside them: their captions reach below them too.
        y = round(room.y + max((room.h + self._below - total) / 2, 0.0) + self._head)
        if not self.beside:
            step = tall + self._caption + 8.0 + self._head
            x = round(room.x + self._lead + (room.w - self._lead - wide) / 2)
            return tuple(Box(x, y + i * step, wide, tall) for i in range(middle.grids))
        each = (room.w - APART) / 2
        inside = self._lead + (each - self._lead - wide) / 2
        return tuple(
            Box(round(room.x + i * (each + APART) + inside), y, wide, tall) for i in range(2)
        )
