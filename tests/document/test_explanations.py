"""The chosen explanation of a layer follows it through every change of the pipeline."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.commands import AddLayer, DuplicateLayer, MoveLayer, RemoveLayer, SetParameter
from cnnviz.document.drawing import SetBatch
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import Batch, CellRef, Document, State
from cnnviz.document.store import Command, Store
from tests.first_pipeline import start
from tests.strategies import batches, documents


def named(document: Document) -> State:
    """A state whose layers have explanations of different names."""
    return State(document, explanations=tuple(f"of {i}" for i in range(len(document.layers))))


@st.composite
def pipelines(draw: st.DrawFn) -> State:
    """At least two layers, many of one kind, fitted to channels that change on the way."""
    state = named(draw(documents(most=4).filter(lambda each: each.layers)))
    at = draw(st.integers(0, len(state.document.layers) - 1))
    return named(DuplicateLayer(at).apply(state).document)


@settings(max_examples=80)
@given(pipelines(), st.data())
def test_it_moves_with_its_layer(state: State, data: st.DataObject) -> None:
    at, to = (data.draw(st.integers(0, len(state.document.layers) - 1)) for _ in range(2))
    names = list(state.explanations)
    names.insert(to, names.pop(at))
    assert MoveLayer(at, to).apply(state).explanations == tuple(names)


@settings(max_examples=80)
@given(pipelines(), st.data())
def test_the_others_keep_theirs_when_a_layer_goes(state: State, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(state.document.layers) - 1))
    names = list(state.explanations)
    del names[at]
    assert RemoveLayer(at).apply(state).explanations == tuple(names)


@settings(max_examples=80)
@given(pipelines(), st.data())
def test_a_copy_is_explained_as_its_layer_is(state: State, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(state.document.layers) - 1))
    names = list(state.explanations)
    names.insert(at, names[at])
    assert DuplicateLayer(at).apply(state).explanations == tuple(names)


@settings(max_examples=80)
@given(pipelines(), st.data())
def test_a_new_layer_is_explained_in_its_first_way(state: State, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(state.document.layers)))
    names = list(state.explanations)
    names.insert(at, "")
    kind = data.draw(st.sampled_from(("Conv2d", "ReLU", "BatchNorm2d")))
    assert AddLayer(kind, at).apply(state).explanations == tuple(names)


COMMANDS = (
    SetParameter(0, "out_channels", 7),
    AddLayer("Conv2d", 0),
    RemoveLayer(0),
    DuplicateLayer(0),
    MoveLayer(0, 3),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
def test_undo_and_redo_bring_back_what_was_chosen(command: Command) -> None:
    store = Store(named(start().document))
    before = store.state.explanations
    store.do(command)
    after = store.state.explanations
    store.undo()
    assert store.state.explanations == before
    store.redo()
    assert store.state.explanations == after


EDITS = (
    SetParameter(0, "out_channels", 7),
    SetParameter(3, "kernel_size", (9, 9)),
    SetValue(0, "weight", (0, 0, 0, 0), 7.0),
    SetBatch(Batch(start().document.batch.pixels.repeat(3, 1), ("three channels",))),
)


@pytest.mark.parametrize("command", EDITS, ids=lambda each: str(each.label()))
def test_a_changed_layer_keeps_it_there_and_back(command: Command) -> None:
    store = Store(named(start().document))
    before = store.state.explanations
    for act in (lambda: store.do(command), store.undo, store.redo):
        act()
        assert store.state.explanations == before


@settings(max_examples=60)
@given(documents(), batches())
def test_other_images_change_none(document: Document, batch: Batch) -> None:
    state = named(document)
    assert SetBatch(batch).apply(state).explanations == state.explanations


@given(pipelines(), st.data())
def test_a_pin_stays_while_its_layer_may_be_there(state: State, data: st.DataObject) -> None:
    pin = CellRef(data.draw(st.integers(0, len(state.document.layers) - 1)), "output", (1, 2))
    count = data.draw(st.integers(0, len(state.document.layers)))
    document = state.document.with_layers(state.document.layers[:count])
    pinned = State(state.document, pin=pin).with_document(document)
    assert pinned.pin == (pin if pin.layer < count else None)
