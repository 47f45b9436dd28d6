"""Timelines that are only counted, and playheads on them."""

from __future__ import annotations

from hypothesis import strategies as st

from cnnviz.document.state import Playhead
from cnnviz.timeline.movement import at_end, micro_steps
from cnnviz.trace import Cell, CellTimeline, Record, Step, Timeline
from cnnviz.words import Text


class Counted(CellTimeline):
    """A timeline whose records nobody looks at."""

    def __init__(
        self, axes: Cell, steps: tuple[Step, ...], *, whole: bool = False, slow: int = 0
    ) -> None:
        super().__init__(axes, steps)
        self.whole, self._slow = whole, slow

    @property
    def slow(self) -> int:
        return self._slow

    def __getitem__(self, position: int) -> Record:
        raise IndexError(position)

    def __repr__(self) -> str:
        return f"Counted({self.axes}, {self.steps}, whole={self.whole}, slow={self.slow})"


def a_step(name: str, count: int = 1, *, reveals: bool = False) -> Step:
    """A step that is called by its name on screen too."""
    return Step(name, Text(name), count, reveals)


PLACE, WRITE = a_step("place"), a_step("write", reveals=True)


@st.composite
def counted(draw: st.DrawFn, most: int = 5) -> Counted:
    """A small timeline whose value is told by one of its steps; others may follow it."""
    axes = draw(st.tuples(*[st.integers(1, most)] * 3))
    counts = st.lists(st.integers(1, 9), max_size=3)
    before = (a_step(f"before {i}", count) for i, count in enumerate(draw(counts)))
    after = (a_step(f"after {i}", count) for i, count in enumerate(draw(st.just([]) | counts)))
    slow = draw(st.integers(0, axes[1] * axes[2] - 1))
    return Counted(axes, (PLACE, *before, WRITE, *after), slow=slow)


@st.composite
def heads(draw: st.DrawFn, timeline: Timeline) -> Playhead:
    """Any moment of a timeline, its end included."""
    position = draw(st.integers(0, len(timeline)))
    t = draw(st.sampled_from((0.0, 0.125, 0.5, 0.875, 1.0)))
    return Playhead(position, draw(st.integers(0, micro_steps(timeline) - 1)), t)


def flat(timeline: Timeline, head: Playhead) -> float:
    """How many micro-steps lie behind a playhead, the begun one in part."""
    if at_end(timeline, head):
        return len(timeline) * micro_steps(timeline)
    return head.position * micro_steps(timeline) + head.micro + head.t
