"""Whether 784 changing numbers keep 60 frames a second in a shown window."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Qt, QTimer

from cnnviz.views.canvas import Canvas
from cnnviz.views.theme import Theme
from tests.benchmarks.pictures_scenes import frames, numbers_scenes


class Player(QObject):
    """Shows the next scene at each tick and notes when it was painted."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.intervals: list[float] = []
        self._canvas = canvas
        self._scenes = numbers_scenes(frames((28, 28), 500), 2)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to play."""
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """Stop playing."""
        self._timer.stop()

    def _tick(self) -> None:
        self.intervals.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()
        self._canvas.show_scene(next(self._scenes))


def frame_check(seconds: float) -> str:
    """Play for some seconds and say how even the frames were.

    Parameters
    ----------
    seconds : float
        How long.
    """
    canvas = Canvas(Theme.load("dark"))
    canvas.resize(580, 580)
    canvas.show()
    player = Player(canvas)
    player.start()
    begun, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        QCoreApplication.processEvents()
        time.sleep(0.0003)
    player.stop()
    busy = (time.process_time() - cpu) / seconds
    times = np.array(player.intervals[2:])
    painted = canvas.items_shown[0].painted
    canvas.close()
    return (
        f"60 a second: {len(times)} frames in {seconds:.0f} s, {painted} painted, interval"
        f" median {np.median(times):.1f}, p95 {np.percentile(times, 95):.1f} ms,"
        f" {busy:.0%} of one core"
    )
