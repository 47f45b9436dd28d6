"""Files through the window: opening, saving, the question about changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cnnviz.app.frame import Frame
from cnnviz.app.settings import Settings
from cnnviz.document import files
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.state import Playhead
from cnnviz.views.theme import Theme
from tests.app.opened import CTRL, SHIFT, Opened, choose, dismiss, name_file
from tests.sameness import same

Key = Qt.Key


def change(opened: Opened) -> None:
    """Make a change that is not saved."""
    opened.window.bridge.do(SetParameter(0, "stride", (2, 2)))
    opened.window.bridge.settle()
    opened.settle()


def save_as(opened: Opened, path: Path) -> None:
    """Save under a name, by keys and the dialog."""
    said = opened.answer(name_file(path))
    opened.press(Key.Key_S, CTRL | SHIFT)
    opened.bot.waitUntil(lambda: bool(said))
    written(opened)


def written(opened: Opened) -> None:
    """Let what is being saved be saved, and the swap file follow."""
    scene_files = opened.window.scene_files
    opened.bot.waitUntil(lambda: not scene_files.saving.busy and not scene_files.swap.busy)


def test_saving_and_opening_brings_back_the_same_state(opened: Opened, tmp_path: Path) -> None:
    change(opened)
    opened.window.bridge.do(set_view(selected=3, map=2, playhead=Playhead(40, 1, 0.5), speed=2.0))
    before = opened.state
    save_as(opened, tmp_path / "lesson")
    opened.action("remove_layer").trigger()
    opened.window.bridge.store.mark_saved(opened.state.document)
    opened.window.incoming.open([tmp_path / "lesson.cnnviz"])
    opened.settle()
    assert same(opened.state, before)


def test_a_saved_scene_has_no_changes_and_its_name_in_the_title(
    opened: Opened, tmp_path: Path
) -> None:
    change(opened)
    assert opened.window.isWindowModified()
    save_as(opened, tmp_path / "lesson.cnnviz")
    assert not opened.window.isWindowModified()
    assert opened.window.windowTitle().startswith("lesson.cnnviz")
    assert "lesson.cnnviz" in opened.window.notice.said


def test_saving_again_asks_nothing(opened: Opened, tmp_path: Path) -> None:
    save_as(opened, tmp_path / "lesson.cnnviz")
    change(opened)
    opened.press(Key.Key_S, CTRL)
    written(opened)
    assert not opened.window.scene_files.modified
    assert files.load(tmp_path / "lesson.cnnviz").document.layers[0].stride == (2, 2)


def test_thinking_better_of_saving_changes_nothing(opened: Opened) -> None:
    change(opened)
    said = opened.answer(dismiss)
    opened.press(Key.Key_S, CTRL)
    opened.bot.waitUntil(lambda: bool(said))
    assert opened.window.scene_files.modified
    assert opened.window.scene_files.path is None


def test_a_folder_that_cannot_be_written_in_is_told_of(opened: Opened) -> None:
    change(opened)
    opened.window.scene_files.save_to(Path("/proc/nowhere/lesson.cnnviz"))
    written(opened)
    assert opened.window.notice.said
    assert opened.window.scene_files.modified


BROKEN = {
    "empty.cnnviz": b"",
    "text.cnnviz": b"not a scene at all",
    "cut.cnnviz": b"PK\x03\x04 cut in half",
    "empty.png": b"",
    "text.png": b"not a picture at all",
    "cut.jpg": bytes.fromhex("ffd8ffe000104a46494600"),
    "words.npy": b"\x93NUMPY\x01\x00",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_in_a_sentence_and_the_work_stays(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    change(opened)
    before = opened.state
    (tmp_path / name).write_bytes(BROKEN[name])
    opened.window.incoming.open([tmp_path / name])
    opened.bot.waitUntil(lambda: bool(opened.window.notice.said), timeout=5000)
    assert opened.state is before
    assert "Traceback" not in opened.window.notice.said
    assert 10 < len(opened.window.notice.said) < 200


@pytest.mark.parametrize("name", ["missing.cnnviz", "missing.png", "."])
def test_what_is_not_there_or_no_file_is_told_in_a_sentence(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    before = opened.state
    opened.window.incoming.open([tmp_path / name])
    opened.bot.waitUntil(lambda: bool(opened.window.notice.said), timeout=5000)
    assert opened.state is before


def test_closing_without_changes_asks_nothing(opened: Opened) -> None:
    assert opened.close()


def test_closing_with_changes_asks_and_cancel_stays(opened: Opened) -> None:
    change(opened)
    said = opened.answer(choose("Cancel"))
    assert not opened.close()
    assert said[0].startswith("Save the changes to ")
    assert opened.window.isVisible()


def test_escape_in_the_question_is_cancel(opened: Opened) -> None:
    change(opened)
    opened.answer(dismiss)
    assert not opened.close()


def test_closing_with_changes_can_discard_them(opened: Opened) -> None:
    change(opened)
    opened.answer(choose("Do not save"))
    assert opened.close()


def test_closing_with_changes_can_save_them(opened: Opened, tmp_path: Path) -> None:
    save_as(opened, tmp_path / "lesson.cnnviz")
    change(opened)
    opened.answer(choose("Save"))
    assert opened.close()
    assert files.load(tmp_path / "lesson.cnnviz").document.layers[0].stride == (2, 2)


def test_opening_with_changes_asks_and_cancel_keeps_them(opened: Opened, tmp_path: Path) -> None:
    save_as(opened, tmp_path / "lesson.cnnviz")
    change(opened)
    before = opened.state
    opened.answer(choose("Cancel"))
    opened.window.incoming.open([tmp_path / "lesson.cnnviz"])
    assert opened.state is before


def test_undone_changes_are_no_changes(opened: Opened) -> None:
    change(opened)
    opened.press(Key.Key_Z, CTRL)
    assert not opened.window.scene_files.modified
    assert opened.close()


def test_a_saved_scene_is_among_the_recent_files(opened: Opened, tmp_path: Path) -> None:
    save_as(opened, tmp_path / "lesson.cnnviz")
    assert opened.window.scene_files.recent.paths[0] == tmp_path / "lesson.cnnviz"


def test_the_window_remembers_theme_language_and_text_size(opened: Opened) -> None:
    opened.press(Key.Key_T)
    opened.press(Key.Key_L)
    opened.press(Key.Key_Equal, CTRL)
    settings = opened.window.settings
    assert (settings.theme, settings.language, settings.text) == ("dark", "ko", 1.1)


def test_the_window_remembers_its_size(opened: Opened) -> None:
    opened.window.resize(1100, 720)
    opened.settle()
    opened.close()
    frame = Frame(Theme.load("light"), Settings())
    opened.bot.addWidget(frame)
    assert frame.height() == 720  # the width is cut to that of the offscreen screen
