"""Saving leaves the old file or the new one, whatever goes wrong."""

from __future__ import annotations

import dataclasses
import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from cnnviz.document.files import FileError, load, load_steps, save, save_steps
from cnnviz.document.files.disk import open_regular, write_whole
from cnnviz.document.state import State
from cnnviz.layers.base import frozen
from cnnviz.words import ENGLISH
from tests.first_pipeline import start
from tests.sameness import same

SAVER = """
import dataclasses, sys
import numpy as np
from cnnviz.document.files import save
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers.base import frozen
noise = np.random.default_rng(0).random((1, 1, 300, 300))
number = 0
while True:
    number += 1
    document = Document(Batch(frozen(noise * 0 + number), ("n",), float(number)))
    save(State(document), sys.argv[1])
    if number == 1:
        print("saved", flush=True)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "desk"
    path.mkdir()
    return path


def test_a_kill_at_any_moment_leaves_a_whole_file(desk: Path) -> None:
    path, rng = desk / "scene.cnnviz", random.Random(1)
    last = 0.0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE
        ) as saving:
            assert saving.stdout is not None
            saving.stdout.readline()
            time.sleep(rng.random() * 0.08)
            saving.send_signal(signal.SIGKILL)
        batch = load(path).document.batch
        assert (batch.pixels == batch.peak).all()
        last = max(last, batch.peak)
    assert last > 1


@pytest.fixture
def scene(desk: Path) -> Path:
    """A scene file that exists."""
    path = desk / "scene.cnnviz"
    save(start(), path)
    return path


def another() -> State:
    """A state that differs from the start."""
    return dataclasses.replace(start(), speed=2.0)


def test_permissions_of_the_old_file_are_kept(scene: Path) -> None:
    scene.chmod(0o640)
    save(another(), scene)
    assert stat.S_IMODE(scene.stat().st_mode) == 0o640


def test_a_new_file_gets_the_usual_permissions(desk: Path) -> None:
    old = os.umask(0o027)
    try:
        save(start(), desk / "new.cnnviz")
    finally:
        os.umask(old)
    assert stat.S_IMODE((desk / "new.cnnviz").stat().st_mode) == 0o640


def test_a_link_stays_a_link(scene: Path, desk: Path) -> None:
    link = desk / "link.cnnviz"
    link.symlink_to(scene)
    save(another(), link)
    assert link.is_symlink()
    assert same(load(scene), another())


@pytest.mark.parametrize(
    ("call", "code", "word"),
    [
        ("fsync", errno.ENOSPC, "no room on the disk"),
        ("fsync", errno.EDQUOT, "no room on the disk"),
        ("fsync", errno.EIO, "could not be written"),
        ("replace", errno.EACCES, "a folder of your own"),
        ("open", errno.EROFS, "a folder of your own"),
        ("open", errno.EACCES, "a folder of your own"),
    ],
)
def test_a_failure_leaves_the_old_file_alone(
    scene: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, word: str
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileError) as caught:
            save(another(), scene)
    assert word in ENGLISH(caught.value.message)
    assert same(load(scene), start())
    assert os.listdir(scene.parent) == [scene.name]


def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_file(scene: Path) -> None:
    noise = np.random.default_rng(0).random((1, 1, 400, 400))
    batch = dataclasses.replace(start().document.batch, pixels=frozen(noise), digits=())
    save(State(start().document.with_batch(batch)), scene.with_name("large.cnnviz"))
    code = (
        "import resource, signal, sys\n"
        "from cnnviz.document.files import FileError, load, save\n"
        "state = load(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    save(state, sys.argv[2])\n"
        "except FileError as error:\n"
        "    print(error)\n"
    )
    large = scene.with_name("large.cnnviz")
    run = subprocess.run(
        [sys.executable, "-c", code, str(large), str(scene)], capture_output=True, text=True
    )
    assert "no room on the disk for scene.cnnviz" in run.stdout
    assert same(load(scene), start())
    assert sorted(os.listdir(scene.parent)) == [large.name, scene.name]


def test_places_where_nothing_can_be_saved_say_so(desk: Path) -> None:
    (desk / "folder").mkdir()
    (desk / "file").write_text("x")
    os.mkfifo(desk / "pipe")
    places = {
        desk / "folder": "is a folder",
        desk / "pipe": "a pipe or a device",
        desk / "gone" / "x.cnnviz": "folder of x.cnnviz is not there",
        desk / "file" / "x.cnnviz": "folder of x.cnnviz is not there",
        desk / ("x" * 300): "a name that this disk does not take",
        Path("a\0b"): "could not be written",
    }
    said = {}
    for place in places:
        with pytest.raises(FileError) as caught:
            save(start(), place)
        said[place] = ENGLISH(caught.value.message)
    assert all(word in said[place] for place, word in places.items()), said
    assert sorted(os.listdir(desk)) == ["file", "folder", "pipe"]


def test_a_write_protected_file_is_left_alone(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(FileError, match="write-protected"):
        save(another(), scene)
    assert same(load(scene), start())


@pytest.mark.parametrize("yields", [0, 1, 2])
def test_saving_that_is_closed_leaves_the_old_file(scene: Path, yields: int) -> None:
    steps = save_steps(another(), scene)
    for _ in range(yields):
        next(steps)
    steps.close()
    assert same(load(scene), start())
    assert os.listdir(scene.parent) == [scene.name]


def test_opening_that_is_closed_closes_the_file(
    scene: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[BinaryIO] = []

    def open_and_note(path: Path) -> BinaryIO:
        opened.append(open_regular(path))
        return opened[-1]

    monkeypatch.setattr("cnnviz.document.files.scene.open_regular", open_and_note)
    steps = load_steps(scene)
    next(steps)
    steps.close()
    assert [each.closed for each in opened] == [True]


def test_saving_and_opening_tell_how_far_they_are(scene: Path) -> None:
    for steps in (save_steps(another(), scene), load_steps(scene)):
        parts = list(steps)
        assert parts[0] == 0.0
        assert parts == sorted(parts)
        assert 0.5 < parts[-1] <= 1.0


def test_saving_sweeps_what_a_crash_left_in_the_folder_and_nothing_else(tmp_path: Path) -> None:
    left = tmp_path / ".cnnviz-0123456789ab.tmp"
    stay = [tmp_path / name for name in (".cnnviz-mine.tmp", "notes.tmp", ".cnnviz-00.tmp")]
    fresh = tmp_path / ".cnnviz-ba9876543210.tmp"
    folder = tmp_path / ".cnnviz-aaaaaaaaaaaa.tmp"
    folder.mkdir()
    for each in (left, fresh, *stay):
        each.write_bytes(b"half")
    for each in (left, folder, *stay):
        os.utime(each, (0, 0))
    write_whole(tmp_path / "lesson.cnnviz", b"whole")
    assert not left.exists()
    assert all(each.exists() for each in (fresh, folder, *stay))
