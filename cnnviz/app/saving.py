"""Saving beside the window: states go to files one after the other, in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnviz.app.task import Task
from cnnviz.document import files
from cnnviz.document.headway import Headway
from cnnviz.document.state import State


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be saved.

    Attributes
    ----------
    state : State
        As it was when saving was asked for; it never changes.
    path : pathlib.Path
        Where to.
    opened : int
        The store's count of opened scenes then: whether the state is still that of the window.
    """

    state: State
    path: Path
    opened: int

    def write(self, headway: Headway) -> None:
        """Write the file."""
        files.save(self.state, self.path, headway)


class Saving(QObject):
    """Writes what is ordered; of several orders for one file that wait, only the newest.

    Attributes
    ----------
    ended : Signal(Order, Exception)
        An order has been carried out; or not, for this reason.
    over : Signal()
        Nothing is left to write.
    """

    ended = Signal(object, object)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._orders: list[Order] = []
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._task is not None

    @property
    def last(self) -> Order | None:
        """What will be written last; None if nothing is."""
        return self._orders[-1] if self._orders else None

    @property
    def part(self) -> float:
        """How much of the file of the moment is written, 0 to 1."""
        return self._task.part if self._task is not None else 1.0

    def ask(self, order: Order) -> None:
        """Write this now, or as soon as what is being written is."""
        first, waiting = self._orders[:1], self._orders[1:]
        self._orders = [*first, *(each for each in waiting if each.path != order.path), order]
        if self._task is None:
            self._begin()

    def stop(self) -> None:
        """Write no more; the file of the moment stays as it was."""
        del self._orders[1:]
        if self._task is not None:
            self._task.stop()

    def finish(self) -> None:
        """Wait until all is written, letting nothing else happen."""
        while self._task is not None:
            self._task.finish()

    def _begin(self) -> None:
        self._task = Task(self._orders[0].write, "cnnviz-saving", self)
        self._task.over.connect(self._end)

    def _end(self) -> None:
        assert self._task is not None
        error: Exception | None = None
        try:
            self._task.outcome()
        except Exception as raised:
            error = raised
        self._task = None
        order = self._orders.pop(0)
        if self._orders:
            self._begin()
        self.ended.emit(order, error)
        if self._task is None:
            self.over.emit()
