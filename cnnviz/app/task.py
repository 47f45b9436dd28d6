"""One piece of work in a thread of its own, whose end is heard in the window's."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from cnnviz.document.headway import Headway
from cnnviz.panels.jobs import SWITCH


class Task(QObject):
    """Runs once, from the moment it is made.

    Parameters
    ----------
    work : callable
        Given a `Headway`, makes something; it must not touch widgets.
    name : str
        Of the thread.

    Attributes
    ----------
    over : Signal()
        The work has ended, by itself or because it was told to; `outcome` knows how.
    """

    over = Signal()
    _left = Signal()

    def __init__(
        self, work: Callable[[Headway], Any], name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self._headway = work, Headway()
        self._made: Any = None
        self._error: BaseException | None = None
        self._busy = True
        self._left.connect(self._end, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(SWITCH)
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether its end has not been heard yet."""
        return self._busy

    @property
    def part(self) -> float:
        """How much is done, 0 to 1."""
        return self._headway.part

    def stop(self) -> None:
        """Ask it to end early; `over` comes all the same."""
        self._headway.stop()

    def finish(self) -> None:
        """Wait for its end, letting nothing else happen, and tell of it now."""
        self._thread.join()
        self._end()

    def outcome(self) -> Any:
        """Give what the work made, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._made

    def _run(self) -> None:
        try:
            self._made = self._work(self._headway)
        except BaseException as error:  # raised again where the outcome is asked for
            self._error = error
        try:
            self._left.emit()
        except RuntimeError:
            return  # the window closed meanwhile

    def _end(self) -> None:
        if self._busy:
            self._busy = False
            self.over.emit()
            self.deleteLater()
