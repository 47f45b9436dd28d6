"""Being told to end by the system: what is not saved goes to the swap file first."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

ENDING = ("SIGTERM", "SIGINT", "SIGHUP")


class SignalHandler(QObject):
    """Turns the system's signals into one of Qt's, at a moment when Python may run.

    Attributes
    ----------
    asked : Signal()
        The process shall end.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)
        self._fd = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
        self._before = {number: signal.signal(number, self._wait) for number in numbers}
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._tell)

    def release(self) -> None:
        """Leave the system's signals as they were."""
        self._notifier.setEnabled(False)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd)
        self._here.close()
        self._there.close()

    @staticmethod
    def _wait(number: int, frame: FrameType | None) -> None:
        """Nothing here: the notifier wakes Qt up."""

    def _tell(self) -> None:
        self._here.recv(64)
        self.asked.emit()
