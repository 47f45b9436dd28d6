"""Hover links in three directions agree with counting by brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.pooling import WindowPool
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_sum import WindowSum
from cnnviz.scene.explanation import Stage
from cnnviz.scene.layout import frame_width
from cnnviz.scene.marks import Grid, Label, Outline, Scene, Spot
from tests.layers.cases import Case, working
from tests.scene.staged import find, has, look_at, moment, on_stage, plain, staged

SLIDING = pytest.mark.parametrize(
    "cls", [cls for cls in catalogue().values() if cls.kind in ("Conv2d", "MaxPool2d", "AvgPool2d")]
)


def window_of(case: Case) -> SlidingWindow:
    """How a sliding layer lies on its input."""
    layer: Any = case.layer
    window = layer.window(case.shape)
    assert isinstance(window, SlidingWindow)
    return window


def cells_read(window: SlidingWindow, row: int, column: int) -> set[tuple[int, int]]:
    """Cells of the padded input that one output cell reads."""
    (stride_r, stride_c), (spread_r, spread_c) = window.stride, window.dilation
    return {
        (row * stride_r + i * spread_r, column * stride_c + j * spread_c)
        for i in range(window.kernel_size[0])
        for j in range(window.kernel_size[1])
    }


def bright(grid: Grid) -> set[tuple[int, int]]:
    """Cells of a grid that have not faded."""
    if grid.dimmed is None:
        return {(int(r), int(c)) for r, c in np.ndindex(grid.rows, grid.columns)}
    return {(int(r), int(c)) for r, c in np.argwhere(~grid.dimmed)}


def framed(scene: Scene, key: str) -> set[tuple[int, int]]:
    """Cells of the input whose middle lies in one of an outline's boxes."""
    grid, outline = find(scene, Grid, "input"), find(scene, Outline, key)
    return {
        (r, c)
        for r, c in np.ndindex(grid.rows, grid.columns)
        for box in outline.boxes
        if box.x <= grid.cell(r, c).cx <= box.right and box.y <= grid.cell(r, c).cy <= box.bottom
    }


def pointed(stage: Stage, key: str, row: int, column: int, **more: Any) -> Scene:
    """Point at a cell at the end of the timeline."""
    return look_at(stage, more.pop("playhead", AT_END), spot=Spot(key, row, column), **more)


@SLIDING
@settings(max_examples=60)
@given(data=st.data())
def test_an_output_cell_frames_the_inputs_that_it_reads(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    window, stage = window_of(case), staged(case)
    row, column = (data.draw(st.integers(0, side - 1)) for side in window.out)
    scene = pointed(stage, "output", row, column)
    if find(scene, Grid, "input").places is not None:
        assert framed(scene, "window") == cells_read(window, row, column)


@SLIDING
@settings(max_examples=60)
@given(data=st.data())
def test_an_input_cell_lights_up_every_output_that_reads_it(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    window, stage = window_of(case), staged(case)
    grid = find(look_at(stage, AT_END), Grid, "input")
    row, column = (data.draw(st.integers(0, n - 1)) for n in (grid.rows, grid.columns))
    scene = pointed(stage, "input", row, column)
    plane = row - window.padding[0][0], column - window.padding[1][0]
    inside = all(0 <= cell < side for cell, side in zip(plane, window.size, strict=True))
    if getattr(case.layer, "padding_mode", "zeros") not in ("zeros", "constant"):
        return
    expected = {
        (r, c)
        for r, c in np.ndindex(*window.out)
        if inside and (row, column) in cells_read(window, r, c)
    }
    assert bright(find(scene, Grid, "output")) == expected
    cells = "1 output cell" if len(expected) == 1 else f"{len(expected)} output cells"
    said = f" is used by {cells} of this map" if inside else "no pixel"
    assert said in plain(scene.equation)


PADDING_MODES = pytest.mark.parametrize(
    "fill", ["zeros", "replicate", "reflect", "circular", "constant"]
)


@PADDING_MODES
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_input_cell_reaches_what_changes_with_its_pixel(fill: str, data: st.DataObject) -> None:
    """The padding's copies of a pixel change with it."""
    small = st.integers(1, 3)
    layer = catalogue()["Conv2d"](
        out_channels=2,
        kernel_size=(data.draw(small), data.draw(small)),
        stride=(data.draw(small), data.draw(small)),
        dilation=(data.draw(small), data.draw(small)),
        padding=(data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))),
        padding_mode=fill,
        padding_value=0.0,  # or it could not be told from a pixel's number
        names=("random", "random"),
        seeds=(1, 2),
    )
    x = np.random.default_rng(0).normal(size=(1, 1, 8, 7)).astype(np.float32)
    stage, fitted = on_stage(layer, x), layer.fitted(1)
    grid = find(look_at(stage, AT_END), Grid, "input")
    row, column = (data.draw(st.integers(0, n - 1)) for n in (grid.rows, grid.columns))
    scene = pointed(stage, "input", row, column, map=1)
    numbered = np.arange(1.0, 57.0, dtype=np.float32).reshape(1, 8, 7)
    shown = int(fitted.padded(numbered)[0, row, column])
    changed = np.array(x)
    if shown:
        changed.flat[shown - 1] += 1000
    differs = fitted.forward(changed)[0, 1] != fitted.forward(x)[0, 1]
    expected = {(int(r), int(c)) for r, c in np.argwhere(differs)}
    assert bright(find(scene, Grid, "output")) == expected
    if shown:
        source = f"x[0, {(shown - 1) // 7}, {(shown - 1) % 7}]"
        assert plain(scene.equation).startswith(f"{source} is used by {len(expected)} ")
    else:
        assert "no pixel" in plain(scene.equation)


@pytest.mark.parametrize("index", [0, 3, 5])
@pytest.mark.parametrize("part", [0, 1])
def test_groups_name_their_own_channels(index: int, part: int) -> None:
    """Three groups of two channels each: the slice on stage has its own number."""
    x = np.random.default_rng(0).normal(size=(1, 6, 5, 5)).astype(np.float32)
    stage = on_stage(catalogue()["Conv2d"](groups=3, out_channels=6), x)
    head = moment(stage.timeline, index * 25 + 12, "channels", part)
    weight = plain(pointed(stage, "filter", 1, 2, playhead=head).equation)
    assert weight.startswith(f"w[{index}, {part}, 1, 2]")
    cell = plain(pointed(stage, "input", 2, 3, playhead=head).equation)
    assert cell.startswith(f"x[{index // 2 * 2 + part}, 1, 2]")


@pytest.mark.parametrize("key", ["filter", "products"])
@settings(max_examples=60)
@given(data=st.data())
def test_a_weight_lights_up_every_input_that_it_meets(key: str, data: st.DataObject) -> None:
    case = data.draw(working(catalogue()["Conv2d"]))
    window, stage = window_of(case), staged(case)
    row, column = (data.draw(st.integers(0, n - 1)) for n in window.kernel_size)
    scene = pointed(stage, key, row, column)
    (stride_r, stride_c), (spread_r, spread_c) = window.stride, window.dilation
    expected = {
        (r * stride_r + row * spread_r, c * stride_c + column * spread_c)
        for r, c in np.ndindex(*window.out)
    }
    assert bright(find(scene, Grid, "input")) == expected
    cells = "1 input cell," if len(expected) == 1 else f"{len(expected)} input cells,"
    assert f" is multiplied with {cells}" in plain(scene.equation)


@settings(max_examples=40)
@given(data=st.data())
def test_pointing_at_a_written_cell_shows_its_whole_sum(data: st.DataObject) -> None:
    case = data.draw(working(catalogue()["Conv2d"]))
    stage = staged(case)
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    record = stage.timeline[position]
    assert isinstance(record, WindowSum)
    index, row, column = record.output
    scene = pointed(stage, "output", row, column, map=index)
    assert plain(scene.readout).startswith(f"y[{index}, {row}, {column}] · {position + 1:,} of ")
    assert find(scene, Grid, "products").revealed is None


@settings(max_examples=40)
@given(data=st.data())
def test_pointing_at_a_cell_that_is_not_written_yet_shows_nothing_of_it(
    data: st.DataObject,
) -> None:
    case = data.draw(working(catalogue()["Conv2d"]))
    stage = staged(case)
    _, rows, columns = stage.timeline.axes
    here = data.draw(st.integers(0, rows * columns - 1))
    later = data.draw(st.integers(here, rows * columns - 1))
    playhead = Playhead(here, 0, 0.5)
    scene = pointed(stage, "output", later // columns, later % columns, playhead=playhead)
    assert plain(scene.readout) == plain(look_at(stage, playhead).readout)


@settings(max_examples=30)
@given(data=st.data())
def test_a_pooled_cell_leads_back_to_its_winner(data: st.DataObject) -> None:
    case = data.draw(working(catalogue()["MaxPool2d"]))
    window, stage = window_of(case), staged(case)
    record = stage.timeline[data.draw(st.integers(0, len(stage.timeline) - 1))]
    assert isinstance(record, WindowPool)
    channel, row, column = record.output
    scene = pointed(stage, "output", row, column, map=channel)
    grid = find(scene, Grid, "input")
    if grid.places is None:
        return
    read = cells_read(window, row, column)
    best = max(grid.values[cell] for cell in read)
    assert framed(scene, "winner") == {cell for cell in read if grid.values[cell] == best}


WINDOWS = pytest.mark.parametrize(
    ("kind", "view"),
    [
        ("Conv2d", "slide"),
        ("Conv2d", "by_channel"),
        ("Conv2d", "sticks"),
        ("MaxPool2d", "pooling"),
        ("AvgPool2d", "pooling"),
        ("ConvTranspose2d", "stretched"),
        ("ConvTranspose2d", "stamp"),
    ],
)
IN_WORK = ("line ", "window frame", "term", "weights", "moving", "leader", "winner", "written")
"""How the keys of marks begin that belong to the cell in work."""


def windows(kind: str, view: str) -> Stage:
    """Return the stage of a layer with an input of three channels."""
    x = np.random.default_rng(1).integers(1, 9, (1, 3, 5, 6)).astype(np.float32)
    more = {"kernel_size": (1, 1)} if view == "sticks" else {}
    return on_stage(catalogue()[kind](**more), x, view=view)


@WINDOWS
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_while_an_input_is_pointed_at_no_other_cell_is_calculated(
    kind: str, view: str, data: st.DataObject
) -> None:
    stage = windows(kind, view)
    steps = [(each.name, i) for each in stage.timeline.steps for i in range(each.count)]
    step, index = data.draw(st.sampled_from(steps))
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    t = data.draw(st.sampled_from((0.3, 1.0)))
    head = moment(stage.timeline, position, step, index, t)
    grid = find(look_at(stage, head), Grid, "input")
    row, column = (data.draw(st.integers(0, n - 1)) for n in (grid.rows, grid.columns))
    for predict in (False, True):
        scene = pointed(stage, "input", row, column, playhead=head, predict=predict)
        assert not [each.key for each in scene.marks if each.key.startswith(IN_WORK)]
        made = [
            each
            for each in scene.marks
            if isinstance(each, Grid) and each.key.startswith(("product", "candidates", "x"))
        ]
        assert made
        assert all(each.revealed == 0 for each in made)
        seen = find(scene, Grid, "input")
        assert bright(seen) == {(row, column)}
        own = find(scene, Outline, "window" if view == "stamp" else "reached cell")
        cell = seen.cell(row, column)
        assert own.width > frame_width(cell.w, 2.5)  # that of a window
        assert (own.boxes[0].cx, own.boxes[0].cy) == pytest.approx((cell.cx, cell.cy))
        assert view == "stamp" or not has(scene, "window")


@pytest.mark.parametrize("view", ["by_channel", "sticks"])
@pytest.mark.parametrize("channel", [0, 1, 2])
def test_the_channel_pointed_at_is_framed_and_named(view: str, channel: int) -> None:
    stage = windows("Conv2d", view)
    key = f"input {channel}" if channel else "input"
    head = moment(stage.timeline, 7, "place")
    there = (2, 3)
    scene = pointed(stage, key, *there, playhead=head)
    top, left = stage.window.padding[0][0], stage.window.padding[1][0]
    said = f"x[{channel}, {there[0] - top}, {there[1] - left}] is used by "
    assert plain(scene.equation).startswith(said)
    for number in range(3):
        grid = find(scene, Grid, f"input {number}" if number else "input")
        assert bright(grid) == ({there} if number == channel else set())
    cell, own = find(scene, Grid, key).cell(*there), find(scene, Outline, "reached cell").boxes[0]
    assert (own.cx, own.cy) == pytest.approx((cell.cx, cell.cy))


def test_pointing_into_the_window_of_a_photograph_leaves_the_lens_alone_there() -> None:
    x = np.random.default_rng(0).integers(0, 255, (1, 1, 96, 96)).astype(np.float32)
    stage = on_stage(catalogue()["Conv2d"](kernel_size=(3, 3), padding="valid"), x)
    position = 50 * 94 + 40
    scene = pointed(stage, "input", 51, 41, playhead=moment(stage.timeline, position, "write"))
    assert not has(scene, "window")
    assert not has(scene, "written")
    assert find(scene, Grid, "products").revealed == 0
    said = plain(find(scene, Label, "products caption").spans)
    assert not any(sign.isdigit() for sign in said)
    place, cell = (
        find(scene, Outline, "lens place").boxes[0],
        find(scene, Grid, "input").cell(51, 41),
    )
    assert (place.cx, place.cy) == pytest.approx((cell.cx, cell.cy))
