"""Examples of channels hold numbers that can be checked by hand."""

from __future__ import annotations

import pytest

from tests.lessons.built import EXAMPLES, conv_of, evaluated, output


def test_a_colour_window_adds_27_27_minus_3_and_the_bias_to_52() -> None:
    state, evaluation = evaluated("colour-window")
    conv = conv_of("colour-window")
    assert state.explanations == ("by_channel",)
    assert state.document.batch.shape == (3, 4, 5)
    assert (conv.weight.size, evaluation.parameters) == (27, 28)
    assert output("colour-window").tolist() == [[[[-1, 52, 51], [-2, 51, 50]]]]


def test_the_photograph_by_channel_is_in_colour_and_its_cell_is_the_sum_of_three() -> None:
    state, _ = evaluated("photograph-channels")
    conv, image = conv_of("photograph-channels"), state.document.batch.pixels[0]
    assert state.explanations == ("by_channel",)
    assert image.shape == (3, 256, 256)
    assert not state.document.batch.ink
    window = image[:, 100:103, 60:63] * conv.weight[0]
    assert output("photograph-channels")[0, 0, 100, 60] == pytest.approx(float(window.sum()))


def test_four_sticks_make_11_10_4_minus_7_of_9_0_2() -> None:
    state, evaluation = evaluated("sticks")
    assert state.explanations == ("sticks",)
    assert state.document.batch.pixels[0, :, 0, 2].tolist() == [9, 0, 2]
    assert output("sticks")[0, :, 0, 2].tolist() == [11, 10, 4, -7]
    assert evaluation.parameters == 4 * (3 + 1)


def test_the_bottleneck_opens_on_its_sticks_and_the_direct_way_channel_by_channel() -> None:
    assert EXAMPLES["bottleneck"].build().explanations[1] == "sticks"
    assert EXAMPLES["direct"].build().explanations[1] == "by_channel"
    assert EXAMPLES["seven-filters"].build().explanations == ("by_channel",)


def test_global_pooling_leaves_three_numbers_of_sixty() -> None:
    assert output("global-mean")[0, :, 0, 0].tolist() == pytest.approx([5.4, 3.6, 3.5])
    assert output("global-maximum")[0, :, 0, 0].tolist() == [9, 9, 7]
    assert evaluated("global-mean")[0].document.batch.pixels.size == 60


def test_64_numbers_replace_12_544() -> None:
    state, evaluation = evaluated("global-or-flat")
    assert output("global-or-flat", 1).shape == (1, 64, 14, 14)
    assert output("global-or-flat", 1).size == 12_544
    assert output("global-or-flat", 2).shape == (1, 64, 1, 1)
    assert state.selected == 2
    assert evaluation.parameters == 576


def test_the_order_of_axes_is_asked_with_three_different_numbers() -> None:
    assert len({3, 4, 5} & set(evaluated("axis-order")[0].document.batch.shape)) == 3
    assert output("axis-order").shape == (1, 7, 4, 5)
