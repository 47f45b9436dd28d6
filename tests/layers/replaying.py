"""What every timeline keeps, whatever the kind of layer: replay, reads, steps, and hiding."""

from __future__ import annotations

import numpy as np

from cnnviz.trace import Moment, Shown, Timeline
from tests.layers.cases import Case, timeline_of

RELATIVE = 2e-6
"""A few units in the last place of float32, of the sum of magnitudes."""


def check_replay(case: Case, image: int, timeline: Timeline | None = None) -> None:
    """Replay all positions; what they write or add up must be the image's output."""
    timeline = timeline or timeline_of(case, image)
    y = np.zeros(case.y.shape)
    tolerance = np.zeros(case.y.shape)
    written = np.zeros(case.y.shape, bool)
    for position in range(len(timeline)):
        record = timeline[position]
        value = record.replay()
        with np.errstate(invalid="ignore"):  # infinities may be written
            y[record.where] = y[record.where] + value if record.adds else value
        tolerance[record.where] += RELATIVE * record.magnitude
        written[record.where] = True
    assert written[image].all()
    with np.errstate(invalid="ignore"):
        same = (y == case.y) | (np.abs(y - case.y) <= tolerance)
    assert same[written].all()


def check_reads(case: Case, timeline: Timeline | None = None) -> None:
    """The cells that a record names hold the values that it shows."""
    timeline = timeline or timeline_of(case)
    for position in range(len(timeline)):
        for index, values in timeline[position].reads():
            assert np.array_equal(case.x[index], values)


def check_steps(case: Case, timeline: Timeline | None = None) -> None:
    """Each step of a record is a step of its timeline, with as many micro-steps."""
    timeline = timeline or timeline_of(case)
    counts = {step.name: step.count for step in timeline.steps}
    assert all(count >= 1 for count in counts.values())
    assert len(counts) == len(timeline.steps)
    assert all(step.title.template for step in timeline.steps)
    for name, count in timeline[len(timeline) // 2].steps().items():
        assert counts[name] == count


def check_shown(case: Case, timeline: Timeline | None = None) -> None:
    """Cells appear position by position, none of them before it is told, all at the end."""
    timeline = timeline or timeline_of(case)
    shape = case.y.shape[1:]
    assert timeline.shown(None).everything
    before = np.zeros(shape, bool)
    for position in range(len(timeline)):
        untold, told = (_visible(timeline, position, number, shape) for number in (0, -1))
        first = timeline.steps[0]
        if not first.reveals:
            assert np.array_equal(untold, before)
        assert not (before & ~told).any()
        record = timeline[position]
        news = np.zeros(case.y.shape, bool)
        news[record.where] = True
        assert not (told & ~before & ~news[0]).any()
        before = told
    assert before.all()


def _visible(timeline: Timeline, position: int, number: int, shape: tuple[int, ...]) -> np.ndarray:
    step = timeline.steps[number]
    number %= len(timeline.steps)
    revealed = any(each.reveals for each in timeline.steps[: number + 1])
    shown = timeline.shown(Moment(position, step, number, step.count - 1, 1.0, revealed))
    return _mask(shown, shape)


def _mask(shown: Shown, shape: tuple[int, ...]) -> np.ndarray:
    maps, rows, columns = shape
    planes = [shown.plane(index, rows * columns) for index in range(maps)]
    return np.array(
        [[plane.covers(cell) for cell in range(rows * columns)] for plane in planes]
    ).reshape(shape)
