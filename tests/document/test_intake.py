"""Pictures, typed numbers and blank paper become batches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.intake import (
    Framing,
    batch_of,
    blank,
    check_framing,
    digits_batch,
    framing_for,
    framing_of,
    label_of,
    matrix_batch,
    next_digits,
    numbers_of,
    pictures_of,
    resized_note,
    supplied,
)
from cnnviz.document.picture import Picture
from cnnviz.document.supplied import SUPPLIED, digit, digit_count
from cnnviz.layers import ParameterError


def picture(rows: int, columns: int, channels: int = 1, peak: float = 255.0, ink: bool = False):
    values = np.linspace(0, peak, channels * rows * columns, dtype=np.float32)
    return Picture("p.png", values.reshape(channels, rows, columns), peak, ink)


@pytest.mark.parametrize(
    "typed",
    [
        "1 2\n3 4.5",
        "1\t2\r\n3\t4.5\r\n",
        "1,2;3,4.5",
        "[[1, 2], [3, 4.5]]",
        "[[1. 2. ]\n [3. 4.5]]",
        "  1  2 ;\n\n 3 4.5 ;",
        "(1, 2), \n(3, 4.5)",
        "| 1 2 |\n| 3 4.5 |",
        "array([[1., 2. ],\n       [3., 4.5]])",
        "np.array([[1, 2], [3, 4.5]])",
        "array([[1. , 2. ],\n       [3. , 4.5]], dtype=float32)",
        "x = torch.tensor([[1., 2.], [3., 4.5]], device='cpu')",
        "A = [1 2; 3 4.5];",
        "A = [1, 2 ...\n; 3, 4.5]",
        "ans =\n\n    1.0000    2.0000\n    3.0000    4.5000\n",
    ],
)
def test_a_matrix_is_read_however_it_is_written(typed):
    batch = matrix_batch(typed)
    np.testing.assert_array_equal(batch.pixels, [[[[1, 2], [3, 4.5]]]])
    assert batch.peak == 4.5


def test_a_true_minus_sign_is_a_minus_sign():
    np.testing.assert_array_equal(matrix_batch("−1 -2").pixels, [[[[-1, -2]]]])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "type at least one number"),
        (" ;\n ", "type at least one number"),
        ("1 2\n3", "row 2 has 1 number, row 1 has 2"),
        ("1 2\n3 x4", "row 2, column 2: “x4” is not a number from −10⁹ to 10⁹"),
        ("1 nan", "row 1, column 2: “nan” is not a number from −10⁹ to 10⁹"),
        ("1e10", "row 1, column 1: “1e10” is not a number from −10⁹ to 10⁹"),
        ("1_0", "row 1, column 1: “1_0” is not a number from −10⁹ to 10⁹"),
        (
            "0 " * 4_000_001,
            "this text is too long for a matrix: at most 8000000 characters",
        ),
        ("0 " * 513, "a matrix has at most 512 cells a side"),
    ],
)
def test_a_wrong_matrix_is_refused_with_row_and_column(typed, said):
    with pytest.raises(ParameterError) as caught:
        matrix_batch(typed)
    assert str(caught.value.message) == said


@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=5
    ),
    st.sampled_from([" ", ", ", "\t"]),
)
def test_what_python_prints_is_read_back(rows, between):
    typed = "\n".join(between.join(str(value) for value in row) for row in rows)
    np.testing.assert_array_equal(matrix_batch(typed).pixels[0, 0], np.array(rows, np.float32))


@given(st.text(max_size=60))
def test_no_text_does_anything_but_give_a_matrix_or_a_sentence(typed):
    try:
        batch = matrix_batch(typed)
    except ParameterError:
        return
    assert np.isfinite(batch.pixels).all()


def test_several_pictures_become_one_batch_of_one_size_and_scale():
    batch = batch_of([picture(20, 30), picture(9, 9, 3), picture(16, 16, peak=16, ink=True)])
    assert batch.pixels.shape == (3, 3, 20, 30)
    assert batch.peak == 255
    assert batch.pixels.max() <= 255


def test_ink_among_photographs_is_turned_round():
    empty = Picture("paper", np.zeros((1, 8, 8), np.float32), 16, ink=True)
    assert batch_of([picture(8, 8), empty]).pixels[1].min() == 255


def test_a_photograph_is_brought_to_256_cells():
    assert framing_for(picture(1024, 512)).rows == 256
    assert framing_for(picture(1024, 512)).columns == 128


def test_a_small_picture_keeps_its_size_but_not_below_8():
    assert framing_for(picture(40, 30)) == Framing(40, 30, "fit", "gray")
    assert framing_for(picture(3, 30)).rows == 8


@pytest.mark.parametrize("side", [1, 4, 7, 300, 512])
def test_an_array_of_numbers_keeps_its_size_and_its_numbers(side: int) -> None:
    values = np.random.default_rng(0).normal(size=(1, side, side)).astype(np.float32)
    given = Picture("a.npy", values, 3.0, ink=False, array=True)
    batch = batch_of([given])
    assert np.array_equal(batch.pixels[0], values)
    assert resized_note([given], batch) is None


def test_an_array_that_is_resized_is_told_of() -> None:
    large = Picture("a.npy", np.ones((1, 1024, 600), np.float32), 1.0, ink=False, array=True)
    batch = batch_of([large])
    assert batch.shape == (1, 512, 300)
    said = str(resized_note([large], batch))
    assert "1024 × 600" in said
    assert "512 × 300" in said


def test_33_pictures_are_refused():
    with pytest.raises(ParameterError, match="at most 32"):
        batch_of([picture(8, 8)] * 33)


def test_no_picture_is_refused():
    with pytest.raises(ParameterError, match="no picture"):
        batch_of([])


@pytest.mark.parametrize("how", ["fit", "crop"])
@pytest.mark.parametrize(("mode", "channels"), [("gray", 1), ("rgb", 3)])
def test_framing_gives_the_size_and_channels_asked_for(how, mode, channels):
    assert Framing(13, 41, how, mode).frame(picture(50, 20, 3)).pixels.shape == (channels, 13, 41)


def test_whole_values_stay_whole_and_others_as_they_are():
    values = np.random.default_rng(1).integers(0, 256, (3, 40, 30)).astype(np.float32)
    whole = Picture("p", values, 255, ink=False)
    framed = Framing(9, 13).frame(whole).pixels
    assert (framed == np.rint(framed)).all()
    half = Framing(9, 13).frame(Picture("p", values / 2, 255, ink=False)).pixels
    assert (half != np.rint(half)).any()


def test_reframing_a_batch_keeps_names_and_digits():
    digits = digits_batch([3, 4])
    batch = batch_of(pictures_of(digits), Framing(16, 24), digits.digits)
    assert batch.pixels.shape == (2, 1, 16, 24)
    assert batch.digits == (3, 4)
    assert batch.names == ("digit-3", "digit-4")


@pytest.mark.parametrize("side", [7, 513])
def test_reframing_beyond_the_bounds_is_refused(side):
    with pytest.raises(ParameterError, match=f"8 to 512 cells, not {side}"):
        check_framing(digits_batch([0]), Framing(side, 8))


def test_a_batch_taken_apart_and_gathered_is_the_same():
    batch = digits_batch([5, 6, 7])
    again = batch_of(pictures_of(batch), framing_of(batch), batch.digits)
    np.testing.assert_array_equal(again.pixels, batch.pixels)


def test_the_next_digits_follow_and_begin_again_after_the_last():
    last = digit_count() - 1
    assert next_digits(digits_batch([4, 5]), 3).digits == (6, 7, 8)
    assert next_digits(digits_batch([last - 1]), 3).digits == (last, 0, 1)


def test_the_next_digits_keep_the_size_of_these():
    digits = batch_of(pictures_of(digits_batch([0])), Framing(28, 28), (0,))
    assert next_digits(digits, 2).shape == (1, 28, 28)


def test_after_a_drawing_come_the_first_digits():
    batch = next_digits(blank(16, 16), 2)
    assert batch.digits == (0, 1)
    assert batch.shape == (1, 8, 8)


def test_a_blank_drawing_is_zero_everywhere():
    batch = blank(9, 12, 3)
    assert batch.pixels.shape == (1, 3, 9, 12)
    assert not batch.pixels.any()
    assert not batch.ink


def test_every_supplied_picture_has_a_label_of_its_own_in_a_batch():
    pictures = supplied(each.key for each in SUPPLIED)
    labels = [str(label_of(each.name)) for each in pictures]
    assert labels == [str(each.label) for each in SUPPLIED]


def test_a_name_that_is_not_supplied_is_its_own_label():
    assert label_of("camera.png") == "camera.png"
    assert label_of("digit-99999") == "digit-99999"


def test_supplied_digits_are_known_as_such_and_others_not():
    assert numbers_of([digit(3), digit(8)]) == (3, 8)
    assert numbers_of([digit(3), picture(8, 8)]) == ()
