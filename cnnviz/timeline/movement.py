"""Stepping along a timeline: positions × micro-steps, forwards and backwards."""

from __future__ import annotations

from itertools import accumulate

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.trace import Moment, Timeline

START = Playhead(0, 0, 0.0)


def micro_steps(timeline: Timeline) -> int:
    """Count the micro-steps of one position."""
    return sum(step.count for step in timeline.steps)


def at_end(timeline: Timeline, playhead: Playhead) -> bool:
    """Whether everything has been shown."""
    return playhead.position >= len(timeline)


def told_at(timeline: Timeline) -> int | None:
    """Count the micro-steps of a position before its value is revealed; None if it never is."""
    before = 0
    for step in timeline.steps:
        if step.reveals:
            return before
        before += step.count
    return None


def can_ask(timeline: Timeline) -> bool:
    """Whether a value can be asked for before it is revealed."""
    return timeline.asks and bool(told_at(timeline))


def resolve(timeline: Timeline, playhead: Playhead, *, predict: bool = False) -> Moment | None:
    """Find the moment at a playhead; None at the end.

    Parameters
    ----------
    timeline : Timeline
        The timeline.
    playhead : Playhead
        Position and micro-step on it.
    predict : bool
        Whether values are asked for before they are revealed.
    """
    if at_end(timeline, playhead):
        return None
    left = max(0, min(playhead.micro, micro_steps(timeline) - 1))
    told = told_at(timeline)
    revealed = told is not None and left >= told
    covered = predict and not revealed and can_ask(timeline)
    asks = covered and left + 1 == told and playhead.t >= 1
    for number, each in enumerate(timeline.steps):
        if left < each.count:
            seen = revealed, asks, covered
            return Moment(playhead.position, each, number, left, playhead.t, *seen)
        left -= each.count
    raise AssertionError("the micro-steps are not those of the steps")


def step(
    timeline: Timeline,
    playhead: Playhead,
    granularity: Granularity,
    direction: int,
    *,
    predict: bool,
) -> Playhead:
    """Move forwards or backwards by one step, to the end of a micro-step.

    Parameters
    ----------
    timeline : Timeline
        The timeline.
    playhead : Playhead
        Where to move from.
    granularity : str
        ``term`` moves by one micro-step; ``cell``, ``row`` and ``map`` to where the
        next cell, row or map is complete. Where a position is watched as a whole,
        ``cell`` moves from step to step of it.
    direction : int
        1 forwards, −1 backwards.
    predict : bool
        Stop once before each value is written.

    Returns
    -------
    Playhead
        From `START` to `AT_END`, never beyond. The last position is a stop of its own
        before `AT_END`, so that its arithmetic is shown.
    """
    count = micro_steps(timeline)
    if at_end(timeline, playhead) and direction < 0:
        return placed(timeline, len(timeline) * count)
    here = completed(timeline, playhead, begun=direction < 0)
    if granularity == "term":
        return placed(timeline, here + direction)
    if granularity == "cell" and timeline.whole:
        position, inside = divmod(here, count)
        if direction > 0:
            return placed(timeline, position * count + _end_of_step(timeline, inside))
        if not inside:
            position, inside = position - 1, count
        back = max(end for end in (0, *_ends_of_steps(timeline)) if end < inside)
        return placed(timeline, position * count + back)
    asked = told_at(timeline) if predict and can_ask(timeline) else None
    if asked is not None and granularity == "cell":
        inside = here % count
        if direction > 0:
            return placed(timeline, here - inside + (asked if inside < asked else count))
        back = max(stop for stop in (asked - count, 0, asked) if stop < inside)
        return placed(timeline, here - inside + back)
    size = _cells(timeline, granularity) * count
    target = here // size * size + size if direction > 0 else -(-here // size) * size - size
    return placed(timeline, target)


def approach(timeline: Timeline, here: Playhead, target: Playhead, part: float) -> Playhead:
    """Give the playhead in the short motion that ends a step.

    Parameters
    ----------
    timeline : Timeline
        The timeline.
    here, target : Playhead
        Where the step begins and ends.
    part : float
        How much of the motion has passed, 0 to 1.

    Returns
    -------
    Playhead
        The window moves to another position first, then what was computed there is shown.
    """
    same = here.position == target.position and not at_end(timeline, here)
    if timeline.whole or same or target.micro == 0:
        return Playhead(target.position, target.micro, part)
    if part < 0.5:
        return Playhead(target.position, 0, 2 * part)
    return Playhead(target.position, target.micro, 2 * part - 1)


def halt_after(timeline: Timeline, playhead: Playhead, granularity: Granularity) -> Playhead | None:
    """Find where playing stops next, so that it can be talked about.

    Parameters
    ----------
    timeline : Timeline
        What is played.
    playhead : Playhead
        Where it stands.
    granularity : str
        What one step is.

    Returns
    -------
    Playhead or None
        The end of the map; where positions are watched as a whole, the end of the step,
        or of the position if steps are larger. None if that is the end of the timeline.
    """
    count = micro_steps(timeline)
    here = playhead.position * count + min(playhead.micro, count - 1) + playhead.t
    if timeline.whole and granularity in ("term", "cell"):
        position, inside = divmod(here, count)
        end = int(position) * count + _end_of_step(timeline, inside)
    else:
        size = _cells(timeline, "map") * count
        end = (int(here / size) + 1) * size
    return placed(timeline, end) if end < len(timeline) * count else None


def _ends_of_steps(timeline: Timeline) -> tuple[int, ...]:
    """Count the micro-steps of a position that are complete at the end of each step."""
    return tuple(accumulate(step.count for step in timeline.steps))


def _end_of_step(timeline: Timeline, inside: float) -> int:
    """Count those at the end of the step that is under way."""
    return next(end for end in _ends_of_steps(timeline) if end > inside)


def _cells(timeline: Timeline, granularity: Granularity) -> int:
    _, rows, columns = timeline.axes
    return {"term": 1, "cell": 1, "row": columns, "map": rows * columns}[granularity]


def completed(timeline: Timeline, playhead: Playhead, *, begun: bool) -> int:
    """Count the micro-steps that are complete, with the one that has only begun if wanted."""
    count = micro_steps(timeline)
    if at_end(timeline, playhead):
        return len(timeline) * count
    micro = min(playhead.micro, count - 1)
    whole = playhead.t > 0 if begun else playhead.t >= 1
    return playhead.position * count + micro + (1 if whole else 0)


def placed(timeline: Timeline, complete: int) -> Playhead:
    """Give the playhead at which this many micro-steps are complete."""
    count = micro_steps(timeline)
    if complete <= 0:
        return START
    if complete > len(timeline) * count:
        return AT_END
    position, micro = divmod(complete - 1, count)
    return Playhead(position, micro, 1.0)


def translated(
    playhead: Playhead, before: Timeline | None, after: Timeline | None, index: int = 0
) -> Playhead:
    """Find the place of a playhead on another timeline.

    Where both have the same positions and steps it stays; else it goes to the start of the
    position that writes the same cell, or to the end, where everything is shown.

    Parameters
    ----------
    playhead : Playhead
        Where it stands on the timeline before.
    before, after : Timeline or None
        What was played, and what is to be played.
    index : int
        The map on stage, for a position that writes every map.
    """
    if before is None or after is None or at_end(before, playhead):
        return AT_END
    names = [[(step.name, step.count) for step in each.steps] for each in (before, after)]
    if before.axes == after.axes and names[0] == names[1]:
        return playhead
    cell = before.cell_of(playhead.position)
    if cell is None:
        return AT_END
    position = after.position_of((index if cell[0] is None else cell[0], *cell[1:]))
    return AT_END if position is None else Playhead(position, 0, 0.0)
