"""Garbage collection in the window's own thread, since only that may destroy widgets.

Python collects in whichever thread happens to make an object. If that is a worker,
forgotten widgets are destroyed there, and Qt crashes sooner or later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250


class MainThreadGC(QObject):
    """Takes automatic collection over from Python; what exists by now is never looked at again."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would choose it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def release(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
