"""Evaluation does each layer once, and keeps what still works."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document import evaluation as evaluation_module
from cnnviz.document.commands import AddLayer, SetParameter
from cnnviz.document.evaluation import evaluate, evaluate_steps
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import Batch, Document
from cnnviz.layers import Layer, Shape
from cnnviz.layers.base import MOST_VALUES, frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.trace import FloatArray
from cnnviz.words import ENGLISH, Text, text
from tests.first_pipeline import start
from tests.strategies import documents


@dataclasses.dataclass(frozen=True, eq=False)
class Counting(Layer):
    """A layer that passes on what it gets plus one, and counts how often."""

    kind: ClassVar[str] = "Counting"
    about: ClassVar[Text] = text("")
    calls: ClassVar[list[Layer]] = []

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Add one."""
        self.calls.append(self)
        return x + np.float32(1)


@pytest.fixture
def counted() -> Document:
    """Four layers that count."""
    Counting.calls.clear()
    pixels = frozen(np.zeros((1, 1, 4, 4)))
    return Document(Batch(pixels, ("a",)), tuple(Counting() for _ in range(4)))


def test_nothing_is_done_again_for_the_same_document(counted: Document) -> None:
    first = evaluate(counted)
    second = evaluate(counted, first)
    assert len(Counting.calls) == 4
    assert second.results == first.results


def test_a_change_is_done_again_from_its_layer_on(counted: Document) -> None:
    first = evaluate(counted)
    Counting.calls.clear()
    changed = counted.with_layer(2, Counting())
    evaluate(changed, first)
    assert Counting.calls == list(changed.layers[2:])


@pytest.mark.parametrize("index", [0, 1, 15, 29])
def test_of_thirty_layers_none_is_done_again_before_the_one_that_changed(index: int) -> None:
    pixels = frozen(np.zeros((1, 1, 4, 4)))
    thirty = Document(Batch(pixels, ("a",)), tuple(Counting() for _ in range(30)))
    first = evaluate(thirty)
    Counting.calls.clear()
    changed = thirty.with_layer(index, Counting())
    again = evaluate(changed, first)
    assert Counting.calls == list(changed.layers[index:])
    assert all(again.results[i].y is first.results[i].y for i in range(index))


def test_an_added_layer_at_the_end_is_all_that_is_done(counted: Document) -> None:
    first = evaluate(counted)
    Counting.calls.clear()
    longer = counted.with_layers((*counted.layers, Counting()))
    evaluate(longer, first)
    assert Counting.calls == [longer.layers[-1]]


def test_other_images_are_done_from_the_start(counted: Document) -> None:
    first = evaluate(counted)
    Counting.calls.clear()
    other = counted.with_batch(
        dataclasses.replace(counted.batch, pixels=frozen(np.ones((1, 1, 4, 4))))
    )
    assert evaluate(other, first).output(4) is not first.output(4)
    assert len(Counting.calls) == 4


def test_it_tells_how_far_it_is_before_each_layer(counted: Document) -> None:
    assert list(evaluate_steps(counted)) == [0.0, 0.25, 0.5, 0.75]


def test_closing_stops_before_the_next_layer(counted: Document) -> None:
    steps = evaluate_steps(counted)
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(Counting.calls) == 2


def test_one_weight_does_one_map_again() -> None:
    state = start()
    first = evaluate(state.document)
    changed = SetValue(0, "weight", (2, 0, 1, 1), 9.0).apply(state).document
    second = evaluate(changed, first)
    one, other = first.output(1), second.output(1)
    assert one is not None
    assert other is not None
    same = [np.array_equal(one[:, i], other[:, i]) for i in range(4)]
    assert same == [True, True, False, True]
    whole = evaluate(changed).output(1)
    assert whole is not None
    np.testing.assert_allclose(other, whole, rtol=1e-6)


def test_a_bias_that_is_not_used_changes_nothing() -> None:
    state = SetParameter(0, "use_bias", False).apply(start())
    first = evaluate(state.document)
    changed = SetValue(0, "bias", (0,), 5.0).apply(state).document
    one, other = first.output(1), evaluate(changed, first).output(1)
    assert one is not None
    assert other is not None
    assert np.array_equal(one, other)


def test_a_layer_that_cannot_work_keeps_those_before_it_and_stops_those_after() -> None:
    state = SetParameter(3, "kernel_size", (9, 9)).apply(start())
    state = AddLayer("ReLU", 4).apply(state)
    evaluation = evaluate(state.document)
    works = [each.y is not None for each in evaluation.results]
    assert works == [True, True, True, False, False]
    error = evaluation.results[3].error
    assert error is not None
    assert ENGLISH(error) == "kernel reaches 9 cells, the padded input has 8"
    assert evaluation.results[4].error is None
    assert (evaluation.cost, evaluation.receptive_field()) == (2304, (3, 3))


def test_a_repaired_layer_works_again_without_redoing_those_before() -> None:
    state = start()
    broken = SetParameter(3, "kernel_size", (9, 9)).apply(state)
    first = evaluate(broken.document)
    second = evaluate(SetParameter(3, "kernel_size", (2, 2)).apply(broken).document, first)
    assert second.results[:3] == first.results[:3]
    assert second.output(4) is not None


def test_an_output_that_would_fill_the_memory_is_refused_with_its_size() -> None:
    pixels = frozen(np.zeros((32, 1, 512, 512)))
    document = Document(Batch(pixels, ("a",) * 32)).with_layers((Conv2d(out_channels=64),))
    error = evaluate(document).results[0].error
    assert error is not None
    assert str(32 * 64 * 512 * 512) in ENGLISH(error)
    assert str(MOST_VALUES) in ENGLISH(error)


def test_outputs_that_would_fill_the_memory_together_are_refused(
    counted: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_module, "MOST_HELD", 48)
    results = evaluate(counted).results
    assert [each.y is not None for each in results] == [True, True, True, False]
    assert ENGLISH(results[3].error or "").endswith(
        "would hold 64 numbers, at most 48 are possible"
    )


def test_activations_cannot_be_written_into() -> None:
    assert not any(
        each.y is None or each.y.flags.writeable for each in evaluate(start().document).results
    )


def test_totals_add_up_the_layers() -> None:
    evaluation = evaluate(start().document)
    assert evaluation.parameters == 4 * 9 + 4 + 8
    assert evaluation.cost == 4 * 8 * 8 * 9
    assert evaluation.receptive_field() == (4, 4)
    assert evaluation.receptive_field(1) == (3, 3)
    assert evaluation.receptive_field(0) == (1, 1)


def test_the_receptive_field_is_what_the_output_depends_on() -> None:
    pixels = np.zeros((1, 1, 40, 40), np.float32)
    layers = (
        Conv2d(out_channels=1, padding="valid", names=("box",), seeds=(0,)),
        MaxPool2d(),
        Conv2d(out_channels=1, padding="valid", dilation=(2, 2), names=("box",), seeds=(0,)),
        Conv2d(out_channels=1, padding="valid", stride=(2, 2), names=("box",), seeds=(0,)),
    )
    document = Document(Batch(frozen(pixels), ("a",))).with_layers(layers)
    base = evaluate(document)
    touched = []
    for row in range(40):
        lit = pixels.copy()
        lit[0, 0, row] = 1
        batch = dataclasses.replace(document.batch, pixels=frozen(lit))
        one, other = base.output(4), evaluate(document.with_batch(batch)).output(4)
        assert one is not None
        assert other is not None
        touched.append(bool(one[0, 0, 0, 0] != other[0, 0, 0, 0]))
    assert base.receptive_field() == (sum(touched), sum(touched))


@settings(max_examples=60)
@given(documents(), st.data())
def test_doing_a_part_again_gives_what_doing_all_gives(
    document: Document, data: st.DataObject
) -> None:
    other = data.draw(documents())
    first = evaluate(document)
    mixed = Document(document.batch).with_layers((*document.layers[:1], *other.layers))
    for one, whole in zip(evaluate(mixed, first).results, evaluate(mixed).results, strict=True):
        assert str(one.error) == str(whole.error)
        assert (one.y is None) == (whole.y is None)
        if one.y is not None and whole.y is not None:
            np.testing.assert_allclose(one.y, whole.y, rtol=1e-4, atol=1e-4)
