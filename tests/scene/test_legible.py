"""A cell has digits that can be read, or none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END
from cnnviz.layers import catalogue
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import Dots, Grid, Label, Viewport
from cnnviz.views.number_size import number_size, size_in_cell
from tests.scene.staged import find, look_at, on_stage, plain

SMALLEST = 9.9
"""Pixels; a hair less than 10, as fonts come in whole ones."""
STAGES = [
    ("BatchNorm2d", "statistics"),
    ("BatchNorm2d", "value"),
    *((kind, "curve") for kind in ("ReLU", "LeakyReLU", "Sigmoid", "Tanh")),
]


@given(
    spread=st.floats(1e-3, 1e5),
    shift=st.floats(-100, 100),
    side=st.floats(5, 120),
    seed=st.integers(0, 99),
)
def test_decimals_are_those_with_which_digits_are_large(
    spread: float, shift: float, side: float, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(shift, spread, (6, 6)).astype(np.float32)
    places = legible_places(values, side)
    if places is not None:
        assert size_in_cell(values, places, side) >= SMALLEST


def test_a_small_cell_has_no_number_and_a_large_one_has() -> None:
    values = np.random.default_rng(0).normal(0, 2, (6, 6)).astype(np.float32)
    assert legible_places(values, 20) is None
    assert legible_places(values, 30) == 1
    assert legible_places(values, 60) == 2
    assert legible_places(values, 60, 2.0) == 1


@pytest.mark.parametrize(("kind", "view"), STAGES)
@pytest.mark.parametrize("width", range(700, 2000, 130))
def test_no_digit_on_a_stage_is_small(kind: str, view: str, width: int) -> None:
    x = np.random.default_rng(2).normal(0, 3, (3, 2, 8, 8))
    stage = on_stage(catalogue()[kind](), x, view=view)
    scene = look_at(stage, AT_END, viewport=Viewport(width, 0.47 * width))
    for grid in (each for each in scene.marks if isinstance(each, Grid)):
        if grid.places is not None:
            side = grid.cell(0, 0).w
            assert size_in_cell(grid.values, grid.places, side) >= SMALLEST
            assert not grid.signs or number_size(side, side - 2, grid.signs) >= SMALLEST


@pytest.mark.parametrize("kind", ["ReLU", "LeakyReLU", "Sigmoid", "Tanh"])
def test_digits_before_and_after_an_activation_have_one_form(kind: str) -> None:
    stage = on_stage(catalogue()[kind](), np.random.default_rng(2).normal(0, 3, (1, 2, 6, 6)))
    scene = look_at(stage, AT_END, viewport=Viewport(1400, 700))
    before, after = find(scene, Grid, "input"), find(scene, Grid, "output")
    assert before.places == after.places is not None
    assert before.signs == after.signs > 0
    assert before.cell(0, 0).w == after.cell(0, 0).w


@pytest.mark.parametrize("kind", ["ReLU", "Sigmoid", "Tanh"])
@pytest.mark.parametrize(("width", "height"), [(723, 344), (979, 444), (1619, 724)])
def test_dots_and_axes_of_a_curve_grow_with_the_room(kind: str, width: int, height: int) -> None:
    stage = on_stage(catalogue()[kind](), np.random.default_rng(2).normal(0, 3, (1, 2, 6, 6)))
    scene = look_at(stage, AT_END, viewport=Viewport(width, height))
    ticks = [each for each in scene.marks if isinstance(each, Label) and " tick " in each.key]
    dots = find(scene, Dots, "values").size
    assert len(ticks) >= 3
    assert len({each.size for each in ticks}) == 1
    assert ticks[0].size >= 13
    assert dots >= 6
    if width > 1600:
        assert ticks[0].size >= 17
        assert dots >= 8
    for axis in "xy":
        said = [plain(each.spans) for each in ticks if each.key.startswith(axis)]
        assert len({len(each.partition(".")[2]) for each in said}) == 1
