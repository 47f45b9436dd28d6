"""The supplied pictures are there, labelled, and drawn as their group promises."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from cnnviz.document.intake import label_of
from cnnviz.document.intake import supplied as supplied_by_key
from cnnviz.document.supplied import (
    GOOD_DIGITS,
    SUPPLIED,
    digit,
    digit_count,
    digit_label,
    digits,
)
from cnnviz.words import Text


def test_the_catalogue_is_large_enough():
    groups = Counter(supplied.group for supplied in SUPPLIED)
    assert groups["digits"] == groups["handwriting"] == 10
    assert groups["shapes"] >= 8
    assert groups["photographs"] >= 6
    assert len(SUPPLIED) >= 24


def test_keys_are_unique():
    assert len({supplied.key for supplied in SUPPLIED}) == len(SUPPLIED)


@pytest.mark.parametrize("supplied", SUPPLIED, ids=lambda s: s.key)
def test_a_supplied_picture_loads_as_promised(supplied):
    picture = supplied.load()
    assert isinstance(supplied.label, Text)
    assert picture.ink == supplied.ink == (supplied.group != "photographs")
    assert picture.peak == {"photographs": 255, "handwriting": 4}.get(supplied.group, 16)
    assert 0 <= picture.pixels.min() < picture.pixels.max() <= picture.peak
    assert max(picture.pixels.shape) <= 512


@pytest.mark.parametrize("supplied", SUPPLIED, ids=lambda s: s.key)
def test_loading_twice_gives_the_same_values(supplied):
    np.testing.assert_array_equal(supplied.load().pixels, supplied.load().pixels)


@pytest.mark.parametrize("supplied", [s for s in SUPPLIED if s.ink], ids=lambda s: s.key)
def test_ink_comes_in_whole_sixteenths_or_quarters(supplied):
    pixels = supplied.load().pixels
    np.testing.assert_array_equal(pixels, np.round(pixels))


def test_written_digits_are_zero_to_nine_and_keep_their_names():
    keys = [each.key for each in SUPPLIED if each.group == "handwriting"]
    assert [each.label.values["digit"] for each in SUPPLIED if each.key in keys] == list(range(10))
    assert [picture.name for picture in supplied_by_key(keys)] == keys
    assert [str(label_of(key)) for key in keys] == [f"Digit {digit}" for digit in range(10)]
    assert {picture.pixels.shape for picture in supplied_by_key(keys)} == {(1, 28, 28)}


def test_the_good_digits_are_zero_to_nine():
    assert [digit_label(index) for index in GOOD_DIGITS] == list(range(10))


def test_there_are_1797_digits_of_8_by_8():
    assert digit_count() == 1797
    assert {p.pixels.shape for p in digits(range(0, 1797, 100))} == {(1, 8, 8)}


@pytest.mark.parametrize("index", [-1, 1797])
def test_a_digit_that_is_not_there_is_refused(index):
    with pytest.raises(IndexError, match="0 to 1796"):
        digit(index)


def test_importing_the_catalogue_imports_no_pillow():
    asked = "import sys, cnnviz.document.supplied; print('PIL' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
