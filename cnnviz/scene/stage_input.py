"""The input of a stage: its moment, size and pointer."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.scene.marks import Spot, Viewport
from cnnviz.trace import ALL, Moment, PlaneShown, Shown, Timeline, last_moment


@dataclass(frozen=True)
class StageInput:
    """The input from which a stage composes a scene.

    Attributes
    ----------
    viewport : Viewport
        Size of the stage.
    moment : Moment or None
        Moment of the timeline; None at its end.
    shown : Shown
        The visible part of the output.
    map : int
        Feature map or channel on stage, if the moment does not determine it.
    numbers : bool
        Whether cells show their numbers if they are large enough.
    spot : Spot or None
        The cell under the pointer, or the pinned cell.
    own_scales : bool
        Whether each map has a scale of its own.
    """

    viewport: Viewport
    moment: Moment | None = None
    shown: Shown = ALL
    map: int = 0
    numbers: bool = True
    spot: Spot | None = None
    own_scales: bool = False

    def pointed(self, key: str, rows: int, columns: int) -> Spot | None:
        """Give the cell pointed at if it belongs to a grid of this key and size."""
        spot = self.spot
        if spot is None or spot.key != key or spot.row >= rows or spot.column >= columns:
            return None
        return spot


@dataclass(frozen=True)
class VisibleMoment:
    """The moment that is shown: the playhead's, or that of the visible cell pointed at.

    Attributes
    ----------
    moment : Moment or None
        None at the end of the timeline with nothing pointed at.
    map : int
        The feature map or channel on stage.
    plane : PlaneShown
        The visible part of that map.
    held : int or None
        Index of the first map with a hidden cell; None if all cells are visible.
    """

    moment: Moment | None
    map: int
    plane: PlaneShown
    held: int | None

    @property
    def asks(self) -> bool:
        """Whether the value of the moment is asked for."""
        return self.moment is not None and self.moment.asks

    @property
    def covered(self) -> bool:
        """Whether what would tell the value of the moment is covered."""
        return self.moment is not None and self.moment.covered


def visible(timeline: Timeline, shape: tuple[int, ...], look: StageInput) -> VisibleMoment:
    """Find the moment that is shown.

    Parameters
    ----------
    timeline : Timeline
        The timeline of the stage.
    shape : tuple of int
        Maps, rows and columns of the output.
    look : StageInput
        The moment of the timeline, and the cell pointed at.
    """
    maps, rows, columns = shape
    cells, moment = rows * columns, look.moment
    cell = None if moment is None else timeline.cell_of(moment.position)
    written = None if cell is None else cell[0]
    index = min(look.map, maps - 1) if written is None else written
    plane = look.shown.plane(index, cells)
    held = None if look.shown.everything else look.shown.whole_maps(maps, cells)
    spot = look.pointed("output", rows, columns)
    if spot is not None and plane.covers(spot.row * columns + spot.column):
        position = timeline.position_of((index, spot.row, spot.column))
        if position is not None:
            moment = last_moment(position, timeline.steps)
    return VisibleMoment(moment, index, plane, held)
