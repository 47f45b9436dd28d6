"""Photographs: large, in colour, with a lens that follows the pointer."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.evaluation import LayerResult
from cnnviz.document.state import AT_END, Batch, Playhead
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid, Label, Legend, Mosaic, Outline, Spot, Viewport
from cnnviz.scene.registry import chosen_explanation
from cnnviz.scene.subject import Subject
from cnnviz.timeline.movement import START
from tests.scene.staged import find, has, look, look_at, moment, plain

WINDOW = Viewport(1140, 530)
"""The stage of a window of 1440 × 900."""


def _photograph(channels: int, side: int = 512) -> Stage:
    """A convolution of a picture that is flat but for one bright square."""
    pixels = np.full((1, channels, side, side), 90.0)
    pixels[:, :, side // 3 : side // 2, side // 3 : side // 2] = 250.0
    pixels[:, 0, 100, 200] = 17.0
    batch = Batch(frozen(pixels), ("photo",), 255.0, ink=False)
    layer = Conv2d(out_channels=2, names=("sobel_x", "sobel_y"), seeds=(0, 0)).fitted(channels)
    result = LayerResult(layer, batch.pixels, layer.forward(batch.pixels))
    return chosen_explanation(layer, "").stage(Subject(batch, (result,)))


@pytest.mark.parametrize("channels", [1, 3])
def test_input_and_map_take_the_stage_but_for_lens_and_maps(channels: int) -> None:
    stage = _photograph(channels)
    scene = stage.compose(look(stage, AT_END, viewport=WINDOW))
    for key in ("input", "output"):
        assert find(scene, Grid, key).box.w >= 380
    assert find(scene, Grid, "lens").places is not None


def test_a_colour_picture_stands_in_colour_and_the_lens_names_its_channel() -> None:
    scene = look_at(_photograph(3), AT_END)
    grid = find(scene, Grid, "input")
    assert grid.values.shape == (3, 514, 514)
    assert grid.scale.kind == "light"
    assert find(scene, Grid, "lens").scale.kind == "red"
    assert "red" in plain(find(scene, Label, "lens caption").spans)
    assert [each.kind for each in find(scene, Mosaic, "channels").each] == ["red", "green", "blue"]


@pytest.mark.parametrize(("channel", "kind"), [(0, "red"), (1, "green"), (2, "blue")])
def test_the_channel_that_is_multiplied_or_pointed_at_stands_alone(channel: int, kind: str) -> None:
    stage = _photograph(3)
    multiplied = look_at(stage, moment(stage.timeline, 5000, "terms", 9 * channel + 4))
    pointed = look_at(stage, AT_END, spot=Spot("channels", 0, channel))
    for scene in (multiplied, pointed):
        grid = find(scene, Grid, "input")
        assert (grid.values.ndim, grid.scale.kind) == (2, kind)
        assert find(scene, Legend, "input legend").scale == grid.scale
        assert find(scene, Grid, "lens").scale.kind == kind


def test_pointing_at_a_pixel_moves_the_lens_there() -> None:
    scene = look_at(_photograph(1), AT_END, spot=Spot("input", 101, 201))  # padding included
    lens, place = find(scene, Grid, "lens"), find(scene, Outline, "lens place").boxes[0]
    assert lens.dimmed is not None
    assert lens.values[~lens.dimmed].tolist() == [17.0]
    cell = find(scene, Grid, "input").cell(101, 201)
    assert (place.cx, place.cy) == pytest.approx((cell.cx, cell.cy))
    assert place.w >= 12
    assert "row 101, column 201" in plain(find(scene, Label, "lens caption").spans)


def test_pointing_at_a_pixel_frames_what_it_reaches_and_marks_the_pointer_alone() -> None:
    stage = _photograph(1)
    for where in (AT_END, Playhead(9000, 2)):
        scene = look_at(stage, where, spot=Spot("input", 101, 201))
        reached = find(scene, Outline, "reached region").boxes[0]
        assert min(reached.w, reached.h) >= 16
        frames = [each for each in scene.marks if isinstance(each, Outline)]
        on_input = [each for each in frames if each.key in ("window", "lens place", "reached cell")]
        solid = [each for each in on_input if not each.dashed]
        assert [each.key for each in solid] == ["lens place"]


@pytest.mark.parametrize("start", [True, False])
def test_pointing_at_an_output_moves_the_lens_there_and_tells_nothing(start: bool) -> None:
    """Also where the output is still hidden: only the lens follows."""
    stage = _photograph(1)
    scene = look_at(stage, START if start else AT_END, spot=Spot("output", 100, 200))
    lens = find(scene, Grid, "lens")
    assert lens.dimmed is not None
    inside = lens.values[~lens.dimmed].reshape(3, 3)
    assert inside[1, 1] == 17.0
    if start:
        assert plain(scene.readout).startswith("y[0, 0, 0]")
        assert find(scene, Grid, "products").revealed == 0


def test_at_the_start_lens_and_frame_are_of_the_window_whose_sum_it_is() -> None:
    scene = look_at(_photograph(1), START)
    assert "rows 0…2, columns 0…2" in plain(find(scene, Label, "lens caption").spans)
    assert has(scene, "window")
    assert not has(scene, "lens place")


def test_at_rest_the_lens_shows_something_and_not_the_padding() -> None:
    lens = find(look_at(_photograph(1), AT_END), Grid, "lens")
    assert lens.pad == (0, 0, 0, 0)
    assert np.ptp(lens.values) > 100


def test_a_flat_picture_has_its_lens_in_the_middle() -> None:
    pixels = frozen(np.full((1, 1, 64, 64), 9.0))
    layer = Conv2d(out_channels=1).fitted(1)
    result = LayerResult(layer, pixels, layer.forward(pixels))
    subject = Subject(Batch(pixels, ("",), 255.0), (result,))
    scene = look_at(chosen_explanation(layer, "").stage(subject), AT_END)
    assert "rows 32…34" in plain(find(scene, Label, "lens caption").spans)


@pytest.mark.parametrize(("channel", "name"), [(0, "red"), (1, "green"), (2, "blue")])
def test_before_a_class_the_caption_names_the_channel_that_stands_alone(
    channel: int, name: str
) -> None:
    stage, hall = _photograph(3), Viewport(1600, 800, 1.7, True)
    term = moment(stage.timeline, 5000, "terms", 9 * channel + 4)
    for place, named in ((term, True), (AT_END, False)):
        scene = stage.compose(look(stage, place, viewport=hall))
        assert (name in plain(find(scene, Label, "input caption").spans)) == named
