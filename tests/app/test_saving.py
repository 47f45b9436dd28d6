"""Saving goes on beside the window: nothing stands still, nothing is lost, the newest wins."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from cnnviz.app import waiting
from cnnviz.document import files
from cnnviz.document.commands import SetParameter
from cnnviz.document.files.disk import HALF
from cnnviz.document.progress import Progress
from cnnviz.document.state import State
from cnnviz.layers.kinds.conv2d import Conv2d
from tests.app.opened import CTRL, Opened, choose, dismiss
from tests.app.test_files import change, written


class SlowDisk:
    """A disk that takes its time to say that data is safe; worked off when it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self._go = threading.Event(), threading.Event()
        self._really = os.fsync
        monkeypatch.setattr(os, "fsync", self._wait)

    def _wait(self, number: int) -> None:
        self.asked.set()
        assert threading.current_thread() is not threading.main_thread() or self._go.is_set()
        self._go.wait(20)
        self._really(number)

    def let_go(self) -> None:
        """Be fast from now on."""
        self._go.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    """A slow disk, and little patience for it."""
    monkeypatch.setattr(waiting, "PATIENCE_MS", 20)
    made = SlowDisk(monkeypatch)
    yield made
    made.let_go()


@pytest.fixture
def saving(opened: Opened, disk: SlowDisk, tmp_path: Path) -> Iterator[Opened]:
    """A window that is in the middle of saving, and can do nothing about it."""
    change(opened)
    opened.window.scene_files.save_to(tmp_path / "lesson.cnnviz")
    opened.bot.waitUntil(disk.asked.is_set)
    yield opened
    disk.let_go()
    written(opened)


def stride(path: Path) -> object:
    """The stride of the first layer in a file."""
    layer = files.load(path).document.layers[0]
    assert isinstance(layer, Conv2d)
    return layer.stride


def change_to(opened: Opened, length: int) -> None:
    """Make another change."""
    opened.window.bridge.do(SetParameter(0, "stride", (length, length)))
    opened.window.bridge.settle()


def test_the_event_loop_goes_on_while_a_file_is_written(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    turns: list[int] = []
    timer = QTimer(saving)
    timer.timeout.connect(lambda: turns.append(1))
    timer.start(0)
    saving.bot.waitUntil(lambda: len(turns) > 50)
    timer.stop()
    assert saving.window.scene_files.saving.busy
    assert not (tmp_path / "lesson.cnnviz").exists()
    disk.let_go()
    written(saving)
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)


def test_what_is_changed_meanwhile_is_not_in_the_file_and_not_taken_for_saved(
    saving: Opened, disk: SlowDisk, tmp_path: Path, home: Path
) -> None:
    change_to(saving, 3)
    disk.let_go()
    written(saving)
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)
    assert saving.window.scene_files.modified
    (kept,) = (home / "autosave").glob("*.cnnviz")
    assert stride(kept) == (3, 3)
    saving.press(Qt.Key.Key_Z, CTRL)
    assert not saving.window.scene_files.modified


def test_until_it_is_written_the_document_counts_as_changed(saving: Opened) -> None:
    assert saving.window.scene_files.modified
    assert saving.window.isWindowModified()


def test_saving_again_meanwhile_saves_the_newest_last(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    for length in (3, 4):
        change_to(saving, length)
        saving.press(Qt.Key.Key_S, CTRL)
    disk.let_go()
    written(saving)
    assert stride(tmp_path / "lesson.cnnviz") == (4, 4)
    assert not saving.window.scene_files.modified


def test_saving_to_two_files_writes_both_and_keeps_the_last(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    change_to(saving, 3)
    saving.window.scene_files.save_to(tmp_path / "other.cnnviz")
    disk.let_go()
    written(saving)
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)
    assert stride(tmp_path / "other.cnnviz") == (3, 3)
    assert saving.window.scene_files.path == tmp_path / "other.cnnviz"


def test_what_lasts_is_told_and_can_be_cancelled(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    notice = saving.window.notice
    saving.bot.waitUntil(lambda: notice.cancel.isVisible())
    assert "lesson.cnnviz" in notice.said
    saving.window.scene_files.save_to(tmp_path / "other.cnnviz")
    saving.click(notice.cancel)
    disk.let_go()
    written(saving)
    assert not notice.cancel.isVisible()
    assert not (tmp_path / "other.cnnviz").exists()


def test_saving_that_is_cancelled_leaves_no_file_and_the_changes_unsaved(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    really = files.save_steps

    def slowly(state: State, path: Path) -> Progress[None]:
        steps = really(state, path)
        yield next(steps)
        begun.set()
        go.wait(20)
        yield from steps

    monkeypatch.setattr(files, "save_steps", slowly)
    change(opened)
    opened.window.scene_files.save_to(tmp_path / "lesson.cnnviz")
    opened.bot.waitUntil(begun.is_set)
    assert list(tmp_path.glob(HALF.format("*")))
    opened.window.scene_files.saving.cancel()
    go.set()
    written(opened)
    assert opened.window.notice.said == "saving was cancelled: lesson.cnnviz is as it was"
    assert opened.window.scene_files.modified
    assert not list(tmp_path.glob(HALF.format("*")))
    assert not (tmp_path / "lesson.cnnviz").exists()


def test_a_disk_that_fails_later_is_told_of_and_the_work_stays_unsaved(
    opened: Opened, tmp_path: Path
) -> None:
    change(opened)
    (tmp_path / "gone").mkdir()
    opened.window.scene_files.save_to(tmp_path / "gone" / "lesson.cnnviz")
    written(opened)
    change_to(opened, 3)
    (tmp_path / "gone" / "lesson.cnnviz").unlink()
    (tmp_path / "gone").rmdir()
    opened.press(Qt.Key.Key_S, CTRL)
    written(opened)
    assert "The folder of lesson.cnnviz is not there any more" in opened.window.notice.said
    assert opened.window.scene_files.modified


def test_closing_waits_for_the_file_and_then_asks_nothing(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    seen: list[QDialog] = []

    def go_on(dialog: QDialog) -> None:
        seen.append(dialog)
        disk.let_go()

    said = saving.answer(go_on)
    assert saving.close()
    assert said == ["cnnviz"]
    assert isinstance(seen[0], waiting.WaitDialog)
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)


def test_who_will_not_wait_stays_and_saving_goes_on(
    saving: Opened, disk: SlowDisk, tmp_path: Path
) -> None:
    saving.answer(dismiss)
    assert not saving.close()
    assert saving.window.isVisible()
    disk.let_go()
    written(saving)
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)


def test_closing_asks_about_what_was_changed_while_the_file_was_written(
    saving: Opened, disk: SlowDisk
) -> None:
    change_to(saving, 3)
    disk.let_go()
    said = saving.answer(choose("Cancel"))
    assert not saving.close()
    assert said[0].startswith("Save the changes to lesson.cnnviz?")


def test_a_file_of_the_scene_before_does_not_become_that_of_the_next(
    saving: Opened, disk: SlowDisk
) -> None:
    saving.window.scene_files.begin(saving.state)
    change_to(saving, 3)
    said = saving.answer(dismiss)
    saving.press(Qt.Key.Key_S, CTRL)
    saving.bot.waitUntil(lambda: bool(said))
    assert said == ["Save scene"]
    disk.let_go()
    written(saving)
    assert saving.window.scene_files.path is None
    assert saving.window.scene_files.modified


def test_being_ended_by_the_system_finishes_the_file(
    saving: Opened, disk: SlowDisk, tmp_path: Path, home: Path
) -> None:
    disk.let_go()
    saving.window.scene_files.save_at_once()
    assert stride(tmp_path / "lesson.cnnviz") == (2, 2)
    assert not list((home / "autosave").glob("*.cnnviz"))


def test_the_event_loop_goes_on_while_the_swap_file_is_written(
    opened: Opened, disk: SlowDisk, home: Path
) -> None:
    change(opened)
    opened.window.scene_files.swap.keep()
    opened.bot.waitUntil(disk.asked.is_set)
    assert opened.window.scene_files.swap.busy
    disk.let_go()
    opened.bot.waitUntil(lambda: not opened.window.scene_files.swap.busy)
    assert list((home / "autosave").glob("*.cnnviz"))


def test_saving_while_the_swap_file_is_written_leaves_nothing_to_recover(
    opened: Opened, disk: SlowDisk, home: Path, tmp_path: Path
) -> None:
    change(opened)
    opened.window.scene_files.swap.keep()
    opened.window.scene_files.save_to(tmp_path / "lesson.cnnviz")
    opened.bot.waitUntil(disk.asked.is_set)
    disk.let_go()
    written(opened)
    QApplication.processEvents()
    assert not list((home / "autosave").glob("*.cnnviz"))


def test_a_swap_file_that_cannot_be_written_is_told_of_once_and_tried_again(
    opened: Opened, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, said = opened.window.scene_files.swap, []
    opened.window.bridge.refused.connect(said.append)

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for length in (2, 3):
            change_to(opened, length)
            swap.keep()
            swap.finish()
    assert [str(each)[:28] for each in said] == ["Changes cannot be kept safe "]
    swap.keep()
    swap.finish()
    (kept,) = (home / "autosave").glob("*.cnnviz")
    assert stride(kept) == (3, 3)
