"""Fields commit, step, refuse and restore; the wheel does nothing unless they are focused."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionFrame, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import NumberField, PairField, RealSlider, apply_appearance
from cnnviz.words import text

Key = Qt.Key


def number(qtbot: QtBot, appearance: Appearance | None = None, **bounds: object) -> NumberField:
    field = NumberField(appearance or Appearance(), text("Filters"), **bounds)
    qtbot.addWidget(field)
    field.set_value(4)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def listen(field: NumberField | PairField | RealSlider) -> list[object]:
    heard: list[object] = []
    field.edited.connect(heard.append)
    return heard


def wheel(field: NumberField, steps: int) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)


def test_enter_commits_what_was_typed(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    heard = listen(field)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    assert heard == []
    with qtbot.waitSignal(field.settled):
        qtbot.keyClick(field, Key.Key_Return)
    assert heard == [12]


def test_escape_restores_the_value(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    heard = listen(field)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Key.Key_Escape)
    qtbot.keyClick(field, Key.Key_Return)
    assert (field.text(), heard) == ("4", [])


def test_leaving_commits(qtbot: QtBot) -> None:
    field = number(qtbot)
    heard = listen(field)
    field.selectAll()
    qtbot.keyClicks(field, "0,25")
    field.clearFocus()
    assert heard == [0.25]


def test_a_refused_text_is_restored_marked_and_explained(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    heard = listen(field)
    field.selectAll()
    qtbot.keyClicks(field, "65")
    qtbot.keyClick(field, Key.Key_Return)
    assert (field.text(), heard, field.property("refused")) == ("4", [], True)
    assert field.toolTip() == "It must be from 1 to 64."
    QToolTip.hideText()


def test_the_next_key_takes_the_mark_away(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    field.refuse(text("no"))
    qtbot.keyClicks(field, "1")
    assert field.property("refused") is False
    QToolTip.hideText()


def test_arrows_step_within_the_bounds(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=6)
    heard = listen(field)
    for _ in range(4):
        qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Down)
    assert heard == [5, 6, 5]


def test_the_wheel_steps_only_while_focused(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    heard = listen(field)
    wheel(field, 1)
    field.clearFocus()
    wheel(field, 1)
    assert heard == [5]


def test_a_value_from_outside_is_shown_silently(qtbot: QtBot) -> None:
    field = number(qtbot)
    heard = listen(field)
    field.set_value(-1.5)
    assert (field.text(), heard) == ("−1.5", [])


def test_a_pair_steps_both_while_equal_and_one_alone_while_not(qtbot: QtBot) -> None:
    field = PairField(Appearance(), text("Kernel size"), low=1, high=11)
    qtbot.addWidget(field)
    field.set_value((3, 3))
    heard = listen(field)
    qtbot.keyClick(field, Key.Key_Up)
    field.selectAll()
    qtbot.keyClicks(field, "2x7")
    qtbot.keyClick(field, Key.Key_Return)
    field.deselect()
    field.home(False)
    qtbot.keyClick(field, Key.Key_Up)
    field.end(False)
    qtbot.keyClick(field, Key.Key_Down)
    assert heard == [(4, 4), (2, 7), (3, 7), (3, 6)]
    assert field.text() == "3 × 6"


def test_names_and_refusals_follow_the_language(qtbot: QtBot) -> None:
    appearance = Appearance()
    field = number(qtbot, appearance, whole=True, low=1, high=64)
    assert field.accessibleName() == "Filters"
    appearance.set(language="ko", text=2.0)
    assert field.accessibleName() == appearance.words(text("Filters"))
    assert field.font().pixelSize() == round(13 * 1.3)


def test_a_click_brings_the_slider_there_and_settles(qtbot: QtBot) -> None:
    slider = RealSlider(Appearance(), text("γ"), -3, 3, steps=600)
    qtbot.addWidget(slider)
    slider.resize(300, 24)
    slider.show()
    heard = listen(slider)
    with qtbot.waitSignal(slider.settled):
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(297, 12))
    assert heard[-1] == 3.0


def test_a_value_set_from_outside_moves_the_slider_silently(qtbot: QtBot) -> None:
    slider = RealSlider(Appearance(), text("γ"), -3, 3, steps=600)
    qtbot.addWidget(slider)
    heard = listen(slider)
    slider.set_value(1.5)
    assert (slider.real(), heard) == (1.5, [])


@pytest.mark.parametrize("size", [0.8, 1.0, 1.3, 2.0])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("pair", [(512, 512), (1, 256), (8, 8)])
def test_the_longest_pair_is_shown_whole(
    qtbot: QtBot, qapp: QApplication, size: float, language: str, pair: tuple[int, int]
) -> None:
    appearance = Appearance(language=language, text=size)
    apply_appearance(qapp, appearance)
    field = PairField(appearance, text("Rows × columns"), low=1, high=512)
    qtbot.addWidget(field)
    field.set_value(pair)
    field.show()
    qtbot.waitExposed(field)
    field.resize(field.sizeHint())
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    wide = field.fontMetrics().horizontalAdvance(field.text())
    assert wide + 2 * 2 + 1 <= room.width()  # Qt's own margins, and the cursor


def test_the_reason_of_a_refusal_goes_with_the_next_right_number(qtbot: QtBot) -> None:
    field = number(qtbot, whole=True, low=1, high=64)
    field.selectAll()
    qtbot.keyClicks(field, "65")
    qtbot.keyClick(field, Key.Key_Return)
    assert QToolTip.text() == "It must be from 1 to 64."
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=2000)
    assert field.toolTip() == "Filters"


@pytest.mark.parametrize("size", [0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0])
@pytest.mark.parametrize("focused", [False, True])
def test_the_knob_is_round_at_every_text_size(
    qtbot: QtBot, qapp: QApplication, size: float, focused: bool
) -> None:
    appearance = Appearance(text=size)
    apply_appearance(qapp, appearance)
    ground = QWidget()
    qtbot.addWidget(ground)
    slider = RealSlider(appearance, text("γ"), -3, 3, parent=ground)
    slider.setGeometry(0, 0, 300, 40)
    ground.resize(300, 40)
    ground.show()
    if focused:
        slider.setFocus()
        qtbot.waitUntil(slider.hasFocus)
    slider.set_value(0.0)
    image = ground.grab().toImage()
    dark = QColor(appearance.theme.strong)
    spots = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if _near(image.pixelColor(x, y), dark)
    ]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    assert abs((right - left) - (bottom - top)) <= 1
    corners = {(left, top), (left, bottom), (right, top), (right, bottom)}
    assert not corners.intersection(spots)
    wide = right - left
    assert not {(left + round(0.1 * wide), top), (right - round(0.1 * wide), top)} & set(spots)


def _near(one: QColor, other: QColor) -> bool:
    return abs(one.lightness() - other.lightness()) < 40 and one.saturation() < 120


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.5, "0.5"), (2.125, "2.125"), (0.1234567, "≈0.12"), (1e-5, "1e−5"), (-1 / 3, "≈−0.33")],
)
def test_a_field_shows_the_value_that_it_holds_or_says_that_it_is_rounded(
    qtbot: QtBot, value: float, shown: str
) -> None:
    field = number(qtbot, low=-9.0, high=9.0)
    field.clearFocus()
    field.set_value(float(np.float32(value)))
    assert field.text() == shown


def test_all_digits_are_there_once_a_field_is_entered_and_leaving_changes_nothing(
    qtbot: QtBot,
) -> None:
    field = number(qtbot, low=-9.0, high=9.0)
    heard = listen(field)
    field.clearFocus()
    field.set_value(float(np.float32(1 / 3)))
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert np.float32(field.text()) == np.float32(1 / 3)
    field.clearFocus()
    assert (field.text(), heard) == ("≈0.33", [])


def test_a_refusal_is_still_said_when_the_keyboard_has_gone_on(qtbot: QtBot) -> None:
    field = PairField(Appearance(), text("Kernel size"), low=1, high=11)
    qtbot.addWidget(field)
    field.set_value((3, 3))
    field.show()
    qtbot.waitExposed(field)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "40")
    qtbot.keyClick(field, Key.Key_Return)
    QToolTip.hideText()  # as the focus does that goes on
    qtbot.waitUntil(lambda: QToolTip.isVisible() and "from 1 to 11" in QToolTip.text())
    QToolTip.hideText()
