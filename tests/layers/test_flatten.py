"""Flatten: where each cell goes, in both orders."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.flatten import NCHW, NHWC, Flatten, FlattenTimeline, index_of

X = frozen([[[[1, 2], [3, 4]], [[10, 20], [30, 40]]]])
"""Two maps of 2 × 2."""


@pytest.mark.parametrize(
    ("layout", "row"),
    [
        (NCHW, [1, 2, 3, 4, 10, 20, 30, 40]),
        (NHWC, [1, 10, 2, 20, 3, 30, 4, 40]),
    ],
)
def test_the_row_is_that_worked_by_hand(layout: str, row: list[float]) -> None:
    y = Flatten(layout=layout).forward(X)
    assert y.shape == (1, 8, 1, 1)
    assert y.ravel().tolist() == row


def test_the_order_of_tensorflow_is_that_of_an_image_whose_channels_come_last() -> None:
    x = frozen(np.random.default_rng(0).normal(size=(2, 3, 4, 5)))
    y = Flatten(layout=NHWC).forward(x)
    assert np.array_equal(y.reshape(2, 4, 5, 3), x.transpose(0, 2, 3, 1))


def test_the_20_has_index_5_or_with_channels_last_3() -> None:
    assert index_of((1, 0, 1), (2, 2, 2), NCHW) == 5
    assert index_of((1, 0, 1), (2, 2, 2), NHWC) == 3


@pytest.mark.parametrize("layout", [NCHW, NHWC])
def test_what_is_asked_for_is_the_index_and_not_the_value(layout: str) -> None:
    layer = Flatten(layout=layout)
    timeline = layer.timeline(X, layer.forward(X), 0)
    assert isinstance(timeline, FlattenTimeline)
    position = 5  # cell [1, 0, 1]
    record = timeline[position]
    assert (record.cell, float(record.x)) == ((1, 0, 1), 20.0)
    assert record.answer == index_of((1, 0, 1), (2, 2, 2), layout)
    assert record.other == index_of((1, 0, 1), (2, 2, 2), NHWC if layout == NCHW else NCHW)


def test_the_gradient_of_a_place_goes_back_to_its_cell() -> None:
    for layout in (NCHW, NHWC):
        layer = Flatten(layout=layout)
        y = layer.forward(X)
        assert np.array_equal(layer.backward(y, X, y).x, X)
