"""What is on stage is worked out for every state, with activations of now or of before."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnviz.document.commands import AddLayer, MoveLayer, RemoveLayer, SetParameter
from cnnviz.document.drawing import SetBatch
from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import AT_END, CellRef, Document, Playhead, State
from cnnviz.scene.marks import Grid, Spot
from cnnviz.scene.registry import explanations_of
from cnnviz.session import Presented
from cnnviz.session.picture import DRAWING, picture
from cnnviz.session.present import Memo, present
from cnnviz.trace import ALL, NOTHING
from cnnviz.words import ENGLISH, text
from tests.scene.staged import KEYS, find
from tests.session.sessions import (
    KINDS,
    ROOM,
    Later,
    conv,
    document_of,
    pool,
    relu,
    session_of,
    too_large,
)
from tests.strategies import documents, states

MIDDLE = Playhead(5, 1, 0.5)


def presented_of(state: State) -> Presented:
    """What is on stage with the activations of the state's own document."""
    return present(state, evaluate(state.document), Memo())


def nothing_on_stage(presented: Presented) -> None:
    """Check that everything about a stage is absent together."""
    assert presented.stage is presented.timeline is presented.moment is None
    assert (presented.can_ask, presented.asks) == (False, False)
    assert not picture(presented, ROOM).marks


@st.composite
def anywhere(draw: st.DrawFn) -> State:
    """Any state, explained in any of its ways, pointing anywhere."""
    state = draw(states())
    names = tuple(
        draw(st.sampled_from(["", *(each.name for each in explanations_of(layer))]))
        for layer in state.document.layers
    )
    place = st.tuples(*[st.integers(0, 9)] * 2)
    pin = st.builds(CellRef, st.integers(0, 4), st.sampled_from(KEYS), place)
    return dataclasses.replace(state, explanations=names, pin=draw(st.none() | pin))


SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(anywhere())
def test_every_state_has_a_picture(state: State) -> None:
    presented = presented_of(state)
    picture(presented, ROOM)
    status = presented.status
    assert (presented.stage is not None) == (status is not None and status.works)
    if presented.stage is None:
        nothing_on_stage(presented)
    assert not any(each.computing for each in presented.layers)


@SLOW
@given(anywhere(), documents(), st.data())
def test_every_state_has_a_picture_while_activations_are_those_of_before(
    state: State, other: Document, data: st.DataObject
) -> None:
    """Before, some of the layers stood elsewhere, and others between them."""
    layers = data.draw(st.permutations([*state.document.layers, *other.layers]))
    batch = data.draw(st.sampled_from((state.document.batch, other.batch)))
    count = data.draw(st.integers(0, len(layers)))
    before = evaluate(Document(batch).with_layers(tuple(layers[:count])))
    presented = present(state, before, Memo())
    picture(presented, ROOM)
    for each in presented.layers:
        assert each.result is None or each.result.layer.kind == each.layer.kind


def test_the_image_has_no_stage_and_says_how_to_draw() -> None:
    presented = presented_of(State(document_of(conv()), playhead=MIDDLE, predict=True))
    nothing_on_stage(presented)
    assert presented.maps == 0
    assert presented.status is presented.explanation is None
    assert picture(presented, ROOM).equation == DRAWING
    assert presented.visible(0) is ALL


def test_a_layer_that_cannot_work_says_why_and_those_behind_it_wait() -> None:
    state = State(document_of(conv(), too_large(), relu()), selected=2)
    presented = presented_of(state)
    nothing_on_stage(presented)
    first, broken, waiting = presented.layers
    assert presented.status is broken
    assert broken.error is not None
    assert "9 cells" in ENGLISH(broken.error)
    assert (first.works, broken.works, waiting.works) == (True, False, False)
    assert (first.waiting, broken.waiting, waiting.waiting) == (False, False, True)
    assert (first.error, waiting.error) == (None, None)
    assert [each.in_shape for each in presented.layers] == [(1, 8, 8), (4, 8, 8), None]
    nothing_on_stage(presented_of(dataclasses.replace(state, selected=3)))
    assert presented.maps == 0


@pytest.mark.parametrize("selected", [2, 3])
def test_a_layer_without_an_output_hides_nothing_but_what_a_timeline_has_not_reached(
    selected: int,
) -> None:
    state = State(document_of(conv(), too_large(), relu()), selected=selected)
    assert presented_of(state).shown is ALL
    moving = presented_of(dataclasses.replace(state, playhead=MIDDLE))
    assert moving.shown is NOTHING
    assert [moving.visible(i).everything for i in range(3)] == [i < selected - 1 for i in range(3)]


def test_what_the_timeline_has_not_shown_is_visible_in_no_layer_behind() -> None:
    state = State(document_of(conv(), relu(), pool()), selected=2, playhead=MIDDLE)
    presented = presented_of(state)
    assert presented.visible(0) is ALL
    assert presented.visible(1) is presented.shown
    assert presented.shown.count == 5
    assert presented.visible(2) is NOTHING
    at_end = presented_of(dataclasses.replace(state, playhead=AT_END))
    assert [at_end.visible(i) for i in range(3)] == [ALL] * 3


@pytest.mark.parametrize("predict", [False, True])
def test_what_is_hidden_is_hidden_asked_for_or_not(predict: bool) -> None:
    state = State(document_of(conv(), pool()), selected=1, playhead=MIDDLE, predict=predict)
    presented = presented_of(state)
    assert (presented.shown.count, presented.visible(1).count) == (5, 0)
    assert presented.shown.asked is None
    assert presented.moment is not None
    assert presented.moment.covered == predict


def test_a_new_layer_has_no_stage_until_its_activations_come() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later)
    session.do(AddLayer("ReLU", 1))
    status = session.presented.status
    assert status is not None
    assert (status.result, status.computing, status.works) == (None, True, False)
    assert (status.error, status.waiting, status.in_shape) == (None, False, (4, 8, 8))
    nothing_on_stage(session.presented)
    later.deliver()
    assert session.presented.stage is not None
    assert [each.computing for each in session.presented.layers] == [False, False]


def test_a_changed_layer_shows_what_it_did_before_until_its_activations_come() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later)
    before = session.presented
    session.do(SetParameter(0, "padding", "valid"))
    status = session.presented.status
    assert status is not None
    assert status.computing
    assert status.result is before.layers[0].result
    assert session.presented.stage is before.stage
    assert find(session.scene(ROOM), Grid, "output").values.shape == (8, 8)
    later.deliver()
    assert session.presented.stage is not before.stage
    assert find(session.scene(ROOM), Grid, "output").values.shape == (6, 6)


def test_nothing_is_shown_of_another_kind_that_stood_in_a_layers_place() -> None:
    later = Later()
    session = session_of(conv(), relu(), evaluator=later, selected=1)
    session.do(AddLayer("Tanh", 0))
    new, moved, behind = session.presented.layers
    assert new.result is None
    assert moved.result is not None
    assert behind.result is not None
    assert (moved.result.layer, behind.result.layer) == (moved.layer, behind.layer)
    nothing_on_stage(session.presented)
    session.do(RemoveLayer(0))
    assert session.presented.stage is not None


def test_an_older_reason_is_not_told_of_a_layer_that_has_been_changed() -> None:
    later = Later()
    session = session_of(too_large(), relu(), evaluator=later, selected=1)
    assert session.presented.layers[0].error is not None
    session.do(SetParameter(0, "kernel_size", (2, 2)))
    status = session.presented.status
    assert status is not None
    assert (status.error, status.works, status.computing) == (None, False, True)
    later.deliver()
    assert session.presented.stage is not None


@pytest.mark.parametrize("name", ["slide", "field", "uses"])
def test_behind_a_layer_that_did_not_work_nothing_is_on_stage(name: str) -> None:
    """While the new activations are computed, those of before may not fit together."""
    names = ("", "", name, "")
    later = Later()
    session = session_of(
        relu(), relu(), conv(), too_large(), evaluator=later, explanations=names, selected=3
    )
    session.do(MoveLayer(3, 0))
    session.view(selected=4)
    assert session.presented.layers[3].works
    nothing_on_stage(session.presented)


def test_an_image_of_a_larger_batch_gives_way_to_the_last() -> None:
    later = Later()
    session = session_of(relu(), evaluator=later, image=1)
    session.do(SetBatch(document_of(images=7).batch))
    session.view(image=6)
    grid = find(session.scene(ROOM), Grid, "input")
    status = session.presented.status
    assert status is not None
    assert status.result is not None
    assert status.result.x is not None
    assert np.array_equal(grid.values, status.result.x[1, 0])


def test_another_image_or_explanation_is_another_stage() -> None:
    session = session_of(conv())
    stages = [session.presented.stage]
    session.view(image=1)
    stages.append(session.presented.stage)
    session.choose_explanation("uses")
    stages.append(session.presented.stage)
    assert len({id(each) for each in stages}) == 3


def test_a_stage_is_made_once_for_all_moments() -> None:
    session = session_of(conv())
    stage = session.presented.stage
    for changes in ({"playhead": MIDDLE}, {"map": 2}, {"numbers": False}, {"predict": True}):
        session.view(**changes)
        assert session.presented.stage is stage


def test_the_pointer_goes_before_the_pin_and_both_only_on_their_layer() -> None:
    pin, pointed = CellRef(0, "output", (1, 2)), CellRef(0, "input", (3, 4))
    presented = presented_of(State(document_of(conv(), relu()), selected=1, pin=pin))
    assert presented.look(ROOM).spot == Spot("output", 1, 2)
    assert presented.look(ROOM, pointed).spot == Spot("input", 3, 4)
    behind = presented_of(State(document_of(conv(), relu()), selected=2, pin=pin))
    assert behind.look(ROOM).spot is None
    assert behind.look(ROOM, pointed).spot is None


def test_values_can_be_asked_for_where_a_timeline_asks() -> None:
    for layer, asks in ((conv(), True), (relu(), True), (KINDS["BatchNorm2d"](), False)):
        presented = presented_of(State(document_of(layer), selected=1, predict=True))
        assert (presented.can_ask, presented.asks) == (asks, asks)
    assert not presented_of(State(document_of(conv()), selected=1)).asks


def test_a_picture_that_stands_still_has_no_timeline_and_keeps_the_place() -> None:
    session = session_of(conv(), selected=1, playhead=MIDDLE, predict=True)
    session.choose_explanation("uses")
    assert session.presented.timeline is None
    assert not session.presented.can_ask
    assert not session.presented.shown.everything
    session.introduce(text("Look at the corner"))
    assert session.scene(ROOM).hint == ()
    session.choose_explanation("slide")
    assert session.state.playhead == MIDDLE
    assert session.presented.asks
