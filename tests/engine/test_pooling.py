"""Pooling in chunks: bands of large planes, many small planes, and what frames them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz import engine
from cnnviz.engine.algorithms.separable_pooling import CHUNK_CELLS
from cnnviz.engine.border import add_border
from cnnviz.engine.pool_call import read_pool2d_call
from cnnviz.engine.windows import window_view
from tests.engine.strategies import numbers

SHAPES = {
    "one plane in bands": (1, 1, 400, 401),
    "planes in bands": (1, 3, 270, 260),
    "many planes": (5, 70, 20, 21),
    "one row too wide": (1, 2, 4, CHUNK_CELLS + 3),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "halves": {"kernel_size": 2},
    "overlapping": {"kernel_size": 3, "stride": 1, "padding": 1},
    "strided": {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
    "uneven": {"kernel_size": (4, 2), "stride": (1, 3), "padding": (2, 0), "dilation": (1, 2)},
    "gaps": {"kernel_size": 1, "stride": 3, "ceil_mode": True},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_maxima_of_chunks_are_those_of_the_whole(
    shape: tuple[int, ...], options: dict[str, Any]
) -> None:
    x = numbers(0, *shape)
    x[0, 0, 1, 1::7] = np.nan
    found = engine.max_pool2d(x, **options, return_indices=False)
    np.testing.assert_array_equal(found, engine.max_pool2d(x, **options)[0])


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_sums_of_chunks_are_those_of_the_whole(
    shape: tuple[int, ...], options: dict[str, Any]
) -> None:
    x = numbers(0, *shape)
    usual = {"stride": None, "padding": 0, "dilation": 1, "ceil_mode": False}
    g = read_pool2d_call((shape[2], shape[3]), **(usual | options))
    view = window_view(
        add_border(x, g.covering_sides, "constant"),
        g.kernel_size,
        g.stride,
        g.dilation,
        g.output_size,
    )
    found = engine.avg_pool2d(x, **options, divisor_override=1)
    np.testing.assert_array_equal(found, view.sum(axis=(2, 3)))
