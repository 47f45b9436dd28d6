"""Presenting composes a picture of its own, for the last row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from cnnviz.document.state import Playhead
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.panels.title_line import TitleLine, subtitle_of
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid
from cnnviz.words import Words
from tests.app.opened import CTRL, Opened
from tests.app.presenting.stage import choose, seen
from tests.scene.staged import plain

Key = Qt.Key


def test_a_class_sees_title_stage_and_equation_alone(presented: Opened) -> None:
    assert {"TitleLine", "Canvas", "EquationStrip"} <= seen(presented)
    assert not seen(presented) & {"StageHeader", "Transport", "WhatIfBar", "TopBar", "Inspector"}
    assert not seen(presented) & {"PipelineStrip", "PresentTools"}


def test_the_title_names_the_example_the_layer_and_the_cell(presented: Opened) -> None:
    line = presented.window.stage.title_line
    presented.press(Key.Key_Right)
    presented.press(Key.Key_Right)
    assert line.content.title == "A digit through one block"
    assert line.content.subtitle == "convolution · 3 × 3 · stride 1"
    assert line.content.counter == "map 1 of 4 · 2 / 36"
    presented.press(Key.Key_L)
    assert line.content.subtitle == "합성곱(convolution) · 3 × 3 · 스트라이드 1"
    assert line.content.title == "합성곱 블록을 통과하는 숫자 7"


def test_the_counter_counts_steps_where_a_map_is_one_position(presented: Opened) -> None:
    presented.press(Key.Key_PageDown, CTRL)
    presented.press(Key.Key_Home)
    assert presented.window.stage.title_line.content.counter == "1 / 6"


def test_the_counter_names_the_map_whose_cells_it_counts(presented: Opened) -> None:
    bridge, line = presented.window.bridge, presented.window.stage.title_line
    for position, said in ((35, "map 1 of 4 · 36 / 36"), (36, "map 2 of 4 · 1 / 36")):
        bridge.session.go_to(Playhead(position, 0, 1.0))
        assert line.content.counter == said
    choose(presented, "one-edge")
    presented.press(Key.Key_Right)
    assert "map" not in line.content.counter


def test_the_answer_stands_in_the_title_once_the_question_is_answered(presented: Opened) -> None:
    line = presented.window.stage.title_line
    choose(presented, "seven-filters")
    assert line.content.answer == ""
    presented.press(Key.Key_Right)
    assert line.content.answer == "(3·3·3 + 1)·7 = 189 weights + 7 biases = 196"
    presented.press(Key.Key_I)
    assert line.content.answer == ""
    presented.press(Key.Key_I)
    assert line.content.answer
    choose(presented, "one-edge")
    assert line.content.answer == ""


def test_the_counter_of_a_photograph_is_grouped_by_thousands(presented: Opened) -> None:
    choose(presented, "photograph-edges")
    presented.press(Key.Key_Right)
    presented.press(Key.Key_Right)
    assert presented.window.stage.title_line.content.counter == "map 1 of 2 · 2 / 260,100"


def test_a_layer_is_told_with_what_is_unusual_about_it() -> None:
    wide = Conv2d(kernel_size=(3, 5), stride=(1, 2), dilation=(2, 2))
    assert subtitle_of(wide, Words("en")) == "convolution · 3 × 5 · stride 1 × 2 · dilation 2"
    assert subtitle_of(MaxPool2d(), Words("ko")) == "최대 풀링(max pooling) · 2 × 2 · 스트라이드 2"
    assert subtitle_of(None, Words("en")) == ""


@pytest.mark.parametrize("key", [Key.Key_PageDown, Key.Key_Right, Key.Key_End, Key.Key_Space])
def test_a_resting_mouse_does_not_take_the_equation_from_the_clicker(
    presented: Opened, key: Qt.Key
) -> None:
    stage = presented.window.stage
    presented.press(Key.Key_Right)
    grid = next(each for each in stage.scene.marks if each.key == "input")
    assert isinstance(grid, Grid)
    assert stage.canvas is not None
    cell = QPointF(grid.cell(3, 4).cx, grid.cell(3, 4).cy).toPoint()
    for place in (QPoint(5, 5), cell):
        QTest.mouseMove(stage.canvas.viewport(), place)
        presented.settle()
    assert " is used by " in plain(stage.scene.equation)
    presented.press(key)
    presented.settle()
    assert " is used by " not in plain(stage.scene.equation)


def test_the_picture_on_the_screen_has_cells_and_words_for_the_last_row(presented: Opened) -> None:
    stage = presented.window.stage
    grids = [each for each in stage.scene.marks if isinstance(each, Grid)]
    left = next(each for each in grids if each.key == "input")
    assert left.box.w / left.columns >= 59
    assert stage.equation.sizeHint().height() >= 2.5 * BACK_ROW
    assert stage.title_line.sizeHint().height() >= BACK_ROW


def test_the_title_line_is_only_there_while_presenting(opened: Opened) -> None:
    assert "TitleLine" not in seen(opened)
    assert isinstance(opened.window.stage.title_line, TitleLine)
