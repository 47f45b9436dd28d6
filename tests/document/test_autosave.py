"""Unsaved work outlives a crash, and the crash after it."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cnnviz.document.autosave import Autosave, Orphan
from cnnviz.document.files import FileError
from cnnviz.document.lock import locked, remove
from cnnviz.document.progress import run_to_end
from cnnviz.document.state import State
from tests.first_pipeline import start
from tests.sameness import same

CRASHER = """
import dataclasses, os, signal, sys
from cnnviz.document.autosave import Autosave
from cnnviz.document.progress import run_to_end
from tests.first_pipeline import start
autosave = Autosave(sys.argv[1])
for orphan in autosave.orphans():
    run_to_end(autosave.recover_steps(orphan))
state = dataclasses.replace(start(), speed=float(sys.argv[2]))
run_to_end(autosave.write_steps(state, sys.argv[3]))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "desk"
    path.mkdir()
    return path


def crash(folder: Path, speed: float, scene: str = "/lessons/a.cnnviz") -> None:
    """Run an instance that recovers what there is, writes its own swap and is killed."""
    run = subprocess.run(
        [sys.executable, "-c", CRASHER, str(folder), str(speed), scene], capture_output=True
    )
    assert run.returncode == -9, run.stderr


def faster(speed: float) -> State:
    """The start scene at another speed."""
    return dataclasses.replace(start(), speed=speed)


def test_work_of_a_killed_instance_is_found_with_its_file(desk: Path) -> None:
    crash(desk, 3.0)
    autosave = Autosave(desk)
    (orphan,) = autosave.orphans()
    assert orphan.scene == Path("/lessons/a.cnnviz")
    assert same(run_to_end(autosave.recover_steps(orphan)), faster(3.0))


def test_a_second_crash_loses_neither_work(desk: Path) -> None:
    crash(desk, 3.0)
    crash(desk, 4.0)
    autosave = Autosave(desk)
    newest, oldest = autosave.orphans()
    assert (
        run_to_end(autosave.recover_steps(newest)).speed,
        run_to_end(autosave.recover_steps(oldest)).speed,
    ) == (4.0, 3.0)


def test_recovered_work_is_kept_until_it_is_saved(desk: Path) -> None:
    crash(desk, 3.0)
    first = Autosave(desk, started=1)
    run_to_end(first.recover_steps(*first.orphans()))
    first.close()
    second = Autosave(desk, started=2)
    run_to_end(second.recover_steps(*second.orphans()))
    second.saved()
    second.close()
    assert os.listdir(desk) == []


def test_work_put_off_is_offered_again(desk: Path) -> None:
    crash(desk, 3.0)
    first = Autosave(desk, started=1)
    assert len(first.orphans()) == 1
    first.saved()
    first.close()
    assert len(Autosave(desk, started=2).orphans()) == 1


def test_discarded_work_is_gone(desk: Path) -> None:
    crash(desk, 3.0)
    autosave = Autosave(desk)
    autosave.discard(*autosave.orphans())
    assert autosave.orphans() == ()
    autosave.close()
    assert os.listdir(desk) == []


def test_a_running_instance_is_no_orphan(desk: Path) -> None:
    running, other = Autosave(desk, started=1), Autosave(desk, started=2)
    run_to_end(running.write_steps(start()))
    assert other.orphans() == ()


def test_two_instances_do_not_offer_the_same_work(desk: Path) -> None:
    crash(desk, 3.0)
    one, other = Autosave(desk, started=1), Autosave(desk, started=2)
    assert len(one.orphans()) == 1
    assert other.orphans() == ()
    assert len(one.orphans()) == 1


def test_an_instance_that_ends_in_order_leaves_nothing(desk: Path) -> None:
    autosave = Autosave(desk / "made" / "here")
    run_to_end(autosave.write_steps(start()))
    run_to_end(autosave.write_steps(faster(2.0)))
    autosave.saved()
    autosave.close()
    assert os.listdir(desk / "made" / "here") == []


def test_a_swap_without_its_note_is_still_work(desk: Path) -> None:
    crash(desk, 3.0)
    for note, content in enumerate((b"", b"[]", b"nonsense", b'{"scene": 3}', b"[" * 60_000)):
        (file,) = desk.glob("*.json")
        file.write_bytes(content)
        autosave = Autosave(desk, started=note)
        (orphan,) = autosave.orphans()
        assert orphan.scene is None
        autosave.close()


def test_a_broken_swap_says_so_and_can_be_discarded(desk: Path) -> None:
    (desk / "1-1.cnnviz").write_bytes(b"PK")
    autosave = Autosave(desk)
    (orphan,) = autosave.orphans()
    with pytest.raises(FileError, match="damaged"):
        run_to_end(autosave.recover_steps(orphan))
    autosave.discard(orphan)
    assert not orphan.swap.exists()


def test_a_folder_that_cannot_be_made_says_so(desk: Path) -> None:
    (desk / "file").write_text("x")
    with pytest.raises(FileError):
        Autosave(desk / "file" / "swaps")


def test_discarding_twice_is_no_error(desk: Path) -> None:
    autosave = Autosave(desk)
    orphan = Orphan(desk / "1-1.cnnviz", None, 0.0)
    autosave.discard(orphan)
    autosave.discard(orphan)


def test_what_crashes_left_half_written_is_swept_after_a_day(desk: Path) -> None:
    old, new = desk / ".cnnviz-0123456789ab.tmp", desk / ".cnnviz-ba9876543210.tmp"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    Autosave(desk).close()
    assert not old.exists()
    assert new.exists()


ENDED = """
import os, signal, sys
from cnnviz.document.autosave import Autosave
autosave = Autosave(sys.argv[1])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_locks_of_ended_instances_do_not_pile_up(desk: Path) -> None:
    for _ in range(2):
        subprocess.run([sys.executable, "-c", ENDED, str(desk)], check=False)
        assert len(list(desk.glob("*.lock"))) == 1
    running = Autosave(desk, started=1)
    other = Autosave(desk, started=2)
    assert {each.name for each in desk.glob("*.lock")} == {
        running.swap.with_suffix(".lock").name,
        other.swap.with_suffix(".lock").name,
    }
    crash(desk, 3.0)
    assert len(Autosave(desk, started=3).orphans()) == 1


def test_a_lock_taken_in_one_thread_is_let_go_by_another(desk: Path) -> None:
    crash(desk, 3.0)
    first, second = Autosave(desk, started=1), Autosave(desk, started=2)
    assert len(first.orphans()) == 1
    thread = threading.Thread(target=first.close)
    thread.start()
    thread.join()
    assert len(second.orphans()) == 1


def test_a_lock_being_swept_away_is_waited_for(desk: Path) -> None:
    swept = locked(desk / "1-1.lock")
    threading.Timer(0.1, remove, (swept,)).start()
    taken = locked(desk / "1-1.lock", timeout=2.0)
    assert (desk / "1-1.lock").exists()
    with pytest.raises(OSError, match="could not be acquired"):
        locked(desk / "1-1.lock")
    remove(taken)
    assert os.listdir(desk) == []
