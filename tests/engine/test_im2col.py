"""Columns in tiles give what all windows at once give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz.engine.algorithms import im2col
from cnnviz.engine.border import add_border
from cnnviz.engine.conv_call import read_conv_call
from cnnviz.engine.windows import window_view
from tests.engine.strategies import numbers


@pytest.mark.parametrize(
    ("shape", "filters", "options"),
    [
        ((1, 2, 150, 151), (24, 2, 3, 3), (1, 1, 1, 1)),  # many maps, made beside their columns
        ((2, 4, 161, 90), (50, 2, 3, 2), ((2, 1), 0, (1, 2), 2)),  # the same in two groups
        ((1, 12, 120, 121), (6, 12, 3, 3), (1, 0, 1, 1)),  # few maps of many columns
        ((1, 8, 150, 151), (20, 8, 1, 1), (1, 1, 1, 1)),  # single cells with padding
    ],
)
def test_tiles_are_exactly_the_whole(
    shape: tuple[int, ...], filters: tuple[int, ...], options: tuple[Any, ...]
) -> None:
    x, w = numbers(0, *shape), numbers(1, *filters)
    g = read_conv_call(x, w, None, *options, "zeros").geometry
    padded = add_border(x, g.padding_sides, "constant")
    view = window_view(padded, g.kernel_size, g.stride, g.dilation, g.output_size)
    wanted = [
        np.einsum("ncijrq,fcij->nfrq", v, f, optimize=True)
        for v, f in zip(np.split(view, g.groups, 1), np.split(w, g.groups), strict=True)
    ]
    np.testing.assert_array_equal(im2col.im2col_forward(padded, w, g), np.concatenate(wanted, 1))
