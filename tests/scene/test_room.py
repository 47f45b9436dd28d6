"""Marks stay inside the stage, and words lie neither on cells nor on each other.

Large text needs a large stage: the window wears no larger text than it has room for.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from cnnviz.layers import Layer
from cnnviz.scene.captions import caption
from cnnviz.scene.marks import Box
from cnnviz.views.fonts import load_fonts
from tests.layers.cases import KINDS, working
from tests.scene.boxes import Measure
from tests.scene.staged import glances, staged, viewports


@pytest.fixture(scope="module", params=["en", "ko"])
def measure(qapp: QApplication, request: pytest.FixtureRequest) -> Measure:
    """Measures in each language, in the bundled fonts."""
    load_fonts()
    return Measure(request.param)


@KINDS
@settings(max_examples=40)
@given(data=st.data())
def test_marks_stay_inside_the_stage(
    cls: type[Layer], data: st.DataObject, measure: Measure
) -> None:
    case = data.draw(working(cls))
    stage, view = staged(case), data.draw(viewports())
    scene = stage.compose(data.draw(glances(stage, case.layer, view)))
    assert measure.outside(scene, view.width, view.height, by=4) == []


@KINDS
@settings(max_examples=40)
@given(data=st.data())
def test_words_lie_neither_on_cells_nor_on_each_other(
    cls: type[Layer], data: st.DataObject, measure: Measure
) -> None:
    case = data.draw(working(cls))
    stage, view = staged(case), data.draw(viewports())
    scene = stage.compose(data.draw(glances(stage, case.layer, view)))
    assert measure.overlapping(scene) == []


def test_captions_stand_alike_in_every_language() -> None:
    """Where a caption stands does not depend on how long its English is."""
    grid = Box(100, 50, 30, 30)
    short, long = (caption("c", grid, 1.0, said) for said in ("x", "x" * 80))
    assert (short.x, short.align) == (long.x, long.align) == (grid.cx, "center")
