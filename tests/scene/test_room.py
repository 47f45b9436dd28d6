"""Marks stay inside the stage, and words lie neither on cells nor on each other.

Large text needs a large stage: the window wears no larger text than it has room for.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from cnnviz.document.state import AT_END
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.scene.layout import LEAST
from cnnviz.scene.marks import Grid, Label, Viewport
from tests.layers.cases import KINDS, working
from tests.scene.boxes import Measure
from tests.scene.staged import any_view, find, look_at, looks, on_stage, viewports


@pytest.fixture(scope="module", params=["en", "ko"])
def measure(qapp: QApplication, request: pytest.FixtureRequest) -> Measure:
    """Measures in each language, in the bundled fonts."""
    return Measure(request.param)


@KINDS
@settings(max_examples=40)
@given(data=st.data())
def test_marks_stay_inside_the_stage(
    cls: type[Layer], data: st.DataObject, measure: Measure
) -> None:
    case = data.draw(working(cls))
    stage, view = data.draw(any_view(case)), data.draw(viewports())
    scene = stage.compose(data.draw(looks(stage, view)))
    assert measure.outside(scene, view.width, view.height, by=4) == []


@KINDS
@settings(max_examples=40)
@given(data=st.data())
def test_words_lie_neither_on_cells_nor_on_each_other(
    cls: type[Layer], data: st.DataObject, measure: Measure
) -> None:
    case = data.draw(working(cls))
    stage, view = data.draw(any_view(case)), data.draw(viewports())
    scene = stage.compose(data.draw(looks(stage, view)))
    assert measure.overlapping(scene) == []


def test_a_caption_stands_under_the_middle_of_its_grid() -> None:
    """Even a long one, in any language: its room keeps it inside the stage."""
    x = np.zeros((1, 2, 8, 8), np.float32)
    scene = look_at(on_stage(catalogue()["MaxPool2d"](kernel_size=(4, 4)), x), AT_END)
    said = find(scene, Label, "output caption")
    assert (said.x, said.align) == (find(scene, Grid, "output").box.cx, "center")


def test_one_value_has_its_steps_apart_on_a_low_stage(measure: Measure) -> None:
    x = np.random.default_rng(0).normal(size=(2, 2, 1, 1)).astype(np.float32)
    stage = on_stage(catalogue()["BatchNorm2d"](), x, view="value")
    low = look_at(stage, AT_END, viewport=Viewport(1057, 350), map=1, numbers=False)
    assert measure.overlapping(low) == []


@pytest.mark.parametrize("side", [20, 64, 512])
@pytest.mark.parametrize("stride", [1, 2, 4, 16])
def test_a_strided_map_is_drawn_at_the_scale_of_its_input(side: int, stride: int) -> None:
    layer = Conv2d(out_channels=1, stride=(stride, stride), padding="valid")
    stage = on_stage(layer, np.random.default_rng(0).normal(size=(1, 1, side, side)))
    scene = look_at(stage, AT_END, numbers=False)
    left, right = find(scene, Grid, "input"), find(scene, Grid, "output")
    assert right.box.w <= left.box.w
    assert right.box.h <= left.box.h
    same = right.box.w / right.columns == pytest.approx(left.box.w / left.columns)
    assert same or right.box.w <= LEAST
