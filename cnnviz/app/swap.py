"""The swap file while the app runs: written beside the window, forgotten once work is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from cnnviz.app.task import Task
from cnnviz.document.autosave import Autosave, Orphan
from cnnviz.document.files import FileError
from cnnviz.document.headway import Cancelled, Headway
from cnnviz.document.state import Document, State
from cnnviz.panels.bridge import Bridge
from cnnviz.words import text

EVERY_MS = 15_000
UNSAFE = text(
    "Changes cannot be kept safe from a crash: cnnviz's own folder cannot be written. Save often."
)


class Swap(QObject):
    """Keeps changes that no file has, every 15 seconds.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    folder : pathlib.Path
        Where the swap files of all instances are.
    scene : callable
        Gives the file that the document belongs to.
    """

    def __init__(
        self,
        bridge: Bridge,
        folder: Path,
        scene: Callable[[], Path | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._scene = bridge, scene
        self._autosave = _begun(folder)
        self._kept: Document | None = None
        self._warned = False
        self._task: Task | None = None
        self._unwanted = self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether it is being written or removed."""
        return self._task is not None

    def keep(self) -> None:
        """Write changes beside the window's work."""
        state = self._bridge.state
        if self._autosave is None or not self._changed:
            return
        if self._task is not None:  # what is removed first is written right after
            self._again = self._again or self._kept is None
            return
        self._kept = state.document
        self._begin(partial(self._autosave.write, state, self._scene()))

    def keep_at_once(self) -> None:
        """Write changes before the process ends, letting nothing else happen."""
        self.finish()
        self.keep()
        self.finish()

    def finish(self) -> None:
        """Wait until what is being written is, or what is being removed."""
        while self._task is not None:
            self._task.finish()

    def forget(self) -> None:
        """Remove it: the work has been saved, or thrown away by the user."""
        self._kept = None
        self._again = False
        if self._task is not None:  # it takes a moment to stop
            self._unwanted = True
            self._task.stop()
        else:
            self._remove()

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

    def recover(self, orphan: Orphan, headway: Headway) -> State:
        """Read the work of a crashed instance; it stays until it is saved."""
        assert self._autosave is not None
        return self._autosave.recover(orphan, headway)

    def close(self) -> None:
        """End for good: nothing is left to recover."""
        self._timer.stop()
        self.forget()
        self.finish()
        if self._autosave is not None:
            self._autosave.close()

    @property
    def _changed(self) -> bool:
        """Whether there is something that neither a file nor the swap file has."""
        return self._bridge.store.modified and self._kept is not self._bridge.state.document

    def _remove(self) -> None:
        """Remove the file beside the window: the system takes its time over a large one."""
        autosave = self._autosave
        if autosave is not None:
            self._begin(lambda _headway: autosave.saved())

    def _begin(self, work: Callable[[Headway], object]) -> None:
        self._task = Task(work, "autosave", self)
        self._task.over.connect(self._end)

    def _end(self) -> None:
        assert self._task is not None
        task, self._task = self._task, None
        kept, self._kept = self._kept, None
        try:
            task.outcome()
        except Cancelled:
            pass
        except FileError:  # tried again next time, and told of once
            if not self._warned:
                self._bridge.refused.emit(UNSAFE)
            self._warned = True
        else:
            self._kept = kept
            self._warned = self._warned and kept is None
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """Do what had to wait for the thread."""
        if self._unwanted:
            self._unwanted = False
            self._kept = None
            self._remove()
        elif self._again:
            self._again = False
            self.keep()


def _begun(folder: Path) -> Autosave | None:
    """Begin a swap file; None if the folder cannot be written in."""
    try:
        return Autosave(folder)
    except FileError:
        return None
