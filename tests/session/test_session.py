"""A session tells of every change once, and its picture holds all that belongs to a moment."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz.document.commands import AddLayer, MoveLayer, SetParameter, set_view
from cnnviz.document.drawing import SetBatch
from cnnviz.document.files.scene import load, save
from cnnviz.document.intake import digits_batch
from cnnviz.document.state import AT_END, CellRef, Playhead
from cnnviz.layers import ParameterError
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.scene.marks import Grid, Outline, Viewport
from cnnviz.session import Presented, Session
from cnnviz.words import text
from tests.first_pipeline import start
from tests.scene.staged import find, has, plain
from tests.session.sessions import KINDS, ROOM, Heard, Later, conv, pool, relu, said, session_of

WIDER = SetParameter(0, "padding", (3, 3))
SEEN = text("Look at the corner.")


def test_a_change_is_told_once_with_its_activations() -> None:
    session = session_of(conv(), relu())
    heard = Heard(session)
    before = session.presented
    session.do(WIDER)
    ((old, new),) = heard.notices
    assert (old, new) == (before, session.presented)
    assert new.state is session.state
    results = new.evaluation.results
    assert [each.layer for each in results] == list(new.document.layers)
    assert [each.result for each in new.layers] == list(results)


def test_looking_around_undoing_and_opening_are_told_once_each() -> None:
    session = session_of(conv(), relu())
    session.do(WIDER)
    heard = Heard(session)
    session.view(selected=1)
    session.store.undo()
    session.store.redo()
    session.store.replace(start())
    assert [new.state for _, new in heard.notices][-1] is session.state
    assert len(heard) == 4
    assert all(one[1] is other[0] for one, other in itertools.pairwise(heard.notices))


def test_nothing_is_told_where_nothing_changed() -> None:
    session = session_of(conv())
    heard = Heard(session)
    session.do(MoveLayer(0, 0))
    session.do(SetParameter(0, "stride", (1, 1)))
    session.choose_map(0)
    with pytest.raises(ParameterError):
        session.do(SetParameter(0, "stride", (0, 0)))
    assert len(heard) == 0


def test_activations_that_come_later_are_told_when_they_come() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later)
    heard = Heard(session)
    session.do(WIDER)
    later.deliver()
    (_, change), (_, delivery) = heard.notices
    assert change.state is delivery.state
    assert [change.layers[0].computing, delivery.layers[0].computing] == [True, False]


def test_each_delivery_is_shown_until_the_newest_has_come() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later)
    for sides in (1, 2, 3):
        session.do(SetParameter(0, "padding", (sides, sides)))
    shown = []
    while later.asked:
        later.deliver()
        status = session.presented.layers[0]
        shown.append((session.scene(ROOM), status.computing))
    sizes = [find(scene, Grid, "output").rows for scene, _ in shown]
    assert sizes == [8, 10, 12]
    assert [computing for _, computing in shown] == [True, True, False]


def test_a_change_by_a_listener_is_told_after_all_have_heard_of_the_first() -> None:
    session = session_of(conv(), relu())
    order: list[tuple[str, Presented, Presented]] = []

    def first(old: Presented, new: Presented) -> None:
        order.append(("first", old, new))
        if old.state.selected != new.state.selected:
            session.do(WIDER)
            session.view(map=2)
        order.append(("first is done", old, new))

    session.listen(first)
    session.listen(lambda old, new: order.append(("second", old, new)))
    begun = session.presented
    session.view(selected=1, map=1)
    names = [name for name, _, _ in order]
    assert names[:3] == ["first", "first is done", "second"]
    told = [(old, new) for name, old, new in order if name == "second"]
    assert told[0][0] is begun
    assert all(one[1] is other[0] for one, other in itertools.pairwise(told))
    assert told[-1][1] is session.presented
    assert session.state.map == 2


def test_a_listener_may_answer_every_notice_until_it_is_content() -> None:
    session = session_of(conv())
    heard: list[int] = []

    def count_down(old: Presented, new: Presented) -> None:
        heard.append(new.state.map)
        if new.state.map:
            session.view(map=new.state.map - 1)

    session.listen(count_down)
    session.view(map=3)
    assert heard == [3, 2, 1, 0]


def test_a_listener_that_fails_does_not_silence_what_comes_after() -> None:
    session = session_of(conv())

    def fail(old: Presented, new: Presented) -> None:
        if new.state.map == 1:
            raise RuntimeError("broken widget")

    session.listen(fail)
    heard = Heard(session)
    with pytest.raises(RuntimeError):
        session.view(map=1)
    session.view(map=2)
    assert [new.state.map for _, new in heard.notices] == [2]


def test_an_introduction_is_told_and_said_instead_of_the_equation() -> None:
    session = session_of(conv())
    heard = Heard(session)
    session.introduce(SEEN)
    assert len(heard) == 1
    assert said(session) == "Look at the corner."
    assert session.scene(ROOM).hint == (text("Space plays"),)
    before_class = replace(ROOM, presenting=True)
    assert session.scene(before_class).hint == (text("PageDown or Space plays"),)
    assert session.scene(ROOM).marks


def test_pointing_says_what_is_pointed_at_and_then_the_introduction_again() -> None:
    session = session_of(conv())
    session.introduce(SEEN)
    pointed = CellRef(0, "output", (2, 3))
    assert "≈" in said(session, pointed)
    assert said(session) == "Look at the corner."


@pytest.mark.parametrize("selected", [0, 1])
def test_an_introduction_ends_when_something_is_done(selected: int) -> None:
    session = session_of(conv(), selected=selected)
    for act in (WIDER, set_view(playhead=Playhead(0, 1, 1.0))):
        session.introduce(SEEN)
        assert said(session) == "Look at the corner."
        session.do(act)
        assert said(session) != "Look at the corner."


def test_a_look_at_what_is_before_or_drawn_otherwise_leaves_the_question_standing() -> None:
    session = session_of(conv(), conv(), playhead=Playhead())
    session.introduce(SEEN, ("size",))
    for changes in ({"numbers": False}, {"own_scales": True}, {"selected": 0}, {"selected": 1}):
        session.view(**changes)
        assert session.presented.covered == {"size"}
        assert [session.presented.size_asked(index) for index in (0, 1)] == [False, True]
        assert session.presented.visible(1).nothing
    session.view(selected=2)
    assert said(session) == "Look at the corner."


def test_a_later_layer_begins_with_the_answer() -> None:
    session = session_of(conv(), conv(), selected=1, playhead=Playhead())
    session.introduce(SEEN, ("size",))
    session.view(selected=2)
    assert not session.presented.covered


def test_on_the_image_an_edit_answers_the_question() -> None:
    session = session_of(conv(), playhead=Playhead())
    session.introduce(SEEN, ("size",))
    session.view(selected=0)
    session.do(WIDER)
    assert not session.presented.covered
    assert session.presented.visible(0).everything


def test_an_introduction_waits_for_activations_that_come_later() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later)
    session.store.replace(start())
    session.introduce(SEEN)
    later.deliver()
    assert session.presented.stage is not None
    assert said(session) == "Look at the corner."
    session.view(map=1)
    assert session.presented.introduction is None


@pytest.mark.parametrize("maps", [1, 3])
def test_another_map_is_put_on_stage_at_the_same_place_of_the_timeline(maps: int) -> None:
    session = session_of(conv())
    place = Playhead(2 * 8 + 5, 4, 0.25)
    session.go_to(place)
    session.choose_map(maps)
    assert session.state.map == maps
    assert session.state.playhead == Playhead(maps * 64 + place.position, 4, 0.25)
    assert plain(session.scene(ROOM).readout).startswith(f"y[{maps}, 2, 5]")
    session.choose_map(0)
    assert session.state.playhead == place


def test_another_channel_of_a_batch_normalization_is_at_the_same_step() -> None:
    session = session_of(conv(), KINDS["BatchNorm2d"](), playhead=Playhead(0, 2, 0.5))
    session.choose_map(3)
    assert session.state.playhead == Playhead(3, 2, 0.5)


def test_another_map_at_the_end_is_at_the_end() -> None:
    session = session_of(conv())
    session.choose_map(2)
    assert (session.state.map, session.state.playhead) == (2, AT_END)


@pytest.mark.parametrize(("given", "chosen"), [(-5, 0), (99, 3)])
def test_a_map_that_is_not_there_gives_way_to_the_nearest(given: int, chosen: int) -> None:
    session = session_of(conv(), map=1)
    session.choose_map(given)
    assert session.state.map == chosen


def test_where_there_are_no_maps_none_is_chosen() -> None:
    for session in (session_of(conv(), selected=0), session_of(pool(kernel_size=(9, 9)))):
        session.choose_map(2)
        assert session.state.map == 0


def test_the_map_on_stage_follows_the_timeline() -> None:
    session = session_of(conv())
    session.go_to(Playhead(2 * 64 + 1, 0, 0.5))
    assert session.state.map == 2
    session.go_to(AT_END)
    assert session.state.map == 2


def test_the_chosen_map_is_the_one_on_stage_when_another_layer_comes() -> None:
    session = session_of(conv(), relu(), selected=1, playhead=Playhead())
    session.choose_map(2)
    heard = Heard(session)
    session.view(selected=2)
    assert (len(heard), heard.notices[0][1].state) == (1, session.state)
    assert session.state.playhead.position == 0
    assert session.state.map == session.presented.state.map == 0
    session.view(selected=1)
    assert session.state.map == 2
    assert plain(session.scene(ROOM).readout).startswith("y[2, ")


def test_the_chosen_map_is_the_one_on_stage_when_maps_become_smaller_under_the_playhead() -> None:
    later = Later()
    session = session_of(conv(), evaluator=later, playhead=Playhead(40, 0, 0.0))
    assert session.state.map == 0
    session.do(SetParameter(0, "stride", (2, 2)))
    later.deliver()
    assert session.state.map == 40 // 16
    assert plain(session.scene(ROOM).readout).startswith(f"y[{session.state.map}, ")


def test_a_chosen_explanation_is_that_of_the_layer_on_stage() -> None:
    session = session_of(conv(), relu(), pool(), selected=1)
    session.choose_explanation("field")
    session.view(selected=3)
    session.choose_explanation("uses")
    assert session.state.explanations == ("field", "", "uses")
    assert session.presented.explanation is not None
    assert session.presented.explanation.name == "uses"
    assert has(session.scene(ROOM), "uses caption")
    session.view(selected=1)
    assert has(session.scene(ROOM), "seen 0")


@pytest.mark.parametrize("layers", [(), (KINDS["ReLU"](),)], ids=["none", "one"])
def test_the_image_has_no_explanation_to_choose(layers: tuple[object, ...]) -> None:
    session = session_of(*layers, selected=0)
    session.choose_explanation("field")
    assert session.state.explanations == ("",) * len(layers)


def test_a_pinned_cell_is_shown_as_if_it_were_pointed_at() -> None:
    session = session_of(conv(), relu(), selected=1)
    ref = CellRef(0, "output", (2, 3))
    unpinned = said(session)
    pointed = said(session, ref)
    session.pin(ref)
    assert said(session) == pointed != unpinned
    assert find(session.scene(ROOM), Outline, "written").boxes
    other = CellRef(0, "output", (4, 4))
    assert said(session, other) not in (pointed, unpinned)
    session.pin(ref)
    assert (session.state.pin, said(session)) == (None, unpinned)


def test_a_pin_goes_when_another_layer_comes_on_stage() -> None:
    session = session_of(conv(), relu(), selected=1)
    session.pin(CellRef(0, "output", (2, 3)))
    session.view(numbers=False)
    assert session.state.pin is not None
    session.view(selected=2)
    assert session.state.pin is None


def test_the_next_batch_counts_what_is_on_stage_and_goes_on_to_the_next_digits() -> None:
    session = Session(start())
    session.do(SetBatch(digits_batch(range(3))))
    evaluated = session.evaluation
    session.next_batch()
    assert session.state.document.batch.digits == (3, 4, 5)
    layer = session.state.document.layers[1]
    x = evaluated.output(1)
    assert isinstance(layer, BatchNorm2d)
    assert x is not None
    assert len(layer.history) == 1
    np.testing.assert_allclose(layer.running_mean, 0.1 * x.mean(axis=(0, 2, 3)), 1e-5, 1e-6)


def test_images_that_are_no_digits_stay_when_they_have_counted() -> None:
    session = session_of(conv(), KINDS["BatchNorm2d"]())
    pixels = session.state.document.batch.pixels
    session.next_batch()
    assert session.state.document.batch.pixels is pixels
    layer = session.state.document.layers[1]
    assert isinstance(layer, BatchNorm2d)
    assert len(layer.history) == 1


def test_a_session_on_nothing_but_an_image_takes_every_verb() -> None:
    session = session_of()
    session.choose_map(1)
    session.go_to(Playhead(3, 0, 0.0))
    session.pin(None)
    session.introduce(SEEN)
    assert not session.type_guess("1")
    assert said(session) == "Look at the corner."
    session.do(AddLayer("ReLU", 0))
    assert session.presented.stage is not None
    assert said(session) != "Look at the corner."


def test_own_scales_are_kept_in_the_file_and_reach_the_stage(tmp_path: Path) -> None:
    session = Session(start())
    session.view(own_scales=True)
    path = tmp_path / "scene.cnnviz"
    save(session.state, path)
    opened = Session(load(path))
    assert opened.state.own_scales
    assert opened.presented.look(Viewport(1000, 600)).own_scales
