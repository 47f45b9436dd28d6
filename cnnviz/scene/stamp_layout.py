"""Layout of a stage of stamps: input, kernel and stamp, output, and the count of its stamps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnnviz.layers.stamp_timeline import Stamp
from cnnviz.scene import footer
from cnnviz.scene.layout import BACK_ROW, HIGHEST, SMALL_PRINT, Columns, columns, fitted
from cnnviz.scene.marks import Box, Grid, Viewport
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.window_layout import Middle, compose_columns
from cnnviz.trace import Cell, Moment

Size = tuple[int, int]
"""Rows and columns."""
BETWEEN = 1.0
"""Cells between the output and the count of its stamps."""
PAINTED = 0.44
"""Height of one or two digits in a cell before a class, as a part of its side."""
COUNTED = BACK_ROW / PAINTED
"""Side of the smallest cell beside which kernel and counts may stand before a class."""
ALONE = SMALL_PRINT / HIGHEST
"""The same where the kernel has given way to the counts, which may be colours alone."""
LARGEST_KERNEL = 48.0
"""Side of a kernel's cells between pictures, in logical pixels."""
WRITTEN = 34.0
"""Height of a caption between kernel and stamp, in logical pixels at text size 1."""


@dataclass(frozen=True, eq=False)
class StampView:
    """One moment of the stage with its layout.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The map on stage, and the visible part of it.
    moment : Moment or None
        The moment of the timeline; None at its end.
    record : Stamp or None
        The stamp in work.
    pointed : tuple of int or None
        The output cell under the pointer, if its value is visible.
    room : Columns
        The three columns.
    grids : tuple of Box
        Of the kernel and of the stamp; none where they have given way to the counts.
    left, right : Grid
        Input and output.
    counts : Grid or None
        How many stamps lie on each output cell, where there is room for it.
    """

    look: StageInput
    where: VisibleMoment
    moment: Moment | None
    record: Stamp | None
    pointed: Cell | None
    room: Columns
    grids: tuple[Box, ...]
    left: Grid
    right: Grid
    counts: Grid | None

    @property
    def moves(self) -> bool:
        """Whether the stamp is on its way to the output."""
        moment = self.moment
        told = moment is not None and moment.revealed and moment.t < 1
        seen = bool(self.grids) and self.right.places is not None
        return told and seen and not self.at_input

    @property
    def at_input(self) -> bool:
        """Whether an input cell is pointed at: the stamp in work is left out."""
        return self.look.pointed("input", self.left.rows, self.left.columns) is not None


def _ways(
    kernel: Size, both: Size, alone: Size, view: Viewport
) -> Iterator[tuple[Middle, Size, float]]:
    """Give kernel, output and least cell: before a class the kernel gives way to the counts."""
    whole = Middle(kernel[0], kernel[1], 2)
    yield whole, both, COUNTED if view.presenting else 0.0
    if view.presenting:
        yield Middle(0, 0, 0), both, ALONE
    yield whole, alone, 0.0


def laid_out(
    look: StageInput, sizes: tuple[Size, Size], kernel: Size, *, several: bool
) -> tuple[Columns, tuple[Box, ...], bool]:
    """Lay out the stage with cells of one size; between large maps the kernel has its own.

    Parameters
    ----------
    look : StageInput
        Input of the stage.
    sizes : (Size, Size)
        Of the input and of the output.
    kernel : Size
        Of the kernel and of a stamp.
    several : bool
        Whether the output has several maps, which stand below.

    Returns
    -------
    room : Columns
        The three columns.
    grids : tuple of Box
        Of the kernel and of the stamp; none where they have given way to the counts.
    counted : bool
        Whether the third column has room for the counts beside the output.
    """
    view, (high, across) = look.viewport, sizes[1]
    tall = footer.footer_height(view, wanted=several)
    if look.numbers:
        low = min(tall, footer.low_height(view))
        both = (high, int(2 * across + BETWEEN))
        for middle, right, least in _ways(kernel, both, sizes[1], view):
            found = compose_columns(view, sizes[0], right, middle, (low,))
            if found is not None and found.columns.cell >= least:
                small = view.presenting and right is both and 0.5 * found.columns.cell < BACK_ROW
                room = replace(found.columns, readable=found.columns.readable and not small)
                return room, found.middle, right is both
    room = columns(view, sizes[0], sizes[1], 1.3 * 2, tall, numbers=False)
    half = room.middle.h / 2
    grids = tuple(
        fitted(
            Box(room.middle.x, room.middle.y + i * half, room.middle.w, half - WRITTEN * view.text),
            kernel[0],
            kernel[1],
            LARGEST_KERNEL,
        )
        for i in (0, 1)
    )
    return room, grids, False
