"""An example says what is to be seen, and is one step of undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cnnviz.document import files
from cnnviz.document.commands import SetParameter
from cnnviz.document.state import Playhead
from cnnviz.lessons import Example, examples
from cnnviz.timeline.movement import START
from cnnviz.words import Words
from tests.app.opened import CTRL, Opened, choose

KEYS = {each.key: each for each in examples()}


def said(opened: Opened) -> str:
    """What stands under the stage."""
    opened.settle()
    return opened.window.stage.equation.accessibleName()


def open_example(opened: Opened, key: str) -> Example:
    """Choose an example."""
    opened.window.top.example_chosen.emit(KEYS[key])
    opened.settle()
    return KEYS[key]


def change(opened: Opened) -> None:
    """Make a change that is not saved."""
    opened.window.bridge.do(SetParameter(0, "stride", (2, 2)))
    opened.window.bridge.settle()
    opened.settle()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("key", ["three-small", "growing-field", "by-hand", "batch-of-eight"])
def test_an_example_that_is_opened_says_what_is_to_be_seen(
    opened: Opened, key: str, language: str
) -> None:
    opened.appearance.set(language=language)
    example = open_example(opened, key)
    assert said(opened) == Words(language)(example.summary)


def test_the_first_step_takes_it_away_and_i_brings_it_back(opened: Opened) -> None:
    example = open_example(opened, "one-edge")
    opened.press(Qt.Key.Key_Right)
    assert "=" in said(opened)
    opened.press(Qt.Key.Key_End)
    assert said(opened).startswith("Space plays; ")
    opened.press(Qt.Key.Key_I)
    assert said(opened) == Words("en")(example.summary)


def test_what_is_no_example_says_so(opened: Opened) -> None:
    opened.press(Qt.Key.Key_I)
    assert said(opened).startswith("This document is not an example")


def test_an_example_opens_at_its_start_and_keeps_the_speed(opened: Opened) -> None:
    opened.window.bridge.session.view(speed=4.0)
    open_example(opened, "batch-of-eight")
    state = opened.state
    assert (state.selected, state.playhead, state.speed) == (2, START, 4.0)
    open_example(opened, "growing-field")
    assert opened.window.bridge.presented.explanation.name == "field"


def test_an_example_after_a_change_asks_nothing_and_undo_brings_the_change_back(
    opened: Opened,
) -> None:
    change(opened)
    opened.window.bridge.session.view(selected=3, playhead=Playhead(5, 1, 1.0))
    before, name = opened.state, opened.window.scene_files.name
    open_example(opened, "one-edge")
    after = opened.state
    assert opened.window.scene_files.name == "One edge, one filter"
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.state is before
    assert opened.window.scene_files.name == name
    assert opened.window.scene_files.modified
    opened.press(Qt.Key.Key_Y, CTRL)
    assert opened.state is after
    assert opened.window.scene_files.name == "One edge, one filter"


def test_after_a_change_it_is_said_how_to_find_it_again(opened: Opened) -> None:
    open_example(opened, "one-edge")
    assert not opened.window.notice.said
    change(opened)
    open_example(opened, "by-hand")
    assert opened.window.notice.said == "Ctrl+Z brings your changes back"
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.state.document.layers[0].stride == (2, 2)


def test_examples_without_changes_are_closed_without_a_question(opened: Opened) -> None:
    for key in ("one-edge", "by-hand"):
        open_example(opened, key)
    assert not opened.window.scene_files.modified
    assert opened.close()


def test_a_change_that_undo_still_has_is_asked_about_at_closing(opened: Opened) -> None:
    change(opened)
    open_example(opened, "one-edge")
    question = opened.answer(choose("Cancel"))
    assert not opened.close()
    assert question[0].startswith("Save the changes to ")
    assert "One edge, one filter" not in question[0]


def test_closing_behind_an_example_saves_the_work_and_not_the_example(
    opened: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.cnnviz"
    opened.window.scene_files.save_to(path)
    opened.bot.waitUntil(lambda: not opened.window.scene_files.saving.busy)
    change(opened)
    open_example(opened, "one-edge")
    assert not opened.window.isWindowModified()
    question = opened.answer(choose("Save"))
    assert opened.close()
    assert "lesson.cnnviz" in question[0]
    assert files.load(path).document.layers[0].stride == (2, 2)


def test_undo_and_redo_across_an_example_lose_sight_of_no_work(opened: Opened) -> None:
    change(opened)
    open_example(opened, "one-edge")
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.window.isWindowModified()
    opened.press(Qt.Key.Key_Z, CTRL)
    assert not opened.window.scene_files.modified
    for _ in range(2):
        opened.press(Qt.Key.Key_Y, CTRL)
    assert opened.window.scene_files.modified
    assert not opened.window.isWindowModified()


def test_an_example_is_never_saved_over_the_file_before_it(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "lesson.cnnviz"
    opened.window.scene_files.save_to(path)
    opened.bot.waitUntil(lambda: not opened.window.scene_files.saving.busy)
    open_example(opened, "one-edge")
    assert opened.window.scene_files.path is None
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.window.scene_files.path == path
    assert not opened.window.scene_files.modified


def test_predict_stays_as_the_user_has_it(opened: Opened) -> None:
    open_example(opened, "by-hand")
    assert opened.state.predict
    open_example(opened, "one-edge")
    assert not opened.state.predict
    opened.press(Qt.Key.Key_P)
    open_example(opened, "falling-edge")
    assert opened.state.predict
    open_example(opened, "by-hand")
    open_example(opened, "one-edge")
    assert opened.state.predict
    opened.press(Qt.Key.Key_P)
    open_example(opened, "falling-edge")
    assert not opened.state.predict


def entries(menu: QMenu) -> list[QAction]:
    """Open a menu as a click does, and give its examples."""
    menu.aboutToShow.emit()
    return [each for each in menu.actions() if isinstance(each.data(), Example)]


def test_the_menu_has_a_picture_and_a_summary_for_every_example(opened: Opened) -> None:
    opened.window.top.example_menu.aboutToShow.emit()
    parts = [each.menu() for each in opened.window.top.example_menu.actions()]
    found = [entry for part in parts if isinstance(part, QMenu) for entry in entries(part)]
    assert [entry.data() for entry in found] == list(examples())
    for entry in found:
        assert not entry.icon().isNull()
        assert entry.toolTip() == Words("en")(entry.data().summary)


def test_the_summary_of_the_entry_pointed_at_stands_in_the_menu(opened: Opened) -> None:
    opened.window.top.example_menu.aboutToShow.emit()
    part = opened.window.top.example_menu.actions()[0].menu()
    assert isinstance(part, QMenu)
    entry = entries(part)[2]
    entry.hover()
    assert part.foot.text() == entry.toolTip()
    entry.trigger()
    opened.settle()
    assert said(opened) == entry.toolTip()
