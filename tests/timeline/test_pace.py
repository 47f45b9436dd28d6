"""The schedule: time and playhead agree, one cell is slow, a map takes 20 s at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Granularity
from cnnviz.timeline.movement import START, micro_steps
from cnnviz.timeline.pace import CELL, FIRST_CELL, MAP, MICRO, SLOWEST, STEP, Pace
from tests.timeline.counted import PLACE, WRITE, Counted, a_step, counted, flat, heads

EACH = pytest.mark.parametrize("granularity", ["term", "cell", "row", "map"])
TINY = 1e-6
"""Micro-steps, or seconds, that rounding may move."""


@st.composite
def large(draw: st.DrawFn) -> Counted:
    """A timeline of any size up to 64 maps of 512 × 512."""
    shape = (draw(st.integers(1, 64)), *draw(st.tuples(*[st.integers(1, 512)] * 2)))
    terms = draw(st.integers(1, 400))
    slow = draw(st.integers(0, shape[1] * shape[2] - 1))
    return Counted(shape, (PLACE, a_step("terms", terms), WRITE), slow=slow)


def unit(timeline: Counted, granularity: Granularity) -> int:
    """Micro-steps that appear at once, at the most."""
    _, rows, columns = timeline.axes
    cells = {"term": 0, "cell": 1, "row": columns, "map": rows * columns}[granularity]
    return cells * micro_steps(timeline)


@EACH
@given(timeline=large(), data=st.data())
def test_later_is_never_further_back(
    granularity: Granularity, timeline: Counted, data: st.DataObject
) -> None:
    pace = Pace(timeline, granularity)
    times = st.floats(0, pace.duration)
    early, late = sorted((data.draw(times), data.draw(times)))
    assert flat(timeline, pace.playhead(early)) <= flat(timeline, pace.playhead(late)) + TINY


@EACH
@given(timeline=large(), data=st.data())
def test_the_time_of_a_moment_lies_within_its_position(
    granularity: Granularity, timeline: Counted, data: st.DataObject
) -> None:
    pace, here = Pace(timeline, granularity), data.draw(heads(timeline))
    begin = pace.starts(min(here.position, len(timeline)))
    end = pace.starts(min(here.position + 1, len(timeline)))
    assert begin - TINY <= pace.time(here) <= end + TINY


@EACH
@given(timeline=counted(), data=st.data())
def test_going_on_from_a_moment_loses_nothing_and_skips_no_step(
    granularity: Granularity, timeline: Counted, data: st.DataObject
) -> None:
    pace, here = Pace(timeline, granularity), data.draw(heads(timeline))
    place, there = flat(timeline, here), flat(timeline, pace.playhead(pace.time(here)))
    assert place - TINY <= there <= place + unit(timeline, granularity) + TINY


@given(counted(), st.data())
def test_terms_are_played_without_a_jump(timeline: Counted, data: st.DataObject) -> None:
    pace = Pace(timeline, "term")
    time = data.draw(st.floats(0, pace.duration))
    assert pace.time(pace.playhead(time)) == pytest.approx(time, abs=TINY)


@EACH
@given(timeline=large())
def test_it_begins_at_the_start_and_ends_at_the_end(
    granularity: Granularity, timeline: Counted
) -> None:
    pace = Pace(timeline, granularity)
    assert pace.time(START) == 0.0
    assert pace.playhead(0.0).position < len(timeline)
    assert pace.playhead(pace.duration) == AT_END
    assert pace.time(AT_END) == pace.duration


@pytest.mark.parametrize("granularity", ["cell", "row", "map"])
@given(timeline=large(), data=st.data())
def test_a_map_takes_at_most_20_seconds(
    granularity: Granularity, timeline: Counted, data: st.DataObject
) -> None:
    maps, rows, columns = timeline.axes
    index = data.draw(st.integers(0, maps - 1))
    pace, size = Pace(timeline, granularity), rows * columns
    assert pace.starts((index + 1) * size) - pace.starts(index * size) <= MAP + TINY


def test_the_largest_map_takes_20_seconds() -> None:
    timeline = Counted((64, 512, 512), (PLACE, a_step("terms", 363), WRITE))
    assert Pace(timeline, "cell").starts(512 * 512) == pytest.approx(20.0)


@given(large())
def test_no_cell_takes_longer_than_the_slow_one(timeline: Counted) -> None:
    pace, slow = Pace(timeline, "cell"), timeline.slow
    longest = pace.starts(slow + 1) - pace.starts(slow)
    assert longest == pytest.approx(min(MICRO * micro_steps(timeline), SLOWEST))
    others = (i for i in range(min(len(timeline), 1200)) if i != slow)
    lengths = [pace.starts(i + 1) - pace.starts(i) for i in others]
    assert max(lengths, default=0.0) <= min(longest, FIRST_CELL) + TINY


def test_the_cells_before_the_slow_one_go_at_the_pace_of_a_row() -> None:
    timeline = Counted((1, 6, 6), (PLACE, a_step("terms", 9), WRITE), slow=9)
    pace = Pace(timeline, "cell")
    lengths = [pace.starts(i + 1) - pace.starts(i) for i in range(36)]
    assert lengths[:9] == pytest.approx([lengths[0]] * 9)
    assert sum(lengths[:9]) <= 5.0 + TINY
    assert lengths.index(max(lengths)) == 9
    seen = {pace.playhead(pace.starts(9) + i * 0.1).micro for i in range(66)}
    assert seen == set(range(micro_steps(timeline)))


def test_the_value_of_a_cell_with_time_for_it_moves_before_it_stands() -> None:
    timeline = Counted((1, 4, 4), (PLACE, a_step("terms", 9), WRITE))
    pace = Pace(timeline, "cell")
    begin, end = pace.starts(2), pace.starts(3)
    seen = [pace.playhead(begin + part * (end - begin)) for part in (0.36, 0.5, 0.69, 0.8)]
    assert [each.micro for each in seen] == [10] * 4
    assert 0 < seen[0].t < seen[1].t < seen[2].t < seen[3].t == 1.0


def test_the_first_row_goes_slower_than_the_rest() -> None:
    pace = Pace(Counted((2, 8, 8), (PLACE, a_step("terms", 9), WRITE)), "cell")
    assert pace.starts(2) - pace.starts(1) > pace.starts(10) - pace.starts(9)
    assert pace.starts(10) - pace.starts(9) <= CELL


def test_the_first_cell_shows_every_micro_step() -> None:
    timeline = Counted((1, 4, 4), (PLACE, a_step("terms", 9), WRITE))
    pace = Pace(timeline, "cell")
    seen = {pace.playhead(i * 0.1).micro for i in range(int(pace.starts(1) / 0.1))}
    assert seen == set(range(micro_steps(timeline)))


def test_a_later_cell_is_placed_before_it_is_written() -> None:
    timeline = Counted((1, 4, 4), (PLACE, a_step("terms", 9), WRITE))
    pace = Pace(timeline, "cell")
    begin, end = pace.starts(6), pace.starts(7)
    seen = [pace.playhead(begin + part * (end - begin)) for part in (0.0, 0.2, 0.5, 0.9)]
    assert [(each.position, each.micro) for each in seen] == [(6, 0), (6, 0), (6, 10), (6, 10)]


@pytest.mark.parametrize(("granularity", "cells"), [("row", 4), ("map", 16)])
def test_rows_and_maps_appear_whole(granularity: Granularity, cells: int) -> None:
    timeline = Counted((2, 4, 4), (PLACE, WRITE))
    pace = Pace(timeline, granularity)
    seen = {pace.playhead(i * 0.05) for i in range(int(pace.duration / 0.05))}
    assert {(each.position + 1) % cells for each in seen} == {0}
    assert {(each.micro, each.t) for each in seen} == {(1, 1.0)}


def test_maps_of_one_cell_go_faster_after_the_first() -> None:
    """Sixty-four of them do not take sixty-four times as long as one."""
    timeline = Counted((64, 1, 1), (PLACE, a_step("terms", 363), WRITE))
    pace = Pace(timeline, "cell")
    assert pace.starts(1) == pytest.approx(SLOWEST)
    assert pace.duration <= SLOWEST + 63 * CELL + TINY


@EACH
def test_every_channel_that_is_one_position_shows_all_its_steps(granularity: Granularity) -> None:
    steps = (a_step("gather"), a_step("mean"), a_step("normalize"))
    pace = Pace(Counted((3, 1, 1), steps, whole=True), granularity)
    seen = {pace.playhead(i * 0.1) for i in range(int(pace.duration / 0.1))}
    assert {(each.position, each.micro) for each in seen} == {
        (position, micro) for position in range(3) for micro in range(3)
    }
    assert pace.duration == pytest.approx(9 * STEP)
