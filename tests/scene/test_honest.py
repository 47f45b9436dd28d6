"""What floor drops, what ties and what padding is: the stage says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END
from cnnviz.layers import Layer
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.sliding import PADDING_MODES
from cnnviz.scene.marks import Grid, Label, Legend, Outline, Viewport
from tests.layers.cases import working
from tests.scene.staged import find, has, look, look_at, moment, on_stage, plain, staged, texts
from tests.scene.test_links import SLIDING, cells_read, window_of

SEVEN = np.arange(49.0).reshape(1, 1, 7, 7)


@SLIDING
@settings(max_examples=60)
@given(data=st.data())
def test_rows_and_columns_past_the_last_window_are_hatched(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    window, stage = window_of(case), staged(case)
    scene = look_at(stage, AT_END)
    grid = find(scene, Grid, "input")
    corner = cells_read(window, *(n - 1 for n in window.out))
    last = [max(cell[axis] for cell in corner) for axis in (0, 1)]
    expected = {
        (r, c) for r, c in np.ndindex(grid.rows, grid.columns) if r > last[0] or c > last[1]
    }
    hatched = set() if grid.hatched is None else {(r, c) for r, c in np.argwhere(grid.hatched)}
    assert hatched == expected
    assert has(scene, "dropped") == bool(expected)


@pytest.mark.parametrize("cls", [Conv2d, MaxPool2d])
def test_the_note_counts_what_the_stride_never_reaches(cls: type[Layer]) -> None:
    settings = {"kernel_size": (2, 2), "stride": (2, 2)}
    padding = {"padding": "valid"} if cls is Conv2d else {}
    stage = on_stage(cls(**settings, **padding), SEVEN)
    said = plain(find(look_at(stage, AT_END), Label, "dropped").spans)
    assert said == "1 row and 1 column (hatched) are never reached"


def test_the_note_stands_in_full_size_below_the_legend() -> None:
    layer = Conv2d(kernel_size=(3, 3), stride=(2, 2), padding="valid", out_channels=1)
    stage = on_stage(layer, np.ones((1, 1, 6, 6), np.float32))
    view = Viewport(930, 420)
    scene = stage.compose(look(stage, AT_END, viewport=view))
    note = find(scene, Label, "dropped")
    assert note.room is not None
    assert 0.55 * note.size * len(plain(note.spans)) <= note.room[1] - note.room[0]
    assert note.y + note.size / 2 <= view.height
    legend = find(scene, Legend, "input legend")
    assert note.y - note.size / 2 >= legend.box.cy + legend.size / 2


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((8, 8), "2 rows and 2 columns (hatched) are never reached"),
        ((6, 7), "1 column (hatched) is never reached"),
        ((8, 6), "2 rows (hatched) are never reached"),
    ],
)
def test_the_note_names_only_what_there_is(size: tuple[int, int], said: str) -> None:
    layer = Conv2d(kernel_size=(3, 3), stride=(3, 3), padding="valid", out_channels=1)
    stage = on_stage(layer, np.ones((1, 1, *size), np.float32))
    assert plain(find(look_at(stage, AT_END), Label, "dropped").spans) == said


def test_all_cells_that_tie_for_the_maximum_are_marked() -> None:
    stage = on_stage(MaxPool2d(), [[[[4, 1], [4, 4]]]])
    scene = look_at(stage, moment(stage.timeline, 0, "write"))
    assert len(find(scene, Outline, "winner").boxes) == 3
    assert len(find(scene, Outline, "leader").boxes) == 3
    assert "tie: 3 cells are largest" in plain(scene.equation)


def test_one_winner_is_no_tie() -> None:
    stage = on_stage(MaxPool2d(), [[[[4, 1], [3, 2]]]])
    scene = look_at(stage, moment(stage.timeline, 0, "write"))
    assert len(find(scene, Outline, "winner").boxes) == 1
    assert "tie" not in plain(scene.equation)


def test_the_losers_fade_when_the_maximum_is_found() -> None:
    stage = on_stage(MaxPool2d(), [[[[4, 1], [3, 2]]]])
    grid = find(look_at(stage, moment(stage.timeline, 0, "write")), Grid, "candidates")
    assert grid.dimmed is not None
    assert grid.dimmed.tolist() == [[False, True], [True, True]]


def test_max_pooling_pads_with_minus_infinity_and_says_so() -> None:
    stage = on_stage(MaxPool2d(padding=(1, 1)), -np.ones((1, 1, 4, 4)))
    scene = look_at(stage, moment(stage.timeline, 0, "write"))
    assert "padding −∞: never wins" in plain(find(scene, Label, "input caption").spans)
    assert "−∞" in plain(scene.equation)
    grid = find(scene, Grid, "input")
    assert grid.pad == (1, 1, 1, 1)
    assert np.isneginf(grid.values[0]).all()


def test_average_pooling_pads_with_zero_and_says_so() -> None:
    stage = on_stage(AvgPool2d(padding=(1, 1)), np.ones((1, 1, 4, 4)))
    scene = look_at(stage, AT_END)
    assert "zero padding" in plain(find(scene, Label, "input caption").spans)
    assert not find(scene, Grid, "input").values[0].any()


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_a_convolution_writes_its_padding_by_mode_and_names_it(mode: str) -> None:
    stage = on_stage(Conv2d(padding="same", padding_mode=mode, padding_value=2.5), SEVEN)
    scene = look_at(stage, AT_END)
    grid = find(scene, Grid, "input")
    corner = {"zeros": 0, "replicate": 0, "reflect": 8, "circular": 48, "constant": 2.5}
    assert grid.values[0, 0] == corner[mode]
    assert grid.pad == (1, 1, 1, 1)
    said = plain(find(scene, Label, "input caption").spans)
    filled = (
        "padding 1 filled with 2.5" if mode == "constant" else f"{PADDING_MODES[mode]} padding 1"
    )
    assert filled in said


def test_uneven_same_padding_shows_its_extra_row() -> None:
    stage = on_stage(Conv2d(kernel_size=(2, 2), padding="same"), SEVEN)
    grid = find(look_at(stage, AT_END), Grid, "input")
    assert grid.values.shape == (8, 8)
    assert sorted(grid.pad) == [0, 0, 1, 1]


def test_large_maps_show_pixels_and_a_lens_with_numbers() -> None:
    stage = on_stage(Conv2d(), np.random.default_rng(0).normal(size=(1, 1, 64, 64)))
    scene = look_at(stage, moment(stage.timeline, 70, "terms", 3))
    assert find(scene, Grid, "input").places is None
    assert find(scene, Grid, "lens").places is not None
    assert any("rows 1…3, columns 6…8" in each for each in texts(scene))


def test_the_lens_shows_what_the_window_reads() -> None:
    x = np.random.default_rng(0).normal(size=(1, 1, 64, 64))
    stage = on_stage(Conv2d(padding="valid"), x)
    scene = look_at(stage, moment(stage.timeline, 62 * 10 + 20, "terms", 3))
    lens = find(scene, Grid, "lens")
    assert lens.dimmed is not None
    inside = lens.values[~lens.dimmed]
    assert np.array_equal(inside, x[0, 0, 10:13, 20:23].astype(np.float32).ravel())
