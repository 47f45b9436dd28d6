"""Which moment is on stage: the playhead's, or that of the output cell pointed at."""

from __future__ import annotations

from cnnviz.scene.glance import Glance
from cnnviz.scene.questions import written_so_far
from cnnviz.scene.timeline import Moment, resolve
from cnnviz.trace import Trace


class Where:
    """The moment that is shown: the playhead's, or that of the output cell pointed at.

    Attributes
    ----------
    moment : Moment or None
        None at the end of the timeline with nothing pointed at.
    map : int
        The feature map or channel on stage.
    revealed : int or None
        Cells of that map that are shown; None for all.
    asked : int or None
        The cell of that map that is asked for.
    held : int or None
        The first map that is held back, because its values will be asked for.
    """

    def __init__(self, trace: Trace, glance: Glance) -> None:
        maps, rows, columns = trace.shape
        size = rows * columns
        playing = resolve(trace, glance.playhead)
        self.map = min(glance.map, maps - 1) if playing is None else playing.position // size
        self.moment = playing
        self.revealed: int | None = None
        self.asked: int | None = None
        self.held = self.map if playing is not None and glance.predict else None
        written = written_so_far(trace, glance.playhead)
        if playing is not None and written is not None:
            cell = playing.position % size
            self.revealed = written - self.map * size
            if glance.predict and self.revealed == cell and playing.begun:
                self.asked = cell
        spot = glance.spot
        if spot is not None and spot.key == "output" and spot.row < rows and spot.column < columns:
            cell = spot.row * columns + spot.column
            if self.revealed is None or cell < self.revealed:
                self.moment = Moment(self.map * size + cell, trace.phases[-1].name, 0, 1.0)
                self.asked = None

    @property
    def asks(self) -> bool:
        """Whether the value of the moment is asked for."""
        return self.asked is not None
