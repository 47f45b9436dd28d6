"""Every prepared scene works and shows the number that its summary promises."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from cnnviz.document.evaluation import Evaluation, evaluate
from cnnviz.document.state import State
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.pooling import WindowPool
from cnnviz.lessons import Prepared, prepared, start
from cnnviz.trace import FloatArray
from tests.sameness import same

SCENES = {each.key: each for each in prepared()}


def evaluated(key: str) -> tuple[State, Evaluation]:
    """Build a scene and run it."""
    state = SCENES[key].build()
    return state, evaluate(state.document)


def output(key: str, layer: int = 1) -> FloatArray:
    """What comes out of a layer of a scene, counted from 1."""
    found = evaluated(key)[1].output(layer)
    assert found is not None
    return found


@pytest.mark.parametrize("scene", prepared(), ids=lambda scene: scene.key)
def test_every_layer_of_every_scene_works(scene: Prepared) -> None:
    results = evaluate(scene.build().document).results
    assert [each.error for each in results] == [None] * len(results)
    assert all(each.y is not None and np.isfinite(each.y).all() for each in results)


@pytest.mark.parametrize("scene", prepared(), ids=lambda scene: scene.key)
def test_a_scene_is_built_the_same_each_time(scene: Prepared) -> None:
    assert same(scene.build(), scene.build())


def test_keys_and_titles_are_unique_and_summaries_are_sentences() -> None:
    assert len(SCENES) == len(prepared()) == len({each.title.template for each in prepared()})
    for each in prepared():
        assert re.fullmatch(r"[a-z0-9-]+", each.key)
        assert each.summary.template.endswith(".")
        assert "{" not in each.title.template + each.summary.template


def test_scenes_of_a_group_stand_together() -> None:
    groups = [each.group.template for each in prepared()]
    changes = sum(one != other for one, other in itertools.pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_the_start_is_the_pipeline_of_the_product_card() -> None:
    state = start()
    layers = state.document.layers
    conv = layers[0]
    assert [layer.kind for layer in layers] == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]
    assert isinstance(conv, Conv2d)
    assert conv.names == ("sobel_x", "sobel_y", "laplacian", "gaussian")
    assert (conv.kernel_size, conv.padding, conv.stride) == ((3, 3), "same", (1, 1))
    assert state.document.batch.shape == (1, 8, 8)
    assert state.selected == 1
    assert output("start", 4).shape == (1, 4, 4, 4)


def test_the_exercise_by_hand_gives_15_16_6_15() -> None:
    state, _ = evaluated("by-hand")
    assert output("by-hand").tolist() == [[[[15, 16], [6, 15]]]]
    assert state.document.layers[0].parameter_count() == 9


def test_one_edge_answers_0_and_36() -> None:
    assert output("one-edge")[0, 0].tolist() == [[0, 36, 36, 0]] * 4


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("padding-keeps-size", (4, 4), (4, 4)),
        ("stride-two", (7, 7), (3, 3)),
        ("rows-and-columns", (28, 31), (10, 11)),
        ("dropped-rows", (6, 6), (2, 2)),
        ("same-stride-two", (5, 5), (3, 3)),
        ("full", (2, 2), (4, 4)),
    ],
)
def test_sizes_are_those_of_the_formula(
    key: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    state, _ = evaluated(key)
    assert state.document.batch.shape[1:] == before
    assert output(key).shape[2:] == after


def test_the_stride_that_does_not_divide_drops_one_row_of_two_and_a_half_positions() -> None:
    state, _ = evaluated("dropped-rows")
    conv = state.document.layers[0]
    assert isinstance(conv, Conv2d)
    window = conv.window(state.document.batch.shape)
    assert (window.unreached(0), window.unreached(1)) == (1, 1)
    shown = conv.formulas(state.document.batch.shape)[0].lines[-1]
    assert "⌊2.5⌋" in "".join(str(span.text) for span in shown)


def test_same_padding_with_stride_2_leaves_no_row_over() -> None:
    state, _ = evaluated("same-stride-two")
    conv = state.document.layers[0]
    assert isinstance(conv, Conv2d)
    assert conv.window(state.document.batch.shape).unreached(0) == 0


def test_fills_change_the_border_and_nothing_else() -> None:
    keys = ("fill-zero", "fill-edge", "fill-mirror", "fill-wrap")
    maps = [output(key)[0, 0] for key in keys]
    corners = [round(float(each[0, 0]), 2) for each in maps]
    assert corners == [3.56, 8.33, 7.67, 5.67]
    assert all(np.array_equal(each[1:-1, 1:-1], maps[0][1:-1, 1:-1]) for each in maps)


def test_seven_filters_on_three_channels_have_189_weights_and_7_biases() -> None:
    state, evaluation = evaluated("seven-filters")
    conv = state.document.layers[0]
    assert isinstance(conv, Conv2d)
    assert (conv.weight.size, conv.bias.size, evaluation.parameters) == (189, 7, 196)
    assert state.document.batch.shape == (3, 4, 4)
    assert output("seven-filters").shape == (1, 7, 4, 4)


def test_the_bottleneck_saves_weights() -> None:
    state, _ = evaluated("bottleneck")
    _, narrow, wide = state.document.layers
    assert narrow.parameter_count() + wide.parameter_count() == 10_240
    assert output("bottleneck", 3).shape[1] == 64


def test_three_groups_have_a_third_of_the_weights() -> None:
    state, _ = evaluated("groups")
    conv = state.document.layers[0]
    assert isinstance(conv, Conv2d)
    assert conv.weight.size == 27
    assert conv.with_parameter("groups", 1).fitted(3).weight.size == 81


def test_dilation_widens_the_reach_at_no_parameter() -> None:
    state, evaluation = evaluated("dilation")
    conv = state.document.layers[0]
    assert evaluation.receptive_field() == (5, 5)
    assert conv.parameter_count() == conv.with_parameter("dilation", (1, 1)).parameter_count()


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


def test_means_and_negative_maxima_are_as_the_summary_says() -> None:
    assert output("means").tolist() == [[[[1.75, 2], [2, 3]]]]
    assert output("negative-padding").tolist() == [[[[-1, -1], [-1, -1]]]]


def test_pooling_64_maps_quarters_the_cells_without_parameters() -> None:
    state, _ = evaluated("sixty-four-maps")
    assert output("sixty-four-maps", 1).shape == (1, 64, 28, 28)
    assert output("sixty-four-maps", 2).shape == (1, 64, 14, 14)
    assert state.document.layers[1].parameter_count() == 0


def test_photographs_are_large_and_one_is_in_colour() -> None:
    edges, _ = evaluated("photograph-edges")
    colour, _ = evaluated("photograph-colour")
    assert edges.document.batch.shape == (1, 512, 512)
    assert colour.document.batch.shape == (3, 512, 512)
    assert colour.document.layers[0].weight.shape == (4, 3, 7, 7)  # type: ignore[attr-defined]


def test_each_channel_of_eight_digits_is_normalized_over_512_values() -> None:
    state, evaluation = evaluated("batch-of-eight")
    result = evaluation.results[1]
    assert state.selected == 2
    assert result.y is not None
    assert result.y[:, 0].size == 512
    assert result.layer.weight.shape == (4,)  # type: ignore[attr-defined]
    np.testing.assert_allclose(result.y.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(result.y.std(axis=(0, 2, 3)), 1, atol=1e-3)


def test_a_batch_of_one_in_evaluation_uses_what_training_kept() -> None:
    state, evaluation = evaluated("batch-of-one")
    layer, x, y = state.document.layers[1], *(evaluation.output(i) for i in (1, 2))
    assert isinstance(layer, BatchNorm2d)
    assert x is not None
    assert y is not None
    assert len(state.document.batch) == 1
    assert not layer.training
    assert len(layer.history) == 1
    mean, var = layer.running_mean[:, None, None], layer.running_var[:, None, None]
    np.testing.assert_allclose(y[0], (x[0] - mean) / np.sqrt(var + layer.eps), rtol=1e-4, atol=1e-5)


def test_a_brighter_batch_is_brighter_before_and_not_after() -> None:
    _, evaluation = evaluated("brighter-batch")
    before, after = evaluation.output(1), evaluation.output(2)
    usual = evaluated("batch-of-eight")[0].document.batch.pixels
    assert before is not None
    assert after is not None
    assert before[:, 1].mean() > usual.mean() + 4
    assert abs(float(after[:, 1].mean())) < 1e-5


def test_receptive_fields_grow_with_depth() -> None:
    assert evaluated("three-small")[1].receptive_field() == (7, 7)
    assert evaluated("three-small")[1].parameters == 27
    _, evaluation = evaluated("growing-field")
    fields = [evaluation.receptive_field(count)[0] for count in range(1, 9)]
    assert fields == [3, 4, 8, 10, 18, 22, 38, 46]
    assert output("growing-field", 8).shape[2:] == (4, 4)


def test_the_classic_pipeline_halves_twice() -> None:
    assert [output("classic", layer).shape[2] for layer in (3, 6)] == [14, 7]
