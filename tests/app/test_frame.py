"""The first window fits its screen."""

from __future__ import annotations

from typing import cast
from unittest.mock import create_autospec

from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from pytestqt.qtbot import QtBot

from cnnviz.app.frame import WANTED, Frame, place, smallest_size
from cnnviz.app.settings import Settings
from cnnviz.views.theme import Theme


def test_the_first_window_is_no_larger_than_the_screen(qtbot: QtBot) -> None:
    frame = Frame(Theme.load("light"), Settings())
    qtbot.addWidget(frame)
    room = frame.screen().availableSize()
    assert room.width() < WANTED.width(), "the offscreen screen is a small one"
    assert frame.width() <= room.width()
    assert frame.height() <= room.height()
    assert frame.isMaximized()
    assert smallest_size(frame) == smallest_size(frame).boundedTo(room)


class Narrow(Frame):
    """A frame on a screen of 800 × 600 without a task bar."""

    def screen(self) -> QScreen:
        screen = create_autospec(QScreen, instance=True)
        screen.availableSize.return_value = QSize(800, 600)
        return cast(QScreen, screen)


def test_the_smallest_window_leaves_room_for_its_title_bar(qtbot: QtBot) -> None:
    frame = Narrow(Theme.load("light"), Settings())
    qtbot.addWidget(frame)
    assert frame.minimumHeight() <= 600 - 30
    assert frame.minimumWidth() <= 800


def test_a_window_comes_back_as_it_was(qtbot: QtBot) -> None:
    settings = Settings()
    frame = Frame(Theme.load("light"), settings)
    qtbot.addWidget(frame)
    frame.showNormal()
    frame.resize(790, 750)
    settings.remember("geometry", frame.saveGeometry())
    frame.hide()
    again = Frame(Theme.load("light"), settings)
    qtbot.addWidget(again)
    place(again, settings)
    assert not again.isMaximized()
    assert again.height() == frame.height()
