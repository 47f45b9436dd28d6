"""Shapes that cannot work are refused with a sentence in cells."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from cnnviz import engine
from cnnviz.engine import GeometryError


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, np.float32)


X = ones(1, 2, 6, 6)

SENTENCES: list[tuple[str, Any]] = [
    ("kernel reaches 7 cells, the padded input has 6", lambda: engine.conv2d(X, ones(1, 2, 7, 3))),
    (
        "kernel reaches 9 cells, the padded input has 8",
        lambda: engine.conv2d(X, ones(1, 2, 3, 3), padding=1, dilation=4),
    ),
    (
        "the weight expects 3 input channels, the input has 2",
        lambda: engine.conv2d(X, ones(1, 3, 3, 3)),
    ),
    (
        "2 groups do not divide 2 input channels and 3 filters",
        lambda: engine.conv2d(X, ones(3, 1, 3, 3), groups=2),
    ),
    (
        "mirroring 6 cells needs an image of at least 7, it has 6",
        lambda: engine.conv2d(X, ones(1, 2, 3, 3), padding=6, padding_mode="reflect"),
    ),
    (
        "wrapping 7 cells around needs an image at least as long, it has 6",
        lambda: engine.pad(X, 7, "circular"),
    ),
    ("cutting 6 cells from 6 leaves none", lambda: engine.pad(X, -3)),
    ("kernel reaches 7 cells, the padded input has 6", lambda: engine.max_pool2d(X, 7)),
    (
        "a padding of 2 would leave windows of 2 cells with padding only",
        lambda: engine.avg_pool2d(X, 2, padding=2),
    ),
    (
        "output_padding is 1, it must be smaller than the stride 1 or the dilation 1",
        lambda: engine.conv_transpose2d(X, ones(2, 1, 3, 3), output_padding=1),
    ),
    (
        "training needs more than 1 value per channel: one value has no variance",
        lambda: engine.batch_norm(ones(1, 2, 1, 1), training=True),
    ),
    (
        "an index points at cell 9, the plane has 9",
        lambda: engine.max_unpool2d(ones(1, 1, 1, 1), [[[[9]]]], (3, 3)),
    ),
    ("weight expects 4 inputs, x has 3", lambda: engine.linear(ones(2, 3), ones(5, 4))),
    ("a target is class 4, there are 4 from 0 on", lambda: engine.nll_loss(ones(1, 4), [4])),
]


@pytest.mark.parametrize(("sentence", "call"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_the_sentence(sentence: str, call: Any) -> None:
    with pytest.raises(GeometryError) as caught:
        call()
    assert str(caught.value) == sentence
    assert caught.value.template.format(**caught.value.values) == sentence


def test_the_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(GeometryError("{n} cells", n=3)))
    assert (str(error), error.values) == ("3 cells", {"n": 3})


WRONG: list[Any] = [
    lambda: engine.conv2d(X[0], ones(1, 2, 3, 3)),
    lambda: engine.conv2d(X, ones(2, 3, 3)),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), padding="some"),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), padding=-1),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), stride=0),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), padding_mode="mirror"),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), groups=0),
    lambda: engine.conv2d(X, ones(1, 2, 3, 3), ones(2)),
    lambda: engine.pad(X, 1, "zeros"),
    lambda: engine.dropout(X, 1.5, rng=0),
    lambda: engine.dropout(X),
    lambda: engine.mse_loss(X, X[0]),
    lambda: engine.mse_loss(X, X, "average"),
    lambda: engine.batch_norm(X),
    lambda: engine.SGD(-1.0),
    lambda: engine.SGD(0.1).step([X], []),
    lambda: engine.rmsle([-2.0], [1.0]),
]


@pytest.mark.parametrize("call", WRONG)
def test_wrong_ranks_and_options_are_value_errors(call: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        call()


@pytest.mark.parametrize("stride", [1.5, "2", (1, 2.0), None])
def test_parts_of_cells_are_type_errors(stride: Any) -> None:
    with pytest.raises(TypeError):
        engine.conv2d(X, ones(1, 2, 3, 3), stride=stride)
