"""One moment of a window's stage with its layout, and the arithmetic between input and output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnnviz.scene.closeup import Closeup
from cnnviz.scene.layout import Columns
from cnnviz.scene.marks import Box, Grid, Mark
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.window_layout import Composition
from cnnviz.trace import BoolArray, Moment


@dataclass(frozen=True, eq=False)
class WindowView:
    """One moment of a window's stage, with its layout.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment that is shown, and the visible part of the output.
    record : Any
        Record of that moment; None at the end with nothing pointed at, and while an input
        cell is pointed at: the calculation of another cell would speak beside it.
    example : Any
        Record of the moment in any case, or of the map's first cell.
    moment : Moment
        Moment of the record; without one, the last moment of position 0.
    channel : int
        The input channel at the left.
    composition : Composition or None
        Layout in cells of one size; None where they are too small for numbers.
    closeup : Closeup or None
        Before a class, layout of lens and arithmetic where cells are too small for numbers.
    room : Columns
        Layout of the columns.
    left, right : Grid
        The padded input and the output.
    touched : ndarray of bool, shape of the padded input, or None
        While a weight is pointed at, the cells that it is not multiplied with.
    """

    look: StageInput
    where: VisibleMoment
    record: Any
    example: Any
    moment: Moment
    channel: int
    composition: Composition | None
    closeup: Closeup | None
    room: Columns
    left: Grid
    right: Grid
    touched: BoolArray | None = None

    @property
    def moves(self) -> bool:
        """Whether the value in work is on its way to its cell."""
        moment = self.moment
        return (
            self.record is not None
            and self.right.places is not None
            and moment.revealed
            and moment.t < 1
        )

    @property
    def size(self) -> float:
        """Factor on the text size."""
        return self.look.viewport.text


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """What stands between input and output.

    Attributes
    ----------
    marks : list of Mark
        From the back to the front.
    column : Box
        Area between the operators.
    y : float
        Height of the operators.
    into : Box
        Where the lines from the window end.
    result : Box
        Where the result stands before it moves to its cell.
    value : float
        The result.
    lead : float
        Width of what stands in front of `into`, in logical pixels.
    """

    marks: list[Mark]
    column: Box
    y: float
    into: Box
    result: Box
    value: float = 0.0
    lead: float = 0.0
