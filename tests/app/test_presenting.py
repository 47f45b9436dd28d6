"""Presenting: a picture of its own, tools that come with the mouse, and examples one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnviz.app import present_tools
from cnnviz.app.present_tools import PresentTools
from cnnviz.document.commands import AddLayer, set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons import examples
from cnnviz.panels.kit import PairField
from cnnviz.panels.title_line import TitleLine, subtitle_of
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid
from cnnviz.timeline.movement import START
from cnnviz.words import Words, text
from tests.app.opened import CTRL, Opened
from tests.scene.staged import plain

Key = Qt.Key


@pytest.fixture
def presented(opened: Opened) -> Iterator[Opened]:
    """The first example before a class."""
    first = examples()[0]
    opened.window.incoming.open_example(first)
    opened.press(Key.Key_F5)
    opened.window.resize(1280, 720)
    opened.settle()
    yield opened
    opened.window.presentation.end()


def tools(opened: Opened) -> PresentTools:
    """The tools over the stage."""
    found = opened.window.presentation.tools
    assert found is not None
    return found


def move_mouse(opened: Opened) -> None:
    """Move the mouse over the upper part of the stage."""
    for place in (QPoint(600, 150), QPoint(640, 170)):
        QTest.mouseMove(opened.window.windowHandle(), place)
    opened.settle()


def choose(opened: Opened, key: str) -> None:
    """Put an example on stage."""
    opened.window.incoming.open_example(next(each for each in examples() if each.key == key))
    opened.settle()


def seen(opened: Opened) -> set[str]:
    """The classes of the widgets that can be seen."""
    every = opened.window.findChildren(QWidget)
    return {type(each).__name__ for each in every if each.isVisible()}


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
    assert line.content.counter == "2 / 36"
    presented.press(Key.Key_L)
    assert line.content.subtitle == "합성곱(convolution) · 3 × 3 · 스트라이드 1"
    assert line.content.title == "합성곱 블록을 통과하는 숫자 7"


def test_the_counter_counts_steps_where_a_map_is_one_position(presented: Opened) -> None:
    presented.press(Key.Key_PageDown, CTRL)
    presented.press(Key.Key_Home)
    assert presented.window.stage.title_line.content.counter == "1 / 6"


def test_the_counter_of_a_photograph_is_grouped_by_thousands(presented: Opened) -> None:
    choose(presented, "photograph-edges")
    presented.press(Key.Key_Right)
    presented.press(Key.Key_Right)
    assert presented.window.stage.title_line.content.counter == "2 / 260,100"


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


def test_the_tools_come_with_the_mouse_and_go_when_it_rests(
    presented: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = presented.window.stage.canvas
    assert canvas is not None
    before = canvas.geometry()
    move_mouse(presented)
    assert {"StageHeader", "Transport", "WhatIfBar", "PresentTools"} <= seen(presented)
    assert canvas.geometry() == before
    presented.bot.waitUntil(
        lambda: tools(presented).isHidden(), timeout=2000 + present_tools.REST_MS
    )


@pytest.mark.parametrize("size", [(800, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("key", ["padding-keeps-size", "start", "batch-of-eight", "seven-filters"])
def test_tools_that_are_kept_cover_nothing_of_the_picture(
    presented: Opened, key: str, size: tuple[int, int]
) -> None:
    stage = presented.window.stage
    canvas = stage.canvas
    assert canvas is not None
    presented.window.resize(*size)
    choose(presented, key)
    before = canvas.geometry()
    presented.press("w")
    presented.settle()
    assert tools(presented).isVisible()
    top = canvas.mapTo(stage, QPoint(0, 0)).y()
    assert top >= tools(presented).geometry().bottom() + 1
    assert not stage.title_line.isVisible()
    presented.press("w")
    assert canvas.geometry() == before
    presented.press("w")
    presented.press(Key.Key_Escape)
    presented.press(Key.Key_F5)
    presented.window.resize(*size)
    presented.settle()
    assert canvas.geometry() == before
    assert stage.title_line.isVisible()


def test_pointing_at_the_lower_part_of_the_picture_brings_no_tools(presented: Opened) -> None:
    low = presented.window.stage.height() // 2
    for place in (QPoint(600, low), QPoint(640, low + 20)):
        QTest.mouseMove(presented.window.windowHandle(), place)
    presented.settle()
    assert tools(presented).isHidden()
    move_mouse(presented)
    assert tools(presented).isVisible()


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (800, 600)])
def test_how_to_leave_is_said_above_the_picture(opened: Opened, size: tuple[int, int]) -> None:
    opened.press(Key.Key_F5)
    window = opened.window
    window.resize(*size)
    opened.settle()
    canvas, notice = window.stage.canvas, window.notice
    assert canvas is not None
    assert notice.said
    words = [each for each in window.stage.scene.marks if isinstance(each, Grid)]
    top = canvas.mapTo(window.stage, QPoint(0, 0)).y()
    assert all(notice.geometry().bottom() < top + each.box.y for each in words)
    opened.press(Key.Key_Escape)
    opened.window.notice.tell(text("saved"))
    opened.settle()
    assert notice.y() > window.stage.height() / 2


def test_no_hint_of_the_views_covers_the_steps_under_them(presented: Opened) -> None:
    views = tools(presented).header.explanations
    assert views is not None
    said = [each.toolTip() for each in (views, *views.findChildren(QWidget))]
    assert not any(said)
    assert views.accessibleName() == "view"


def test_tools_that_the_pointer_is_on_stay(presented: Opened) -> None:
    move_mouse(presented)
    over = tools(presented).transport.mapTo(presented.window, QPoint(400, 10))
    QTest.mouseMove(presented.window.windowHandle(), over)
    presented.bot.wait(present_tools.REST_MS + 400)
    assert tools(presented).isVisible()


def test_tools_in_which_tab_leads_stay(presented: Opened) -> None:
    move_mouse(presented)
    tools(presented).after.setFocus(Qt.FocusReason.TabFocusReason)
    presented.bot.wait(present_tools.REST_MS + 400)
    assert tools(presented).isVisible()


def test_w_keeps_the_tools_until_w(presented: Opened) -> None:
    presented.press(Key.Key_W)
    presented.bot.wait(present_tools.REST_MS + 400)
    assert tools(presented).isVisible()
    presented.press(Key.Key_W)
    assert tools(presented).isHidden()


def test_tools_of_a_presentation_that_is_over_do_not_come_again(presented: Opened) -> None:
    presented.press(Key.Key_Escape)
    move_mouse(presented)
    assert "PresentTools" not in seen(presented)
    assert "StageHeader" in seen(presented)
    assert presented.window.transport.isVisible()


def test_a_stepper_makes_one_undoable_step_and_leaves_the_keys_to_the_stage(
    presented: Opened,
) -> None:
    presented.press(Key.Key_W)
    bar = tools(presented).what_if
    assert [each.name for each in bar.settings] == ["stride", "padding", "kernel_size"]
    more = bar.settings[0].findChildren(QWidget)
    button = next(each for each in more if each.accessibleName() == "one more")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.state.document.layers[0].stride == (2, 2)
    assert presented.window.stage.hasFocus()
    presented.action("undo").trigger()
    assert presented.state.document.layers[0].stride == (1, 1)


def test_padding_of_n_cells_has_a_field_beside_its_choice(presented: Opened) -> None:
    presented.press(Key.Key_W)
    padding = tools(presented).what_if.settings[1]
    pair = padding.findChild(PairField)
    assert pair is not None
    assert not pair.isVisible()
    n = next(each for each in padding.findChildren(QAbstractButton) if each.text() == "n")
    presented.click(n)
    presented.bot.waitUntil(pair.isVisible)
    presented.settle()
    assert presented.state.document.layers[0].padding == (1, 1)
    row, choice = pair.parentWidget(), n.parentWidget()
    assert row.geometry().left() > choice.geometry().right()
    assert padding.rect().contains(row.geometry())
    assert (
        tools(presented)
        .rect()
        .contains(pair.rect().translated(pair.mapTo(tools(presented), QPoint())))
    )


def test_gamma_of_the_channel_on_stage_can_be_changed_before_a_class(presented: Opened) -> None:
    choose(presented, "batch-of-eight")
    presented.window.bridge.session.choose_map(1)
    presented.press(Key.Key_W)
    gamma, beta = tools(presented).what_if.settings
    assert (gamma.name, beta.name) == ("weight", "bias")
    less = next(each for each in gamma.findChildren(QWidget) if each.accessibleName() == "one less")
    QTest.mouseClick(less, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.state.document.layers[1].weight.tolist() == [1, 0.5, 1, 1]


def test_the_bar_follows_the_layer_on_stage(presented: Opened) -> None:
    bar = tools(presented).what_if
    presented.press(Key.Key_PageDown, CTRL)
    assert [each.name for each in bar.settings] == ["weight", "bias"]
    presented.press(Key.Key_PageDown, CTRL)
    assert bar.settings == ()


def place(opened: Opened) -> tuple[int, Playhead]:
    """The layer on stage, and where its timeline stands."""
    return opened.state.selected, opened.state.playhead


def test_page_down_walks_through_every_layer_and_then_to_the_next_example(
    presented: Opened,
) -> None:
    titles = [each.title for each in examples()]
    for selected in (1, 2, 3, 4):
        assert place(presented) == (selected, START)
        assert presented.window.scene_files.title == titles[0]
        presented.press(Key.Key_End)
        presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == titles[1]
    assert presented.state.playhead == START
    presented.action("undo").trigger()
    assert presented.window.scene_files.title == titles[0]


def test_page_up_walks_back_through_every_layer_from_its_end(presented: Opened) -> None:
    titles = [each.title for each in examples()]
    choose(presented, examples()[1].key)
    presented.window.bridge.do(AddLayer("ReLU", 1))
    presented.window.bridge.do(AddLayer("MaxPool2d", 2))
    for selected in (3, 2, 1):
        presented.press(Key.Key_Home)
        presented.press(Key.Key_PageUp)
        if selected > 1:
            assert place(presented) == (selected - 1, AT_END)
    assert presented.window.scene_files.title == titles[0]
    assert presented.state.playhead == START


def test_page_down_passes_over_a_layer_that_has_no_steps(presented: Opened) -> None:
    bridge = presented.window.bridge
    bridge.do(set_view(explanations=("", "", "", "uses")))
    bridge.do(set_view(selected=3, playhead=AT_END))
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[1].title


def test_a_layer_chosen_before_a_class_begins_at_its_start(presented: Opened) -> None:
    presented.press(Key.Key_End)
    presented.press(Key.Key_PageDown, CTRL)
    assert place(presented) == (2, START)
    presented.press(Key.Key_PageUp, CTRL)
    assert place(presented) == (1, START)


def test_in_a_window_a_layer_is_found_as_it_was_left(opened: Opened) -> None:
    choose(opened, examples()[0].key)
    opened.press(Key.Key_Right)
    opened.press(Key.Key_Right)
    left = place(opened)
    opened.press(Key.Key_PageDown, CTRL)
    assert place(opened) == (2, START)
    opened.press(Key.Key_PageUp, CTRL)
    assert place(opened) == left


def test_page_down_before_the_end_is_a_step(presented: Opened) -> None:
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[0].title
    assert presented.state.playhead not in (START, AT_END)


def test_a_clicker_alone_walks_from_one_example_into_the_next(presented: Opened) -> None:
    choose(presented, "by-hand")
    for _ in range(2 * 4 + 2):
        if presented.window.scene_files.title != examples()[1].title:
            break
        presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[2].title


def test_no_page_is_turned_in_a_window_or_in_a_document_of_ones_own(opened: Opened) -> None:
    choose(opened, "one-edge")
    opened.press(Key.Key_End)
    opened.press(Key.Key_PageDown)
    assert opened.window.scene_files.title == examples()[2].title
    opened.window.scene_files.begin(examples()[2].build())
    opened.press(Key.Key_F5)
    opened.press(Key.Key_End)
    opened.press(Key.Key_PageDown)
    assert opened.window.scene_files.title is None
    opened.window.presentation.end()


def test_the_first_example_has_none_before_it_and_the_last_none_behind_it(
    presented: Opened,
) -> None:
    presented.press(Key.Key_Home)
    presented.press(Key.Key_PageUp)
    assert presented.window.scene_files.title == examples()[0].title
    choose(presented, examples()[-1].key)
    presented.press(Key.Key_End)
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[-1].title


def test_the_buttons_of_the_bar_turn_pages_anywhere(presented: Opened) -> None:
    presented.press(Key.Key_W)
    QTest.mouseClick(tools(presented).after, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.window.scene_files.title == examples()[1].title
    assert presented.window.stage.hasFocus()
    QTest.mouseClick(tools(presented).before, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.window.scene_files.title == examples()[0].title


def test_how_to_leave_is_said_once(opened: Opened) -> None:
    opened.press(Key.Key_F5)
    assert opened.window.notice.said == "Esc leaves the presentation"
    opened.press(Key.Key_Escape)
    opened.window.notice.hide()
    opened.press(Key.Key_F5)
    assert opened.window.notice.said == ""


def test_keys_work_while_the_tools_are_hidden(presented: Opened) -> None:
    presented.press(Key.Key_Space)
    assert presented.window.player.is_playing
    presented.press(Key.Key_Space)
    presented.press(Key.Key_Home)
    presented.press(Key.Key_Right)
    after = presented.state.playhead
    presented.press(Key.Key_Right)
    presented.press(Key.Key_Left)
    assert presented.state.playhead == after != START
    presented.press(Key.Key_B)
    assert presented.window.blank_sheet.isVisible()
    presented.press(Key.Key_Period)
    assert not presented.window.blank_sheet.isVisible()
    presented.press(Key.Key_F5)
    assert not presented.window.presentation.active


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080)])
def test_the_tools_leave_the_stage_and_the_equation_free(
    presented: Opened, size: tuple[int, int], language: str
) -> None:
    window = presented.window
    presented.appearance.set(language=language)
    window.resize(*size)
    presented.press(Key.Key_W)
    for selected in range(1, len(presented.state.document.layers) + 1):
        window.bridge.do(set_view(selected=selected))
        presented.settle()
        low = tools(presented).geometry().bottom()
        assert low < window.stage.equation.y()
        assert tools(presented).width() == window.stage.width()
        if size[0] >= 1280 and selected == 1:
            assert window.stage.canvas is not None
            left = next(each for each in window.stage.scene.marks if each.key == "input")
            assert isinstance(left, Grid)
            cell = left.box.h / left.rows
            top = window.stage.canvas.mapTo(window.stage, QPoint(0, 0)).y() + left.box.y
            assert low <= top + 0.15 * cell


def test_the_title_line_is_only_there_while_presenting(opened: Opened) -> None:
    assert "TitleLine" not in seen(opened)
    assert isinstance(opened.window.stage.title_line, TitleLine)
