"""Stepping: term, cell, row and map, on and back, with and without questions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.timeline.movement import START, halt_after, micro_steps, resolve, step
from cnnviz.timeline.questions import at_question
from tests.timeline.counted import PLACE, WRITE, Counted, a_step, counted, flat, heads

GRANULARITIES: tuple[Granularity, ...] = ("term", "cell", "row", "map")
EACH = pytest.mark.parametrize("granularity", GRANULARITIES)
BOTH = pytest.mark.parametrize("predict", [False, True], ids=["plain", "predict"])


def stops(timeline: Counted, granularity: Granularity, *, predict: bool = False) -> list[Playhead]:
    """Where stepping on halts, from the start to the last position, which is not yet the end."""
    found = [START]
    while (there := step(timeline, found[-1], granularity, 1, predict=predict)) != AT_END:
        found.append(there)
        assert len(found) <= len(timeline) * micro_steps(timeline) + 1
    return found


@EACH
@given(timeline=counted(most=4))
def test_the_last_position_is_seen_before_the_end(
    granularity: Granularity, timeline: Counted
) -> None:
    last = Playhead(len(timeline) - 1, micro_steps(timeline) - 1, 1.0)
    assert stops(timeline, granularity)[-1] == last
    assert step(timeline, AT_END, granularity, -1, predict=False) == last


@given(counted())
def test_terms_stop_after_every_micro_step(timeline: Counted) -> None:
    found = [flat(timeline, each) for each in stops(timeline, "term")]
    assert found == list(range(len(timeline) * micro_steps(timeline) + 1))


@given(counted())
def test_cells_stop_where_a_value_is_written(timeline: Counted) -> None:
    found = [flat(timeline, each) for each in stops(timeline, "cell")]
    assert found == [i * micro_steps(timeline) for i in range(len(timeline) + 1)]


@EACH
@given(timeline=counted(), data=st.data())
def test_a_whole_position_is_walked_step_by_step(
    granularity: Granularity, timeline: Counted, data: st.DataObject
) -> None:
    whole = Counted((timeline.axes[0], 1, 1), timeline.steps, whole=True)
    count = micro_steps(whole)
    ends = list(itertools.accumulate(each.count for each in whole.steps))
    seen = {"term": range(1, count + 1), "cell": ends}.get(granularity, [count])
    expected = [i * count + end for i in range(len(whole)) for end in seen]
    found = stops(whole, granularity)
    assert [flat(whole, each) for each in found] == [0, *expected]
    for here, there in itertools.pairwise(found):
        assert step(whole, there, granularity, -1, predict=False) == here
    here = data.draw(heads(whole))
    place = flat(whole, here)
    assert flat(whole, step(whole, here, granularity, 1, predict=False)) == next(
        (each for each in expected if each > place), expected[-1]
    )


@given(counted(), st.data())
def test_playing_halts_at_the_end_of_each_map(timeline: Counted, data: st.DataObject) -> None:
    here, (maps, rows, columns) = data.draw(heads(timeline)), timeline.axes
    size = rows * columns * micro_steps(timeline)
    ahead = [i * size for i in range(1, maps) if i * size > flat(timeline, here)]
    halt = halt_after(timeline, here, data.draw(st.sampled_from(GRANULARITIES)))
    assert (None if halt is None else flat(timeline, halt)) == next(iter(ahead), None)


@pytest.mark.parametrize(
    ("granularity", "ends"), [("term", [1, 3, 4, 5, 7]), ("cell", [1, 3, 4, 5, 7]), ("map", [4])]
)
def test_playing_halts_at_the_end_of_each_step_of_a_whole_position(
    granularity: Granularity, ends: list[int]
) -> None:
    timeline = Counted((2, 1, 1), (PLACE, a_step("mean", 2), a_step("scale")), whole=True)
    found = []
    halt = halt_after(timeline, START, granularity)
    while halt is not None:
        found.append(flat(timeline, halt))
        halt = halt_after(timeline, halt, granularity)
    assert found == ends


@given(counted())
def test_rows_stop_where_a_row_is_complete(timeline: Counted) -> None:
    maps, rows, columns = timeline.axes
    found = [flat(timeline, each) for each in stops(timeline, "row")]
    assert found == [i * columns * micro_steps(timeline) for i in range(maps * rows + 1)]


@given(counted())
def test_maps_stop_where_a_map_is_complete(timeline: Counted) -> None:
    maps, rows, columns = timeline.axes
    found = [flat(timeline, each) for each in stops(timeline, "map")]
    assert found == [i * rows * columns * micro_steps(timeline) for i in range(maps + 1)]


@given(counted())
def test_predicting_stops_once_before_and_once_after_each_value(timeline: Counted) -> None:
    found = stops(timeline, "cell", predict=True)[1:]
    moments = [resolve(timeline, each) for each in found]
    before, after = moments[0::2], moments[1::2]
    assert [each.position for each in before if each] == list(range(len(timeline)))
    assert all(each is not None and not each.revealed for each in before)
    assert all(each is not None and each.revealed for each in after)


@EACH
@BOTH
@given(timeline=counted(most=4))
def test_a_step_back_undoes_a_step_on(
    granularity: Granularity, predict: bool, timeline: Counted
) -> None:
    for here, there in itertools.pairwise(stops(timeline, granularity, predict=predict)):
        assert step(timeline, there, granularity, -1, predict=predict) == here


@EACH
@BOTH
@given(timeline=counted(), data=st.data())
def test_from_anywhere_a_step_goes_to_the_nearest_stop_on_its_side(
    granularity: Granularity, predict: bool, timeline: Counted, data: st.DataObject
) -> None:
    here = data.draw(heads(timeline))
    place = flat(timeline, here)
    found = [flat(timeline, each) for each in stops(timeline, granularity, predict=predict)]
    behind = [each for each in found if each < place] or found[:1]
    if here.position >= len(timeline):
        behind = found[-1:]  # back from the end is the last position, complete
    beyond = [each for each in found if each > place] or found[-1:]
    assert flat(timeline, step(timeline, here, granularity, 1, predict=predict)) == beyond[0]
    assert flat(timeline, step(timeline, here, granularity, -1, predict=predict)) == behind[-1]


@EACH
@BOTH
@given(timeline=counted())
def test_beyond_the_ends_nothing_moves(
    granularity: Granularity, predict: bool, timeline: Counted
) -> None:
    assert step(timeline, AT_END, granularity, 1, predict=predict) == AT_END
    assert step(timeline, START, granularity, -1, predict=predict) == START


@given(counted(), st.data())
def test_resolving_counts_the_micro_steps_of_each_step(
    timeline: Counted, data: st.DataObject
) -> None:
    micro = data.draw(st.integers(0, micro_steps(timeline) - 1))
    places = [
        (each, number, i) for number, each in enumerate(timeline.steps) for i in range(each.count)
    ]
    moment = resolve(timeline, Playhead(0, micro, 0.5))
    assert moment is not None
    assert (moment.step, moment.number, moment.index) == places[micro]


@BOTH
@given(timeline=counted(), data=st.data())
def test_a_value_is_told_from_the_step_that_reveals_it_on_and_asked_for_before(
    predict: bool, timeline: Counted, data: st.DataObject
) -> None:
    here = data.draw(heads(timeline))
    moment = resolve(timeline, here, predict=predict)
    if moment is None:
        assert here.position == len(timeline)
        return
    assert moment.revealed == (moment.number >= timeline.steps.index(WRITE))
    assert moment.covered == (predict and not moment.revealed)
    assert moment.asks == (predict and at_question(timeline, here))


def test_the_question_stands_when_everything_before_it_has_been_shown() -> None:
    timeline = Counted((1, 2, 2), (PLACE, WRITE))
    heads = (START, Playhead(0, 0, 0.9), Playhead(0, 0, 1.0), Playhead(0, 1, 0.0))
    begun = [resolve(timeline, each, predict=True) for each in heads]
    assert [each.asks for each in begun if each] == [False, False, True, False]
    assert [each.covered for each in begun if each] == [True, True, True, False]


def test_a_playhead_beyond_the_micro_steps_stands_in_the_last_one() -> None:
    timeline = Counted((1, 2, 2), (PLACE, WRITE))
    moment = resolve(timeline, Playhead(2, 99, 0.0))
    assert moment is not None
    assert moment.name == "write"
