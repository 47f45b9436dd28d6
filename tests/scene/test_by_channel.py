"""A convolution channel by channel: windows, kernels, products and sums of all its channels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers.channel_sums import ChannelSum, parts_of
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons import examples
from cnnviz.panels.back_row import words_for
from cnnviz.scene.explanation import Stage
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid, Label, Outline, Scene, Spot, Stroke, Viewport
from cnnviz.scene.registry import explanations_of
from cnnviz.scene.subject import Subject
from tests.layers.cases import working
from tests.scene.staged import (
    find,
    has,
    look,
    look_at,
    moment,
    on_stage,
    plain,
    staged,
    texts,
)
from tests.scene.test_back_row import digits, presented

VIEW = "by_channel"
CELL = 1
"""The output cell (0, 1) of *colour-window*, on both edges."""


def lesson(key: str) -> Stage:
    """The stage of an example."""
    state = next(each for each in examples() if each.key == key).build()
    results = evaluate(state.document).results[: state.selected]
    (chosen,) = (each for each in explanations_of(state.layer) if each.name == VIEW)
    return chosen.stage(Subject(state.document.batch, results))


def label(scene: Scene, key: str) -> str:
    """What a label says."""
    return plain(find(scene, Label, key).spans)


def many(channels: int, side: int = 5) -> Stage:
    """A convolution of many channels."""
    x = np.random.default_rng(2).integers(-4, 5, (1, channels, side, side)).astype(np.float32)
    layer = Conv2d(out_channels=2, names=("random", "random"), seeds=(1, 2))
    return on_stage(layer, x, view=VIEW)


@pytest.mark.parametrize(
    ("channels", "groups", "offered"), [(1, 1, False), (3, 1, True), (3, 3, False), (4, 2, True)]
)
def test_only_a_filter_of_several_kernels_is_shown_by_channel(
    channels: int, groups: int, offered: bool
) -> None:
    layer = Conv2d(out_channels=12, groups=groups).fitted(channels)
    assert (VIEW in [each.name for each in explanations_of(layer)]) == offered
    assert VIEW not in [each.name for each in explanations_of(Conv2d())]


def test_the_numbers_are_those_worked_out_by_hand() -> None:
    """Red falls from 9 to 0, green rises from 0 to 9, blue is 3 in the middle: 27 + 27 − 3 + 1."""
    stage = lesson("colour-window")
    scene = look_at(stage, moment(stage.timeline, CELL, "write"))
    windows = [find(scene, Grid, f"window {i}").values.tolist() for i in range(3)]
    products = [find(scene, Grid, f"product {i}").values for i in range(3)]
    assert windows == [[[9, 9, 0]] * 3, [[0, 0, 9]] * 3, [[1, 2, 3], [2, 3, 4], [3, 4, 5]]]
    assert find(scene, Grid, "kernel 0").values.tolist() == [[1, 0, -1]] * 3
    assert [float(each.sum()) for each in products] == [27, 27, -3]
    assert [label(scene, f"sum {i}") for i in range(3)] == ["27", "27", "−3"]
    assert [label(scene, f"sum name {i}") for i in range(3)] == ["red", "green", "blue"]
    assert label(scene, "total") == "Σ + b = 52"
    assert plain(scene.equation) == "red 27 + green 27 + blue (−3) + b (1) = 52"
    assert find(scene, Grid, "output").values[0, 1] == 52


def test_a_filter_is_seen_to_be_as_deep_as_its_input() -> None:
    scene = look_at(lesson("seven-filters"), AT_END)
    assert label(scene, "kernels caption") == "Filter 1 of 7  3 × 3 × 3"
    assert "16 × 3 × 3" in label(look_at(many(16), AT_END), "kernels caption")


def test_a_colour_picture_is_shown_in_colour_and_its_kernels_are_tinted() -> None:
    scene = look_at(lesson("photograph-channels"), Playhead(9000, 0, 1.0))
    assert find(scene, Grid, "input").values.shape == (3, 256, 256)
    kinds = [find(scene, Grid, f"tint {i} left").scale.kind for i in range(3)]
    assert kinds == [find(scene, Grid, f"window {i}").scale.kind for i in range(3)]
    assert kinds == ["red", "green", "blue"]
    assert has(scene, "line above")


def test_maps_without_colours_stand_each_in_its_row() -> None:
    scene = look_at(lesson("seven-filters"), Playhead(0, 0, 1.0))
    tops = [find(scene, Grid, key).box.cy for key in ("input", "input 1", "input 2")]
    assert tops == pytest.approx([find(scene, Grid, f"window {i}").box.cy for i in range(3)], abs=2)
    assert not has(scene, "tint 0 left")


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_up_to_four_channels_are_drawn_in_full(channels: int) -> None:
    scene = look_at(many(channels), Playhead(3, 0, 1.0))
    assert all(has(scene, f"product {i}") for i in range(channels))
    assert not has(scene, "between")


def test_of_sixty_four_channels_the_first_two_and_the_last_are_drawn_and_all_are_counted() -> None:
    stage = many(64)
    scene = look_at(stage, moment(stage.timeline, 7, "write"))
    record = stage.timeline[7]
    assert isinstance(record, ChannelSum)
    assert [len(part) for part in record.parts] == [1, 1, 61, 1]
    assert label(scene, "between") == "⋮  61 more channels"
    assert find(scene, Grid, "window 3").values.tolist() == record.x[63].tolist()
    assert float(record.sums.sum()) + (record.bias or 0) == pytest.approx(record.value, rel=1e-5)
    assert "Σ₃…₆₃" in plain(scene.equation)


@given(st.integers(1, 64))
def test_the_parts_hold_every_channel_once(channels: int) -> None:
    parts = parts_of(channels)
    assert [i for part in parts for i in part] == list(range(channels))
    assert len(parts) <= 4


def test_products_sums_and_cell_appear_in_their_turn_and_not_before() -> None:
    stage = lesson("colour-window")
    last = look_at(stage, moment(stage.timeline, CELL, "write"))
    for step, index, products, sums in (
        ("place", 0, 0, 0),
        ("products", 1, 2, 0),
        ("sums", 0, 3, 1),
        ("sums", 2, 3, 3),
    ):
        scene = look_at(stage, moment(stage.timeline, CELL, step, index))
        revealed = [find(scene, Grid, f"product {i}").revealed for i in range(3)]
        assert revealed == [None] * products + [0] * (3 - products)
        said = [label(scene, f"sum {i}") for i in range(3)]
        assert said == [label(last, f"sum {i}") for i in range(sums)] + ["…"] * (3 - sums)
        assert label(scene, "total") == "Σ + b = …"
        assert find(scene, Grid, "output").revealed == CELL
        assert not any("52" in each for each in texts(scene))


def test_the_row_in_work_is_framed_alike_in_window_kernel_and_products() -> None:
    stage = lesson("colour-window")
    scene = look_at(stage, moment(stage.timeline, CELL, "products", 1))
    for key, role in (("window", "read"), ("kernel", "weight"), ("product", "write")):
        frame = find(scene, Outline, f"{key} in work")
        assert frame.role == role
        assert frame.boxes == (find(scene, Grid, f"{key} 1").box.inset(-2),)


def test_the_sum_is_asked_for_with_all_partial_sums_in_sight() -> None:
    stage = lesson("colour-window")
    scene = stage.compose(look(stage, moment(stage.timeline, CELL, "bias"), predict=True))
    assert label(scene, "total") == "Σ + b = ?"
    assert find(scene, Grid, "output").asked == CELL
    assert plain(scene.equation) == "red 27 + green 27 + blue (−3) + b (1) = ?"


def test_an_output_cell_pointed_at_shows_its_windows() -> None:
    stage = lesson("colour-window")
    scene = look_at(stage, AT_END, spot=Spot("output", 1, 2))
    assert find(scene, Grid, "window 0").values.tolist() == [[9, 0, 0]] * 3
    assert plain(scene.equation).endswith("= 50")  # 27 + 27 − 5 + 1


def test_an_input_cell_pointed_at_lights_up_the_outputs_that_use_it() -> None:
    stage = lesson("colour-window")
    scene = look_at(stage, AT_END, spot=Spot("input", 0, 2))
    dimmed = find(scene, Grid, "output").dimmed
    assert dimmed is not None
    assert (~dimmed).tolist() == [[True] * 3, [False] * 3]
    assert "3 output cells" in plain(scene.equation)


def test_a_weight_pointed_at_lights_up_the_cells_that_it_meets() -> None:
    stage = lesson("colour-window")
    scene = look_at(stage, AT_END, spot=Spot("kernel 2", 1, 0))
    dimmed = find(scene, Grid, "input").dimmed
    assert dimmed is not None
    assert int((~dimmed).sum()) == 6
    assert plain(scene.equation).startswith("w[0, 2, 1, 0] is multiplied with 6 input cells")


@settings(max_examples=40)
@given(st.data())
def test_what_is_written_adds_up_to_what_was_computed(data: st.DataObject) -> None:
    case = data.draw(working(Conv2d))
    if case.layer.weight.shape[1] < 2:
        return
    timeline = staged(case, 0, VIEW).timeline
    record = timeline[data.draw(st.integers(0, len(timeline) - 1))]
    assert isinstance(record, ChannelSum)
    assert record.replay() == pytest.approx(record.value, rel=1e-4, abs=1e-4)
    assert float(record.sums.sum()) == pytest.approx(float(record.products.sum()), abs=1e-9)


@pytest.mark.parametrize("screen", [(1280, 720), (1920, 1080)], ids=str)
@pytest.mark.parametrize("key", ["colour-window", "seven-filters"])
def test_before_a_class_the_arithmetic_has_digits_of_twenty_points(
    key: str, screen: tuple[int, int]
) -> None:
    scene, _ = presented(key, *screen)
    grids = [
        mark
        for mark in scene.marks
        if isinstance(mark, Grid) and mark.key.startswith(("window ", "kernel "))
    ]
    assert len(grids) == 6
    assert all(grid.places is not None for grid in grids)
    assert min(digits(grid) for grid in grids) >= BACK_ROW - 0.1


def test_a_small_screen_keeps_every_row(qapp: object) -> None:
    words = words_for(800, 600)
    view = Viewport(800, round(600 - 5.9 * words), words / 13, True)
    stage = lesson("photograph-channels")
    scene = stage.compose(look(stage, Playhead(500, 2, 1.0), viewport=view))
    boxes = [find(scene, Grid, f"product {i}").box for i in range(3)]
    assert all(box.bottom <= view.height for box in boxes)
    assert all(one.bottom <= other.y for one, other in pairwise(boxes))
    assert (
        np.nanmax(find(scene, Stroke, "gathered").points[:, 0]) < find(scene, Grid, "output").box.x
    )
