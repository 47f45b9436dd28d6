"""The chosen explanation of a layer follows it through changes of the pipeline."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.commands import AddLayer, DuplicateLayer, MoveLayer, RemoveLayer, SetParameter
from cnnviz.document.drawing import SetBatch
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import Batch, CellRef, Document, State
from cnnviz.document.store import Command, Store
from cnnviz.layers import catalogue
from cnnviz.lessons import start
from tests.strategies import batches, documents

WITHOUT_WEIGHTS = ("ReLU", "Sigmoid", "Tanh", "MaxPool2d", "AvgPool2d")
"""Kinds whose layers are the same objects wherever they stand: nothing is fitted to channels."""


def named(document: Document) -> State:
    """A state whose layers have explanations of different names."""
    return State(document, explanations=tuple(f"of {i}" for i in range(len(document.layers))))


@st.composite
def pipelines(draw: st.DrawFn) -> State:
    """Layers without weights, many of one kind."""
    kinds = draw(st.lists(st.sampled_from(WITHOUT_WEIGHTS), min_size=1, max_size=6))
    layers = tuple(catalogue()[kind]() for kind in kinds)
    return named(start().document.with_layers(layers))


def place(state: State, data: st.DataObject) -> int:
    """Any layer."""
    return data.draw(st.integers(0, len(state.document.layers) - 1))


@given(pipelines(), st.data())
def test_it_moves_with_its_layer(state: State, data: st.DataObject) -> None:
    at, to = place(state, data), place(state, data)
    names = list(state.explanations)
    names.insert(to, names.pop(at))
    assert MoveLayer(at, to).apply(state).explanations == tuple(names)


@given(pipelines(), st.data())
def test_it_goes_with_its_layer_and_the_others_stay(state: State, data: st.DataObject) -> None:
    at = place(state, data)
    names = list(state.explanations)
    del names[at]
    assert RemoveLayer(at).apply(state).explanations == tuple(names)


@given(pipelines(), st.data(), st.booleans())
def test_the_others_keep_theirs_when_a_layer_comes(
    state: State, data: st.DataObject, copied: bool
) -> None:
    at = place(state, data)
    command: Command = DuplicateLayer(at) if copied else AddLayer("ReLU", at + 1)
    names = list(command.apply(state).explanations)
    del names[at + 1]
    assert tuple(names) == state.explanations


@given(pipelines(), st.data(), st.sampled_from((MoveLayer, RemoveLayer, DuplicateLayer)))
def test_undo_and_redo_leave_it_with_its_layer(
    state: State, data: st.DataObject, verb: type[Command]
) -> None:
    store = Store(state)
    at = place(state, data)
    store.do(MoveLayer(at, place(state, data)) if verb is MoveLayer else verb(at))  # type: ignore[call-arg]
    done = dict(zip(store.state.document.layers, store.state.explanations, strict=True))
    store.undo()
    for layer, name in zip(store.state.document.layers, store.state.explanations, strict=True):
        assert name == done.get(layer, name)
    if len(done) >= len(state.document.layers):
        assert store.state.explanations == state.explanations


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
    pin = CellRef(place(state, data), "output", (1, 2))
    count = data.draw(st.integers(0, len(state.document.layers)))
    document = state.document.with_layers(state.document.layers[:count])
    pinned = State(state.document, pin=pin).with_document(document)
    assert pinned.pin == (pin if pin.layer < count else None)
