"""The stage of global pooling: rows come to numbers, the numbers to one."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers.kinds.adaptive_avg_pool2d import AdaptiveAvgPool2d
from cnnviz.layers.kinds.adaptive_max_pool2d import AdaptiveMaxPool2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid, Label, Outline, Spot
from tests.scene.staged import find, has, look, look_at, moment, on_stage, plain, texts
from tests.scene.test_back_row import digits, presented

X = [[[[1, 2, 3], [4, 5, 9]], [[-1, -2, -3], [-4, -5, -9]]]]


def stage_of(mean: bool) -> Stage:
    """Two maps of 2 × 3."""
    return on_stage(AdaptiveAvgPool2d() if mean else AdaptiveMaxPool2d(), X)


@pytest.mark.parametrize(
    ("step", "index", "said"),
    [
        ("rows", 0, "row 1   1 + 2 + 3 = 6"),
        ("rows", 1, "row 2   4 + 5 + 9 = 18"),
        ("total", 0, "6 + 18 = 24"),
        ("divide", 0, "(6 + 18) / 6 = 4"),
        ("write", 0, "(6 + 18) / 6 = 4"),
    ],
)
def test_the_mean_is_added_row_by_row(step: str, index: int, said: str) -> None:
    stage = stage_of(mean=True)
    assert plain(look_at(stage, moment(stage.timeline, 0, step, index)).equation) == said


@pytest.mark.parametrize(
    ("step", "index", "said"),
    [
        ("rows", 1, "row 2   max(−4, −5, −9) = −4"),
        ("total", 0, "max(−1, −4) = −1"),
        ("write", 0, "max(−1, −4) = −1"),
    ],
)
def test_the_maximum_is_found_row_by_row(step: str, index: int, said: str) -> None:
    stage = stage_of(mean=False)
    assert plain(look_at(stage, moment(stage.timeline, 1, step, index)).equation) == said


def test_rows_appear_in_their_turn_and_the_value_last() -> None:
    stage = stage_of(mean=True)
    shown = []
    for step, index in (("place", 0), ("rows", 0), ("rows", 1), ("divide", 0), ("write", 0)):
        scene = look_at(stage, moment(stage.timeline, 0, step, index))
        shown.append((find(scene, Grid, "rows").revealed, find(scene, Grid, "output").revealed))
    assert shown == [(0, 0), (1, 0), (2, 0), (2, 0), (2, 1)]


def test_the_row_in_work_is_framed_with_its_sum_and_the_rest_is_pale() -> None:
    stage = stage_of(mean=True)
    scene = look_at(stage, moment(stage.timeline, 0, "rows", 1))
    grid = find(scene, Grid, "input")
    assert grid.dimmed is not None
    assert grid.dimmed.tolist() == [[True] * 3, [False] * 3]
    for key in ("term", "term sum"):
        (box,) = find(scene, Outline, key).boxes
        assert box.cy == pytest.approx(grid.cell(1, 0).cy)


def test_the_mean_is_asked_for_with_its_rows_in_sight() -> None:
    stage = stage_of(mean=True)
    scene = stage.compose(look(stage, moment(stage.timeline, 0, "divide"), predict=True))
    assert plain(scene.equation) == "(6 + 18) / 6 = ?"
    assert find(scene, Grid, "output").asked == 0
    assert not any("= 4" in each for each in texts(scene))


def test_an_output_pointed_at_shows_its_map() -> None:
    scene = look_at(stage_of(mean=True), AT_END, spot=Spot("output 1", 0, 0))
    assert find(scene, Grid, "input").values[0].tolist() == [-1, -2, -3]
    assert plain(scene.equation) == "(−6 + (−18)) / 6 = −4".replace("(−6 +", "((−6) +")


def test_an_input_pointed_at_names_the_one_output_that_it_reaches() -> None:
    scene = look_at(stage_of(mean=True), AT_END, spot=Spot("input", 1, 2))
    assert plain(scene.equation) == "x[0, 1, 2] → y[0, 0, 0]    one of 6 cells"
    other = find(scene, Grid, "output 1").dimmed
    assert other is not None
    assert bool(other.all())
    assert has(scene, "reached cell")


def test_many_maps_are_abbreviated_and_numbered() -> None:
    x = np.random.default_rng(0).normal(size=(1, 64, 5, 5)).astype(np.float32)
    scene = look_at(on_stage(AdaptiveAvgPool2d(), x), Playhead(40, 0, 1.0))
    numbered = sorted(int(each.key.split()[1]) for each in scene.marks if "channel " in each.key)
    assert numbered == [0, 1, 2, 40, 63]
    assert plain(find(scene, Label, "channel 40").spans) == "41"


@pytest.mark.parametrize("key", ["global-mean", "global-maximum"])
def test_before_a_class_its_digits_are_of_twenty_points(key: str) -> None:
    scene, _ = presented(key, 1280, 720)
    grids = [each for each in scene.marks if isinstance(each, Grid) and each.places is not None]
    assert {"input", "output", "rows"} <= {each.key for each in grids}
    assert min(digits(grid) for grid in grids) >= BACK_ROW - 0.1


@pytest.mark.parametrize("screen", [(1280, 720), (1024, 768), (1920, 1080)])
def test_before_a_class_a_mean_keeps_a_decimal_or_has_no_digits(screen: tuple[int, int]) -> None:
    scene, view = presented("global-or-flat", *screen)
    outputs = [each for each in scene.marks if isinstance(each, Grid) and "output" in each.key]
    assert find(scene, Grid, "output").places == 1
    for each in outputs:
        assert each.places != 0
        assert each.places is None or digits(each) >= 13.0 * view.text - 0.1
    assert plain(find(scene, Label, "output caption").spans).endswith("≈")
