"""The scales of maps: honest, the same on every stage and card, and their clipping counted."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import AT_END, Batch, Document, State
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.scene.marks import Grid, Label, Legend, Mosaic, Scale
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.scales import along, clipped, of_channels, of_maps
from cnnviz.session.present import Memo, present
from cnnviz.timeline.movement import START
from tests.scene.staged import NORMAL, find, has, look_at, on_stage, plain

LARGE = np.random.default_rng(0).normal(size=(1, 1, 64, 64)).astype(np.float32)
LARGE[0, 0, 10, 10] = 500.0


def test_a_small_map_is_coloured_to_its_largest_value() -> None:
    values = np.ones((1, 1, 32, 32), np.float32)
    values[0, 0, 0, 0] = -70
    assert of_maps(values) == Scale("signed", -70.0, 70.0)


def test_a_large_map_is_coloured_to_the_99th_percentile_of_its_magnitudes() -> None:
    scale = of_maps(LARGE)
    assert scale.low == -scale.high
    assert scale.high == pytest.approx(np.percentile(np.abs(LARGE), 99), rel=0.01)
    assert clipped(LARGE, scale) == int((np.abs(LARGE) > scale.high).sum()) > 0


@pytest.mark.parametrize("shape", [(2, 8, 512, 512), (1, 3, 510, 512), (1, 1, 33, 255)])
def test_the_sample_of_a_larger_map_finds_the_percentile_of_all(shape: tuple[int, ...]) -> None:
    """Also where each column has a size of its own, as a picture of stripes has."""
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    values *= np.arange(1, shape[-1] + 1)
    inside = (np.abs(values) <= of_maps(values).high).mean()
    assert inside == pytest.approx(0.99, abs=0.003)


def test_a_large_map_that_is_nearly_all_zero_keeps_its_largest_value() -> None:
    values = np.zeros((1, 1, 64, 64), np.float32)
    values[0, 0, 5, 5] = 3
    assert of_maps(values).high == 3.0
    assert clipped(values, of_maps(values)) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_have_no_part_in_a_scale(bad: float) -> None:
    values = np.ones((1, 1, 64, 64), np.float32)
    values[:, :, ::7] = bad
    assert of_maps(values).high == 1.0
    assert of_maps(np.full_like(values, bad)).high == 1.0


def test_a_layer_that_picks_values_keeps_the_colours_of_its_input() -> None:
    batch = Batch(frozen(np.arange(64.0).reshape(1, 1, 8, 8)), ("",), 63.0)
    layers: list[Layer] = [MaxPool2d(), Conv2d(out_channels=1), catalogue()["ReLU"]()]
    layers += [MaxPool2d(), catalogue()["Sigmoid"]()]
    document = Document(batch).with_layers(layers)
    scales = along(batch, evaluate(document).results, ArrayMemo())
    assert scales[0] == scales[1] == Scale("ink" if batch.ink else "light", 0.0, 63.0)
    assert scales[2].kind == "signed"
    assert scales[2] == scales[3] == scales[4]
    assert 0 < scales[5].high <= 1


def test_a_colour_picture_has_red_green_and_blue_channels() -> None:
    kinds = [each.kind for each in of_channels(Scale("light", 0.0, 255.0), 3)]
    assert kinds == ["red", "green", "blue"]
    assert of_channels(Scale("signed", -1.0, 1.0), 3) == (Scale("signed", -1.0, 1.0),) * 3


def test_the_legend_of_a_large_map_counts_its_clipped_cells() -> None:
    stage = on_stage(Conv2d(out_channels=1, padding="valid"), LARGE)
    scene = look_at(stage, AT_END)
    grid, legend = find(scene, Grid, "output"), find(scene, Legend, "legend")
    assert legend.scale == grid.scale
    count = int((np.abs(grid.values) > grid.scale.high).sum())
    assert plain(find(scene, Label, "legend note").spans) == f"{count} cells clipped"


def test_nothing_is_counted_or_numbered_while_values_are_hidden() -> None:
    stage = on_stage(Conv2d(out_channels=4, padding="valid"), LARGE)
    for own in (False, True):
        scene = look_at(stage, START, own_scales=own)
        assert find(scene, Legend, "legend").signs
        assert not has(scene, "legend note")
        assert "clipped" not in plain(find(scene, Label, "maps title").spans)


def test_pooling_hides_its_own_scale_but_not_that_of_its_input() -> None:
    stage = on_stage(MaxPool2d(), np.concatenate((LARGE, LARGE), axis=1))
    assert not find(look_at(stage, START), Legend, "legend").signs
    assert find(look_at(stage, START, own_scales=True), Legend, "legend").signs


def test_input_and_output_have_a_legend_each_below_them() -> None:
    scene = look_at(on_stage(Conv2d(out_channels=2), LARGE), AT_END)
    for grid, legend in (("input", "input legend"), ("output", "legend")):
        box, bar = find(scene, Grid, grid).box, find(scene, Legend, legend).box
        assert 0 < bar.y - box.bottom < 60
        assert box.x < bar.cx < box.right
        assert find(scene, Legend, legend).scale == find(scene, Grid, grid).scale


def test_maps_share_a_scale_or_have_each_its_own() -> None:
    x = np.random.default_rng(2).normal(size=(1, 1, 8, 8))
    names = ("sobel_x", "identity")
    stage = on_stage(Conv2d(out_channels=2, names=names, seeds=(0, 0)), x)
    together, apart = (look_at(stage, AT_END, map=1, own_scales=own) for own in (False, True))
    assert find(together, Mosaic, "maps").each == ()
    scales = find(apart, Mosaic, "maps").each
    assert [each.high for each in scales] == [pytest.approx(np.abs(one).max()) for one in stage.y]
    assert find(apart, Grid, "output").scale == scales[1] != find(together, Grid, "output").scale
    assert "one scale" in plain(find(together, Label, "maps title").spans)
    assert "each on its own scale" in plain(find(apart, Label, "maps title").spans)


def test_cards_have_the_scales_of_the_stages() -> None:
    batch = Batch(frozen(LARGE - LARGE.min()), ("",), 600.0)
    document = Document(batch).with_layers([MaxPool2d(), Conv2d(out_channels=2)])
    evaluation, memo = evaluate(document), Memo()
    for selected in (1, 2):
        shown = present(State(document, selected=selected), evaluation, memo)
        assert shown.stage is not None
        scene = shown.stage.compose(shown.look(NORMAL))
        assert find(scene, Grid, "output").scale == shown.scales[selected]
        assert find(scene, Grid, "input").scale == shown.scales[selected - 1]


def test_on_a_scale_of_its_own_a_pooled_map_has_the_colours_of_its_channel() -> None:
    """One loud map of many leaves the others nearly white where they share a scale."""
    quiet = np.arange(64.0).reshape(8, 8) / 64 - 0.5
    stage = on_stage(MaxPool2d(), np.stack([200 * quiet, quiet])[None])
    together, apart = (look_at(stage, AT_END, map=1, own_scales=own) for own in (False, True))
    for scene, high in ((together, 100.0), (apart, 0.5)):
        shown = [find(scene, Grid, key).scale for key in ("input", "output")]
        assert [scale.high for scale in shown] == [high, high]
