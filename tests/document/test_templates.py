"""Weights that are templates of the supplied digits: an untrained classifier."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.templates import UseTemplates, templates
from cnnviz.ink.handwriting import all_images
from cnnviz.layers import Layer, ParameterError
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.linear import TEMPLATES, Linear
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons import examples
from cnnviz.lessons.examples.classifier import drawn_seven


def with_templates(batch: Batch, *layers: Layer) -> State:
    """The state with templates in its last layer."""
    return UseTemplates(len(layers) - 1).apply(State(Document(batch).with_layers(layers)))


def named(state: State, image: np.ndarray) -> int:
    """The node with the largest output for an image."""
    batch = Batch(frozen(image[None]), ("a",), state.document.batch.peak)
    y = evaluate(Document(batch, state.document.layers)).results[-1].y
    assert y is not None
    return int(y[0].argmax())


def test_a_template_is_the_mean_of_its_class_minus_the_mean_of_all() -> None:
    rows = np.array([[0, 4], [2, 4], [6, 0], [8, 8]], np.float32).repeat(5, axis=0)
    labels = np.repeat(np.arange(10), 2)
    weight, bias = templates(rows, labels)
    mean = rows.mean(axis=0)
    assert mean.tolist() == [4, 4]
    assert weight[0].tolist() == [-4, 0]  # both of class 0 are [0, 4]
    assert bias[0] == 4 * (0 + 4) / 2  # so that [2, 4], in the middle, comes to 0


def test_a_row_in_the_middle_between_both_means_comes_to_0() -> None:
    images, labels = all_images()
    rows = images.reshape(len(images), -1)
    weight, bias = templates(rows, labels)
    for each in range(10):
        middle = (rows[labels == each].mean(axis=0) + rows.mean(axis=0)) / 2
        assert float(weight[each] @ middle + bias[each]) == pytest.approx(0, abs=1e-4)


def test_the_untrained_classifier_recognizes_most_digits() -> None:
    images, labels = all_images()
    state = with_templates(Batch(frozen(images[:1]), ("a",), 1.0), Flatten(), Linear())
    assert state.document.layers[1].origin == TEMPLATES
    right = [named(state, one) == label for one, label in zip(images, labels, strict=True)]
    assert np.mean(right) >= 0.95


def test_a_digit_that_no_template_was_made_of_is_mostly_recognized_too() -> None:
    images, labels = all_images()
    rows = images.reshape(len(images), -1)
    right = []
    for left_out in range(len(rows)):
        kept = np.arange(len(rows)) != left_out
        weight, bias = templates(rows[kept], labels[kept])
        right.append((weight @ rows[left_out] + bias).argmax() == labels[left_out])
    assert np.mean(right) >= 0.75


def test_the_7_of_the_example_is_recognized_and_no_template_was_made_of_it() -> None:
    seven = drawn_seven()
    images, _ = all_images()
    assert not any(np.array_equal(one, seven.pixels[0]) for one in images)
    assert named(with_templates(seven, Flatten(), Linear()), seven.pixels[0]) == 7


def test_digits_go_through_the_layers_before_as_the_images_do() -> None:
    images, labels = all_images()
    batch = Batch(frozen(images[:1] * 16), ("a",), 16.0)
    state = with_templates(batch, Conv2d(out_channels=4), MaxPool2d(), Flatten(), Linear(seed=3))
    layer = state.document.layers[-1]
    assert layer.weight.shape == (10, 4 * 14 * 14)
    right = [named(state, 16 * one) == label for one, label in zip(images, labels, strict=True)]
    assert np.mean(right) >= 0.9


def test_they_are_resized_to_the_images() -> None:
    batch = Batch(frozen(np.zeros((1, 3, 16, 16))), ("a",), 16.0)
    state = with_templates(batch, Flatten(layout="NHWC"), Linear(out_features=3))
    assert state.document.layers[1].weight.shape == (10, 3 * 16 * 16)
    assert state.document.layers[1].out_features == 10


def test_without_a_row_there_is_a_sentence() -> None:
    batch = Batch(frozen(np.zeros((1, 1, 16, 16))), ("a",), 16.0)
    with pytest.raises(ParameterError, match="a Flatten before makes one"):
        with_templates(batch, Linear())


def test_the_example_asks_for_the_largest_y_and_without_the_bias_another_node_wins() -> None:
    example = next(each for each in examples() if each.key == "templates")
    document = example.build().document
    layer = document.layers[1]
    assert isinstance(layer, Linear)
    rows = document.layers[0].forward(document.batch.pixels)
    without = dataclasses.replace(layer, use_bias=False)
    assert layer.forward(rows).argmax() == 7
    assert without.forward(rows).argmax() == 2
    asked = example.summary.template
    assert "largest y" in asked
    assert "without the bias" in asked
    assert example.what_if == ("use_bias",)


def test_where_the_bias_of_templates_comes_from_is_said_while_there_is_one() -> None:
    images, labels = all_images()
    rows = images.reshape(len(images), -1)
    layer = Linear().with_templates(*templates(rows, labels))
    halfway = (rows[labels == 7].mean(axis=0) + rows.mean(axis=0)) / 2
    assert layer.forward(halfway[None, :, None, None])[0, 7, 0, 0] == pytest.approx(0, abs=1e-3)
    said = layer.origin_said().template
    assert "b = −w · (mean of the class + mean of all) / 2" in said
    assert "halfway between the two means gets y = 0" in said
    assert "b =" not in dataclasses.replace(layer, use_bias=False).origin_said().template
