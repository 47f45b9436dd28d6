"""The tools come with the mouse and go when it rests."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cnnviz.app import present_tools
from cnnviz.document.commands import set_view
from cnnviz.scene.marks import Grid
from tests.app.opened import Opened
from tests.app.presenting.stage import choose, move_mouse, seen, tools

Key = Qt.Key


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
