"""Where a layer's timeline was left: found again, and nothing given away before it is shown."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.commands import (
    AddLayer,
    DuplicateLayer,
    MoveLayer,
    RemoveLayer,
    SetParameter,
    set_view,
)
from cnnviz.document.files import FileError, dump, parse
from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.document.store import Command, Store
from tests.document.test_files import changed
from tests.first_pipeline import start
from tests.sameness import same

START, SECOND = Playhead(), Playhead(1, 2, 0.5)
PLACES = (SECOND, None, AT_END, Playhead(7, 0, 1.0))


def selecting(state: State, *layers: int) -> State:
    """Put layers on stage, one after the other."""
    for each in layers:
        state = set_view(selected=each).apply(state)
    return state


def at_second() -> State:
    """The convolution on stage, under way; no other layer has been there."""
    return State(start().document, selected=1, playhead=SECOND)


def left(selected: int = 1) -> State:
    """Every layer but one has been on stage."""
    place = PLACES[selected - 1]
    assert place is not None
    return State(start().document, selected=selected, playhead=place, places=PLACES)


def test_a_layer_is_found_as_it_was_left() -> None:
    state = selecting(at_second(), 2)
    state = set_view(playhead=Playhead(0, 3, 1.0)).apply(state)
    assert selecting(state, 1).playhead == SECOND
    assert selecting(state, 1, 0, 2).playhead == Playhead(0, 3, 1.0)
    assert selecting(state, 0, 1).playhead == SECOND


def test_another_layer_opens_at_its_start_while_one_is_under_way() -> None:
    assert selecting(at_second(), 2).playhead == START
    assert selecting(at_second(), 0, 4).playhead == START


def test_it_opens_at_its_end_where_everything_has_been_shown() -> None:
    assert selecting(State(start().document, selected=1), 2).playhead == AT_END
    assert selecting(start(), 3).playhead == AT_END


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([None, START, SECOND, AT_END]))))
def test_going_around_never_shows_what_was_not(way: list[tuple[int, Playhead | None]]) -> None:
    """A layer is at its end only if it was put there, or if all that were on stage are."""
    state, ended = at_second(), set[int]()
    for selected, moved in way:
        hidden = any(each not in (None, AT_END) for each in state.places)
        state = selecting(state, selected)
        if state.selected and state.playhead == AT_END:
            assert selected in ended or not hidden
        if moved is not None:
            state = set_view(playhead=moved).apply(state)
        if state.playhead == AT_END:
            ended.add(selected)
        else:
            ended.discard(selected)


@pytest.mark.parametrize("to", range(4))
def test_it_moves_with_its_layer(to: int) -> None:
    places = list(PLACES)
    places.insert(to, places.pop(0))
    state = MoveLayer(0, to).apply(left())
    assert (state.places, state.playhead) == (tuple(places), SECOND)


def test_the_others_keep_theirs_when_a_layer_goes() -> None:
    state = RemoveLayer(1).apply(left())
    assert state.places == (SECOND, *PLACES[2:])
    assert state.playhead == AT_END
    assert RemoveLayer(0).apply(left()).places == (START, *PLACES[2:])


@pytest.mark.parametrize("command", [AddLayer("ReLU", 2), DuplicateLayer(1)])
def test_a_new_layer_gives_nothing_away(command: Command) -> None:
    state = command.apply(left())
    assert (state.selected, state.playhead) == (3, START)
    assert state.places == (*PLACES[:2], START, *PLACES[2:])


def test_a_changed_layer_stays_where_it_is() -> None:
    state = SetParameter(0, "out_channels", 7).apply(left())
    assert (state.playhead, state.places) == (SECOND, PLACES)


@pytest.mark.parametrize("command", [RemoveLayer(0), RemoveLayer(3), MoveLayer(0, 3)])
def test_undo_brings_back_where_a_layer_was_left(command: Command) -> None:
    store = Store(left())
    store.do(command)
    store.undo()
    for index in (0, 2, 3):
        assert selecting(store.state, 0, index + 1).playhead == PLACES[index]


def test_places_are_kept_in_the_file() -> None:
    assert parse(dump(left(3))).places == PLACES


def test_a_file_without_places_opens() -> None:
    state = State(start().document)
    data = changed(dump(state), b',"places": [null,null,null,null]', b"")
    assert same(parse(data), state)


@pytest.mark.parametrize("bad", [Playhead(-1), Playhead(0, -1), Playhead(0, 0, 2.0)])
def test_a_file_with_an_impossible_place_is_refused(bad: Playhead) -> None:
    with pytest.raises(FileError):
        parse(dump(dataclasses.replace(left(), places=(SECOND, bad))))
