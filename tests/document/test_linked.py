"""A layer that refers to an earlier one follows it, says when it is gone, and is saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnnviz.document.commands import (
    AddLayer,
    DuplicateLayer,
    MoveLayer,
    RemoveLayer,
    SetParameter,
)
from cnnviz.document.evaluation import Evaluation, evaluate, walk_back
from cnnviz.document.files import load, save
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.store import Store
from cnnviz.layers import Region
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.max_unpool2d import MaxUnpool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.layers.parameters import NONE

PIXELS = [[1.0, 5, 2, 1], [0, 3, 4, 2], [6, 2, 0, 1], [1, 0, 3, 8]]
RETURNED = [[0, 5, 0, 0], [0, 0, 4, 0], [6, 0, 0, 0], [0, 0, 0, 8]]


def stacked(*layers: object) -> Store:
    """A store with one image and these layers."""
    document = Document(Batch(frozen([[PIXELS]]), ("four",)))
    return Store(State(document.with_layers(layers), selected=len(layers)))


def unpool(store: Store) -> MaxUnpool2d:
    """The one layer that refers to another."""
    (found,) = (each for each in store.state.document.layers if isinstance(each, MaxUnpool2d))
    return found


def last(store: Store, previous: Evaluation | None = None) -> Evaluation:
    return evaluate(store.state.document, previous)


def test_every_maximum_returns_to_its_place() -> None:
    y = last(stacked(MaxPool2d(), MaxUnpool2d(source=0))).results[-1].y
    assert y is not None
    assert y[0, 0].tolist() == RETURNED


def test_a_new_one_takes_the_last_pooling_that_no_other_takes() -> None:
    store = stacked(MaxPool2d(kernel_size=(2, 2)), MaxPool2d(kernel_size=(2, 2)))
    store.do(AddLayer("MaxUnpool2d", 2))
    store.do(AddLayer("MaxUnpool2d", 3))
    layers = store.state.document.layers
    assert [each.source for each in layers if isinstance(each, MaxUnpool2d)] == [1, 0]
    y = last(store).results[-1].y
    assert y is not None
    assert y.shape == (1, 1, 4, 4)


def test_it_follows_its_pooling_and_comes_back_with_undo() -> None:
    store = stacked(ReLU(), MaxPool2d(), MaxUnpool2d(source=1))
    store.do(AddLayer("ReLU", 0))
    assert unpool(store).source == 2
    store.do(DuplicateLayer(0))
    assert unpool(store).source == 3
    store.do(RemoveLayer(0))
    assert unpool(store).source == 2
    store.do(MoveLayer(2, 0))
    assert unpool(store).source == 0
    store.undo()
    assert unpool(store).source == 2
    assert last(store).results[-1].error is None


def test_without_its_pooling_it_says_so_and_undo_brings_it_back() -> None:
    store = stacked(MaxPool2d(), MaxUnpool2d(source=0))
    store.do(RemoveLayer(0))
    assert unpool(store).source == NONE
    error = last(store).results[-1].error
    assert error is not None
    assert "needs 1 max pooling before it" in str(error)
    store.undo()
    assert unpool(store).source == 0
    assert last(store).results[-1].error is None


def test_a_pooling_that_comes_after_is_named() -> None:
    store = stacked(MaxPool2d(), MaxUnpool2d(source=0))
    store.do(MoveLayer(0, 1))
    assert unpool(store).source == 1
    assert "layer 2, whose places it takes, must come before" in str(last(store).results[0].error)


def test_another_pooling_can_be_chosen_among_those_before() -> None:
    store = stacked(
        MaxPool2d(), MaxPool2d(kernel_size=(1, 1), stride=(1, 1)), MaxUnpool2d(source=0)
    )
    assert unpool(store).tie.choices == ((0, "MaxPool2d"), (1, "MaxPool2d"))
    assert store.state.document.layers[2].out_shape((1, 2, 2)) == (1, 4, 4)
    store.do(SetParameter(2, "source", 1))
    assert store.state.document.layers[2].out_shape((1, 2, 2)) == (1, 2, 2)


def test_a_change_of_what_was_pooled_is_computed_again_and_nothing_else_is() -> None:
    store = stacked(ReLU(), MaxPool2d(), ReLU(), MaxUnpool2d(source=1))
    before = last(store)
    again = last(store, before)
    assert again.results[3] is before.results[3]
    store.do(SetParameter(1, "kernel_size", (4, 4)))
    after = last(store, again)
    y = after.results[3].y
    assert y is not None
    assert y[0, 0].tolist() == [[0] * 4, [0] * 4, [0] * 4, [0, 0, 0, 8]]


def test_it_is_saved_with_its_choice_and_nothing_derived(tmp_path: Path) -> None:
    store = stacked(MaxPool2d(), MaxUnpool2d(source=0))
    save(store.state, tmp_path / "pins.cnnviz")
    opened = load(tmp_path / "pins.cnnviz")
    assert opened.document.layers[1].source == 0
    y = evaluate(opened.document).results[-1].y
    assert y is not None
    assert y[0, 0].tolist() == RETURNED
    assert b'"tie"' not in (tmp_path / "pins.cnnviz").read_bytes()


def test_a_cell_is_walked_back_to_the_window_that_it_came_from() -> None:
    results = last(stacked(MaxPool2d(), MaxUnpool2d(source=0))).results
    regions = walk_back(results, Region.cell(3, 0))
    assert (regions[1].rows, regions[1].columns) == ((1, 1), (0, 0))
    assert (regions[0].rows, regions[0].columns) == ((2, 3), (0, 1))
    assert np.isfinite(results[-1].y).all()
