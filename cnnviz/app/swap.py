"""The swap file while the app runs: written beside the window, forgotten once work is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from cnnviz.document.autosave import Autosave, Orphan
from cnnviz.document.files import FileError
from cnnviz.document.progress import Progress
from cnnviz.document.state import Document, State
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.jobs import Job
from cnnviz.words import text

EVERY_MS = 15_000
UNSAFE = text(
    "Changes cannot be kept safe from a crash: cnnviz's own folder cannot be written. Save often."
)


@dataclass(frozen=True)
class Kept:
    """What is to be kept safe.

    Attributes
    ----------
    state : State
        Changed, and in no file.
    scene : pathlib.Path or None
        The file that it belongs to.
    name : str
        What it is called.
    """

    state: State
    scene: Path | None
    name: str


class Swap(QObject):
    """Keeps changes that no file has, every 15 seconds.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    folder : pathlib.Path
        Where the swap files of all instances are.
    unsaved : callable
        Gives what no file has; None if there is nothing.
    """

    def __init__(
        self,
        bridge: Bridge,
        folder: Path,
        unsaved: Callable[[], Kept | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._unsaved = bridge, unsaved
        self._autosave = _begun(folder)
        self._kept: Document | None = None
        self._warned = False
        self._job: Job | None = None
        self._next: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether it is being written or removed."""
        return self._job is not None

    def keep(self) -> None:
        """Write changes beside the window's work."""
        if self._new is not None and self._write not in self._next:
            self._next.append(self._write)
            self._go_on()

    def keep_and_end(self) -> None:
        """Write changes before the process ends, letting nothing else happen.

        The lock is released; its file goes too, if there is nothing to recover.
        """
        self.finish()
        self.keep()
        self.finish()
        self._timer.stop()
        if self._autosave is not None:
            self._autosave.close()

    def finish(self) -> None:
        """Wait until all is written and removed that is to be."""
        while self._job is not None:
            self._job.finish()

    def forget(self) -> None:
        """Remove it: the work has been saved, or thrown away by the user."""
        self._kept = None
        self._next = [self._remove]
        if self._job is not None:
            self._job.cancel()
        self._go_on()

    def warn_if_unsafe(self) -> None:
        """Say that there is no swap file, if there is none."""
        if self._autosave is None:
            self._bridge.refused.emit(UNSAFE)

    def orphans(self) -> tuple[Orphan, ...]:
        """List the work of crashed instances."""
        return self._autosave.orphans() if self._autosave is not None else ()

    def discard(self, orphan: Orphan) -> None:
        """Remove the work of a crashed instance."""
        if self._autosave is not None:
            self._autosave.discard(orphan)

    def recover_steps(self, orphan: Orphan) -> Progress[State]:
        """Read the work of a crashed instance; it stays until it is saved."""
        assert self._autosave is not None
        return self._autosave.recover_steps(orphan)

    def close(self) -> None:
        """End for good: nothing is left to recover."""
        self._timer.stop()
        self.forget()
        self.finish()
        if self._autosave is not None:
            self._autosave.close()

    @property
    def _new(self) -> Kept | None:
        """What neither a file nor the swap file has, or will; None if there is nothing."""
        unsaved = self._unsaved()
        return None if unsaved is None or unsaved.state.document is self._kept else unsaved

    def _write(self) -> None:
        new = self._new
        if self._autosave is not None and new is not None:
            self._kept = new.state.document
            self._begin(self._autosave.write_steps(new.state, new.scene, new.name))

    def _remove(self) -> None:
        """Remove the file beside the window: the system takes its time over a large one."""
        if self._autosave is not None:
            self._begin(_removal(self._autosave))

    def _begin(self, work: Progress[None]) -> None:
        self._job = Job(work, "autosave", expects=FileError)
        self._job.finished.connect(self._trust)
        self._job.failed.connect(self._warn)
        self._job.ended.connect(self._end)

    def _trust(self) -> None:
        self._warned = self._warned and self._kept is None

    def _warn(self) -> None:
        """Say once that it cannot be written; it is tried again next time."""
        if not self._warned:
            self._bridge.refused.emit(UNSAFE)
        self._warned = True

    def _end(self) -> None:
        assert self._job is not None
        if not self._job.completed:
            self._kept = None
        self._job = None
        self._go_on()

    def _go_on(self) -> None:
        """Do what comes next, unless something still goes on."""
        while self._job is None and self._next:
            self._next.pop(0)()


def _removal(autosave: Autosave) -> Progress[None]:
    yield 0.0
    autosave.saved()


def _begun(folder: Path) -> Autosave | None:
    """Begin a swap file; None if the folder cannot be written in."""
    try:
        return Autosave(folder)
    except FileError:
        return None
