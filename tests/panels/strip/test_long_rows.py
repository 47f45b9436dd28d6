"""Rows of many cells are thumbnails in lines, and show no more than the stage."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.panels.strip.long_rows import MOST, as_folded, folded
from cnnviz.trace import ALL, Shown


@pytest.mark.parametrize("count", [25, 97, 784, 12_544])
def test_a_long_row_is_one_map_with_the_same_cells_in_the_same_order(count: int) -> None:
    maps = np.arange(count, dtype=np.float32).reshape(count, 1, 1)
    (row,) = folded(maps)
    assert np.array_equal(row.ravel(), maps.ravel())


def test_maps_and_short_rows_stay_as_they_are() -> None:
    for shape in ((64, 2, 2), (MOST, 1, 1), (3, 1, 28)):
        maps = np.zeros(shape, np.float32)
        assert folded(maps) is maps


def test_what_is_hidden_of_the_row_is_hidden_in_the_picture() -> None:
    maps = folded(np.zeros((784, 1, 1), np.float32))
    hidden = np.arange(784) % 3 > 0
    shown = as_folded(Shown(hidden=hidden[:, None, None]), maps)
    assert shown.hidden is not None
    assert shown.hidden.shape == maps.shape
    assert np.array_equal(shown.hidden.ravel(), hidden)
    assert as_folded(ALL, maps) is ALL
