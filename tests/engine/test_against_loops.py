"""The engine gives what the textbook loops give, cell for cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz import engine
from cnnviz.engine import naive
from tests.engine.strategies import convolutions, numbers, poolings, transposes

few = settings(max_examples=60, deadline=None, derandomize=True)


@few
@given(convolutions())
def test_convolution_is_exactly_the_loop(setting: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    arrays, options = setting
    found = engine.conv2d(*arrays, **options)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, naive.conv2d(*arrays, **options))


@few
@given(transposes())
def test_transposed_convolution_is_exactly_the_loop(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    arrays, options = setting
    found = engine.conv_transpose2d(*arrays, **options)
    np.testing.assert_array_equal(found, naive.conv_transpose2d(*arrays, **options))


@few
@given(poolings())
def test_max_pooling_and_its_indices_are_the_loops(
    setting: tuple[np.ndarray, dict[str, Any]],
) -> None:
    x, options = setting
    y, indices = engine.max_pool2d(x, **options)
    wanted, places = naive.pool2d(x, **options)
    seen = wanted > -np.inf
    np.testing.assert_array_equal(y, wanted)
    np.testing.assert_array_equal(indices[seen], places[seen])


@few
@given(poolings())
def test_max_pooling_without_indices_is_the_same(
    setting: tuple[np.ndarray, dict[str, Any]],
) -> None:
    x, options = setting
    y = engine.max_pool2d(x, **options, return_indices=False)
    np.testing.assert_array_equal(y, engine.max_pool2d(x, **options)[0])


@few
@given(convolutions(), st.sampled_from([-2.5, 0.0, 7.0]))
def test_padding_with_a_value_is_the_loop(
    setting: tuple[tuple[Any, ...], dict[str, Any]], value: float
) -> None:
    (x, weight, bias), options = setting
    filled = options | {"padding_mode": "constant", "padding_value": value}
    found = engine.conv2d(x, weight, bias, **filled)
    np.testing.assert_allclose(found, naive.conv2d(x, weight, bias, **filled), rtol=1e-5, atol=1e-5)
    if value == 0:
        zeros = engine.conv2d(x, weight, bias, **options | {"padding_mode": "zeros"})
        np.testing.assert_array_equal(found, zeros)


def test_a_small_convolution_that_is_kept_does_not_forget_the_value() -> None:
    """The same call with another fill has another result, in whichever order they come."""
    x, weight = np.ones((1, 1, 2, 2), np.float32), np.ones((1, 1, 3, 3), np.float32)
    for fill, value, corner in (("zeros", 0.0, 4), ("constant", 2.0, 14), ("zeros", 0.0, 4)):
        y = engine.conv2d(x, weight, padding=1, padding_mode=fill, padding_value=value)
        assert y[0, 0, 0, 0] == corner


@few
@given(poolings())
def test_average_pooling_is_the_loop(setting: tuple[np.ndarray, dict[str, Any]]) -> None:
    x, options = setting
    found = engine.avg_pool2d(x, **options, count_include_pad=True)
    wanted, _ = naive.pool2d(x, **options, maximum=False)
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6)


@few
@given(convolutions())
def test_unfolded_windows_times_the_filters_are_the_convolution(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    (x, weight, _), options = setting
    if options["groups"] > 1 or options["padding_mode"] != "zeros":
        return
    y = engine.conv2d(x, weight, None, options["stride"], options["padding"], options["dilation"])
    columns = engine.unfold(
        x, weight.shape[2:], options["dilation"], options["padding"], options["stride"]
    )
    product = weight.reshape(weight.shape[0], -1) @ columns
    np.testing.assert_array_equal(product.reshape(y.shape), y)


def test_batch_norm_is_the_loop() -> None:
    x, weight, bias = numbers(0, 3, 2, 4, 5), numbers(1, 2), numbers(2, 2)
    y, _, _ = engine.batch_norm(x, None, None, weight, bias, training=True)
    np.testing.assert_allclose(y, naive.batch_norm(x, weight, bias), rtol=1e-5, atol=1e-5)
