"""Gaps between the ticks of a 1 ms timer: how long the event loop was blocked."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Ticks(QObject):
    """Ticks in the main thread until it is stopped.

    Attributes
    ----------
    gaps : list of float
        Milliseconds between one tick and the next.
    own : list of float
        Milliseconds of CPU time that the main thread itself used in each gap; what
        is missing to the gap was spent waiting, for other threads or other programs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.own: list[float] = []
        self._then, self._cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self.gaps.append((now - self._then) * 1e3)
        self.own.append((cpu - self._cpu) * 1e3)
        self._then, self._cpu = now, cpu
