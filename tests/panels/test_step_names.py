"""The names of steps under the slider can all be read, in narrow windows too."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import SetParameter, set_view
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.panels.step_names import GAP, step_names
from cnnviz.panels.transport import Transport
from cnnviz.session import Session
from cnnviz.views.fonts import ui_font
from tests.first_pipeline import start

WIDTHS = (1024, 1280, 1440, 1920)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_name_is_there_and_none_lies_on_another(
    qtbot: QtBot, width: int, language: str, training: bool
) -> None:
    bridge = Bridge(Session(start()))
    appearance = Appearance(language=language)
    transport = Transport(bridge, appearance, Player(bridge))
    qtbot.addWidget(transport)
    bridge.do(SetParameter(1, "training", training))
    bridge.do(set_view(selected=2))
    transport.resize(width, 70)
    transport.show()
    qtbot.waitExposed(transport)
    timeline = bridge.presented.timeline
    assert timeline is not None
    row = transport.findChild(QWidget, "steps")
    assert isinstance(row, QWidget)
    room = row.width()
    measure = QFontMetricsF(ui_font(12)).horizontalAdvance
    for current, step in enumerate(timeline.steps):
        names = step_names(timeline.steps, current, room, appearance.words, measure)
        assert names[current].said == f"{current + 1} · {appearance.words(step.title)}"
        for number, name in enumerate(names, start=1):
            assert len(name.said) > len(str(number)) + 1
            assert name.width == measure(name.said)
            assert name.left >= 0
            assert name.left + name.width <= room
        for one, two in itertools.pairwise(names):
            assert two.left - (one.left + one.width) >= GAP - 0.01


def test_names_stand_in_full_under_their_parts_where_there_is_room() -> None:
    session = Session(start())
    session.view(selected=2)
    timeline = session.presented.timeline
    assert timeline is not None
    words = Appearance().words
    names = step_names(timeline.steps, 0, 3000, words, lambda said: 7.0 * len(said))
    for number, (name, step) in enumerate(zip(names, timeline.steps, strict=True)):
        assert name.said == f"{number + 1} · {words(step.title)}"
        part = 3000 / len(names)
        assert name.left + name.width / 2 == pytest.approx((number + 0.5) * part)


@pytest.mark.parametrize("room", range(560, 1400, 20))
def test_names_that_would_stand_under_another_part_are_written_in_fewer_words(room: int) -> None:
    session = Session(start())
    session.view(selected=2)
    timeline = session.presented.timeline
    assert timeline is not None
    words = Appearance().words
    for current in range(len(timeline.steps)):
        names = step_names(timeline.steps, current, room, words, lambda said: 6.5 * len(said))
        part = room / len(names)
        for number, name in enumerate(names):
            middle = (number + 0.5) * part
            assert name.left - 0.5 * part <= middle <= name.left + name.width + 0.5 * part
        full = [f"{number} · {words(each.title)}" for number, each in enumerate(timeline.steps, 1)]
        if [each.said for each in names] == full:
            for number, name in enumerate(names):
                assert name.left <= (number + 0.5) * part <= name.left + name.width
