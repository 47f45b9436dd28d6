"""One step of the history for each thing a user does, and every change told once."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document import commands, drawing
from cnnviz.document.commands import ReplaceScene, SetParameter, set_view
from cnnviz.document.intake import digits_batch
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.store import MOST_BYTES, MOST_UNDO, Store
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from tests.first_pipeline import start


@pytest.fixture
def store() -> Store:
    """A store with the start scene."""
    return Store(start())


def test_a_slider_drag_is_one_undo_step(store: Store) -> None:
    before = store.state.document
    for value in (0.2, 0.3, 0.4):
        store.do(SetParameter(1, "momentum", value))
    store.undo()
    assert store.state.document is before
    assert store.undo_label is None


def test_two_drags_are_two_undo_steps(store: Store) -> None:
    store.do(SetParameter(1, "momentum", 0.2))
    store.settle()
    between = store.state.document
    store.do(SetParameter(1, "momentum", 0.3))
    store.undo()
    assert store.state.document is between


def test_drags_of_two_sliders_are_two_undo_steps(store: Store) -> None:
    store.do(SetParameter(1, "momentum", 0.2))
    between = store.state.document
    store.do(SetParameter(1, "eps", 0.2))
    store.undo()
    assert store.state.document is between


def test_a_drag_after_undo_begins_a_new_step(store: Store) -> None:
    store.do(SetParameter(1, "momentum", 0.2))
    store.undo()
    before = store.state.document
    store.do(SetParameter(1, "momentum", 0.3))
    store.undo()
    assert store.state.document is before


def test_a_stroke_is_one_undo_step_and_the_next_stroke_another(store: Store) -> None:
    shape = store.state.document.batch.shape
    for stroke, level in ((1, 1), (1, 2), (2, 3)):
        store.do(drawing.Paint(0, frozen(np.full(shape, level)), stroke))
    store.undo()
    assert store.state.document.batch.pixels.max() == 2
    store.undo()
    assert store.state.document is start_of(store)


def start_of(store: Store) -> Document:
    """The document after undoing everything."""
    while store.undo_label is not None:
        store.undo()
    return store.state.document


def test_the_same_value_again_is_no_change(store: Store) -> None:
    store.do(SetValue(0, "weight", (0, 0, 0, 0), 0.1))
    store.do(SetValue(0, "bias", (0,), 0.1))
    store.do(SetValue(1, "weight", (0,), 0.1))
    store.do(drawing.SetCell((0, 0, 0, 0), 0.1))
    store.settle()
    before = store.state
    store.do(SetValue(0, "weight", (0, 0, 0, 0), 0.1))
    store.do(SetValue(0, "bias", (0,), 0.1))
    store.do(SetValue(1, "weight", (0,), 0.1))
    store.do(drawing.SetCell((0, 0, 0, 0), 0.1))
    store.do(SetParameter(0, "stride", (1, 1)))
    store.do(commands.MoveLayer(2, 2))
    assert store.state is before


def test_saving_and_undoing_tell_whether_something_is_unsaved(store: Store) -> None:
    assert not store.modified
    store.do(SetParameter(0, "stride", (2, 2)))
    assert store.modified
    store.mark_saved(store.state.document)
    assert not store.modified
    store.undo()
    assert store.modified
    store.redo()
    assert not store.modified


def test_looking_around_is_not_a_change(store: Store) -> None:
    store.do(set_view(selected=3, numbers=False))
    assert (store.modified, store.undo_label) == (False, None)


def test_opening_another_scene_forgets_the_history(store: Store) -> None:
    store.do(SetParameter(0, "stride", (2, 2)))
    store.replace(start())
    assert (store.undo_label, store.redo_label, store.modified) == (None, None, False)
    store.replace(start(), saved=False)
    assert store.modified


def test_a_scene_that_replaces_another_is_one_step_with_its_place(store: Store) -> None:
    store.do(SetParameter(0, "stride", (2, 2)))
    store.do(set_view(selected=3, map=2, speed=2.0))
    before, opened = store.state, store.opened
    store.do(ReplaceScene(State(Document(digits_batch((3,))))))
    after = store.state
    assert (after.selected, after.document.layers, after.speed) == (0, (), 2.0)
    assert store.opened == opened + 1
    store.undo()
    assert store.state is before
    store.redo()
    assert store.state is after
    assert store.opened == opened + 3
    store.undo()
    store.undo()
    assert store.undo_label is None


def test_no_more_than_two_hundred_steps_are_kept(store: Store) -> None:
    for number in range(MOST_UNDO + 20):
        store.do(SetValue(0, "bias", (0,), float(number + 1)))
        store.settle()
    count = 0
    while store.undo_label is not None:
        store.undo()
        count += 1
    assert count == MOST_UNDO


def test_undo_holds_no_more_than_512_mb_of_arrays() -> None:
    def large() -> Batch:
        pixels = np.zeros((32, 3, 512, 512), np.float32)  # 96 MiB, never touched
        pixels.flags.writeable = False
        return Batch(pixels, ("",) * 32)

    store = Store(State(Document(large())))
    for _ in range(9):
        store.do(drawing.SetBatch(large()))
    for _ in range(3):  # the same images: these steps hold nothing of their own
        store.do(drawing.SetBatch(Batch(store.state.document.batch.pixels, ("x",) * 32)))
    count = 0
    while store.undo_label is not None:
        store.undo()
        count += 1
    assert count == MOST_BYTES // (96 << 20) + 3


def test_listeners_hear_of_every_change_once_with_old_and_new(store: Store) -> None:
    heard: list[tuple[State, State]] = []
    store.listen(lambda old, new: heard.append((old, new)))
    before = store.state
    store.do(SetParameter(0, "stride", (2, 2)))
    changed = store.state
    store.do(SetParameter(0, "stride", (2, 2)))
    store.undo()
    assert [each[0] for each in heard] == [before, changed]
    assert [each[1] for each in heard] == [changed, store.state]


def test_a_refused_command_changes_nothing_and_tells_nobody(store: Store) -> None:
    store.listen(lambda old, new: pytest.fail("told"))
    before = store.state
    with pytest.raises(ParameterError):
        store.do(SetParameter(0, "stride", (0, 0)))
    assert store.state is before
    assert store.undo_label is None
