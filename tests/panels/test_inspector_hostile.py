"""The inspector shows infinite and missing numbers, maps of one cell and many channels."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector import Inspector
from cnnviz.panels.inspector.norm.chart import RunningChart
from cnnviz.session import Session

BAD = np.array([np.inf, -np.inf, np.nan, 3e38, -3e38, 1e-40, 0, 1], np.float32)


def paint_all(inspector: Inspector) -> None:
    """Paint the inspector with all that is in it, and say what it says."""
    inspector.resize(308, 2400)
    inspector.grab()


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Collect what painting reports."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(error))
    return found


@pytest.mark.parametrize("side", [1, 8])
@pytest.mark.parametrize("filled", ["pixels", "weights"])
def test_any_numbers_are_shown(
    qtbot: QtBot, reported: list[BaseException], side: int, filled: str
) -> None:
    pixels = np.resize(BAD if filled == "pixels" else BAD[-2:], (2, 1, side, side))
    conv, norm = catalogue()["Conv2d"](out_channels=64), catalogue()["BatchNorm2d"]()
    document = Document(Batch(pixels, ("a", "b"))).with_layers((conv, norm, catalogue()["ReLU"]()))
    if filled == "weights":
        conv, norm, relu = document.layers
        conv = replace(conv, weight=np.resize(BAD, conv.weight.shape))
        bad = np.resize(BAD, norm.weight.shape)
        norm = replace(norm, weight=bad, bias=bad, running_mean=bad, running_var=bad)
        document = document.with_layers((conv, norm, relu))
    with np.errstate(all="ignore"):
        bridge = Bridge(Session(State(document, selected=1)))
    inspector = Inspector(bridge, Appearance())
    qtbot.addWidget(inspector)
    inspector.show()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for selected in (1, 2, 3):
            bridge.do(set_view(selected=selected))
            for channel in (*range(8), 63):
                bridge.session.view(map=channel)
                paint_all(inspector)
    assert not reported


@pytest.mark.parametrize("low", [None, 0, 2, 5])
def test_the_course_of_any_averages_is_drawn(
    qtbot: QtBot, reported: list[BaseException], low: int | None
) -> None:
    chart = RunningChart(Appearance())
    qtbot.addWidget(chart)
    chart.resize(200, 100)
    course = np.full((4, 2), np.nan, np.float32) if low is None else np.resize(BAD[low:], (12, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for whole in (True, False):
            chart.show_course(course, whole)
            chart.grab()
    assert not reported
