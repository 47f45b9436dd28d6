"""Work that is not saved outlives a crash, and is offered once the app starts again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.document import files
from cnnviz.document.commands import SetParameter
from tests.app.opened import CTRL, Opened, choose, dismiss
from tests.app.test_files import change, save_as
from tests.app.test_introduction import open_example

CRASHING = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from cnnviz.app.settings import Settings
from cnnviz.app.window import Window
from cnnviz.document.commands import SetParameter
from tests.first_pipeline import start
from cnnviz.panels.appearance import Appearance
window = Window(start(), Appearance(), Settings())
window.bridge.do(SetParameter(0, "stride", (3, 3)))
window.scene_files.swap.keep()
window.scene_files.swap.finish()
print("saved", flush=True)
sys.stdin.read()
"""
OFFERED = "cnnviz was not closed properly."


def crash() -> None:
    """Let another process work, autosave, and be killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "saved\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)


def offered(qtbot: QtBot, answer: str | None) -> tuple[bool, object]:
    """Start, answer what is offered, and tell whether it was, and the stride then."""
    opened = Opened(qtbot)
    said = opened.answer(dismiss if answer is None else choose(answer))
    opened.window.scene_files.offer_recovery()
    stride = opened.state.document.layers[0].stride
    was = bool(said) and said[0].startswith(OFFERED)
    assert opened.window.scene_files.modified == (stride == (3, 3))
    opened.window.bridge.store.mark_saved(opened.state.document)
    opened.window.scene_files.begin(opened.state) if answer == "Recover" else None
    opened.end()
    return was, stride


def test_work_of_a_killed_process_is_offered_and_brought_back(qtbot: QtBot) -> None:
    crash()
    assert offered(qtbot, "Recover") == (True, (3, 3))


def test_what_was_recovered_and_saved_is_not_offered_again(qtbot: QtBot) -> None:
    crash()
    offered(qtbot, "Recover")
    assert offered(qtbot, None) == (False, (1, 1))


def test_what_was_thrown_away_is_not_offered_again(qtbot: QtBot) -> None:
    crash()
    assert offered(qtbot, "Discard") == (True, (1, 1))
    assert offered(qtbot, None) == (False, (1, 1))


def test_what_was_put_off_is_offered_again(qtbot: QtBot) -> None:
    crash()
    assert offered(qtbot, "Ask later") == (True, (1, 1))
    assert offered(qtbot, "Recover") == (True, (3, 3))


def test_a_second_crash_before_saving_loses_nothing(qtbot: QtBot, home: Path) -> None:
    crash()
    opened = Opened(qtbot)
    opened.answer(choose("Recover"))
    opened.window.scene_files.offer_recovery()
    kept = sorted((home / "autosave").glob("*.cnnviz"))
    assert kept
    opened.end()


def test_saving_leaves_nothing_to_recover(opened: Opened, home: Path, tmp_path: Path) -> None:
    change(opened)
    _autosave(opened)
    assert list((home / "autosave").glob("*.cnnviz"))
    save_as(opened, tmp_path / "lesson.cnnviz")
    assert not list((home / "autosave").glob("*.cnnviz"))


def test_discarding_leaves_nothing_to_recover(opened: Opened, home: Path) -> None:
    change(opened)
    _autosave(opened)
    opened.answer(choose("Do not save"))
    assert opened.close()
    assert not list((home / "autosave").glob("*"))


def test_changes_that_were_undone_leave_nothing_to_recover(opened: Opened, home: Path) -> None:
    change(opened)
    _autosave(opened)
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.close()
    assert not list((home / "autosave").glob("*"))


def test_without_changes_nothing_is_autosaved(opened: Opened, home: Path) -> None:
    opened.window.scene_files.swap.keep()
    opened.window.scene_files.swap.finish()
    assert not list((home / "autosave").glob("*.cnnviz"))


def test_the_same_work_is_not_autosaved_twice(opened: Opened, home: Path) -> None:
    change(opened)
    _autosave(opened)
    swap = next(iter((home / "autosave").glob("*.cnnviz")))
    before = swap.stat().st_mtime_ns
    _autosave(opened)
    assert swap.stat().st_mtime_ns == before
    opened.window.bridge.do(SetParameter(0, "stride", (4, 4)))
    _autosave(opened)
    assert swap.stat().st_mtime_ns > before


def _autosave(opened: Opened) -> None:
    opened.window.scene_files.swap.keep()
    opened.window.scene_files.swap.finish()


def test_work_behind_an_unchanged_example_is_what_a_crash_leaves(
    opened: Opened, home: Path
) -> None:
    name = opened.window.scene_files.name
    change(opened)
    open_example(opened, "one-edge")
    _autosave(opened)
    (swap,) = (home / "autosave").glob("*.cnnviz")
    assert files.load(swap).document.layers[0].stride == (2, 2)
    assert json.loads(swap.with_suffix(".json").read_text())["name"] == name


def test_work_kept_before_is_not_overwritten_by_an_unchanged_example(
    opened: Opened, home: Path
) -> None:
    change(opened)
    _autosave(opened)
    open_example(opened, "one-edge")
    open_example(opened, "by-hand")
    _autosave(opened)
    (swap,) = (home / "autosave").glob("*.cnnviz")
    assert files.load(swap).document.layers[0].stride == (2, 2)


def test_saving_an_example_keeps_the_work_behind_it(
    opened: Opened, home: Path, tmp_path: Path
) -> None:
    change(opened)
    open_example(opened, "one-edge")
    save_as(opened, tmp_path / "example.cnnviz")
    (swap,) = (home / "autosave").glob("*.cnnviz")
    assert files.load(swap).document.layers[0].stride == (2, 2)
    assert opened.window.scene_files.modified
    assert not opened.window.isWindowModified()


def test_the_question_names_the_work(qtbot: QtBot) -> None:
    crash()
    opened = Opened(qtbot)
    said = opened.answer(choose("Discard"))
    opened.window.scene_files.offer_recovery()
    assert ": untitled. Recover it?" in said[0]
    opened.end()
