"""Every example works, opens where its point is made, and shows the number that it asks for."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from cnnviz.document.evaluation import evaluate
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.pooling import WindowPool
from cnnviz.layers.shapes import Region
from cnnviz.lessons import Example, examples
from cnnviz.session.present import Memo, present
from cnnviz.timeline.movement import START
from cnnviz.trace import FloatArray
from tests.lessons.built import EXAMPLES, conv_of, evaluated, output
from tests.sameness import same

MOMENTS = ("dilation", "corner-once", "three-small", "growing-field")
"""Those whose point is one moment of the timeline, or none at all."""


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_every_layer_of_every_example_works(example: Example) -> None:
    results = evaluate(example.build().document).results
    assert [each.error for each in results] == [None] * len(results)
    assert all(each.y is not None and np.isfinite(each.y).all() for each in results)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_an_example_is_built_the_same_each_time(example: Example) -> None:
    assert same(example.build(), example.build())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_an_example_opens_in_the_explanation_that_it_names(example: Example) -> None:
    state = example.build()
    presented = present(state, evaluate(state.document), Memo())
    wanted = state.explanations[state.selected - 1]
    assert presented.explanation is not None
    assert wanted in ("", presented.explanation.name)


@pytest.mark.parametrize(
    "example",
    [each for each in examples() if each.key not in MOMENTS],
    ids=lambda example: example.key,
)
def test_an_example_opens_before_anything_is_shown(example: Example) -> None:
    state = example.build()
    presented = present(state, evaluate(state.document), Memo())
    assert state.playhead == START
    assert not presented.shown.everything


def test_keys_and_titles_are_unique_and_summaries_ask() -> None:
    assert len(EXAMPLES) == len(examples()) == len({each.title.template for each in examples()})
    for each in examples():
        assert re.fullmatch(r"[a-z0-9-]+", each.key)
        assert "?" in each.summary.template or each.key == "by-hand"
        assert "{" not in each.title.template + each.summary.template


def test_examples_of_a_group_stand_together() -> None:
    groups = [each.group.template for each in examples()]
    changes = sum(one != other for one, other in itertools.pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_the_start_is_a_block_whose_first_sum_is_not_of_zeros() -> None:
    state, _ = evaluated("start")
    conv = conv_of("start")
    kinds = [layer.kind for layer in state.document.layers]
    first = state.document.batch.pixels[0, 0, :3, :3] * conv.weight[0, 0]
    assert kinds == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]
    assert conv.names == ("sobel_x", "sobel_y", "laplacian", "gaussian")
    assert state.selected == 1
    assert output("start", 4).shape == (1, 4, 3, 3)
    assert first[first != 0].tolist() == [4, 26, 2]
    assert output("start")[0, 0, 0, 0] == 32


def test_the_exercise_by_hand_asks_for_15_16_6_15() -> None:
    state, _ = evaluated("by-hand")
    assert output("by-hand").tolist() == [[[[15, 16], [6, 15]]]]
    assert state.document.layers[0].parameter_count() == 9
    assert state.predict


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("one-edge", [0, 36, 36, 0]),
        ("falling-edge", [0, -36, -36, 0]),
        ("bias", [-18, 18, 18, -18]),
    ],
)
def test_an_edge_rises_falls_and_gets_a_bias(key: str, row: list[float]) -> None:
    assert output(key)[0, 0].tolist() == [row] * 4


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("padding-keeps-size", (4, 4), (4, 4)),
        ("stride-two", (7, 7), (3, 3)),
        ("stride-is-kernel", (6, 6), (2, 2)),
        ("rows-and-columns", (28, 31), (10, 11)),
        ("dropped-rows", (6, 6), (2, 2)),
        ("same-stride-two", (5, 5), (3, 3)),
        ("full", (2, 2), (4, 4)),
        ("photograph-edges", (512, 512), (510, 510)),
    ],
)
def test_sizes_are_those_of_the_formula(
    key: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    state, _ = evaluated(key)
    assert state.document.batch.shape[1:] == before
    assert output(key).shape[2:] == after


def test_no_two_outputs_of_stride_2_are_alike() -> None:
    assert np.unique(output("stride-two")).size == 9


@pytest.mark.parametrize("key", ["padding-keeps-size", "dropped-rows", "same-stride-two"])
def test_sizes_are_shown_with_sums_of_whole_numbers(key: str) -> None:
    assert (conv_of(key).weight == 1).all()
    assert (output(key) % 1 == 0).all()


def uses(key: str) -> FloatArray:
    """How many windows cover each cell of the image."""
    state, _ = evaluated(key)
    window = conv_of(key).window(state.document.batch.shape)
    counts = np.zeros(window.size, int)
    for row, column in itertools.product(range(window.out[0]), range(window.out[1])):
        top, left = row * window.stride[0], column * window.stride[1]
        height, width = window.kernel_size
        counts[top : top + height, left : left + width] += 1
    return counts


def test_where_stride_equals_the_kernel_every_cell_is_used_once() -> None:
    assert (uses("stride-is-kernel") == 1).all()


def test_a_corner_is_used_once_and_the_centre_nine_times() -> None:
    state, _ = evaluated("corner-once")
    counts = uses("corner-once")
    assert (counts[0, 0], counts[2, 2]) == (1, 9)
    assert state.explanations == ("uses",)


def test_the_stride_that_does_not_divide_drops_a_row_and_a_column() -> None:
    state, _ = evaluated("dropped-rows")
    conv = conv_of("dropped-rows")
    window = conv.window(state.document.batch.shape)
    assert (window.unreached(0), window.unreached(1)) == (1, 1)
    shown = conv.formulas(state.document.batch.shape)[0].lines[-1]
    assert "⌊2.5⌋" in "".join(str(span.text) for span in shown)


def test_same_padding_with_stride_2_leaves_no_row_over_and_pads_all_sides() -> None:
    state, _ = evaluated("same-stride-two")
    window = conv_of("same-stride-two").window(state.document.batch.shape)
    assert window.unreached(0) == 0
    assert window.padding == ((1, 1), (1, 1))


def test_dilation_widens_the_reach_at_no_parameter_and_opens_on_the_disc() -> None:
    state, evaluation = evaluated("dilation")
    conv = conv_of("dilation")
    assert evaluation.receptive_field() == (5, 5)
    assert conv.weight[0].size == 9
    row, column = divmod(state.playhead.position, 16)
    seen = np.pad(state.document.batch.pixels[0, 0], 2)[row : row + 5 : 2, column : column + 5 : 2]
    assert np.count_nonzero(seen * conv.weight[0, 0]) >= 3
    assert output("dilation")[0, 0, row, column] != 0


def test_fills_change_the_border_and_nothing_else() -> None:
    keys = ("fill-zero", "fill-edge", "fill-mirror", "fill-wrap")
    maps = [output(key)[0, 0] for key in keys]
    corners = [round(float(each[0, 0]), 2) for each in maps]
    assert corners == [3.56, 8.33, 7.67, 5.67]
    assert all(np.array_equal(each[1:-1, 1:-1], maps[0][1:-1, 1:-1]) for each in maps)
    real = EXAMPLES["fill-zero"].build().document.batch.pixels[0, 0, :2, :2]
    assert real.mean() == 8


def test_the_first_window_of_full_padding_meets_one_real_cell() -> None:
    assert output("full")[0, 0, 0, 0] == 1 * conv_of("full").weight[0, 0, 2, 2] == 1


def test_seven_filters_on_three_channels_have_189_weights_and_7_biases() -> None:
    state, evaluation = evaluated("seven-filters")
    conv = conv_of("seven-filters")
    assert (conv.weight.size, conv.bias.size, evaluation.parameters) == (189, 7, 196)
    assert state.document.batch.shape == (3, 4, 4)
    assert output("seven-filters").shape == (1, 7, 4, 4)


def test_the_bottleneck_has_10_240_weights_and_3_by_3_directly_36_864() -> None:
    first, narrow, wide = EXAMPLES["bottleneck"].build().document.layers
    assert first.parameter_count() == 1_728
    assert narrow.parameter_count() == 1_024
    assert wide.parameter_count() == 9_216
    assert evaluated("bottleneck")[1].parameters == 1_728 + 10_240
    assert evaluated("direct")[1].parameters == 1_728 + 36_864
    assert output("bottleneck", 3).shape == output("direct", 2).shape


def test_three_groups_have_27_weights_instead_of_81_and_nothing_else() -> None:
    conv = conv_of("groups")
    assert evaluated("groups")[1].parameters == conv.weight.size == 27
    assert conv.with_parameter("groups", 1).fitted(3).weight.size == 81


def test_ties_of_max_pooling_are_all_winners() -> None:
    _, evaluation = evaluated("max-ties")
    result = evaluation.results[0]
    assert result.x is not None
    assert result.y is not None
    timeline = result.layer.timeline(result.x, result.y, 0)
    records = [timeline[position] for position in range(len(timeline))]
    assert result.y.tolist() == [[[[3, 2], [5, 4]]]]
    winners = [int(each.winners.sum()) for each in records if isinstance(each, WindowPool)]
    assert winners == [2, 4, 1, 3]


def test_the_mean_is_as_large_as_the_maximum_where_all_cells_are_alike() -> None:
    assert output("means").tolist() == [[[[1.75, 2], [2, 3]]]]
    assert (output("means") == output("max-ties")).tolist() == [[[[False, True], [False, False]]]]


def test_a_thin_line_keeps_9_in_the_maximum_and_half_of_it_in_the_mean() -> None:
    assert output("line-max")[0, 0].tolist() == [[0, 9, 0]] * 3
    assert output("line-mean")[0, 0].tolist() == [[0, 4.5, 0]] * 3
    one, other = (EXAMPLES[key].build().document.batch for key in ("line-max", "line-mean"))
    assert np.array_equal(one.pixels, other.pixels)


def test_maxima_below_0_are_four_different_ones() -> None:
    assert output("negative-padding").tolist() == [[[[-3, -2], [-5, -1]]]]


def test_pooling_64_maps_adds_no_parameter() -> None:
    _, evaluation = evaluated("sixty-four-maps")
    assert output("sixty-four-maps", 1).shape == (1, 64, 28, 28)
    assert output("sixty-four-maps", 2).shape == (1, 64, 14, 14)
    assert evaluation.parameters == conv_of("sixty-four-maps").weight.size == 576


def strength(key: str, rows: slice, columns: slice) -> list[float]:
    """The mean magnitude of each map in a part of it."""
    return [float(np.abs(each[rows, columns]).mean()) for each in output(key)[0]]


def test_sobel_across_finds_the_legs_of_the_tripod() -> None:
    across, down = strength("photograph-edges", slice(300, 440), slice(230, 330))
    assert across > 1.2 * down


def test_line_filters_along_the_long_joints_respond_more() -> None:
    across, along = strength("photograph-ridges", slice(None), slice(None))
    assert along > 3 * across


def test_a_filter_of_a_colour_photograph_has_147_weights() -> None:
    state, _ = evaluated("photograph-colour")
    assert state.document.batch.shape == (3, 512, 512)
    assert conv_of("photograph-colour").weight.shape == (4, 3, 7, 7)
    assert conv_of("photograph-colour").weight[0].size == 147
    ranges = np.abs(output("photograph-colour")[0]).max(axis=(1, 2))
    assert ranges.max() < 4 * ranges.min()


def statistics(key: str, layer: int, channel: int = 0) -> tuple[float, float]:
    """Mean and standard deviation of one channel of what comes out of a layer."""
    values = output(key, layer)[:, channel].astype(np.float64)
    return float(values.mean()), float(values.std())


def test_each_channel_of_eight_digits_is_normalized_over_512_values() -> None:
    state, evaluation = evaluated("batch-of-eight")
    y = evaluation.output(2)
    assert y is not None
    assert state.selected == 2
    assert y[:, 0].size == 512
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=(0, 2, 3)), 1, atol=1e-3)


def test_the_mean_of_the_first_channel_is_seen_to_move() -> None:
    mean, deviation = statistics("batch-of-eight", 1)
    assert conv_of("batch-of-eight").names[0] == "gaussian"
    assert mean == pytest.approx(4.53, abs=0.005)
    assert mean > deviation


def test_a_brighter_batch_is_brighter_before_and_not_after() -> None:
    usual, _ = statistics("batch-of-eight", 1)
    bright, _ = statistics("brighter-batch", 1)
    assert bright > usual + 3
    assert statistics("brighter-batch", 2)[0] == pytest.approx(0, abs=1e-5)


def test_gamma_and_beta_move_one_channel_to_mean_3_and_deviation_2() -> None:
    assert statistics("scale-and-shift", 2) == pytest.approx((3, 2), abs=1e-3)
    assert statistics("scale-and-shift", 2, 1) == pytest.approx((0, 1), abs=1e-3)


def test_one_image_in_evaluation_is_normalized_by_sixty_batches() -> None:
    state, evaluation = evaluated("batch-of-one")
    layer, x, y = state.document.layers[1], *(evaluation.output(i) for i in (1, 2))
    assert isinstance(layer, BatchNorm2d)
    assert x is not None
    assert y is not None
    assert len(state.document.batch) == 1
    assert not layer.training
    assert len(layer.history) == 60
    mean, var = layer.running_mean[:, None, None], layer.running_var[:, None, None]
    np.testing.assert_allclose(y[0], (x[0] - mean) / np.sqrt(var + layer.eps), rtol=1e-4, atol=1e-5)
    assert (np.abs(y[0].mean(axis=(1, 2))) < 0.3).all()
    np.testing.assert_allclose(y[0].std(axis=(1, 2)), 1, atol=0.3)
    assert layer.running_mean[0] == pytest.approx(4.5, abs=0.5)


def test_receptive_fields_grow_with_depth() -> None:
    assert evaluated("three-small")[1].receptive_field() == (7, 7)
    assert evaluated("three-small")[1].parameters == 27
    state, evaluation = evaluated("growing-field")
    fields = [evaluation.receptive_field(count)[0] for count in range(1, 9)]
    assert fields == [3, 4, 8, 10, 18, 22, 38, 46]
    assert output("growing-field", 8).shape[2:] == (4, 4)
    assert output("growing-field", 8).max() <= state.document.batch.peak
    for key in ("three-small", "growing-field"):
        assert EXAMPLES[key].build().explanations[-1] == "field"


@pytest.mark.parametrize(("key", "side"), [("three-small", 7), ("growing-field", 46)])
def test_the_cell_on_stage_sees_its_whole_field_within_the_image(key: str, side: int) -> None:
    state, evaluation = evaluated(key)
    columns = evaluation.results[-1].y.shape[3]
    row, column = divmod(state.playhead.position, columns)
    region = Region((row, row), (column, column))
    for result in reversed(evaluation.results):
        region = result.layer.sees(result.x.shape[1:], region)
    assert region.size == (side, side)
    rows, columns = state.document.batch.shape[1:]
    assert region.rows[0] >= 0
    assert region.columns[0] >= 0
    assert region.rows[1] < rows
    assert region.columns[1] < columns


def test_the_classic_pipeline_halves_twice() -> None:
    assert [output("classic", layer).shape[1:] for layer in (3, 6)] == [(4, 8, 8), (4, 4, 4)]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_a_normalization_on_stage_has_a_mean_that_is_seen_to_move(example: Example) -> None:
    state, evaluation = evaluated(example.key)
    if isinstance(state.layer, BatchNorm2d):
        x = evaluation.results[state.selected - 1].x
        assert x is not None
        channel = x[:, state.map]
        assert abs(channel.mean()) >= 0.3 * channel.std()
