"""Numbers on screen are short, and never less true than they look."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnnviz.trace import Span, format_number, in_cell, joined, line, operand, places_for
from cnnviz.trace.numbers import ROUNDING

PLACES = st.integers(0, 4)


def read(short: str) -> float:
    """Read a number as a person does."""
    return float(short.replace("−", "-").replace("∞", "inf"))


@settings(max_examples=300)
@given(st.floats(-1e9, 1e9) | st.floats(-1, 1) | st.integers(-5000, 5000).map(float), PLACES)
@example(7813.015625, 2)
def test_what_is_written_is_the_number_rounded(value: float, places: int) -> None:
    """To decimals, or to a whole number where float32 arithmetic may have lost the rest."""
    shown = read(format_number(value, places))
    allowed = max(0.5 * 10.0**-places, 0.05 * abs(value) if abs(value) >= 1e6 else 0.0)
    if shown == round(value):
        allowed = max(allowed, ROUNDING * abs(shown))
    assert abs(shown - value) <= allowed * (1 + 1e-6)


@settings(max_examples=300)
@given(st.floats(allow_nan=False), st.integers(1, 4))
def test_what_is_not_zero_is_not_written_as_zero(value: float, places: int) -> None:
    short = format_number(value, places)
    assert (read(short) == 0) == (value == 0)
    assert short.startswith("−") == (value < 0)
    assert "-" not in short.replace("e-", "e")


@settings(max_examples=200)
@given(st.floats(allow_nan=False), PLACES)
def test_a_number_fits_a_cell(value: float, places: int) -> None:
    assert len(format_number(value, places)) <= max(9, 8 + places)


@pytest.mark.parametrize(
    ("value", "places", "short"),
    [
        (3.0, 2, "3"),
        (-3.0, 2, "−3"),
        (-0.0, 2, "0"),
        (2.5, 2, "2.50"),
        (0.004, 2, "4e−3"),
        (-1 / 9, 2, "−0.11"),
        (1234567.0, 2, "1.2e6"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (math.nan, 2, "NaN"),
    ],
)
def test_numbers_are_written_with_a_true_minus(value: float, places: int, short: str) -> None:
    assert format_number(value, places) == short


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (5.25, 1, "5.3"),
        (-5.25, 1, "−5.3"),
        (5.75, 1, "5.8"),
        (0.125, 2, "0.13"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (-0.5, 0, "−1"),
    ],
)
def test_what_is_halfway_is_rounded_as_it_is_taught(value: float, places: int, said: str) -> None:
    assert format_number(value, places) == said
    assert in_cell(value, places, 10.0) == said


def test_a_negative_number_after_an_operator_stands_in_brackets() -> None:
    assert (operand(-2.0), operand(2.0), operand(-0.0)) == ("(−2)", "2", "0")


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1, 2, -3], 0),
        ([0.5, 1], 1),
        ([0.25, 1], 2),
        ([1 / 3, 1], 2),
        ([0.5, 120], 1),
        ([0.5, 1200], 0),
        ([], 0),
        ([np.nan], 0),
    ],
)
def test_one_number_of_decimals_serves_a_whole_grid(values: list[float], places: int) -> None:
    assert places_for(np.array(values, np.float32)) == places


def test_lines_are_joined_with_a_separator_between_them() -> None:
    plus = Span(" + ", "muted")
    assert joined([line("a"), line("b")], plus) == (Span("a"), plus, Span("b"))
    assert joined([], plus) == ()
