"""Gradients made phase by phase are those of columns added up, and serve where they should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz import engine
from cnnviz.engine.algorithms import stride_phases
from cnnviz.engine.conv_call import Conv2dGeometry, read_conv_call
from cnnviz.engine.windows import scatter_windows
from tests.engine.strategies import convolutions, numbers

LARGE: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((3, 16, 28, 27), (16, 8, 4, 4), {"stride": 2, "padding": 1}),
    ((1, 16, 61, 70), (16, 8, 3, 3), {"stride": 2, "padding": (1, 0), "output_padding": 1}),
    ((20, 8, 14, 14), (8, 16, 2, 2), {"stride": 2}),
    ((2, 8, 60, 60), (8, 9, 5, 3), {"padding": (2, 1)}),
    ((4, 32, 48, 40), (32, 12, 2, 1), {"stride": (3, 2)}),
    ((1, 4, 300, 300), (4, 2, 5, 6), {"stride": (2, 3), "padding": ((2, 1), (0, 4))}),
]


def geometry_of(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, options: dict[str, Any]
) -> Conv2dGeometry:
    """Describe the convolution that a transposed one transposes."""
    steps = {k: v for k, v in options.items() if k != "output_padding"}
    g = read_conv_call(y, w, None, *({"stride": 1, "padding": 0} | steps).values(), 1, 1, "zeros")
    assert g.geometry.output_size == x.shape[2:]
    return g.geometry


def added_up(grad: np.ndarray, w: np.ndarray, g: Conv2dGeometry) -> np.ndarray:
    columns = np.einsum("fcij,nfrq->ncijrq", w, grad, optimize=True)
    whole = scatter_windows(columns, g.padded_size, g.stride, g.dilation)
    (top, _), (left, _) = g.padding_sides
    return whole[:, :, top : top + g.input_size[0], left : left + g.input_size[1]]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(convolutions())
def test_phases_are_exactly_the_columns_added_up(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    (x, w, _), options = setting
    x = x[:, : w.shape[1]]
    w = w[: max(1, len(w) // options["groups"])]
    g = read_conv_call(x, w, None, options["stride"], options["padding"], 1, 1, "zeros").geometry
    grad = numbers(3, g.images, g.out_channels, *g.output_size)
    found = stride_phases.phased_input_gradient(grad, w, g)
    np.testing.assert_array_equal(found, added_up(grad, w, g))


@pytest.mark.parametrize(("shape", "filters", "options"), LARGE)
def test_large_work_goes_by_phases_and_is_exact(
    shape: tuple[int, ...], filters: tuple[int, ...], options: dict[str, Any]
) -> None:
    x, w = numbers(0, *shape), numbers(1, *filters)
    y = engine.conv_transpose2d(x, w, **options)
    g = geometry_of(x, w, y, options)
    assert stride_phases.phased_applies(w, g)
    np.testing.assert_array_equal(y, added_up(x, w, g))


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_stays_under_its_kernel(wrong: float) -> None:
    shape, filters, options = LARGE[0]
    x, w = numbers(0, *shape), numbers(1, *filters)
    x[1, 3, 10, 0] = wrong
    y = engine.conv_transpose2d(x, w, **options)
    rows, columns = np.nonzero(~np.isfinite(y[1]).all(axis=0))
    assert (set(rows), set(columns)) == ({19, 20, 21, 22}, {0, 1, 2})
    assert np.isfinite(y[[0, 2]]).all()


def test_a_weight_that_is_not_finite_meets_no_zeros_of_our_own() -> None:
    shape, filters, options = LARGE[0]
    x, w = np.ones(shape, np.float32), np.ones(filters, np.float32)
    w[0, 0, 0, 0] = np.inf
    assert not np.isnan(engine.conv_transpose2d(x, w, **options)).any()


def test_small_work_is_left_to_columns() -> None:
    x, w = numbers(0, 1, 8, 8, 8), numbers(1, 4, 8, 3, 3)
    g = read_conv_call(x, w, None, 2, 1, 1, 1, "zeros").geometry
    assert not stride_phases.phased_applies(w, g)


def test_the_gradient_of_a_strided_convolution_goes_by_phases() -> None:
    x, w = numbers(0, 4, 16, 63, 62), numbers(1, 24, 16, 3, 3)
    g = read_conv_call(x, w, None, 2, 1, 1, 1, "zeros").geometry
    grad = numbers(2, 4, 24, *g.output_size)
    assert stride_phases.phased_applies(w, g)
    found = engine.conv2d_backward(grad, x, w, stride=2, padding=1)[0]
    np.testing.assert_array_equal(found, added_up(grad, w, g))
