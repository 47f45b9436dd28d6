"""The stages of batch normalization: histograms first, their numbers on their lines."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.scene.batch_norm_histogram import Distribution
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import (
    Bars,
    Dots,
    Fill,
    Grid,
    Label,
    Legend,
    Mosaic,
    Scene,
    Stroke,
    Viewport,
)
from cnnviz.trace import FloatArray
from tests.scene.boxes import Measure
from tests.scene.staged import find, has, look_at, moment, on_stage, plain

RNG = np.random.default_rng(5)
MANY = np.concatenate((np.zeros(150), RNG.normal(6, 2, 234))).reshape(6, 1, 8, 8)
"""Values of which very many are 0."""
STEPS = ("gather", "mean", "variance", "normalize", "scale and shift")
VIEWPORTS = [
    Viewport(723, 341),
    Viewport(979, 441),
    Viewport(1139, 541, 1.2),
    Viewport(1619, 721),
    Viewport(984, 560, 2.05),
    Viewport(1280, 560, 2.05),
    Viewport(1920, 860, 3.08),
]
"""The stage in windows from 1024 × 700 to 1920 × 1080, and before a class."""


def statistics(gamma: float = 1.0, beta: float = 0.0, x: FloatArray = MANY) -> Stage:
    """The stage of one channel."""
    layer = BatchNorm2d().fitted(1)
    layer = layer.with_value("weight", (0,), gamma).with_value("bias", (0,), beta)
    return on_stage(layer, x)


def ticks(scene: Scene, key: str) -> list[Label]:
    """The numbers of an axis, from left to right."""
    found = [each for each in scene.marks if each.key.startswith(f"{key} tick")]
    return [each for each in found if isinstance(each, Label)]


@pytest.mark.parametrize("images", [1, 6])
@pytest.mark.parametrize("view", VIEWPORTS)
def test_each_histogram_has_two_fifths_of_the_height(view: Viewport, images: int) -> None:
    x = np.repeat(MANY[:images], 3, axis=1)
    scene = look_at(on_stage(BatchNorm2d(), x), AT_END, viewport=view)
    before, after = find(scene, Bars, "before bars").box, find(scene, Bars, "after bars").box
    assert before.h == after.h >= 0.4 * view.height
    assert min(before.w, after.w) >= 0.4 * view.width


@pytest.mark.parametrize("view", VIEWPORTS)
@pytest.mark.parametrize("name", ["statistics", "value", "channels", "running"])
def test_no_words_are_small_print(qapp: QApplication, view: Viewport, name: str) -> None:
    measure = Measure("en")
    stage = on_stage(BatchNorm2d(), np.repeat(MANY, 3, axis=1), view=name)
    scene = look_at(stage, AT_END, viewport=view)
    small = [
        each.key
        for each in scene.marks
        if isinstance(each, Label) and measure.font(each) < 12 * min(view.text, 1.5)
    ]
    assert small == []


@pytest.mark.parametrize("step", STEPS)
def test_mean_and_deviation_are_written_on_their_lines_from_their_steps_on(step: str) -> None:
    stage = statistics()
    scene = look_at(stage, moment(stage.timeline, 0, step))
    at = STEPS.index(step)
    assert has(scene, "before note") == has(scene, "before mean") == (at >= 1)
    assert has(scene, "before spread") == (at >= 2)
    assert has(scene, "after note") == (at >= 3)
    if at >= 2:
        said = plain(find(scene, Label, "before note").spans)
        mean, deviation = MANY.mean(), MANY.std()
        assert said == f"μ ≈ {mean:.3f},  σ ≈ {deviation:.3f}"
        axis = find(scene, Bars, "before bars").box
        band = find(scene, Fill, "before spread").box
        line = find(scene, Stroke, "before mean").points[0, 0]
        assert line == pytest.approx(band.cx)
        assert axis.x <= band.x < band.right <= axis.right
    if at >= 3:
        assert plain(find(scene, Label, "after note").spans) == "μ = 0,  σ = 1"


def test_gamma_and_beta_are_read_off_the_histogram_after() -> None:
    note = find(look_at(statistics(2.0, 3.0), AT_END), Label, "after note")
    assert plain(note.spans) == "μ = 3,  σ = 2"


def test_a_negative_gamma_turns_the_histogram_round() -> None:
    right, turned = (
        find(look_at(statistics(gamma), AT_END), Bars, "after bars").heights for gamma in (1.0, -1)
    )
    assert right.tolist() == turned[::-1].tolist()
    assert right.tolist() != turned.tolist()


def test_a_bar_that_is_cut_says_how_many_values_it_holds() -> None:
    scene = look_at(statistics(), AT_END)
    for key in ("before", "after"):
        drawn = find(scene, Bars, f"{key} bars")
        assert drawn.cut is not None
        (cut,) = np.flatnonzero(drawn.cut)
        counts = Distribution.of(MANY.astype(np.float32)).counts
        said = find(scene, Label, f"{key} cut {cut}")
        assert counts[cut] >= 150
        assert plain(said.spans) in (f"{counts[cut]:.0f} values", f"{counts[cut]:.0f}")
        near = min(abs(said.x - drawn.edges[cut]), abs(said.x - drawn.edges[cut + 1]))
        assert near <= 10
        rest = np.delete(drawn.heights, cut)
        assert 0.5 < rest.max() < 0.95


def test_no_bar_is_cut_where_none_stands_out() -> None:
    even = Distribution.of(RNG.normal(size=4096).astype(np.float32))
    assert not even.cut.any()
    assert even.heights.max() == 1


def test_few_values_have_fewer_bins() -> None:
    few = Distribution.of(RNG.normal(size=36).astype(np.float32))
    assert len(few.counts) == 16
    assert few.counts.sum() == 36


@pytest.mark.parametrize("gamma", [1.0, 30.0, 0.01])
def test_the_numbers_of_an_axis_have_one_form_and_one_size(gamma: float) -> None:
    scene = look_at(statistics(gamma), AT_END)
    both = [ticks(scene, key) for key in ("before", "after")]
    assert len({each.size for axis in both for each in axis}) == 1
    for axis in both:
        said = [plain(each.spans) for each in axis]
        assert len({len(each.partition(".")[2]) for each in said}) == 1
        for one, two in itertools.pairwise(axis):
            wide = 0.3 * one.size * (len(plain(one.spans)) + len(plain(two.spans)))
            assert two.x - one.x > wide


def test_values_fall_then_move_on_the_axis_before_which_is_then_enlarged() -> None:
    stage = statistics()
    falling = look_at(stage, moment(stage.timeline, 0, "gather", t=0.5))
    assert find(falling, Dots, "gathered").values.size == MANY.size
    assert not has(falling, "before bars")
    moving = [
        look_at(stage, moment(stage.timeline, 0, "normalize", t=t)) for t in (0.0, 0.3, 0.6, 1.0)
    ]
    said = [[plain(each.spans) for each in ticks(scene, "after")] for scene in moving]
    widths = [np.ptp(find(scene, Bars, "after bars").edges) for scene in moving]
    assert (
        said[0] == said[1] == said[2] == [plain(each.spans) for each in ticks(moving[0], "before")]
    )
    assert said[3] != said[0]
    assert widths[0] > widths[1] > widths[2] < widths[3]
    start = find(moving[0], Bars, "after bars"), find(moving[0], Bars, "before bars")
    shift = start[0].box.x - start[1].box.x
    assert start[0].edges == pytest.approx(start[1].edges + shift, abs=1e-3)


def test_in_evaluation_the_running_averages_are_drawn() -> None:
    layer = BatchNorm2d(training=False, momentum=1.0).fitted(1)
    layer = layer.counted(np.float32(2) * MANY.astype(np.float32))
    scene = look_at(on_stage(layer, MANY), AT_END)
    said = plain(find(scene, Label, "before note").spans)
    assert said.startswith(f"running\u00a0μ ≈ {2 * MANY.mean():.3f}")
    assert plain(find(scene, Label, "after note").spans).startswith("this batch: μ ≈ ")


def test_the_images_after_appear_when_the_channel_is_written() -> None:
    stage = statistics()
    for step in STEPS:
        scene = look_at(stage, moment(stage.timeline, 0, step))
        shown = step == "scale and shift"
        assert has(scene, "batch after") == shown
        assert has(scene, "batch held") != shown
        assert find(scene, Mosaic, "batch").selected == 0


def test_all_channels_tells_mean_and_variance_as_the_timeline_comes_to_them() -> None:
    stage = on_stage(BatchNorm2d(), RNG.normal(3, 2, (2, 3, 4, 4)), view="channels")
    hidden = {
        "gather": {(1, 1), (1, 2), (2, 1), (2, 2)},
        "mean": {(1, 2), (2, 1), (2, 2)},
        "variance": {(2, 1), (2, 2)},
    }
    for step, expected in hidden.items():
        scene = look_at(stage, moment(stage.timeline, 1, step))
        cells = [each for each in scene.marks if each.key.startswith("cell ")]
        dots = {
            tuple(int(part) for part in each.key.split()[1:])
            for each in cells
            if isinstance(each, Label) and plain(each.spans) == "…"
        }
        assert dots == expected
    told = look_at(stage, AT_END)
    assert not any(isinstance(each, Label) and plain(each.spans) == "…" for each in told.marks)


@pytest.mark.parametrize("channels", [3, 4, 8, 64])
@pytest.mark.parametrize("view", VIEWPORTS)
def test_the_table_of_all_channels_fills_the_stage(view: Viewport, channels: int) -> None:
    stage = on_stage(BatchNorm2d(), RNG.normal(size=(2, channels, 4, 4)), view="channels")
    scene = look_at(stage, AT_END, viewport=view)
    cells = [each for each in scene.marks if isinstance(each, Label) and "cell " in each.key]
    below = [each.boxes[0].y for each in scene.marks if isinstance(each, Mosaic)]
    room = min(below, default=view.height)
    assert max(each.y for each in cells) + cells[0].size >= 0.75 * room
    assert cells[0].y <= 0.45 * room


@pytest.mark.parametrize("view", VIEWPORTS)
def test_the_formulas_of_one_value_fill_the_height(view: Viewport) -> None:
    stage = on_stage(BatchNorm2d(), np.repeat(MANY, 3, axis=1), view="value")
    scene = look_at(stage, Playhead(0, 4, 1.0), viewport=view)
    lines = [find(scene, Label, f"value {i}").y for i in range(4)]
    tables = [find(scene, Grid, key).box for key in ("input", "output")]
    assert lines[3] - lines[0] >= 0.35 * view.height
    assert max(each.h for each in tables) >= 0.2 * view.height


def test_the_highest_bar_tells_its_count_where_none_is_cut() -> None:
    even = RNG.normal(size=(6, 1, 8, 8))
    scene = look_at(statistics(x=even), AT_END)
    counts = Distribution.of(even.astype(np.float32)).counts
    told = [each for each in scene.marks if each.key.startswith("before cut")]
    assert [each.key for each in told] == [f"before cut {np.argmax(counts)}"]
    assert isinstance(told[0], Label)
    assert plain(told[0].spans).split()[0] == f"{counts.max():.0f}"


@pytest.mark.parametrize("batches", [0, 1, 3, 12])
def test_running_averages_have_axes_with_numbers_from_the_start(batches: int) -> None:
    layer = BatchNorm2d().fitted(1)
    for _ in range(batches):
        layer = layer.counted(MANY.astype(np.float32))
    scene = look_at(on_stage(layer, MANY, view="running"), AT_END)
    for plot in (0, 1):
        said = [plain(each.spans) for each in ticks(scene, f"x {plot}")]
        assert said[0] == "0"
        assert len(said) >= 2
        assert plain(find(scene, Label, f"x unit {plot}").spans) == "batches"
        assert has(scene, f"aim {plot}")
    assert has(scene, "empty") == (batches == 0)
    if batches:
        roles = [find(scene, Stroke, f"history {plot}").role for plot in (0, 1)]
        assert roles == ["stat", "write"]  # as in the inspector
        assert [find(scene, Stroke, f"aim {plot}").role for plot in (0, 1)] == roles


@pytest.mark.parametrize("channels", [1, 4, 20])
@pytest.mark.parametrize("name", ["statistics", "value", "channels", "running"])
def test_the_legend_stands_at_what_it_explains(name: str, channels: int) -> None:
    stage = on_stage(BatchNorm2d(), np.repeat(MANY, channels, axis=1), view=name)
    scene = look_at(stage, AT_END, viewport=Viewport(979, 541))
    if channels > 1:
        box, row = find(scene, Legend, "legend").box, find(scene, Mosaic, "maps").boxes
        assert 0 < box.x - max(each.right for each in row) < 90
        assert row[0].y < box.cy < row[-1].bottom
    elif name in ("statistics", "value"):
        box, grid = find(scene, Legend, "legend").box, find(scene, Grid, "output").box
        assert grid.x - 100 < box.cx < grid.right + 100
    else:
        assert not has(scene, "legend")
