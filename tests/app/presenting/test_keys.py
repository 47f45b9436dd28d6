"""The keys of a presentation, and how it is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF

from cnnviz.lessons import examples
from cnnviz.panels.title_line import SIDE, TALL, TITLE
from cnnviz.scene.marks import Grid
from cnnviz.timeline.movement import START
from cnnviz.views.fonts import ui_font
from cnnviz.words import text
from tests.app.opened import Opened

Key = Qt.Key


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (800, 600)])
def test_how_to_leave_is_said_above_the_picture_and_beside_the_title(
    opened: Opened, size: tuple[int, int]
) -> None:
    opened.window.incoming.open_example(examples()[0])
    opened.press(Key.Key_F5)
    window = opened.window
    window.resize(*size)
    opened.settle()
    canvas, notice = window.stage.canvas, window.notice
    assert canvas is not None
    assert notice.said
    words = [each for each in window.stage.scene.marks if isinstance(each, Grid)]
    top = canvas.mapTo(window.stage, QPoint(0, 0)).y()
    large = ui_font(TITLE * window.stage.title_line.sizeHint().height() / TALL, bold=True)
    title = window.stage.title_line.content.title
    assert notice.x() > SIDE + QFontMetricsF(large).horizontalAdvance(title)
    assert all(notice.geometry().bottom() < top + each.box.y for each in words)
    opened.press(Key.Key_Escape)
    opened.window.notice.tell(text("saved"))
    opened.settle()
    assert notice.y() > window.stage.height() / 2


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
