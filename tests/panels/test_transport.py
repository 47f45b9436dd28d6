"""The transport by mouse and keys: its buttons, its slider, its granularity and speed."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.panels.transport import SPEEDS, Transport
from cnnviz.session import Session
from cnnviz.timeline.movement import START, micro_steps
from cnnviz.trace import Span, Timeline, line
from tests.first_pipeline import start

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


class Desk(QObject):
    """A transport under the start scene."""

    def __init__(self, qtbot: QtBot, layer: int = 1) -> None:
        super().__init__()
        self.bot = qtbot
        self.bridge = Bridge(Session(start()), self)
        self.appearance = Appearance()
        self.player = Player(self.bridge, parent=self)
        self.transport = Transport(self.bridge, self.appearance, self.player)
        qtbot.addWidget(self.transport)
        self.transport.resize(1200, 70)
        self.transport.show()
        qtbot.waitExposed(self.transport)
        self.select(layer)

    def select(self, layer: int) -> None:
        """Put a layer on stage."""
        self.bridge.do(set_view(selected=layer))

    @property
    def state(self) -> State:
        return self.bridge.state

    @property
    def head(self) -> Playhead:
        return self.state.playhead

    @property
    def timeline(self) -> Timeline:
        assert self.player.timeline is not None
        return self.player.timeline

    @property
    def slider(self) -> QSlider:
        found = self.transport.findChildren(QSlider)
        assert len(found) == 1
        return found[0]

    @property
    def speed(self) -> QComboBox:
        found = self.transport.findChild(QComboBox)
        assert isinstance(found, QComboBox)
        return found

    def button(self, name: str) -> QAbstractButton:
        """The button whose accessible name begins so."""
        found = [
            each
            for each in self.transport.findChildren(QAbstractButton)
            if each.accessibleName().split(":")[-1].strip() == name
        ]
        assert len(found) == 1, name
        return found[0]

    def click(self, name: str) -> None:
        """Click a button."""
        self.bot.mouseClick(self.button(name), LEFT)

    def at(self, part: float) -> QPoint:
        """Where on the slider's groove a part of the timeline lies."""
        option = QStyleOptionSlider()
        self.slider.initStyleOption(option)
        handle = self.slider.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self.slider
        )
        room = self.slider.width() - handle.width()
        return QPoint(round(handle.width() / 2 + part * room), self.slider.height() // 2)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_buttons_go_to_the_ends_and_step(desk: Desk) -> None:
    last = micro_steps(desk.timeline) - 1
    seen = []
    for name in ("to the start", "next step", "next step", "previous step", "to the end"):
        desk.click(name)
        seen.append(desk.head)
    assert seen == [START, Playhead(0, last, 1.0), Playhead(1, last, 1.0), seen[1], AT_END]


def test_the_play_button_plays_and_becomes_a_pause_button(desk: Desk) -> None:
    desk.click("play")
    assert desk.player.is_playing
    desk.click("pause")
    assert not desk.player.is_playing
    assert desk.button("play").isVisible()


def test_a_focused_button_answers_to_the_keyboard(desk: Desk) -> None:
    button = desk.button("to the start")
    button.setFocus()
    desk.bot.keyClick(button, Key.Key_Space)
    assert desk.head == START


def test_a_click_on_the_slider_goes_there(desk: Desk) -> None:
    desk.bot.mouseClick(desk.slider, LEFT, pos=desk.at(0.25))
    assert desk.player.part() == pytest.approx(0.25, abs=0.01)


def test_dragging_the_slider_scrubs_both_ways_through_the_same_places(desk: Desk) -> None:
    slider, places = desk.slider, [0.1, 0.35, 0.6, 0.85]
    desk.bot.mousePress(slider, LEFT, pos=desk.at(places[0]))
    seen: dict[float, list[Playhead]] = {part: [] for part in places}
    for part in [*places, *reversed(places)]:
        desk.bot.mouseMove(slider, desk.at(part))
        seen[part].append(desk.head)
    desk.bot.mouseRelease(slider, LEFT, pos=desk.at(places[0]))
    assert all(len(set(heads)) == 1 for heads in seen.values())
    assert len({heads[0] for heads in seen.values()}) == len(places)


def test_scrubbing_with_the_arrows_is_inverse(desk: Desk) -> None:
    desk.click("to the start")
    desk.slider.setFocus()
    places = []
    for _ in range(6):
        places.append(desk.slider.value())
        desk.bot.keyClick(desk.slider, Key.Key_Right)
    for place in reversed(places):
        desk.bot.keyClick(desk.slider, Key.Key_Left)
        assert desk.slider.value() == place
    assert desk.head == START


def test_the_slider_follows_the_playhead(desk: Desk) -> None:
    desk.bridge.do(set_view(playhead=Playhead(128, 0, 0.0)))
    assert desk.slider.value() / desk.slider.maximum() == pytest.approx(0.5, abs=1e-4)


def test_granularity_is_chosen_by_mouse(desk: Desk) -> None:
    for name in ("term", "row", "map", "cell"):
        desk.click(name)
        assert desk.state.granularity == name


def test_a_step_has_the_size_that_was_chosen(desk: Desk) -> None:
    desk.click("to the start")
    desk.click("row")
    desk.click("next step")
    assert desk.head == Playhead(7, micro_steps(desk.timeline) - 1, 1.0)


def test_speed_is_chosen_by_keys(desk: Desk) -> None:
    desk.speed.setFocus()
    desk.bot.keyClick(desk.speed, Key.Key_Down)
    assert desk.state.speed == SPEEDS[SPEEDS.index(1.0) + 1]


def test_the_speed_box_shows_the_speed_of_the_state(desk: Desk) -> None:
    for speed, said in ((0.25, "¼ ×"), (0.5, "½ ×"), (8.0, "8 ×")):
        desk.bridge.do(set_view(speed=speed))
        assert desk.speed.currentText() == said


def test_without_a_timeline_nothing_can_be_pressed(desk: Desk) -> None:
    desk.select(0)
    controls = [*desk.transport.findChildren(QAbstractButton), desk.slider, desk.speed]
    assert not any(each.isEnabled() for each in controls)


def test_a_picture_that_stands_still_cannot_be_played(desk: Desk) -> None:
    desk.bridge.session.choose_explanation("uses")
    controls = [*desk.transport.findChildren(QAbstractButton), desk.slider, desk.speed]
    assert not any(each.isEnabled() for each in controls)
    desk.player.toggle()
    assert not desk.player.is_playing
    desk.bridge.session.choose_explanation("slide")
    assert desk.button("play").isEnabled()


def test_looking_never_enters_the_history(desk: Desk) -> None:
    for name in ("to the start", "next step", "map", "play", "pause"):
        desk.click(name)
    assert desk.bridge.store.undo_label is None


def test_a_normalization_slides_through_the_steps_of_one_channel(qtbot: QtBot) -> None:
    desk = Desk(qtbot, layer=2)
    desk.bridge.do(set_view(map=2))
    desk.bot.mouseClick(desk.slider, LEFT, pos=desk.at(0.5))
    assert desk.head.position == 2
    assert desk.slider.value() / desk.slider.maximum() == pytest.approx(0.5, abs=0.01)


def test_the_slider_of_a_normalization_never_goes_back_while_it_steps_on(qtbot: QtBot) -> None:
    desk = Desk(qtbot, layer=2)
    desk.click("to the start")
    desk.click("term")
    places = []
    for _ in range(micro_steps(desk.timeline)):
        desk.click("next step")
        places.append(desk.slider.value())
    assert all(one < other for one, other in itertools.pairwise(places))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_control_has_a_name_for_screen_readers(desk: Desk, language: str) -> None:
    desk.appearance.set(language=language)
    controls = [*desk.transport.findChildren(QAbstractButton), desk.slider, desk.speed]
    assert all(each.accessibleName() for each in controls)


def test_the_readout_keeps_its_type_size_while_its_numbers_grow_and_shrink(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    readout = desk.transport.readout
    usual = readout.type_size
    sizes = []
    for said in ("y[0, 3, 9]", "y[63, 10, 10] · 9,216 of 9,216 cells", "y[0, 3, 9]"):
        desk.transport.show_readout(line(Span(said, "write")))
        readout.grab()
        sizes.append(readout.type_size)
    assert sizes[0] == usual > sizes[1] == sizes[2]
    desk.select(4)
    assert readout.type_size == usual
