"""Every key that the table claims does what it says, and no field loses its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSlider

from cnnviz.app.actions import ACTIONS, MENUS, of_stage
from cnnviz.app.incoming import NO_EXAMPLE
from cnnviz.app.key_sheet import PAD, KeySheet, shown
from cnnviz.app.present_tools import PresentTools
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.timeline.movement import START
from tests.app.opened import SHIFT, Opened, dismiss

Key = Qt.Key
CLAIMED = [(row.name, keys) for row in ACTIONS for keys in row.keys]
PLACE = Playhead(20, 3, 1.0)
"""In the middle of the third row of the first map."""


def test_every_action_has_a_method_a_label_and_a_group() -> None:
    for row in ACTIONS:
        assert callable(row.run)
        assert row.label.template
        assert sum(row in actions for _, actions in MENUS) == 1


def test_no_two_actions_claim_one_key() -> None:
    keys = [QKeySequence(keys).toString() for _, keys in CLAIMED]
    assert len(keys) == len(set(keys))
    assert all(keys)


def test_no_two_actions_have_one_label() -> None:
    labels = [row.label.template for row in ACTIONS]
    assert len(labels) == len(set(labels))


def test_single_keys_and_arrows_belong_to_the_stage() -> None:
    assert {keys for _, keys in CLAIMED if of_stage(keys)} == {
        *("Space", "Right", "Left", "PgDown", "PgUp", "Ctrl+Right", "Ctrl+Left"),
        *("Shift+Right", "Shift+Left", "Home", "End", "+", "=", "-", "Up", "Down"),
        *("Ctrl+Shift+Right", "Ctrl+Shift+Left"),
        *("P", "D", "N", "C", "T", "L", ".", "B", "H", "I", "W", "X"),
    }


def _head(opened: Opened) -> object:
    return opened.state.playhead


def _kinds(opened: Opened) -> object:
    return [layer.kind for layer in opened.state.document.layers]


def _sees(name: str) -> Callable[[Opened], object]:
    """Look at a field of the state."""
    return lambda opened: getattr(opened.state, name)


def _copied_width() -> int:
    return QGuiApplication.clipboard().image().width()


SEEN: dict[str, tuple[Callable[[Opened], object], object]] = {
    "undo": (lambda o: o.state.document.layers[0].stride, (1, 1)),
    "redo": (lambda o: o.state.document.layers[0].stride, (2, 2)),
    "duplicate_layer": (_kinds, ["Conv2d", "Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]),
    "remove_layer": (_kinds, ["BatchNorm2d", "ReLU", "MaxPool2d"]),
    "move_right": (_kinds, ["BatchNorm2d", "Conv2d", "ReLU", "MaxPool2d"]),
    "move_left": (_kinds, ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]),
    "play": (lambda o: o.window.player.is_playing, True),
    "step_on": (_head, Playhead(20, 11, 1.0)),
    "step_back": (_head, Playhead(19, 11, 1.0)),
    "page_on": (_head, Playhead(20, 11, 1.0)),
    "page_back": (_head, Playhead(19, 11, 1.0)),
    "what_if": (lambda o: o.window.stage.findChildren(PresentTools)[0].isVisible(), True),
    "term_on": (_head, Playhead(20, 4, 1.0)),
    "term_back": (_head, Playhead(20, 2, 1.0)),
    "row_on": (_head, Playhead(23, 11, 1.0)),
    "row_back": (_head, Playhead(15, 11, 1.0)),
    "map_on": (_head, Playhead(63, 11, 1.0)),
    "map_back": (_head, START),
    "to_start": (_head, START),
    "to_end": (_head, AT_END),
    "faster": (_sees("speed"), 2.0),
    "slower": (_sees("speed"), 0.5),
    "toggle_predict": (_sees("predict"), True),
    "draw": (_sees("selected"), 0),
    "previous_layer": (_sees("selected"), 0),
    "next_layer": (_sees("selected"), 2),
    "previous_map": (_sees("map"), 1),
    "next_map": (_sees("map"), 3),
    "toggle_numbers": (_sees("numbers"), False),
    "toggle_scales": (_sees("own_scales"), True),
    "toggle_axes": (_sees("axes"), "NHWC"),
    "toggle_theme": (lambda o: o.appearance.theme.name, "dark"),
    "toggle_language": (lambda o: o.appearance.words.language, "ko"),
    "fold_inspector": (lambda o: o.window.inspector.isVisible(), False),
    "type_numbers": (lambda o: o.window.images.matrix.numbers.hasFocus(), True),
    "canvas_size": (lambda o: o.window.images.size_section.cells.hasFocus(), True),
    "larger_text": (lambda o: o.appearance.text, 1.1),
    "smaller_text": (lambda o: o.appearance.text, 0.9),
    "normal_size": (lambda o: o.appearance.text, 1.0),
    "present": (lambda o: o.window.isFullScreen() and not o.window.strip.isVisible(), True),
    "blank": (lambda o: o.window.blank_sheet.isVisible(), True),
    "new_drawing": (lambda o: (o.state.selected, o.state.document.batch.pixels.any()), (0, False)),
    "next_batch": (lambda o: o.state.document.batch.digits != (0,), True),
    "paste": (lambda o: o.state.document.batch.pixels.tolist(), [[[[1, 2], [3, 4]]]]),
    "copy_picture": (lambda o: _copied_width() > o.window.stage.width(), True),
    "say_summary": (lambda o: o.window.bridge.presented.introduction, NO_EXAMPLE),
}
ASKS = {
    "open_files": "Open",
    "save_picture": "Save picture",
    "save": "Save scene",
    "save_as": "Save scene",
    "show_keys": "Keys",
}


def _prepare(opened: Opened, name: str) -> None:
    """Bring about what an action needs."""
    bridge = opened.window.bridge
    if name in ("undo", "redo"):
        bridge.do(SetParameter(0, "stride", (2, 2)))
    if name == "redo":
        bridge.store.undo()
    if name == "move_left":
        opened.action("move_right").trigger()
    if name in ("previous_map", "next_map"):
        bridge.do(set_view(map=2))
    elif name != "move_left":
        bridge.do(set_view(playhead=PLACE))
    if name == "what_if":
        opened.window.presentation.begin()
    if name == "normal_size":
        opened.appearance.set(text=1.4)
    if name == "paste":
        QGuiApplication.clipboard().setText("1 2\n3 4")  # data made here would outlive Python
    opened.settle()


def _strike(opened: Opened, keys: str) -> None:
    """Press a shortcut given in Qt's notation."""
    combination = QKeySequence(keys)[0]
    opened.press(combination.key(), combination.keyboardModifiers())


@pytest.mark.parametrize(("name", "keys"), [each for each in CLAIMED if each[0] in SEEN])
def test_the_key_does_what_it_says(opened: Opened, name: str, keys: str) -> None:
    _prepare(opened, name)
    _strike(opened, keys)
    see, expected = SEEN[name]
    assert see(opened) == expected


@pytest.mark.parametrize(("name", "keys"), [each for each in CLAIMED if each[0] in ASKS])
def test_the_key_asks(opened: Opened, name: str, keys: str) -> None:
    said = opened.answer(dismiss)
    _strike(opened, keys)
    opened.bot.waitUntil(lambda: bool(said))
    assert said == [ASKS[name]]


def test_ctrl_shift_a_offers_the_kinds_of_layer(opened: Opened) -> None:
    _strike(opened, "Ctrl+Shift+A")
    popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    assert popup is not None
    popup.close()


def test_ctrl_q_closes_the_window(opened: Opened) -> None:
    _strike(opened, "Ctrl+Q")
    assert not opened.window.isVisible()


def test_no_key_is_left_untested() -> None:
    driven = {*SEEN, *ASKS, "add_layer", "quit_app"}
    assert {name for name, _ in CLAIMED} == driven


def test_a_focused_field_keeps_single_keys(opened: Opened) -> None:
    field = _number_field(opened)
    field.setFocus()
    field.selectAll()
    before: Any = opened.state
    opened.type("5n")
    assert field.text().startswith("5")
    assert opened.state.numbers is before.numbers
    assert opened.state.playhead == before.playhead


@pytest.mark.parametrize("key", [Key.Key_Home, Key.Key_End, Key.Key_Left, Key.Key_Right])
def test_a_focused_field_keeps_the_keys_that_move_in_it(opened: Opened, key: Key) -> None:
    opened.window.bridge.do(set_view(playhead=PLACE))
    _number_field(opened).setFocus()
    opened.press(key)
    assert opened.state.playhead == PLACE


def test_a_focused_slider_keeps_its_arrows(opened: Opened) -> None:
    opened.window.bridge.do(set_view(playhead=PLACE))
    slider = opened.window.transport.findChild(QSlider)
    assert isinstance(slider, QSlider)
    slider.setFocus()
    before = slider.value()
    opened.press(Key.Key_Right)
    assert slider.value() == before + slider.singleStep()


def test_blanking_ends_with_the_next_key_and_leaves_the_keys_where_they_were(
    opened: Opened,
) -> None:
    opened.press(Key.Key_B)
    opened.press(Key.Key_Space)
    assert not opened.window.blank_sheet.isVisible()
    assert not opened.window.player.is_playing
    opened.press(Key.Key_Space)
    assert opened.window.player.is_playing


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_after_a_guess_reveals(opened: Opened, key: Key) -> None:
    opened.press(Key.Key_P)
    opened.press(Key.Key_Home)
    opened.press(Key.Key_PageDown)
    question = opened.state.playhead
    opened.type("15")
    opened.press(key)
    assert opened.state.playhead == Playhead(question.position, 11, 1.0)
    opened.press(key)
    assert opened.state.playhead == Playhead(question.position, 11, 1.0)


def test_delete_takes_back_a_guess_and_else_does_nothing(opened: Opened) -> None:
    before = _kinds(opened)
    for key in (Key.Key_Delete, Key.Key_Insert):
        opened.press(key)
        assert _kinds(opened) == before
        assert QApplication.activePopupWidget() is None
    opened.press(Key.Key_P)
    opened.press(Key.Key_Home)
    opened.press(Key.Key_PageDown)
    opened.type("1")
    opened.press(Key.Key_Delete)
    assert _kinds(opened) == before


def test_escape_leaves_the_presentation_and_brings_everything_back(opened: Opened) -> None:
    opened.press(Key.Key_F5)
    opened.window.resize(1920, 1080)
    opened.settle()
    assert not opened.window.strip.isVisible()
    opened.press(Key.Key_Escape)
    opened.window.resize(1440, 900)
    opened.settle()
    assert not opened.window.isFullScreen()
    assert opened.window.strip.isVisible()
    assert opened.appearance.text == 1.0


@pytest.mark.parametrize(("key", "position"), [(Key.Key_PageDown, 63), (Key.Key_PageUp, 11)])
def test_a_clicker_turns_pages_while_presenting(opened: Opened, key: Key, position: int) -> None:
    opened.window.bridge.do(set_view(playhead=PLACE))
    opened.press(Key.Key_F5)
    opened.press(key)
    assert opened.state.playhead == Playhead(position, 11, 1.0)


def test_plus_works_where_it_needs_shift(opened: Opened) -> None:
    opened.press(Key.Key_Plus, SHIFT)
    assert opened.state.speed == 2.0


def test_the_sheet_lists_every_action_with_its_keys(opened: Opened) -> None:
    sheet = KeySheet(opened.appearance, opened.window)
    said = [each.text() for each in sheet.findChildren(QLabel)]
    for row in ACTIONS:
        assert (row.label.template in said) == bool(row.keys)
        for keys in row.keys:
            assert any(shown(keys) in each for each in said)
    sheet.deleteLater()


def test_the_sheet_writes_keys_alike_in_every_language(opened: Opened) -> None:
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert translator.load("qtbase_ko", folder)
    QApplication.installTranslator(translator)
    try:
        assert [shown(each) for each in ("Right", "Shift+Left", "PgDown", "Ctrl++")] == [
            *("→", "Shift+←", "PageDown", "Ctrl++")
        ]
    finally:
        QApplication.removeTranslator(translator)


def test_the_sheet_lists_the_keys_of_the_pad_and_fits_the_screen(opened: Opened) -> None:
    opened.appearance.set(text=2.0)
    sheet = KeySheet(opened.appearance, opened.window)
    said = [each.text() for each in sheet.findChildren(QLabel)]
    assert all(keys in said and does.template in said for keys, does in PAD)
    free = sheet.screen().availableSize()
    assert sheet.width() <= free.width()
    assert sheet.height() <= free.height()
    sheet.deleteLater()


def _number_field(opened: Opened) -> QLineEdit:
    """A field of the form that takes numbers."""
    fields = opened.window.inspector.findChildren(QLineEdit)
    return next(each for each in fields if each.isVisible() and each.text().isdigit())


def test_a_switch_whose_key_is_held_down_switches_once(opened: Opened) -> None:
    before = opened.appearance.theme.name
    for repeats in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Key.Key_T, Qt.KeyboardModifier.NoModifier, "t", repeats
        )
        QApplication.sendEvent(opened.window, event)
    assert opened.appearance.theme.name != before
