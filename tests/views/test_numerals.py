"""Grids say what `written` says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.trace import in_cell
from cnnviz.views.number_size import longest_number
from cnnviz.views.numerals import TILES, Numerals, numerals, shortened

SOME = st.one_of(
    st.floats(width=32),
    st.floats(-10, 10, width=32),
    st.integers(-2000, 2000).map(float),
    st.integers(-4000, 4000).map(lambda n: n / 8),
)


def largest(values: list[float]) -> float:
    """The largest finite magnitude."""
    finite = np.abs(values)
    return float(finite[np.isfinite(finite)].max(initial=0))


def said(found: Numerals, cell: int) -> str:
    """Put the tiles of one number together."""
    mine = found.cell == cell
    order = np.argsort(-found.slot[mine])
    return "".join(TILES[tile] for tile in found.tile[mine][order])


@given(values=st.lists(SOME, min_size=1, max_size=12), places=st.integers(0, 4))
def test_single_precision_is_written_as_everywhere(values: list[float], places: int) -> None:
    given_values = np.array(values, np.float32)
    found = numerals(given_values, places)
    for cell, value in enumerate(given_values.tolist()):
        assert said(found, cell) == in_cell(value, places, largest(values))
        assert found.length[cell] == len(in_cell(value, places, largest(values)))


@given(values=st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=12), places=st.integers(0, 3))
def test_double_precision_is_written_as_everywhere(values: list[float], places: int) -> None:
    found = numerals(np.array(values), places)
    for cell, value in enumerate(values):
        assert said(found, cell) == in_cell(value, places, largest(values))


@given(values=st.lists(SOME, min_size=1, max_size=12), places=st.integers(0, 4))
def test_the_zero_before_a_point_is_left_out_where_room_is_short(
    values: list[float], places: int
) -> None:
    found = numerals(np.array(values, np.float32), places, short=True)
    for cell, value in enumerate(np.array(values, np.float32).tolist()):
        expected = shortened(in_cell(value, places, largest(values)))
        assert said(found, cell) == expected
        assert found.length[cell] == len(expected)


@pytest.mark.parametrize("short", [False, True])
@given(values=st.lists(SOME, min_size=1, max_size=12), places=st.integers(0, 2))
def test_no_number_is_longer_than_the_bound(short: bool, values: list[float], places: int) -> None:
    array = np.clip(np.array(values, np.float32), -1e5, 1e5)
    array[np.abs(array) < 1e-9] = 0
    found = numerals(array, places, short)
    assert found.length.max() <= longest_number(array, places, short)


@pytest.mark.parametrize("value", [0.125, 2.675, 0.005, -0.005, 0.995, 999999.5, -0.0, 1e-30])
def test_ties_and_edges_are_written_as_everywhere(value: float) -> None:
    for values in (np.array([value], np.float32), np.array([value])):
        found = numerals(values, 2)
        assert said(found, 0) == in_cell(float(values[0]), 2, abs(value))


def test_numbers_of_one_grid_have_one_form() -> None:
    """A 2 between 2.5 and 2.25 would look exact; only a 0 stands for nothing at all."""
    found = numerals(np.array([2, 2.5, 2.25, -7, 0, 0.001], np.float32), 2)
    assert [said(found, cell) for cell in range(6)] == ["2.00", "2.50", "2.25", "−7.00", "0", "≈0"]
    whole = numerals(np.array([13.3, 6.4, 0.06], np.float32), 0)
    assert [said(whole, cell) for cell in range(3)] == ["13", "6", "≈0"]


def test_tiles_of_a_number_do_not_overlap() -> None:
    found = numerals(np.array([-12345.678, 12.5, 0.25], np.float32), 2)
    for cell in range(3):
        mine = found.cell == cell
        covered = [
            slot + n
            for slot, tile in zip(found.slot[mine], found.tile[mine], strict=True)
            for n in range(len(TILES[tile]))
        ]
        assert sorted(covered) == list(range(found.length[cell]))
