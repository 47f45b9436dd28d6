"""Saving beside the window: states go to files one after the other, in jobs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnviz.app.origin import Origin
from cnnviz.document import files
from cnnviz.document.files import FileError
from cnnviz.document.state import State
from cnnviz.panels.jobs import Job


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be saved.

    Attributes
    ----------
    state : State
        As it was when saving was asked for; it never changes.
    path : pathlib.Path
        Where to.
    origin : Origin
        What the document was then: whether the state is still that of the window.
    """

    state: State
    path: Path
    origin: Origin


class Saving(QObject):
    """Writes what is ordered; of several orders for one file that wait, only the newest.

    Attributes
    ----------
    saved : Signal(Order)
        An order has been carried out.
    failed : Signal(Order, FileError)
        It could not be, for this reason; the file is as it was.
    cancelled : Signal(Order)
        It was not to be; the file is as it was.
    progressed : Signal(float)
        This much of the file of the moment is written, 0 to 1.
    ended : Signal()
        Nothing is left to write.
    """

    saved = Signal(object)
    failed = Signal(object, object)
    cancelled = Signal(object)
    progressed = Signal(float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._orders: list[Order] = []
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._job is not None

    @property
    def last(self) -> Order | None:
        """What will be written last; None if nothing is."""
        return self._orders[-1] if self._orders else None

    @property
    def part(self) -> float:
        """How much of the file of the moment is written, 0 to 1."""
        return self._job.part if self._job is not None else 1.0

    def ask(self, order: Order) -> None:
        """Write this now, or as soon as what is being written is."""
        first, waiting = self._orders[:1], self._orders[1:]
        self._orders = [*first, *(each for each in waiting if each.path != order.path), order]
        if self._job is None:
            self._begin()

    def cancel(self) -> None:
        """Write no more; the file of the moment stays as it was."""
        del self._orders[1:]
        if self._job is not None:
            self._job.cancel()

    def finish(self) -> None:
        """Wait until all is written, letting nothing else happen."""
        while self._job is not None:
            self._job.finish()

    def _begin(self) -> None:
        order = self._orders[0]
        steps = files.save_steps(order.state, order.path)
        self._job = Job(steps, "cnnviz-saving", expects=FileError)
        self._job.progressed.connect(self.progressed)
        self._job.ended.connect(self._end)

    def _end(self) -> None:
        """Tell how it went; what was written when it was to be cancelled is written."""
        job, order = self._job, self._orders.pop(0)
        assert job is not None
        self._job = None
        if self._orders:
            self._begin()
        if job.completed:
            self.saved.emit(order)
        elif isinstance(job.error, FileError):
            self.failed.emit(order, job.error)
        elif job.error is None:
            self.cancelled.emit(order)
        if self._job is None:
            self.ended.emit()
