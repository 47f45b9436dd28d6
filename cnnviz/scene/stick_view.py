"""What the stage of sticks of channels shows at a moment, and where."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.layers.window_sum import WindowSum
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.stick_layout import StickLayout
from cnnviz.trace import (
    BoolArray,
    Moment,
)


@dataclass(frozen=True, eq=False)
class StickView:
    """One moment of the stage.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment that is shown.
    record : WindowSum or None
        The cell in work; None at the end with nothing pointed at, and while an input cell
        is pointed at.
    example : WindowSum
        That of the moment in any case, or of the first place.
    moment : Moment
        Moment of the record; without one, the last moment of position 0.
    room : StickLayout
        Where everything stands.
    reached : ndarray of bool, shape (H_out, W_out), or None
        While an input cell is pointed at, the output cells that do not depend on it.
    over : int
        Which of the drawn inputs the pointer is on, if it is on one.
    """

    look: StageInput
    where: VisibleMoment
    record: WindowSum | None
    example: WindowSum
    moment: Moment
    room: StickLayout
    reached: BoolArray | None = None
    over: int = 0

    @property
    def works(self) -> bool:
        """Whether the moment is about one product."""
        return self.record is not None and self.moment.name == "terms" and not self.where.asks

    @property
    def term(self) -> int:
        """The channel in work; the first while none is."""
        moment = self.where.moment
        return moment.index if moment is not None and moment.name == "terms" else 0

    @property
    def done(self) -> int:
        """Products that are shown."""
        if self.record is None or self.moment.name == "place":
            return 0
        return self.moment.index + 1 if self.moment.name == "terms" else self.example.x.size
