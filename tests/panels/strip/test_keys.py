"""The pipeline strip, used with keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from cnnviz.layers import catalogue
from tests.panels.strip.desk import FOUR


def test_arrows_go_from_card_to_card_and_enter_selects(make, qtbot):
    strip = make()
    strip.cards[1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[1], Qt.Key.Key_Right)
    assert strip.cards[2].hasFocus()
    assert strip.bridge.state.selected == 1
    qtbot.keyClick(strip.cards[2], Qt.Key.Key_Return)
    assert strip.bridge.state.selected == 2


def test_after_a_click_the_arrows_are_left_to_the_stage(make, qtbot):
    strip = make()
    qtbot.mouseClick(strip.cards[2], Qt.MouseButton.LeftButton)
    qtbot.keyClick(strip.cards[2], Qt.Key.Key_Right)
    assert not strip.cards[3].hasFocus()


def test_keys_of_a_card_are_claimed_before_shortcuts_of_the_window(make, qtbot):
    strip = make()
    pressed = []
    for keys in ("Right", "Space", "Del", "Ctrl+D"):
        shortcut = QShortcut(QKeySequence(keys), strip)
        shortcut.activated.connect(lambda keys=keys: pressed.append(keys))
    strip.cards[2].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[2], Qt.Key.Key_Right)
    assert strip.cards[3].hasFocus()
    qtbot.keyClick(strip.cards[3], Qt.Key.Key_Space)
    assert strip.bridge.state.selected == 3
    assert pressed == []
    qtbot.mouseClick(strip.cards[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(strip.cards[1], Qt.Key.Key_Space)
    assert pressed == ["Space"]


def test_tab_goes_through_the_cards_in_their_order(make, qtbot):
    strip = make()
    strip.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in strip.cards:
        widget = QApplication.focusWidget()
        seen.append(strip.cards.index(widget))
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert seen == [0, 1, 2, 3, 4]
    assert strip.add.hasFocus()


def test_delete_removes_and_the_focus_stays_among_the_cards(make, qtbot):
    strip = make()
    qtbot.mouseClick(strip.cards[2], Qt.MouseButton.LeftButton)
    qtbot.keyClick(strip.cards[2], Qt.Key.Key_Delete)
    assert strip.bridge.kinds == ["Conv2d", "ReLU", "MaxPool2d"]
    assert strip.focused_card() is strip.cards[strip.bridge.state.selected]


def test_delete_on_the_image_does_nothing(make, qtbot):
    strip = make()
    strip.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[0], Qt.Key.Key_Delete)
    assert strip.bridge.kinds == list(FOUR)


def test_ctrl_d_duplicates(make, qtbot):
    strip = make()
    strip.cards[3].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[3], Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert strip.bridge.kinds == ["Conv2d", "BatchNorm2d", "ReLU", "ReLU", "MaxPool2d"]
    assert strip.bridge.state.selected == 4


def test_alt_and_arrows_move_the_layer_and_the_focus_with_it(make, qtbot):
    strip = make()
    strip.cards[1].setFocus(Qt.FocusReason.TabFocusReason)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(strip.cards[1], Qt.Key.Key_Right, alt)
    qtbot.keyClick(strip.focused_card(), Qt.Key.Key_Right, alt)
    assert strip.bridge.kinds == ["BatchNorm2d", "ReLU", "Conv2d", "MaxPool2d"]
    qtbot.keyClick(strip.focused_card(), Qt.Key.Key_Left, alt)
    assert strip.bridge.kinds == ["BatchNorm2d", "Conv2d", "ReLU", "MaxPool2d"]


def test_plus_asks_for_a_kind_and_puts_it_behind_the_card(make, qtbot):
    strip = make()
    strip.cards[1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[1], Qt.Key.Key_Plus)
    assert strip.chooser.isVisible()
    kinds = strip.chooser.kinds
    kinds.setCurrentRow(list(catalogue()).index("Tanh"))
    qtbot.keyClick(kinds, Qt.Key.Key_Return)
    assert not strip.chooser.isVisible()
    assert strip.bridge.kinds == ["Conv2d", "Tanh", "BatchNorm2d", "ReLU", "MaxPool2d"]


def test_the_plus_card_adds_at_the_end(make, qtbot):
    strip = make()
    qtbot.mouseClick(strip.add, Qt.MouseButton.LeftButton)
    kinds = strip.chooser.kinds
    where = kinds.visualItemRect(kinds.item(list(catalogue()).index("Sigmoid"))).center()
    qtbot.mouseClick(kinds.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert strip.bridge.kinds == [*FOUR, "Sigmoid"]
    assert strip.bridge.state.selected == 5
