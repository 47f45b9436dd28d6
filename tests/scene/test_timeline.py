"""Stepping: term, cell, row and map, on and back, with and without questions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.timeline.movement import START, micro_steps, resolve, step
from cnnviz.trace import Phase
from tests.scene.counted import Counted, counted, flat, heads

GRANULARITIES: tuple[Granularity, ...] = ("term", "cell", "row", "map")
EACH = pytest.mark.parametrize("granularity", GRANULARITIES)
BOTH = pytest.mark.parametrize("predict", [False, True], ids=["plain", "predict"])


def stops(trace: Counted, granularity: Granularity, *, predict: bool = False) -> list[Playhead]:
    """Where stepping on halts, from the start to the last position, which is not yet the end."""
    found = [START]
    while (there := step(trace, found[-1], granularity, 1, predict=predict)) != AT_END:
        found.append(there)
        assert len(found) <= len(trace) * micro_steps(trace) + 1
    return found


@EACH
@given(trace=counted(most=4))
def test_the_last_position_is_seen_before_the_end(granularity: Granularity, trace: Counted) -> None:
    last = Playhead(len(trace) - 1, micro_steps(trace) - 1, 1.0)
    assert stops(trace, granularity)[-1] == last
    assert step(trace, AT_END, granularity, -1, predict=False) == last


@given(counted())
def test_terms_stop_after_every_micro_step(trace: Counted) -> None:
    found = [flat(trace, each) for each in stops(trace, "term")]
    assert found == list(range(len(trace) * micro_steps(trace) + 1))


@given(counted())
def test_cells_stop_where_a_value_is_written(trace: Counted) -> None:
    found = [flat(trace, each) for each in stops(trace, "cell")]
    assert found == [i * micro_steps(trace) for i in range(len(trace) + 1)]


@given(counted())
def test_rows_stop_where_a_row_is_complete(trace: Counted) -> None:
    maps, rows, columns = trace.shape
    found = [flat(trace, each) for each in stops(trace, "row")]
    assert found == [i * columns * micro_steps(trace) for i in range(maps * rows + 1)]


@given(counted())
def test_maps_stop_where_a_map_is_complete(trace: Counted) -> None:
    maps, rows, columns = trace.shape
    found = [flat(trace, each) for each in stops(trace, "map")]
    assert found == [i * rows * columns * micro_steps(trace) for i in range(maps + 1)]


@given(counted())
def test_predicting_stops_once_before_and_once_after_each_value(trace: Counted) -> None:
    found = stops(trace, "cell", predict=True)[1:]
    moments = [resolve(trace, each) for each in found]
    before, after = moments[0::2], moments[1::2]
    assert [each.position for each in before if each] == list(range(len(trace)))
    assert all(each is not None and each.phase != "write" for each in before)
    assert all(each is None or each.phase == "write" for each in after)


@EACH
@BOTH
@given(trace=counted(most=4))
def test_a_step_back_undoes_a_step_on(
    granularity: Granularity, predict: bool, trace: Counted
) -> None:
    for here, there in itertools.pairwise(stops(trace, granularity, predict=predict)):
        assert step(trace, there, granularity, -1, predict=predict) == here


@EACH
@BOTH
@given(trace=counted(), data=st.data())
def test_from_anywhere_a_step_goes_to_the_nearest_stop_on_its_side(
    granularity: Granularity, predict: bool, trace: Counted, data: st.DataObject
) -> None:
    here = data.draw(heads(trace))
    place = flat(trace, here)
    found = [flat(trace, each) for each in stops(trace, granularity, predict=predict)]
    behind = [each for each in found if each < place] or found[:1]
    if here.position >= len(trace):
        behind = found[-1:]  # back from the end is the last position, complete
    beyond = [each for each in found if each > place] or found[-1:]
    assert flat(trace, step(trace, here, granularity, 1, predict=predict)) == beyond[0]
    assert flat(trace, step(trace, here, granularity, -1, predict=predict)) == behind[-1]


@EACH
@BOTH
@given(trace=counted())
def test_beyond_the_ends_nothing_moves(
    granularity: Granularity, predict: bool, trace: Counted
) -> None:
    assert step(trace, AT_END, granularity, 1, predict=predict) == AT_END
    assert step(trace, START, granularity, -1, predict=predict) == START


@given(counted(), st.data())
def test_resolving_counts_the_micro_steps_of_each_phase(
    trace: Counted, data: st.DataObject
) -> None:
    micro = data.draw(st.integers(0, micro_steps(trace) - 1))
    names = [(phase.name, i) for phase in trace.phases for i in range(phase.count)]
    moment = resolve(trace, Playhead(0, micro, 0.5))
    assert moment is not None
    assert (moment.phase, moment.index) == names[micro]


def test_only_the_very_start_has_not_begun() -> None:
    trace = Counted((1, 2, 2), (Phase("place"), Phase("write")))
    begun = [resolve(trace, each) for each in (START, Playhead(0, 0, 0.1), Playhead(1, 0, 0.0))]
    assert [each.begun for each in begun if each] == [False, True, True]


def test_a_playhead_beyond_the_micro_steps_stands_in_the_last_one() -> None:
    trace = Counted((1, 2, 2), (Phase("place"), Phase("write")))
    moment = resolve(trace, Playhead(2, 99, 0.0))
    assert moment is not None
    assert moment.phase == "write"
