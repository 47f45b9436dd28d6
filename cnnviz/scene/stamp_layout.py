"""Layout of a stage of stamps: input, kernel and stamp, output, and the count of its stamps."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.layers.stamp_timeline import Stamp
from cnnviz.scene import footer
from cnnviz.scene.layout import BACK_ROW, HIGHEST, Columns, columns, fitted
from cnnviz.scene.marks import Box, Grid
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.window_layout import Middle, compose_columns
from cnnviz.trace import Cell, Moment

Size = tuple[int, int]
"""Rows and columns."""
BETWEEN = 1.0
"""Cells between the output and the count of its stamps."""
COUNTED = BACK_ROW / HIGHEST
"""Side of the smallest cell beside which the counts may stand before a class."""
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
        Of the kernel and of the stamp.
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
        return told and self.right.places is not None and not self.at_input

    @property
    def at_input(self) -> bool:
        """Whether an input cell is pointed at: the stamp in work is left out."""
        return self.look.pointed("input", self.left.rows, self.left.columns) is not None


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
        Of the kernel and of the stamp.
    counted : bool
        Whether the third column has room for the counts beside the output.
    """
    view, (high, across) = look.viewport, sizes[1]
    tall = footer.footer_height(view, wanted=several)
    if look.numbers:
        middle = Middle(kernel[0], kernel[1], 2)
        low = min(tall, footer.low_height(view))
        both = (high, int(2 * across + BETWEEN))
        for right, counted in ((both, True), (sizes[1], False)):
            found = compose_columns(view, sizes[0], right, middle, (low,))
            small = view.presenting and found is not None and found.columns.cell < COUNTED
            if found is not None and not (counted and small):
                return found.columns, found.middle, counted
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
