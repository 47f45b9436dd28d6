"""What a stage needs to know besides its numbers: the moment, the room, and the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.scene.marks import Spot, Viewport
from cnnviz.trace import ALL, Moment, PlaneShown, Shown, Timeline, last_moment


@dataclass(frozen=True)
class StageInput:
    """A look at a stage.

    Attributes
    ----------
    viewport : Viewport
        The room there is.
    moment : Moment or None
        Where the timeline stands; None at its end.
    shown : Shown
        What of the output may be seen.
    map : int
        Which feature map or channel is on stage where the moment does not say.
    numbers : bool
        Whether cells that can show their number do.
    spot : Spot or None
        What the pointer points at, or what a click has pinned.
    """

    viewport: Viewport
    moment: Moment | None = None
    shown: Shown = ALL
    map: int = 0
    numbers: bool = True
    spot: Spot | None = None

    def pointed(self, key: str, rows: int, columns: int) -> Spot | None:
        """Give what is pointed at if it is a cell of a grid of this name and size."""
        spot = self.spot
        if spot is None or spot.key != key or spot.row >= rows or spot.column >= columns:
            return None
        return spot


@dataclass(frozen=True)
class VisibleMoment:
    """The moment that is shown: the playhead's, or that of the known cell pointed at.

    Attributes
    ----------
    moment : Moment or None
        None at the end of the timeline with nothing pointed at.
    map : int
        The feature map or channel on stage.
    plane : PlaneShown
        What of that map may be seen.
    held : int or None
        The first map of which something is still held back; None if nothing is.
    """

    moment: Moment | None
    map: int
    plane: PlaneShown
    held: int | None

    @property
    def asks(self) -> bool:
        """Whether the value of the moment is asked for."""
        return self.moment is not None and self.moment.asks


def visible(timeline: Timeline, shape: tuple[int, ...], look: StageInput) -> VisibleMoment:
    """Find the moment that is shown.

    Parameters
    ----------
    timeline : Timeline
        What is played.
    shape : tuple of int
        Maps, rows and columns of the output.
    look : StageInput
        Where it stands, and what is pointed at.
    """
    maps, rows, columns = shape
    cells, moment = rows * columns, look.moment
    cell = None if moment is None else timeline.cell_of(moment.position)
    index = min(look.map, maps - 1) if cell is None else cell[0]
    plane = look.shown.plane(index, cells)
    held = None if look.shown.everything else look.shown.whole_maps(maps, cells)
    spot = look.pointed("output", rows, columns)
    if spot is not None and plane.covers(spot.row * columns + spot.column):
        position = timeline.position_of((index, spot.row, spot.column))
        if position is not None:
            moment = last_moment(position, timeline.steps)
    return VisibleMoment(moment, index, plane, held)
