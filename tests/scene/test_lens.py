"""The lens shows a part of the padded input, and no more padding than it has cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import catalogue
from cnnviz.scene.marks import Grid, Spot, Viewport
from tests.scene.staged import find, has, look, look_at, moment, on_stage

CONV = catalogue()["Conv2d"]
X = np.arange(28 * 28, dtype=np.float32).reshape(1, 1, 28, 28)


def _hatched(grid: Grid) -> tuple[int, int]:
    top, right, bottom, left = grid.pad
    assert min(grid.pad) >= 0
    assert max(top, bottom) <= grid.rows
    assert max(left, right) <= grid.columns
    return top, left


@settings(max_examples=80, deadline=None)
@given(
    padding=st.tuples(st.integers(0, 32), st.integers(0, 32)),
    kernel=st.integers(1, 7),
    row=st.integers(0, 200),
    column=st.integers(0, 200),
)
def test_the_padding_of_the_lens_fits_in_it(
    padding: tuple[int, int], kernel: int, row: int, column: int
) -> None:
    stage = on_stage(CONV(kernel_size=(kernel, kernel), padding=padding, out_channels=1), X)
    _, rows, columns = stage.timeline.axes
    scene = look_at(stage, AT_END, spot=Spot("output", row % rows, column % columns))
    if has(scene, "lens"):
        _hatched(find(scene, Grid, "lens"))


@pytest.mark.parametrize("padding", [(12, 12), (0, 32), (32, 0)])
def test_a_lens_on_padding_alone_is_all_hatched(padding: tuple[int, int]) -> None:
    """At the first position of a wide padding the window lies on nothing else."""
    stage = on_stage(CONV(padding=padding, out_channels=1), X)
    grid = find(look_at(stage, Playhead(0, 1, 1.0)), Grid, "lens")
    top, left = _hatched(grid)
    assert top == grid.rows or left == grid.columns


@pytest.mark.parametrize("kind", ["AvgPool2d", "MaxPool2d"])
@pytest.mark.parametrize("presenting", [False, True])
def test_a_number_is_written_alike_in_the_lens_and_in_the_window_below_it(
    kind: str, presenting: bool
) -> None:
    x = 10 + 60 * np.random.default_rng(3).random((1, 1, 48, 48)).astype(np.float32)
    stage = on_stage(catalogue()[kind](kernel_size=(2, 2)), x)
    view = Viewport(1240, 640, 1.7, True) if presenting else Viewport(940, 430)
    scene = stage.compose(replace(look(stage, moment(stage.timeline, 300, "write")), viewport=view))
    places = {find(scene, Grid, key).places for key in ("lens", "candidates")}
    assert len(places - {None}) == 1
