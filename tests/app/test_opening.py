"""A scene is read beside the window: what lasts shows it, and can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from cnnviz.app import waiting
from cnnviz.document import files, pictures
from cnnviz.document.files import scene
from cnnviz.layers.kinds.conv2d import Conv2d
from tests.app.opened import Opened, choose, dismiss
from tests.app.test_files import change, save_as, written


class SlowDrive:
    """A drive that takes its time to find a file, and counts how often it is asked for one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self._go = threading.Event()
        self._really = scene.open_regular
        monkeypatch.setattr(scene, "open_regular", self._open)

    def _open(self, path: Path) -> BinaryIO:
        self.asked += 1
        self._go.wait(20)
        return self._really(path)

    def let_go(self) -> None:
        """Be fast from now on."""
        self._go.set()


@pytest.fixture
def drive(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDrive]:
    """A slow drive with a scene whose first layer has stride 2, and little patience for it."""
    change(opened)
    save_as(opened, tmp_path / "lesson.cnnviz")
    opened.window.bridge.store.undo()
    opened.window.bridge.store.mark_saved(opened.state.document)
    monkeypatch.setattr(waiting, "PATIENCE_MS", 20)
    made = SlowDrive(monkeypatch)
    yield made
    made.let_go()
    opened.settle()


def stride(opened: Opened) -> object:
    """The stride of the first layer on stage."""
    layer = opened.state.document.layers[0]
    assert isinstance(layer, Conv2d)
    return layer.stride


def test_the_event_loop_goes_on_while_a_scene_is_read(
    opened: Opened, drive: SlowDrive, tmp_path: Path
) -> None:
    turns: list[int] = []

    def turn() -> None:
        turns.append(1)
        if len(turns) == 50:
            drive.let_go()

    timer = QTimer(opened)
    timer.timeout.connect(turn)
    timer.start(1)
    assert opened.window.scene_files.open_scene(tmp_path / "lesson.cnnviz")
    timer.stop()
    assert len(turns) >= 50
    assert stride(opened) == (2, 2)


def test_what_lasts_shows_a_bar_with_the_name(
    opened: Opened, drive: SlowDrive, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, waiting.WaitDialog)
        seen.append(dialog.bar.accessibleName())
        drive.let_go()

    opened.answer(look)
    opened.window.scene_files.open_scene(tmp_path / "lesson.cnnviz")
    assert seen == ["Opening lesson.cnnviz…"]


def test_who_will_not_wait_keeps_what_is_on_stage(
    opened: Opened, drive: SlowDrive, tmp_path: Path
) -> None:
    before = opened.state
    opened.answer(dismiss)
    assert not opened.window.scene_files.open_scene(tmp_path / "lesson.cnnviz")
    drive.let_go()
    opened.settle()
    assert opened.state is before


def test_a_scene_is_read_once_if_changes_are_thrown_away(
    opened: Opened, drive: SlowDrive, tmp_path: Path
) -> None:
    opened.action("remove_layer").trigger()
    drive.let_go()
    opened.answer(choose("Do not save"))
    assert opened.window.scene_files.open_scene(tmp_path / "lesson.cnnviz")
    assert drive.asked == 1


def test_a_scene_that_is_saved_on_the_way_is_opened_as_it_was_saved(
    opened: Opened, drive: SlowDrive, tmp_path: Path
) -> None:
    drive.let_go()
    opened.action("remove_layer").trigger()
    opened.answer(choose("Save"))
    assert opened.window.scene_files.open_scene(tmp_path / "lesson.cnnviz")
    written(opened)
    kept = files.load(tmp_path / "lesson.cnnviz").document.layers
    assert len(opened.state.document.layers) == len(kept)


def test_reading_pictures_that_lasts_is_told_and_can_be_cancelled(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = threading.Event()
    really = pictures.open_regular

    def slowly(path: Path) -> BinaryIO:
        go.wait(20)
        return really(path)

    monkeypatch.setattr(pictures, "open_regular", slowly)
    Image.new("L", (9, 9)).save(tmp_path / "gray.png")
    before, notice = opened.state, opened.window.notice
    opened.window.incoming.open([tmp_path / "gray.png"])
    opened.bot.waitUntil(notice.cancel.isVisible)
    assert notice.said == "Reading pictures"
    opened.click(notice.cancel)
    opened.bot.waitUntil(notice.isHidden)
    go.set()
    opened.window.images.loader.stop()
    opened.settle()
    assert opened.state is before
