"""Global pooling: numbers by hand, rows as steps, and what a linear layer behind it saves."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.layers.global_pooling import GlobalPooling, WholeMap
from cnnviz.layers.kinds.adaptive_avg_pool2d import AdaptiveAvgPool2d
from cnnviz.layers.kinds.adaptive_max_pool2d import AdaptiveMaxPool2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.linear_cost import linear_parameters
from cnnviz.trace import FloatArray

X = np.array([[[[1, 2], [3, 6]], [[-5, -1], [-2, -4]]]], np.float32)


def said(layer: GlobalPooling | Conv2d, shape: tuple[int, int, int], title: str) -> str:
    """The lines of a formula."""
    found = [each for each in layer.formulas(shape) if each.title.template == title]
    return " ".join("".join(str(span.text) for span in line) for line in found[0].lines)


@pytest.mark.parametrize(
    ("layer", "expected"), [(AdaptiveAvgPool2d(), [3, -3]), (AdaptiveMaxPool2d(), [6, -1])]
)
def test_each_map_becomes_its_mean_or_its_maximum(
    layer: GlobalPooling, expected: list[float]
) -> None:
    y = layer.forward(X)
    assert y.shape == (1, *layer.out_shape((2, 2, 2))) == (1, 2, 1, 1)
    assert y[0, :, 0, 0].tolist() == expected
    assert layer.parameter_count() == 0


@pytest.mark.parametrize(
    ("layer", "rows", "total"),
    [(AdaptiveAvgPool2d(), [-6, -6], -12), (AdaptiveMaxPool2d(), [-1, -2], -1)],
)
def test_a_map_is_reduced_row_by_row(layer: GlobalPooling, rows: list[float], total: float) -> None:
    record = layer.timeline(X, layer.forward(X), 0)[1]
    assert isinstance(record, WholeMap)
    assert record.rows.tolist() == rows
    assert record.total == total
    assert record.replay() == record.value


def gradient(layer: GlobalPooling) -> FloatArray:
    """What a gradient of 4 at the first output becomes at the input."""
    grad = np.array([[[[4]], [[0]]]], np.float32)
    return layer.backward(grad, X, layer.forward(X)).x[0, 0]


def test_the_mean_sends_its_gradient_to_all_and_the_maximum_to_one() -> None:
    assert gradient(AdaptiveAvgPool2d()).tolist() == [[1, 1], [1, 1]]
    assert gradient(AdaptiveMaxPool2d()).tolist() == [[0, 0], [0, 4]]


def test_a_nan_or_an_infinity_is_not_lost() -> None:
    x = np.array([[[[1, np.nan], [3, 2]], [[np.inf, 1], [0, 0]]]], np.float32)
    for layer in (AdaptiveAvgPool2d(), AdaptiveMaxPool2d()):
        y = layer.forward(x)
        timeline = layer.timeline(x, y, 0)
        assert np.isnan(y[0, 0, 0, 0])
        assert np.isnan(timeline[0].replay())
        assert timeline[1].replay() == y[0, 1, 0, 0] == np.inf


def test_the_ledger_says_what_a_linear_layer_behind_it_saves() -> None:
    """14 × 14 × 64 → 10 is 125,450 flattened, and 650 after global average pooling."""
    assert linear_parameters(14 * 14 * 64, 10) == 125_450
    ledger = said(AdaptiveAvgPool2d(), (64, 14, 14), "Linear layer to {count} behind it")
    assert "(14·14·64 + 1)·10 = 125,450" in ledger
    assert "(64 + 1)·10 = 650" in ledger


def test_a_linear_layer_instead_of_seven_filters_would_need_5_488() -> None:
    conv = Conv2d(out_channels=7).fitted(3)
    assert conv.parameter_count() == 196
    written = said(conv, (3, 4, 4), "A linear layer instead")
    assert written == "(4·4·3 + 1)·4·4·7 = 5,488"
