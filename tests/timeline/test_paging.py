"""A clicker: every cell at first, then rows and maps; back as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.timeline.movement import START, micro_steps
from cnnviz.timeline.paging import page
from tests.timeline.counted import PLACE, WRITE, Counted, counted, flat

BOTH = pytest.mark.parametrize("predict", [False, True], ids=["plain", "predict"])


def pages(timeline: Counted, *, predict: bool = False) -> list[Playhead]:
    """Where each press leads, from the start to the end."""
    found = [START]
    while found[-1] != AT_END:
        found.append(page(timeline, found[-1], "cell", 1, predict=predict))
    return found


def cells(timeline: Counted) -> list[float]:
    return [flat(timeline, each) / micro_steps(timeline) for each in pages(timeline)[:-1]]


def test_first_cells_then_the_row_the_map_and_every_map() -> None:
    timeline = Counted((4, 6, 6), (PLACE, WRITE))
    assert cells(timeline) == [0, 1, 2, 3, 6, 36, 72, 108, 144]


def test_a_photograph_is_a_dozen_presses_away() -> None:
    assert len(pages(Counted((2, 510, 510), (PLACE, WRITE)))) < 12


def test_a_small_map_is_seen_cell_by_cell() -> None:
    assert cells(Counted((2, 3, 3), (PLACE, WRITE))) == [*range(10), 18]


@BOTH
@given(timeline=counted())
def test_every_press_goes_on_and_the_last_position_is_seen(
    predict: bool, timeline: Counted
) -> None:
    found = pages(timeline, predict=predict)
    places = [flat(timeline, each) for each in found[:-1]]
    assert places == sorted(set(places))
    assert found[-2] == Playhead(len(timeline) - 1, micro_steps(timeline) - 1, 1.0)


@BOTH
@given(timeline=counted())
def test_back_is_the_way_that_was_come(predict: bool, timeline: Counted) -> None:
    found = pages(timeline, predict=predict)
    back = [page(timeline, each, "cell", -1, predict=predict) for each in found[1:]]
    assert back == found[:-1]


@given(timeline=counted(), data=st.data())
def test_from_anywhere_it_gets_on_and_back(timeline: Counted, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(timeline) - 1))
    micro = data.draw(st.integers(0, micro_steps(timeline) - 1))
    here = Playhead(position, micro, data.draw(st.sampled_from((0.0, 0.4, 1.0))))
    on = page(timeline, here, "cell", 1, predict=False)
    back = page(timeline, here, "cell", -1, predict=False)
    assert flat(timeline, back) <= flat(timeline, here) <= flat(timeline, on)
    assert on != here
    assert back != here or here == START
