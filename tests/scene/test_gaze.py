"""The stage shows where the class should look: the cell in work, and the product's factors."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import Playhead
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid, Outline
from cnnviz.timeline.movement import micro_steps
from tests.scene.staged import find, has, look, look_at, moment, on_stage


@pytest.fixture
def stage() -> Stage:
    """Return a 2×3 kernel on a 4×5 input: an output of 3×3."""
    x = np.arange(20.0).reshape(1, 1, 4, 5)
    return on_stage(Conv2d(out_channels=1, kernel_size=(2, 3), padding=(0, 0)), x)


def test_the_output_cell_in_work_is_framed_from_the_first_moment_to_the_last(stage: Stage) -> None:
    last = micro_steps(stage.timeline) - 1
    for index in range(last + 1):
        scene = look_at(stage, Playhead(2, index, 1.0))
        frame = find(scene, Outline, "written")
        assert frame.boxes == (find(scene, Grid, "output").cell(0, 2),)
        assert frame.dashed == (index < last)


@pytest.mark.parametrize("tap", range(6))
def test_a_product_in_work_frames_its_pixel_its_weight_and_itself(stage: Stage, tap: int) -> None:
    scene = look_at(stage, moment(stage.timeline, 4, "terms", tap))
    row, column = divmod(tap, 3)
    frames = {
        "term": find(scene, Grid, "input").cell(1 + row, 1 + column),
        "term weight": find(scene, Grid, "filter").cell(row, column),
        "term product": find(scene, Grid, "products").cell(row, column),
    }
    for key, cell in frames.items():
        assert find(scene, Outline, key).boxes == (cell.inset(-1),)


def test_no_factor_is_framed_under_a_question(stage: Stage) -> None:
    asked = look(stage, moment(stage.timeline, 4, "terms", 2), predict=True)
    scene = stage.compose(asked)
    assert not any(has(scene, key) for key in ("term", "term weight", "term product"))
