"""Stepping through a trace: positions × micro-steps, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.trace import Trace

START = Playhead(0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Moment:
    """A playhead resolved on a trace.

    Attributes
    ----------
    position : int
        Which position, within the trace.
    phase : str
        Name of the phase, such as ``terms``.
    index : int
        Which micro-step of the phase.
    t : float
        How far into the micro-step, 0 to 1.
    begun : bool
        False only at the very start, where nothing has been shown.
    """

    position: int
    phase: str
    index: int
    t: float
    begun: bool = True


def micro_steps(trace: Trace) -> int:
    """Count the micro-steps of one position."""
    return sum(phase.count for phase in trace.phases)


def at_end(trace: Trace, playhead: Playhead) -> bool:
    """Whether everything has been shown."""
    return playhead.position >= len(trace)


def resolve(trace: Trace, playhead: Playhead) -> Moment | None:
    """Find the phase that a playhead stands in; None at the end."""
    if at_end(trace, playhead):
        return None
    left = max(0, min(playhead.micro, micro_steps(trace) - 1))
    for phase in trace.phases:
        if left < phase.count:
            break
        left -= phase.count
    return Moment(playhead.position, phase.name, left, playhead.t, playhead != START)


def step(
    trace: Trace, playhead: Playhead, granularity: Granularity, direction: int, *, predict: bool
) -> Playhead:
    """Go on, or back, by one step; the result stands still at the end of a micro-step.

    Parameters
    ----------
    trace : Trace
        What is stepped through.
    playhead : Playhead
        Where it stands.
    granularity : str
        ``term`` goes micro-step by micro-step; ``cell``, ``row`` and ``map`` go to
        where that much is complete.
    direction : int
        1 on, −1 back.
    predict : bool
        Stop once before each value is written.

    Returns
    -------
    Playhead
        `START` and `AT_END` are the ends; stepping beyond them stays there. The last
        position is a stop of its own before `AT_END`, so that its arithmetic is seen.
    """
    count = micro_steps(trace)
    if at_end(trace, playhead) and direction < 0:
        return _whole(trace, len(trace) * count, count)
    here = _complete(trace, playhead, count, begun=direction < 0)
    if granularity == "term":
        return _whole(trace, here + direction, count)
    if predict and count > 1 and granularity == "cell":
        asked = count - 1
        inside = here % count
        if direction > 0:
            return _whole(trace, here - inside + (asked if inside < asked else count), count)
        return _whole(trace, here - (inside or 1), count)
    size = _cells(trace, granularity) * count
    target = here // size * size + size if direction > 0 else -(-here // size) * size - size
    return _whole(trace, target, count)


def _cells(trace: Trace, granularity: Granularity) -> int:
    _, rows, columns = trace.shape
    return {"term": 1, "cell": 1, "row": columns, "map": rows * columns}[granularity]


def _complete(trace: Trace, playhead: Playhead, count: int, *, begun: bool) -> int:
    """Count the micro-steps that are complete, with the one that has only begun if wanted."""
    if at_end(trace, playhead):
        return len(trace) * count
    micro = min(playhead.micro, count - 1)
    whole = playhead.t > 0 if begun else playhead.t >= 1
    return playhead.position * count + micro + (1 if whole else 0)


def _whole(trace: Trace, complete: int, count: int) -> Playhead:
    """The playhead at which this many micro-steps are complete."""
    if complete <= 0:
        return START
    if complete > len(trace) * count:
        return AT_END
    position, micro = divmod(complete - 1, count)
    return Playhead(position, micro, 1.0)
