"""The receptive field's maps are large, and have numbers alike; activations have theirs."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import AT_END, Batch, Document, State
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.scene.explanations.receptive_field import LEAST, MOST_STATIONS
from cnnviz.scene.legible import HIGHEST
from cnnviz.scene.marks import Grid, Label, Scene, Viewport
from cnnviz.session import Session
from tests.scene.staged import find, look_at, on_stage, plain

KINDS = catalogue()
VIEWPORTS = [
    Viewport(723, 341),
    Viewport(979, 441),
    Viewport(1139, 541, 1.2),
    Viewport(1280, 560, 2.05, presenting=True),
    Viewport(984, 560, 2.05, presenting=True),
]


def field(view: Viewport, *layers: Layer, side: int = 8) -> Scene:
    """The receptive field of the last of some layers, with whole pixels from 0 to 9."""
    pixels = np.random.default_rng(0).integers(0, 10, (1, 1, side, side)).astype(np.float32)
    document = Document(Batch(pixels, ("noise",))).with_layers(layers)
    session = Session(State(document, selected=len(layers)))
    session.choose_explanation("field")
    return session.scene(view)


def maps(scene: Scene) -> list[Grid]:
    """The maps of a receptive field."""
    return [each for each in scene.marks if isinstance(each, Grid)]


@pytest.mark.parametrize("view", VIEWPORTS)
@pytest.mark.parametrize("side", [4, 8, 12, 28])
@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_all_maps_have_numbers_that_can_be_read_or_none_has(
    view: Viewport, side: int, count: int
) -> None:
    layers = [KINDS["Conv2d"](), KINDS["ReLU"](), KINDS["MaxPool2d"]()] * 2
    shown = maps(field(view, *layers[:count], KINDS["AvgPool2d"](), side=side))
    with_numbers = [grid for grid in shown if grid.places is not None]
    assert len(with_numbers) in (0, len(shown))
    least = 16 if view.presenting else 10
    assert all(HIGHEST * grid.box.w / grid.values.shape[1] >= least for grid in with_numbers)


@pytest.mark.parametrize("view", VIEWPORTS)
@pytest.mark.parametrize("side", [8, 28, 64])
def test_no_map_is_tiny(view: Viewport, side: int) -> None:
    shown = maps(field(view, *[KINDS["MaxPool2d"]()] * 3, side=side))
    assert all(min(grid.box.w, grid.box.h) >= LEAST - 1 for grid in shown)


def test_two_rows_are_taken_where_they_make_the_maps_larger() -> None:
    same = [KINDS["Conv2d"]()] * (MOST_STATIONS - 1)
    high, low = (maps(field(Viewport(900, height), *same)) for height in (800, 300))
    assert len({grid.box.cy for grid in high}) == 2
    assert len({grid.box.cy for grid in low}) == 1
    alone = (900 - 4 * 40 - 40) / MOST_STATIONS
    assert min(grid.box.w for grid in high) > 1.3 * alone


@pytest.mark.parametrize("view", VIEWPORTS)
@pytest.mark.parametrize("count", [1, 3, 4, 7])
def test_maps_lie_on_the_stage_and_not_on_each_other(view: Viewport, count: int) -> None:
    boxes = [grid.box for grid in maps(field(view, *[KINDS["Conv2d"]()] * count))]
    for index, box in enumerate(boxes):
        assert box.x >= 0
        assert box.right <= view.width
        assert box.bottom + 30 <= view.height
        for other in boxes[:index]:
            apart = box.x >= other.right or box.right <= other.x
            assert apart or box.y >= other.bottom or box.bottom <= other.y


def test_a_curve_leaves_the_cells_what_their_numbers_need() -> None:
    x = np.linspace(-31.4, 31.4, 64).reshape(1, 1, 8, 8).round(1)
    for width in (723, 740, 800):
        scene = look_at(on_stage(ReLU(), x), AT_END, viewport=Viewport(width, 341), numbers=True)
        assert find(scene, Grid, "input").places is not None


def test_the_vertical_axis_of_a_curve_has_more_than_one_number() -> None:
    for high in (3.0, 10.0, 25.0, 62.0):
        x = np.linspace(-high, high, 64).reshape(1, 1, 8, 8)
        scene = look_at(on_stage(ReLU(), x), AT_END)
        said = [
            plain(each.spans)
            for each in scene.marks
            if isinstance(each, Label) and each.key.startswith("y tick")
        ]
        assert len(said) >= 2
        assert len(set(said)) == len(said)
