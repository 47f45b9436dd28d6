"""Convolution by shifted phases gives what columns give, and is taken where it should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz import engine
from cnnviz.engine.algorithms import dispatch, im2col, strided
from cnnviz.engine.border import add_border
from cnnviz.engine.conv_call import Conv2dGeometry, read_conv_call
from tests.engine.strategies import convolutions, numbers

SERVED: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((8, 8, 35, 34), (8, 8, 3, 3), {"stride": 2, "padding": 1}),
    ((32, 9, 20, 21), (5, 9, 4, 3), {"stride": (3, 2), "padding": ((0, 2), (1, 0))}),
    ((1, 12, 150, 110), (7, 12, 5, 5), {"stride": 2, "padding": 2, "padding_mode": "circular"}),
    ((2, 8, 301, 300), (8, 8, 7, 4), {"stride": (4, 3)}),
]


def geometry_of(x: np.ndarray, w: np.ndarray, options: dict[str, Any]) -> Conv2dGeometry:
    o = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"} | options
    return read_conv_call(x, w, None, *o.values()).geometry


def by_columns(x: np.ndarray, w: np.ndarray, g: Conv2dGeometry) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return im2col.im2col_forward(add_border(x, g.padding_sides, g.pad_mode), w, g)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(convolutions())
def test_shifted_phases_are_exactly_the_columns(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    (x, w, _), options = setting
    x = x[:, : w.shape[1]]
    g = geometry_of(x, w, {k: options[k] for k in ("stride", "padding")})
    np.testing.assert_array_equal(strided.strided_forward(x, w, g), by_columns(x, w, g))


@pytest.mark.parametrize(("shape", "filters", "options"), SERVED)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_work_is_served_and_exact(
    shape: tuple[int, ...], filters: tuple[int, ...], options: dict[str, Any], dtype: type
) -> None:
    x, w = numbers(0, *shape).astype(dtype), numbers(1, *filters).astype(dtype)
    g = geometry_of(x, w, options)
    assert dispatch.select_algorithm(w, g)[0] == "strided"
    y = engine.conv2d(x, w, **options)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, by_columns(x, w, g))


@pytest.mark.parametrize(("shape", "filters", "options"), SERVED)
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_stays_in_its_windows(
    shape: tuple[int, ...], filters: tuple[int, ...], options: dict[str, Any], wrong: float
) -> None:
    x, w = numbers(0, *shape), numbers(1, *filters)
    x[0, 3, 10, [0, 9, -1]] = wrong
    g = geometry_of(x, w, options)
    np.testing.assert_array_equal(engine.conv2d(x, w, **options), by_columns(x, w, g))


@pytest.mark.parametrize(
    ("filters", "options"),
    [
        ((8, 8, 3, 3), {"stride": (2, 1)}),
        ((8, 8, 2, 2), {"stride": 2}),
        ((16, 8, 3, 3), {"stride": 2}),
        ((8, 8, 3, 3), {"stride": 2, "dilation": 2}),
        ((8, 4, 3, 3), {"stride": 2, "groups": 2}),
    ],
)
def test_the_rest_is_left_to_columns(filters: tuple[int, ...], options: dict[str, Any]) -> None:
    x, w = numbers(0, 8, 8, 40, 40), numbers(1, *filters)
    assert dispatch.select_algorithm(w, geometry_of(x, w, options))[0] == "im2col"
