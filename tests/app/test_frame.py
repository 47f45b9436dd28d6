"""The first window fits its screen."""

from __future__ import annotations

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
