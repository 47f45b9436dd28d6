"""Every algorithm gives what im2col gives, and is chosen where it should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz import engine
from cnnviz.engine.algorithms import dispatch, im2col
from cnnviz.engine.border import add_border, border_gradient
from cnnviz.engine.conv_call import read_conv_call

SETTINGS: dict[str, tuple[str, tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "one filter": ("bands", (1, 1, 400, 400), (1, 1, 3, 3), {}),
    "two images": ("bands", (2, 1, 400, 391), (2, 1, 5, 4), {"padding": 2}),
    "few filters": ("bands", (1, 3, 371, 402), (8, 3, 5, 5), {"padding_mode": "reflect"}),
    "one row": ("bands", (1, 2, 370, 380), (3, 2, 2, 1), {}),
    "depthwise": ("depthwise", (2, 6, 20, 31), (6, 1, 3, 2), {"groups": 6, "padding": (1, 2)}),
    "one filter, a wide kernel": ("bands", (2, 3, 71, 150), (1, 3, 6, 13), {"padding": 3}),
    "one filter, three rows": ("bands", (1, 2, 5, 90), (1, 2, 3, 7), {}),
    "a wide kernel": ("bands", (2, 2, 70, 90), (3, 2, 4, 11), {}),
    "a low kernel": ("bands", (1, 1, 400, 400), (2, 1, 1, 9), {}),
    "narrow": ("im2col", (3, 4, 70, 50), (8, 4, 3, 3), {}),
    "many filters": ("im2col", (1, 4, 90, 90), (40, 4, 3, 3), {"padding": 1}),
    "small": ("im2col", (1, 1, 28, 28), (8, 1, 3, 3), {}),
}


def whole(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)


def general(x: np.ndarray, w: np.ndarray, options: dict[str, Any]) -> np.ndarray:
    g = read_conv_call(x, w, None, *read(options)).geometry
    with np.errstate(invalid="ignore"):
        return im2col.im2col_forward(add_border(x, g.padding_sides, g.pad_mode), w, g)


def read(options: dict[str, Any]) -> tuple[Any, ...]:
    defaults = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
    return tuple((defaults | options).values())


@pytest.mark.parametrize("name", SETTINGS)
def test_the_algorithm_is_chosen_and_exact(name: str) -> None:
    algorithm, shape, filters, options = SETTINGS[name]
    x, w = whole(0, *shape), whole(1, *filters)
    call = read_conv_call(x, w, None, *read(options))
    chosen, reason = dispatch.select_algorithm(w, call.geometry)
    assert (chosen, len(reason) > 10) == (algorithm, True)
    np.testing.assert_array_equal(engine.conv2d(x, w, **options), general(x, w, options))


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_stays_in_its_windows(name: str, wrong: float) -> None:
    _, shape, filters, options = SETTINGS[name]
    x, w = whole(0, *shape), whole(1, *filters)
    x[0, 0, shape[2] // 3, 21] = wrong
    np.testing.assert_array_equal(engine.conv2d(x, w, **options), general(x, w, options))


@pytest.mark.parametrize("whole_numbers", [True, False])
def test_a_kernel_of_rank_one_is_separated(whole_numbers: bool) -> None:
    line = np.array([1, 6, 15, 20, 15, 6, 1], np.float32)
    line = line if whole_numbers else line / 64 * np.float32(1.1)
    x, w = whole(0, 2, 1, 1050, 401), np.outer(line, line)[None, None]
    call = read_conv_call(x, w, None, *read({}))
    assert dispatch.select_algorithm(w, call.geometry)[0] == "separable"
    limit = 0 if whole_numbers else 2e-5
    assert np.abs(engine.conv2d(x, w) - general(x, w, {})).max() <= limit


def real(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


HEAVY = [
    ((2, 32, 91, 90), (33, 32, 3, 3), {"padding": 1}),
    ((2, 32, 90, 91), (32, 32, 3, 3), {"padding": 1, "padding_mode": "reflect"}),
    ((2, 32, 88, 91), (32, 32, 3, 3), {"padding": ((3, 0), (1, 2))}),
    ((5, 40, 53, 47), (34, 40, 3, 3), {"padding": (2, 0)}),
    ((2, 33, 90, 91), (32, 33, 3, 3), {"padding": 2, "dilation": (2, 3)}),
]


@pytest.mark.parametrize(("shape", "filters", "options"), HEAVY)
def test_winograd_is_close_to_the_direct_sum(
    shape: tuple[int, ...], filters: tuple[int, ...], options: dict[str, Any]
) -> None:
    x, w = real(0, *shape), real(1, *filters)
    call = read_conv_call(x, w, None, *read(options))
    assert dispatch.select_algorithm(w, call.geometry)[0] == "winograd"
    y, wanted = engine.conv2d(x, w, **options), general(x, w, options)
    assert np.abs(y - wanted).max() <= 1e-5 * np.abs(wanted).max()


@pytest.mark.parametrize(("shape", "filters", "options"), HEAVY)
def test_winograd_gradients_are_close_to_the_direct_sums(
    shape: tuple[int, ...], filters: tuple[int, ...], options: dict[str, Any]
) -> None:
    x, w = real(0, *shape), real(1, *filters)
    g = read_conv_call(x, w, None, *read(options)).geometry
    padded = add_border(x, g.padding_sides, g.pad_mode)
    grad = real(2, g.images, g.out_channels, *g.output_size)
    grad_padded = im2col.im2col_input_gradient(grad, w, g)
    pairs = [
        (
            dispatch.conv2d_input_gradient(grad, w, g),
            border_gradient(grad_padded, g.input_size, g.padding_sides, g.pad_mode),
        ),
        (
            dispatch.conv2d_weight_gradient(grad, x, g),
            im2col.im2col_weight_gradient(grad, padded, g),
        ),
    ]
    for found, wanted in pairs:
        assert np.abs(found - wanted).max() <= 1e-5 * np.abs(wanted).max()


def test_no_teaching_size_is_rounded_by_winograd() -> None:
    g = read_conv_call(real(0, 1, 64, 32, 32), real(1, 64, 64, 3, 3), None, *read({})).geometry
    assert dispatch.select_algorithm(real(1, 64, 64, 3, 3), g)[0] == "im2col"
