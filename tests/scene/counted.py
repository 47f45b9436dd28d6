"""Timelines that are only counted, and playheads on them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from cnnviz.document.state import Playhead
from cnnviz.timeline.movement import at_end, micro_steps
from cnnviz.trace import Phase, Record, Trace


@dataclass(frozen=True)
class Counted:
    """A trace whose records nobody looks at."""

    shape: tuple[int, int, int]
    phases: tuple[Phase, ...]
    whole_channels: bool = False

    def __len__(self) -> int:
        maps, rows, columns = self.shape
        return maps * rows * columns

    def __getitem__(self, position: int) -> Record:
        raise IndexError(position)


@st.composite
def counted(draw: st.DrawFn, most: int = 5) -> Counted:
    """A small timeline, whose cells end with being written."""
    shape = draw(st.tuples(*[st.integers(1, most)] * 3))
    between = draw(st.lists(st.integers(1, 9), max_size=3))
    names = ("terms", "channels", "bias")
    middle = (Phase(name, count) for name, count in zip(names, between, strict=False))
    return Counted(shape, (Phase("place"), *middle, Phase("write")))


@st.composite
def heads(draw: st.DrawFn, trace: Trace) -> Playhead:
    """Any moment of a timeline, its end included."""
    position = draw(st.integers(0, len(trace)))
    t = draw(st.sampled_from((0.0, 0.125, 0.5, 0.875, 1.0)))
    return Playhead(position, draw(st.integers(0, micro_steps(trace) - 1)), t)


def flat(trace: Trace, head: Playhead) -> float:
    """How many micro-steps lie behind a playhead, the begun one in part."""
    if at_end(trace, head):
        return len(trace) * micro_steps(trace)
    return head.position * micro_steps(trace) + head.micro + head.t
