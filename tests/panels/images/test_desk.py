"""While the pen moves, the stage of a chosen layer beside the pad follows it."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnnviz.document.drawing import SetBatch, SetCell
from cnnviz.document.intake import blank
from cnnviz.document.state import Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image import DrawingDesk
from cnnviz.panels.image.desk import MAP
from cnnviz.scene.marks import Grid, Legend, Outline
from cnnviz.session import Session
from cnnviz.timeline.movement import START
from cnnviz.trace import Asked
from cnnviz.words import text
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


def test_pad_and_map_give_way_together(qtbot: QtBot) -> None:
    """At 1024 × 768 the cells can be seen from the last row."""
    desk = desk_of(qtbot, start(), (690, 440))
    desk.live.compose()
    assert desk.pad.cells.side >= 38
    assert desk.live.canvas.width() >= MAP - 20
    assert desk.live.visit.isVisible()
    desk.resize(*NARROW)
    assert desk.pad.cells.side >= 34
    assert desk.pad.width() >= 170
    desk.resize(420, 440)
    assert desk.live.canvas.mapTo(desk, QPoint(0, 0)).x() >= desk.pad.geometry().right()


def test_without_layers_the_pad_has_all_the_room(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, State(Document(blank(8, 8))))
    assert not desk.live.isVisible()
    assert desk.pad.width() == desk.width()


SIZES = [(640, 460), (698, 420), (946, 470), (1106, 560), (1262, 545), (1590, 740)]
"""Desks of windows from 1024 × 768 on, with the inspector and folded, and a smaller one."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layer", range(4))
@pytest.mark.parametrize("text_size", [1.0, 1.5])
def test_pad_and_map_have_cells_of_one_size_and_begin_at_one_height(
    qtbot: QtBot, size: tuple[int, int], layer: int, text_size: float
) -> None:
    desk = desk_of(qtbot, start(), size)
    desk.pad.appearance.set(text=text_size)
    desk.live.chooser.chosen.emit(layer)
    y = desk.pad.bridge.presented.layers[layer].result.y
    desk.live.compose()
    desk.live.compose()  # its room was changed by the first
    grid, pad = output(desk), desk.pad.cells
    assert grid.values.shape == y.shape[2:]
    assert grid.box.w / grid.columns == pad.side
    canvas = desk.live.canvas
    top = canvas.mapTo(desk, QPoint(0, 0)).y() + grid.box.y
    assert abs(top - desk.pad.mapTo(desk, QPoint(0, 0)).y() - pad.box.top()) <= 1
    assert pad.box.left() == 20
    assert grid.box.right <= canvas.width()
    assert grid.box.bottom <= canvas.height() - 30
    assert {each.key for each in desk.live.canvas.shown.marks} >= {"output", "output caption"}


@pytest.mark.parametrize("size", [*SIZES, (2600, 1200)])
def test_the_input_is_drawn_once_and_the_map_is_explained(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    desk = desk_of(qtbot, start(), size)
    desk.live.compose()
    shown = desk.live.canvas.shown.marks
    assert [each.key for each in shown if isinstance(each, Grid)] == ["output"]
    legend = next(each for each in shown if isinstance(each, Legend))
    assert legend.scale == desk.pad.bridge.presented.scales[1]


@pytest.mark.parametrize("layer", [0, 3])
@pytest.mark.parametrize("asks", [(), ("size",)])
def test_the_map_stays_covered_until_the_question_is_answered(
    qtbot: QtBot, layer: int, asks: tuple[Asked, ...]
) -> None:
    state = replace(start(), selected=1, playhead=START)
    desk = desk_of(qtbot, state)
    session = desk.pad.bridge.session
    session.introduce(text("Which size?"), asks)
    session.view(selected=0)
    desk.live.chooser.chosen.emit(layer)
    desk.live.compose()
    marks = desk.live.canvas.shown.marks
    assert not [each for each in marks if isinstance(each, Legend)]
    grids = [each for each in marks if isinstance(each, Grid)]
    assert [each.revealed for each in grids] == ([] if asks else [0])
    frames = [each.boxes[0] for each in marks if isinstance(each, Outline)]
    assert [round(box.w / box.h, 3) for box in frames] == ([1.0] if asks else [])
    session.do(SetCell((0, 0, 3, 3), 7.0))
    desk.live.compose()
    assert output(desk).revealed is None


def test_larger_text_leaves_the_cells_of_the_map_their_size(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, start(), (946, 470))
    before = output(desk).box.w
    desk.pad.appearance.set(text=1.5)
    desk.resize(1262, 545)
    desk.live.compose()
    assert output(desk).box.w >= before


def test_a_photograph_and_its_map_fit_beside_each_other(qtbot: QtBot) -> None:
    layers = (catalogue()["Conv2d"](), catalogue()["MaxPool2d"]())
    desk = desk_of(qtbot, State(Document(blank(512, 512)).with_layers(layers)), (946, 470))
    desk.live.compose()
    desk.live.compose()
    grid = output(desk)
    assert grid.box.w / grid.columns == desk.pad.cells.side
    assert grid.box.right <= desk.live.canvas.width()
