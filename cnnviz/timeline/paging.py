"""What a clicker walks through: the first cells one by one, then rows and maps."""

from __future__ import annotations

from cnnviz.document.state import Granularity, Playhead
from cnnviz.timeline.movement import at_end, completed, micro_steps, placed, step
from cnnviz.trace import Timeline

WATCHED = 3
"""Cells of the first map that are pages of their own, at the least."""
SMALL = 9
"""Cells of a map that is watched cell by cell to its end."""


def page(
    timeline: Timeline,
    playhead: Playhead,
    granularity: Granularity,
    direction: int,
    *,
    predict: bool,
) -> Playhead:
    """Move to the next place worth a press, or back to the one before.

    These are the first cells of the first map, with the one that is shown slowly, the end of
    their row, the end of the map, and the end of each map after it: what is left is always
    a few presses away, however large the maps are. Where positions are watched as a whole,
    or a step is a row or a map, a page is a step.

    Parameters
    ----------
    timeline : Timeline
        The timeline.
    playhead : Playhead
        Where to move from.
    granularity : str
        What one step is, among the first cells.
    direction : int
        1 forwards, −1 backwards.
    predict : bool
        Stop once before each value of the first cells.
    """
    steps = timeline.whole or granularity in ("row", "map")
    steps = steps or (direction < 0 and at_end(timeline, playhead))
    count = micro_steps(timeline)
    cells = completed(timeline, playhead, begun=direction < 0) / count
    first = _watched(timeline)
    if steps or (cells < first if direction > 0 else cells <= first):
        return step(timeline, playhead, granularity, direction, predict=predict)
    _, rows, columns = timeline.axes
    size = rows * columns
    inside = [each for each in (first, columns, size) if each >= first]
    if direction > 0:
        ends = [*inside, (int(cells) // size + 1) * size]
        return placed(timeline, min(end for end in ends if end > cells) * count)
    ends = [*inside, (-int(-cells // size) - 1) * size]
    return placed(timeline, max(end for end in ends if end < cells) * count)


def _watched(timeline: Timeline) -> int:
    """Count the cells of the first map that are pages of their own."""
    size = timeline.axes[1] * timeline.axes[2]
    return size if size <= SMALL else min(size, max(WATCHED, timeline.slow + 1))
