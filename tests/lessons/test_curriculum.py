"""What the course teaches about parameters, operations and scaling: fact, example, number, test."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass

import pytest

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.lessons import examples
from cnnviz.scene.marks import Grid, Label, Viewport
from cnnviz.session import Session
from cnnviz.trace import format_number
from tests.scene.staged import plain

EXAMPLES = {each.key: each for each in examples()}
SCREEN = Viewport(960, 480)


@dataclass(frozen=True)
class Row:
    """A fact of the course.

    Attributes
    ----------
    fact : str
        What is taught.
    key : str
        The example that opens on it.
    numbers : tuple of str
        What a learner can check there, in the form's formulas or on the stage by its end.
    test : str
        The test of these numbers: module and function.
    """

    fact: str
    key: str
    numbers: tuple[str, ...]
    test: str


_EXAMPLES, _CHANNELS = "tests.lessons.test_examples:test_", "tests.lessons.test_channels:test_"
_SCENE = "tests.scene.test_"
ROWS = (
    Row(
        "convolution: (F·F·C + 1)·N",
        "seven-filters",
        ("196",),
        _EXAMPLES + "seven_filters_on_three_channels_have_189_weights_and_7_biases",
    ),
    Row(
        "linear after maps: (H·W·C + 1)·nodes",
        "linear-parameters",
        ("125,450",),
        _SCENE + "weights_as_maps:test_the_ledger_counts_what_the_course_counts",
    ),
    Row(
        "linear after linear: (previous + 1)·nodes",
        "linear-after-linear",
        ("8",),
        _SCENE + "weights_as_maps:test_the_ledger_counts_what_the_course_counts",
    ),
    Row(
        "1 × 1 convolution mixes channels",
        "sticks",
        ("11", "10", "4", "-7"),
        _CHANNELS + "four_sticks_make_11_10_4_minus_7_of_9_0_2",
    ),
    Row(
        "a bottleneck keeps depth cheap",
        "bottleneck",
        ("1,024",),
        _EXAMPLES + "the_bottleneck_has_10_240_weights_and_3_by_3_directly_36_864",
    ),
    Row(
        "3 × 3 directly",
        "direct",
        ("36,864",),
        _EXAMPLES + "the_bottleneck_has_10_240_weights_and_3_by_3_directly_36_864",
    ),
    Row(
        "a linear layer over the same image needs far more",
        "global-or-flat",
        ("650", "125,450"),
        _CHANNELS + "64_numbers_replace_12_544",
    ),
    Row(
        "pooling has no parameters",
        "sixty-four-maps",
        ("0",),
        _EXAMPLES + "pooling_64_maps_adds_no_parameter",
    ),
    Row(
        "conv → + bias → activation → pool → reshape → fully connected → class",
        "digit-to-class",
        (),
        _SCENE + "softmax:test_shapes_along_a_network",
    ),
    Row(
        "[conv → BN → ReLU → pool] × 2 → flatten → linear → softmax",
        "classic-network",
        (),
        _SCENE + "softmax:test_networks_recognize_a_seven_and_most_other_digits",
    ),
    Row(
        "NHWC and NCHW",
        "axis-order",
        (),
        _CHANNELS + "the_order_of_axes_is_asked_with_three_different_numbers",
    ),
    Row(
        "max pooling",
        "max-ties",
        ("3", "5", "4"),
        _EXAMPLES + "ties_of_max_pooling_are_all_winners",
    ),
    Row(
        "average pooling",
        "means",
        ("2",),
        _EXAMPLES + "the_mean_is_as_large_as_the_maximum_where_all_cells_are_alike",
    ),
    Row(
        "global average pooling",
        "global-mean",
        (),
        _CHANNELS + "global_pooling_leaves_three_numbers_of_sixty",
    ),
    Row(
        "flatten",
        "flatten",
        ("20",),
        _SCENE + "into_one_row:test_a_cell_is_named_both_ways_with_its_numbers",
    ),
    Row("nearest neighbour", "nearest", (), _SCENE + "refill:test_each_way_has_its_question"),
    Row("bed of nails", "nails", (), _SCENE + "refill:test_each_way_has_its_question"),
    Row(
        "max unpooling remembers where",
        "pins",
        ("5",),
        _SCENE + "refill:test_the_place_of_the_5_is_asked_for_and_not_marked",
    ),
    Row(
        "transposed convolution",
        "stamps",
        ("10",),
        _SCENE + "stamps:test_stamps_add_up_to_what_was_worked_out_by_hand",
    ),
    Row(
        "its checkerboard",
        "checkerboard",
        ("1", "2", "4"),
        _SCENE + "stamps:test_the_counts_are_a_checkerboard_of_1_2_and_4",
    ),
    Row(
        "an autoencoder shrinks and restores",
        "autoencoder",
        ("64", "16"),
        _SCENE
        + "refill:test_an_autoencoder_is_narrow_in_its_middle_and_says_how_many_numbers_pass",
    ),
    Row(
        "dropout in training",
        "dropout-coins",
        ("16", "0"),
        _SCENE + "dropout:test_half_of_eights_become_nothing_and_half_sixteen",
    ),
    Row(
        "its mean over draws",
        "dropout-draws",
        (),
        _SCENE + "dropout:test_the_mean_nears_what_evaluation_gives",
    ),
    Row(
        "dropout in evaluation",
        "dropout-eval",
        ("8",),
        _SCENE + "dropout:test_evaluation_tosses_nothing_and_asks_what_comes_out",
    ),
    Row(
        "softmax",
        "softmax",
        ("0.636",),
        _SCENE + "softmax:test_the_numbers_are_those_worked_out_by_hand",
    ),
    Row(
        "one-hot labels and cross entropy",
        "cross-entropy",
        (),
        _SCENE + "softmax:test_the_loss_is_told_in_the_last_step",
    ),
    Row(
        "templates recognize an untrained 7",
        "templates",
        (),
        _SCENE + "softmax:test_networks_recognize_a_seven_and_most_other_digits",
    ),
    Row(
        "0…255 to 0…1",
        "scale-unit",
        ("0.2", "0.4"),
        _SCENE + "rescale:test_one_range_becomes_another",
    ),
    Row(
        "0…255 to −1…1",
        "scale-signed",
        ("-1", "-0.200", "1"),
        _SCENE + "rescale:test_one_range_becomes_another",
    ),
    Row(
        "BatchNorm tames shifting batches",
        "two-batches",
        (),
        "tests.scene.test_two_batches:test_the_shift_is_seen_to_vanish",
    ),
    Row(
        "padding with a value",
        "fill-value",
        (),
        _EXAMPLES + "fills_change_the_border_and_nothing_else",
    ),
)
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)


def numbers_told(session: Session) -> set[str]:
    """Every number that stands on the stage or in the form's formulas."""
    scene, status = session.scene(SCREEN), session.presented.status
    said = [plain(mark.spans) for mark in scene.marks if isinstance(mark, Label)]
    said += [plain(scene.equation), plain(scene.readout)]
    assert status is not None
    assert status.in_shape is not None
    for formula in status.layer.formulas(status.in_shape):
        said += [plain(each) for each in formula.lines]
    found = {
        each
        for text in said
        for each in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text.replace("−", "-"))
    }
    for mark in scene.marks:
        if isinstance(mark, Grid) and mark.values.ndim == 2 and mark.values.size <= 400:
            found |= {
                format_number(float(value), 3).replace("−", "-") for value in mark.values.flat
            }
    return {each.rstrip(",") for each in found}


@EACH
def test_its_example_asks_and_opens_before_its_point(row: Row) -> None:
    example = EXAMPLES[row.key]
    assert "?" in example.summary.template
    state = example.build()
    assert state.selected > 0
    assert state.playhead != AT_END


@EACH
def test_the_number_that_a_learner_checks_is_there(row: Row) -> None:
    session = Session(EXAMPLES[row.key].build())
    timeline = session.presented.timeline
    seen = numbers_told(session)
    if timeline is not None:
        for position in range(min(len(timeline), 40)):
            session.do(set_view(playhead=Playhead(position, 1 << 20, 1.0)))
            seen |= numbers_told(session)
    session.do(set_view(playhead=AT_END))
    seen |= numbers_told(session)
    assert set(row.numbers) <= seen


@EACH
def test_its_numbers_have_a_test(row: Row) -> None:
    module, name = row.test.split(":")
    assert callable(getattr(importlib.import_module(module), name, None)), row.test
