"""Slow work beside the window: a generator runs in a thread, and is heard of in the window's."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThreadPool, Signal

from cnnviz.document.progress import Progress

SWITCH: Final = 0.0005
"""Seconds after which a thread lets others in. At Python's 5 ms each of the engine's
short calls would wait that long for its turn, and a 10 ms evaluation would take seconds."""

MOST_AT_ONCE: Final = 64
"""Jobs; so many that one that waits for a slow disk keeps no other waiting."""

EVERY: Final = 0.05
"""Seconds between two signals of progress at least."""


class Job(QObject):
    """Runs a generator, from the moment it is made. It belongs to the application.

    All signals are emitted in the window's thread, the last of them is `ended`. After
    `cancel` there is only that one. An error that is not expected is raised in the
    window's thread once the job has ended, whoever listens.

    Parameters
    ----------
    work : generator
        Yields how much is done, 0 to 1; it must not touch widgets.
    name : str
        What `going_on` finds it by.
    expects : exception type or tuple of them
        Errors that `failed` tells of.

    Attributes
    ----------
    progressed : Signal(float)
        This much is done, 0 to 1.
    finished : Signal(object)
        The generator has returned this.
    failed : Signal(Exception)
        The generator has raised this error, which is one of the expected.
    ended : Signal()
        Nothing goes on any more, for whatever reason.
    part : float
        How much is done, 0 to 1.
    completed : bool
        Whether the generator has returned, even if that was after `cancel`.
    result : object
        What it returned.
    error : BaseException or None
        What it raised.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _moved = Signal(float)
    _left = Signal()

    def __init__(
        self,
        work: Progress[Any],
        name: str,
        expects: type[Exception] | tuple[type[Exception], ...] = (),
    ) -> None:
        super().__init__(QCoreApplication.instance())
        self.part = 0.0
        self.completed = False
        self.result: Any = None
        self.error: BaseException | None = None
        self._work, self._expects = work, expects
        self._cancelled = self._ended = False
        self._done = threading.Event()
        self.setObjectName(name)
        self._moved.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._left.connect(self._end, Qt.ConnectionType.QueuedConnection)
        _pool().start(self._run)

    @property
    def busy(self) -> bool:
        """Whether its end has not been heard yet."""
        return not self._ended

    def cancel(self) -> None:
        """Close the generator when it comes to its next yield."""
        self._cancelled = True

    def finish(self, seconds: float | None = None) -> bool:
        """Wait for the end, letting nothing else happen, and tell of it now.

        Parameters
        ----------
        seconds : float, optional
            How long at the most.

        Returns
        -------
        bool
            Whether it has ended; if not, that is told later.
        """
        if self.busy:
            if not self._done.wait(seconds):
                return False
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return True

    def _run(self) -> None:
        told = time.monotonic()
        try:
            while not self._cancelled:
                self.part = next(self._work)
                if time.monotonic() - told >= EVERY:
                    told = time.monotonic()
                    self._moved.emit(self.part)
            self._work.close()
        except StopIteration as end:
            self.part, self.result, self.completed = 1.0, end.value, True
        except BaseException as error:  # told of, or raised, in the window's thread
            self.error = error
        self._left.emit()
        self._done.set()

    def _tell(self, part: float) -> None:
        if not self._cancelled:
            self.progressed.emit(part)

    def _end(self) -> None:
        self._ended = True
        expected = isinstance(self.error, self._expects)
        if not self._cancelled:
            if self.completed:
                self.finished.emit(self.result)
            elif expected:
                self.failed.emit(self.error)
        self.ended.emit()
        self.deleteLater()
        if self.error is not None and not expected:
            raise self.error


def going_on(name: str = "") -> list[Job]:
    """List the jobs of this name that have not ended; all if there is no name."""
    app = QCoreApplication.instance()
    jobs = app.findChildren(Job) if app is not None else []
    return [each for each in jobs if each.busy and name in ("", each.objectName())]


def end_all() -> None:
    """Cancel every job that goes on and wait for it: a thread must not outlive the application."""
    jobs = going_on()
    for job in jobs:
        job.cancel()
    for job in jobs:
        job.finish()
    _pool().waitForDone()


def _pool() -> QThreadPool:
    """Give the application's threads; a thread that waits begins at once, a new one may not."""
    app = QCoreApplication.instance()
    assert app is not None
    found = app.findChild(QThreadPool, "jobs")
    if found is not None:
        return found
    sys.setswitchinterval(SWITCH)
    pool = QThreadPool(app)
    pool.setObjectName("jobs")
    pool.setMaxThreadCount(MOST_AT_ONCE)
    return pool
