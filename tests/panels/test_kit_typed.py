"""Numbers are read the way people type them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.panels.kit.typed import (
    Refusal,
    format_exact,
    format_real,
    read_pair,
    read_real,
    read_whole,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.5", 0.5),
        (" 0,5 ", 0.5),
        ("−2", -2.0),
        ("-2", -2.0),
        ("+3", 3.0),
        ("1e-5", 1e-5),
        ("1e−5", 1e-5),
        ("1/4", 0.25),
        (".5", 0.5),
    ],
)
def test_a_real_number_is_read_in_every_usual_spelling(typed: str, value: float) -> None:
    assert read_real(typed, -10, 10) == value


@pytest.mark.parametrize("typed", ["", "a", "1.2.3", "nan", "inf", "1_0", "1/0", "--1", "1e999"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_real(typed, -10, 10)


@pytest.mark.parametrize("typed", ["", "1.5", "x", "65", "0", "９９９９９９９９９９９"])
def test_a_whole_number_out_of_bounds_or_broken_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_whole(typed, 1, 64)


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("3", (3, 3)),
        ("3x5", (3, 5)),
        ("3 × 5", (3, 5)),
        ("3X5", (3, 5)),
        ("3,5", (3, 5)),
        ("3 5", (3, 5)),
        ("3*5", (3, 5)),
    ],
)
def test_one_number_sets_rows_and_columns_and_two_set_them_apart(
    typed: str, pair: tuple[int, int]
) -> None:
    assert read_pair(typed, 1, 11) == pair


@pytest.mark.parametrize("typed", ["3x", "x3", "3x5x7", "12", "3x12", "3.5"])
def test_what_is_no_pair_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_pair(typed, 1, 11)


def test_numbers_are_shown_with_a_true_minus_sign_and_no_idle_zeros() -> None:
    shown = [format_real(value) for value in (0.0, -0.5, 1.0, 0.1, 1e-5, -2000000000.0)]
    assert shown == ["0", "−0.5", "1", "0.1", "1e−5", "−2e9"]


def test_a_number_shown_fully_reads_back_to_the_same_float32() -> None:
    for value in np.random.default_rng(0).normal(size=200).astype(np.float32):
        assert np.float32(read_real(format_exact(float(value)), -10, 10)) == value


@pytest.mark.parametrize("show", [format_real, format_exact])
def test_infinite_and_missing_numbers_are_shown(show: Callable[[float], str]) -> None:
    assert [show(float(each)) for each in ("inf", "-inf", "nan")] == ["∞", "−∞", "NaN"]
