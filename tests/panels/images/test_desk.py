"""While the pen moves, the stage of a chosen layer beside the pad follows it."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnnviz.document.drawing import SetBatch, SetCell
from cnnviz.document.intake import blank
from cnnviz.document.state import Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image import DrawingDesk
from cnnviz.scene.marks import Grid
from cnnviz.session import Session
from tests.first_pipeline import start

WIDE, NARROW = (1400, 560), (640, 460)


def desk_of(qtbot: QtBot, state: State, size: tuple[int, int] = WIDE) -> DrawingDesk:
    desk = DrawingDesk(Bridge(Session(state)), Appearance())
    qtbot.addWidget(desk)
    desk.resize(*size)
    desk.show()
    desk.live.compose()
    return desk


def output(desk: DrawingDesk) -> Grid:
    return next(
        each
        for each in desk.live.canvas.shown.marks
        if isinstance(each, Grid) and each.key == "output"
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_map_beside_the_pad_follows_the_pen(qtbot: QtBot, size: tuple[int, int]) -> None:
    desk = desk_of(qtbot, start(), size)
    bridge = desk.pad.bridge
    bridge.session.view(selected=0)
    before = output(desk).values
    bridge.do(SetCell((0, 0, 3, 3), 16.0))
    qtbot.waitUntil(lambda: output(desk).values is not before)
    y = bridge.presented.layers[0].result.y
    assert np.array_equal(output(desk).values, y[0, bridge.state.map])
    assert output(desk).revealed is None


def test_another_layer_is_chosen_with_the_arrows(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, start(), NARROW)
    QTest.mouseClick(desk.live.chooser.on, Qt.MouseButton.LeftButton)
    y = desk.pad.bridge.presented.layers[1].result.y
    qtbot.waitUntil(lambda: np.array_equal(output(desk).values, y[0, 0]))
    QTest.mouseClick(desk.live.visit, Qt.MouseButton.LeftButton)
    assert desk.pad.bridge.state.selected == 2


def test_a_change_refreshes_the_stage_once_and_only_while_it_is_seen(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, start())
    qtbot.wait(20)
    seen: list[int] = []
    show = desk.live.canvas.show_scene

    def counted(scene: object) -> None:
        seen.append(1)
        show(scene)

    desk.live.canvas.show_scene = counted
    desk.pad.bridge.do(SetCell((0, 0, 3, 3), 7.0))
    qtbot.wait(20)
    assert len(seen) == 1
    desk.hide()
    desk.pad.bridge.do(SetCell((0, 0, 3, 3), 8.0))
    qtbot.wait(20)
    assert len(seen) == 1


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_following_the_pen_takes_less_than_a_frame(qtbot: QtBot, size: tuple[int, int]) -> None:
    layers = tuple(catalogue()[kind]() for kind in ("Conv2d", "BatchNorm2d", "ReLU"))
    state = State(Document(blank(8, 8)).with_layers(layers))
    desk = desk_of(qtbot, state, size)
    desk.pad.bridge.do(SetBatch(blank(28, 28)))
    took = []
    for index in range(12):
        desk.pad.bridge.do(SetCell((0, 0, 4 + index, 9), 16.0))
        begun = process_time()
        desk.live.compose()
        desk.live.canvas.viewport().repaint()
        took.append(process_time() - begun)
    assert sorted(took)[len(took) // 2] < 0.016


def test_the_pad_shrinks_before_the_stage(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, start(), WIDE)
    pads, stages = [desk.pad.width()], [desk.live.width()]
    desk.resize(640, 460)
    pads.append(desk.pad.width())
    stages.append(desk.live.width())
    assert pads[1] / pads[0] < stages[1] / stages[0]
    assert stages[1] >= 440
    assert pads[1] >= 170


def test_without_layers_the_pad_has_all_the_room(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, State(Document(blank(8, 8))))
    assert not desk.live.isVisible()
    assert desk.pad.width() == desk.width()
