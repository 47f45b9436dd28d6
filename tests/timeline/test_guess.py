"""A guess is typed as numbers are written, and judged as a teacher would."""

from __future__ import annotations

import pytest

from cnnviz.timeline.guess import Guess
from tests.scene.staged import plain


def typed(keys: str) -> Guess:
    """The guess after these keys; those that mean nothing are passed over."""
    guess = Guess()
    for key in keys:
        guess = guess.after(key) or guess
    return guess


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("12", "12"), ("-3.5", "−3.5"), ("1-2", "12"), ("1,2.3", "1.23"), ("x7²", "7"), ("12\b", "1")],
)
def test_digits_minus_and_point_make_a_number(keys: str, shown: str) -> None:
    assert typed(keys).typed == shown


@pytest.mark.parametrize("key", [".", "\b", " ", "p", ""])
def test_keys_with_a_meaning_of_their_own_keep_it_before_the_first_digit(key: str) -> None:
    assert Guess().after(key) is None


@pytest.mark.parametrize("keys", ["5-", "-.", "1.2."])
def test_a_sign_that_does_not_fit_is_not_passed_on(keys: str) -> None:
    begun = typed(keys[:-1])
    assert begun.after(keys[-1]) == begun


@pytest.mark.parametrize("key", [" ", "p", ""])
def test_keys_with_a_meaning_of_their_own_keep_it_in_a_guess(key: str) -> None:
    assert Guess("12").after(key) is None


@pytest.mark.parametrize(
    ("keys", "value", "right"),
    [
        ("-26", -26.0, True),
        ("26", -26.0, False),
        ("5.5", 5.5, True),
        ("5", 5.5, False),
        ("0.9", 0.8808, True),
        ("0.88", 0.8808, True),
        ("0.87", 0.8808, False),
        ("0", 0.0, True),
        ("-", 0.0, False),
        ("3", float("nan"), False),
    ],
)
def test_it_is_right_as_far_as_its_decimals_go(keys: str, value: float, right: bool) -> None:
    assert typed(keys).is_right(value) is right


def test_right_and_wrong_differ_by_a_sign_and_not_by_colour_alone() -> None:
    guess = typed("12")
    assert plain(guess.line(None)).split() == ["guess", "12"]
    assert plain(guess.line(12.0)).split() == ["guess", "12", "✓"]
    assert plain(guess.line(13.0)).split() == ["guess", "12", "≠"]
