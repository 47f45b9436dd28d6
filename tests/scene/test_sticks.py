"""A convolution of 1 × 1: the channels of one place meet a stick of weights for each filter."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons import examples
from cnnviz.scene.explanation import Stage
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid, Label, Outline, Scene, Spot
from cnnviz.scene.registry import explanations_of
from cnnviz.scene.stick_layout import indices_of, length_of
from tests.scene.staged import find, has, look, look_at, moment, on_stage, plain
from tests.scene.test_back_row import digits, presented

VIEW = "sticks"
PLACE = 2
"""The place (0, 2) of *sticks*: red 9, green 0, blue 2."""


@pytest.fixture
def stage() -> Stage:
    """The stage of the example."""
    state = next(each for each in examples() if each.key == "sticks").build()
    layer = state.document.layers[0]
    return on_stage(layer, state.document.batch.pixels, view=VIEW)


def deep(channels: int, filters: int) -> Stage:
    """A convolution of 1 × 1 with many channels and filters."""
    x = np.random.default_rng(1).integers(-3, 4, (1, channels, 3, 4)).astype(np.float32)
    names = ("random",) * filters
    layer = Conv2d(out_channels=filters, kernel_size=(1, 1), names=names, seeds=(1,) * filters)
    return on_stage(layer, x, view=VIEW)


def stick(scene: Scene, key: str) -> list[float]:
    """The numbers of a stick, whatever grids it is drawn as."""
    grids = [
        mark
        for mark in scene.marks
        if isinstance(mark, Grid) and (mark.key == key or mark.key.startswith(f"{key} from"))
    ]
    return [
        float(each) for grid in sorted(grids, key=lambda g: g.box.y) for each in grid.values.flat
    ]


def said(scene: Scene, key: str) -> str:
    return plain(find(scene, Label, key).spans)


def test_only_filters_of_one_cell_are_sticks() -> None:
    one = Conv2d(kernel_size=(1, 1)).fitted(3)
    assert VIEW in [each.name for each in explanations_of(one)]
    for other in (Conv2d().fitted(3), Conv2d(kernel_size=(1, 3)).fitted(3), Conv2d()):
        assert VIEW not in [each.name for each in explanations_of(other)]


def test_a_new_stick_is_worked_out_by_hand(stage: Stage) -> None:
    """(9, 0, 2) with (1, 1, 1), (1, −1, 0) + 1, (0, −1, 2) and (−1, 0, 1): 11, 10, 4, −7."""
    scene = look_at(stage, moment(stage.timeline, PLACE * 4 + 3, "write"))
    assert stick(scene, "x") == [9, 0, 2]
    assert [stick(scene, f"filter {i}") for i in range(4)] == [
        [1, 1, 1],
        [1, -1, 0],
        [0, -1, 2],
        [-1, 0, 1],
    ]
    assert stick(scene, "products") == [-9, 0, 2]
    assert stick(scene, "y") == [11, 10, 4, -7]
    assert plain(scene.equation).endswith("= −7")
    assert said(scene, "sum") == "Σ + b = −7"


def test_the_positions_go_place_by_place_through_all_filters(stage: Stage) -> None:
    cells = [stage.timeline.cell_of(position) for position in range(8)]
    assert cells == [*((n, 0, 0) for n in range(4)), *((n, 0, 1) for n in range(4))]
    assert [stage.timeline.position_of(cell) for cell in cells if cell] == list(range(8))
    assert stage.timeline.axes == (1, 20, 4)


def test_the_neighbours_are_pale_in_every_map(stage: Stage) -> None:
    scene = look_at(stage, moment(stage.timeline, PLACE * 4, "terms"))
    for key in ("input", "input 1", "input 2"):
        dimmed = find(scene, Grid, key).dimmed
        assert dimmed is not None
        assert np.argwhere(~dimmed).tolist() == [[0, PLACE]]
    assert len(find(scene, Outline, "window").boxes) == 3


def test_nothing_is_written_before_its_turn(stage: Stage) -> None:
    position = PLACE * 4 + 1
    scene = look_at(stage, moment(stage.timeline, position, "terms", 1))
    assert find(scene, Grid, "products").revealed == 2
    assert find(scene, Grid, "y").revealed == 1
    assert said(scene, "sum") == "Σ + b = …"
    hidden = [find(scene, Grid, key).hidden for key in ("output 0", "output", "output 2")]
    counts = [int((~each).sum()) for each in hidden if each is not None]
    assert counts == [3, 2, 2]


def test_the_new_cell_is_asked_for(stage: Stage) -> None:
    asked = look(stage, moment(stage.timeline, PLACE * 4, "bias"), predict=True)
    scene = stage.compose(asked)
    assert said(scene, "sum") == "Σ + b = ?"
    assert find(scene, Grid, "y").asked == 0
    assert find(scene, Grid, "output").asked == PLACE
    assert "11" not in plain(scene.equation)


def test_an_output_of_any_map_pointed_at_shows_its_stick(stage: Stage) -> None:
    scene = look_at(stage, AT_END, spot=Spot("output 3", 0, PLACE))
    assert stick(scene, "products") == [-9, 0, 2]
    assert plain(scene.equation).endswith("= −7")


def test_an_input_pointed_at_lights_up_its_place_in_every_map(stage: Stage) -> None:
    scene = look_at(stage, AT_END, spot=Spot("input 2", 3, 1))
    for key in ("output", "output 1", "output 2", "output 3"):
        dimmed = find(scene, Grid, key).dimmed
        assert dimmed is not None
        assert np.argwhere(~dimmed).tolist() == [[3, 1]]


def test_a_weight_pointed_at_says_how_many_cells_it_meets(stage: Stage) -> None:
    scene = look_at(stage, AT_END, spot=Spot("filter 2", 1, 0))
    assert plain(scene.equation).startswith("w[2, 1, 0, 0] is multiplied with 20 input cells")


@pytest.mark.parametrize("now", [0, 3, 4, 40, 63])
def test_a_long_stick_shows_the_cell_in_work_and_keeps_its_length(now: int) -> None:
    drawn = indices_of(64, now)
    assert now in drawn
    assert drawn[0] == 0
    assert drawn[-1] == 63
    assert len(drawn) == 5
    assert length_of(64) < 7


def test_the_channel_and_the_filter_in_work_are_drawn_and_numbered() -> None:
    stage = deep(64, 16)
    scene = look_at(stage, moment(stage.timeline, 5 * 16 + 8, "terms", 40))
    record = stage.timeline[5 * 16 + 8]
    assert stick(scene, "filter 8")[3] == pytest.approx(float(stage.layer.weight[8, 40, 0, 0]))
    assert said(scene, "channel 40") == "41"
    assert has(scene, "left out 2")
    assert record.replay() == pytest.approx(float(stage.y[8, 1, 1]), rel=1e-5)


@pytest.mark.parametrize("screen", [(1280, 720), (1920, 1080)], ids=str)
def test_before_a_class_the_sticks_have_digits_of_twenty_points(screen: tuple[int, int]) -> None:
    scene, _ = presented("sticks", *screen)
    keys = ("x", "filter", "products", "y")
    grids = [mark for mark in scene.marks if isinstance(mark, Grid) and mark.key.split()[0] in keys]
    assert len(grids) >= 7
    assert min(digits(grid) for grid in grids) >= BACK_ROW - 0.1


def test_padding_around_a_point_is_a_place_too() -> None:
    x = np.ones((1, 2, 2, 2), np.float32)
    layer = Conv2d(out_channels=1, kernel_size=(1, 1), padding=(1, 1))
    stage = on_stage(layer, x, view=VIEW)
    scene = look_at(stage, Playhead(0, 0, 1.0))
    assert stick(scene, "x") == [0, 0]
    assert stage.timeline.slow == 5
