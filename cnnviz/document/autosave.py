"""The swap file: a copy of unsaved work that is recovered after a crash."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock

from cnnviz.document.files import SUFFIX, FileError, load_steps, save_steps
from cnnviz.document.files.disk import open_regular, sweep_halves, write_whole
from cnnviz.document.files.errors import display_name, unwritable
from cnnviz.document.lock import locked, remove
from cnnviz.document.progress import Progress
from cnnviz.document.state import State

LARGEST_NOTE = 64 << 10
LONGEST_NAME = 120
LOCK, NOTE = ".lock", ".json"
SWEEPING = 1.0
"""Seconds that another instance may hold a new lock, to see whether it is a forgotten one."""


@dataclass(frozen=True)
class Orphan:
    """A swap file whose instance has crashed.

    Attributes
    ----------
    swap : pathlib.Path
        The swap file, a scene like any other.
    scene : pathlib.Path or None
        The file that the work was opened from or saved to; None if it had none.
    written : float
        When the swap file was written last, in seconds since 1970.
    name : str
        What the work was called; empty if that is unknown.
    """

    swap: Path
    scene: Path | None
    written: float
    name: str = ""


class Autosave:
    """Writes one instance's unsaved work to disk, and finds that of crashed instances.

    A swap file is named after the process and its start time. Beside it is a lock
    file, whose lock the system releases when the process ends; so a swap file whose
    lock can be acquired belongs to no running process. It is kept until its work is
    saved or discarded by the user: reading it removes nothing.

    The class uses no timer: the app decides when to write. A state is immutable, so
    `write_steps` and `recover_steps` may run in a worker thread; a large batch of
    photographs takes some seconds.

    Parameters
    ----------
    folder : path-like
        Folder of the swap files of all instances; created if it is missing.
    started : int, optional
        Start time of this instance in nanoseconds; by default, now.

    Raises
    ------
    FileError
        If the folder cannot be created or written in.
    """

    def __init__(self, folder: str | os.PathLike[str], started: int | None = None) -> None:
        self._folder = Path(folder)
        began = time.time_ns() if started is None else started
        self._swap = self._folder / f"{os.getpid()}-{began}{SUFFIX}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self._swap.with_suffix(LOCK), timeout=SWEEPING)
        except OSError as error:
            raise unwritable(display_name(self._folder), error) from error
        _sweep(self._folder)
        self._claims: dict[Path, BaseFileLock] = {}
        self._recovered: list[Orphan] = []
        self._noted: str | None = None

    @property
    def swap(self) -> Path:
        """Path of this instance's swap file, which may not exist."""
        return self._swap

    def write_steps(
        self, state: State, scene: str | os.PathLike[str] | None = None, name: str = ""
    ) -> Progress[None]:
        """Write the state to the swap file.

        Parameters
        ----------
        state : State
            The current state.
        scene : path-like, optional
            The file that it belongs to.
        name : str, optional
            What it is called.

        Yields
        ------
        float
            Fraction written, 0 to 1; closing the generator keeps the last swap file.

        Raises
        ------
        FileError
            If it cannot be written; the last swap file is kept.
        """
        belongs = None if scene is None else os.path.abspath(scene)
        note = json.dumps({"scene": belongs, "name": name})
        if note != self._noted:
            write_whole(self._swap.with_suffix(NOTE), note.encode("ascii"))
            self._noted = note
        yield from save_steps(state, self._swap)

    def orphans(self) -> tuple[Orphan, ...]:
        """List the swap files of crashed instances, the newest first.

        Their locks are acquired: no other instance lists them while this one runs.
        """
        found = []
        for swap in sorted(self._folder.glob(f"*{SUFFIX}")):
            if swap == self._swap or not (swap in self._claims or self._claim(swap)):
                continue
            try:
                found.append(Orphan(swap, *_noted(swap)))
            except OSError:
                continue
        return tuple(sorted(found, key=lambda each: each.written, reverse=True))

    def recover_steps(self, orphan: Orphan) -> Progress[State]:
        """Read the work of a crashed instance; its swap file is kept until `saved`.

        Returns
        -------
        State
            The recovered state.

        Yields
        ------
        float
            Fraction read, 0 to 1.

        Raises
        ------
        FileError
            If the swap file cannot be read.
        """
        state = yield from load_steps(orphan.swap)
        self._recovered = [*self._others(orphan), orphan]
        return state

    def discard(self, orphan: Orphan) -> None:
        """Remove a swap file that the user does not want."""
        _remove(orphan.swap)
        claim = self._claims.pop(orphan.swap, None)
        if claim is not None:
            remove(claim)
        self._recovered = self._others(orphan)

    def saved(self) -> None:
        """Remove the swap files: the user has saved or discarded the current work."""
        _remove(self._swap)
        self._noted = None
        for orphan in tuple(self._recovered):
            self.discard(orphan)

    def close(self) -> None:
        """Release the locks at exit; call `saved` first if the work has been saved.

        Swap files that the user has neither recovered nor discarded are kept.
        """
        for claim in self._claims.values():
            claim.release()
        self._claims.clear()
        if self._swap.exists():
            self._lock.release()
        else:
            remove(self._lock)

    def _others(self, orphan: Orphan) -> list[Orphan]:
        return [each for each in self._recovered if each.swap != orphan.swap]

    def _claim(self, swap: Path) -> bool:
        try:
            self._claims[swap] = locked(swap.with_suffix(LOCK))
        except OSError:
            return False
        return True


def _noted(swap: Path) -> tuple[Path | None, float, str]:
    """Give which file a swap file belongs to, when it was written, and what it was called."""
    noted = _note(swap)
    scene, name = noted.get("scene"), noted.get("name")
    path = Path(scene) if isinstance(scene, str) and "\0" not in scene else None
    called = name[:LONGEST_NAME] if isinstance(name, str) else ""
    return path, swap.stat().st_mtime, called


def _note(swap: Path) -> dict[str, object]:
    """Read what is noted beside a swap file; empty if nothing can be read."""
    try:
        with open_regular(swap.with_suffix(NOTE)) as file:
            noted = json.loads(file.read(LARGEST_NOTE))
    except (FileError, OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _sweep(folder: Path) -> None:
    """Remove locks of ended instances, and partly written files at least a day old."""
    for path in folder.glob(f"*{LOCK}"):
        if not path.with_suffix(SUFFIX).exists():
            with suppress(OSError):  # held: its instance has nothing to save yet
                remove(locked(path))
    sweep_halves(folder)


def _remove(swap: Path) -> None:
    for each in (swap, swap.with_suffix(NOTE)):
        with suppress(OSError):  # a folder that has become read-only; the file is offered again
            each.unlink(missing_ok=True)
