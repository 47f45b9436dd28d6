"""Strips of any layers."""

from __future__ import annotations

import pytest

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.strip import PipelineStrip
from tests.panels.strip.desk import FOUR, Desk


@pytest.fixture
def appearance(qapp):
    return Appearance()


@pytest.fixture
def make(qtbot, appearance):
    def made(kinds=FOUR, width=1400, **more) -> PipelineStrip:
        strip = PipelineStrip(Desk(kinds, **more), appearance)
        qtbot.addWidget(strip)
        strip.resize(width, strip.height())
        strip.show()
        strip.activateWindow()
        qtbot.waitUntil(strip.isActiveWindow)
        return strip

    return made
