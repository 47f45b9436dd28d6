"""A convolution that is edited is the convolution made anew."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnviz import engine

OPTIONS: list[dict[str, Any]] = [
    {},
    {"stride": 2, "padding": 1},
    {"dilation": (1, 2), "groups": 2, "padding": "same"},
    {"padding": 2, "padding_mode": "circular"},
    {"padding": 2, "padding_mode": "constant", "padding_value": -1.5},
]


def whole(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("size", [9, 200])
def test_every_change_is_followed(options: dict[str, Any], size: int) -> None:
    depth = 4 // options.get("groups", 1)
    x, w, b = whole(0, 2, 4, size, size + 1), whole(1, 4, depth, 3, 3), whole(2, 4)
    plan = engine.Conv2dPlan(x, w, b, **options)
    np.testing.assert_array_equal(plan.output, engine.conv2d(x, w, b, **options))
    steps = [((3, 1, 2, 0), 5.0), ((3, 1, 2, 0), -2.0), ((0, 0, 1, 1), 1.0), ((3, -1, 0, 0), 9.0)]
    for place, value in steps:
        w[place] = value
        plan.set_weight(place, value)
        np.testing.assert_array_equal(plan.output, engine.conv2d(x, w, b, **options))
    w[2] = whole(7, depth, 3, 3)
    plan.set_filter(2, w[2])
    np.testing.assert_array_equal(plan.output, engine.conv2d(x, w, b, **options))


def test_dragging_a_weight_to_and_fro_leaves_no_trace() -> None:
    x, w = whole(0, 1, 1, 20, 20), whole(1, 1, 1, 3, 3)
    plan = engine.Conv2dPlan(x, w)
    for step in range(100):
        plan.set_weight((0, 0, 1, 1), 0.1 * step)
    plan.set_weight((0, 0, 1, 1), w[0, 0, 1, 1])
    np.testing.assert_array_equal(plan.output, engine.conv2d(x, w))


def test_the_plan_keeps_its_own_arrays() -> None:
    x, w = whole(0, 1, 1, 5, 5), whole(1, 1, 1, 3, 3)
    plan = engine.Conv2dPlan(x, w)
    before = plan.output.copy()
    x[:], w[:] = 0, 0
    np.testing.assert_array_equal(plan.set_filter(0, plan.weight[0]), before)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("size", [9, 200])
def test_new_images_are_followed_and_can_be_edited(options: dict[str, Any], size: int) -> None:
    depth = 4 // options.get("groups", 1)
    x, w, b = whole(0, 2, 4, size, size + 1), whole(1, 4, depth, 3, 3), whole(2, 4)
    plan = engine.Conv2dPlan(x, w, b, **options)
    plan.set_weight((0, 0, 1, 1), 3.0)
    w[0, 0, 1, 1] = 3.0
    new = whole(9, *x.shape)
    np.testing.assert_array_equal(plan.set_input(new), engine.conv2d(new, w, b, **options))
    plan.set_weight((0, 0, 1, 1), -2.0)
    w[0, 0, 1, 1] = -2.0
    np.testing.assert_array_equal(plan.output, engine.conv2d(new, w, b, **options))


def most_allocated(call: Callable[[], object]) -> int:
    call()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_a_kept_plan_allocates_nothing_large() -> None:
    x, w = whole(0, 1, 1, 28, 28), whole(1, 8, 1, 3, 3)
    plan = engine.Conv2dPlan(x, w, whole(2, 8))
    assert most_allocated(lambda: plan.set_input(x)) <= 4096
    # NumPy itself buffers 8192 cells of arrays that are not in one piece.
    large = engine.Conv2dPlan(whole(0, 1, 3, 200, 200), whole(1, 8, 3, 3, 3), whole(2, 8))
    assert most_allocated(lambda: large.set_weight((0, 0, 1, 1), 2.0)) <= 40_000
