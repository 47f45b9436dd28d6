"""The histograms of batch normalization in the window: large at every size, before a class too."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END
from cnnviz.lessons import examples
from cnnviz.scene.marks import Bars, Grid
from cnnviz.views.number_size import size_in_cell
from tests.app.opened import Opened
from tests.scene.staged import find

WINDOWS = [(1024, 700), (1280, 800), (1440, 900), (1920, 1080)]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The window with eight images, normalized."""
    build = next(each.build for each in examples() if each.key == "batch-of-eight")
    opened = Opened(qtbot, dataclasses.replace(build(), playhead=AT_END))
    opened.window.bridge.do(set_view(selected=2))
    yield opened
    opened.end()


@pytest.mark.parametrize("presenting", [False, True])
def test_the_histograms_have_two_fifths_of_the_stage(
    qtbot: QtBot, opened: Opened, presenting: bool
) -> None:
    window = opened.window
    if presenting:
        window.presentation.begin()
        window.showNormal()  # the offscreen screen is smaller than the sizes below
    for width, height in WINDOWS:
        window.resize(width, height)
        qtbot.waitUntil(lambda size=(width, height): window.size().toTuple() == size)
        opened.settle()
        canvas = window.stage.canvas
        assert canvas is not None
        window.stage.compose()
        scene = window.stage.scene
        for key in ("before bars", "after bars"):
            assert find(scene, Bars, key).box.h >= 0.4 * canvas.height(), (width, height)
        for grid in (each for each in scene.marks if isinstance(each, Grid)):
            if grid.places is not None:
                assert size_in_cell(grid.values, grid.places, grid.cell(0, 0).w) >= 10
