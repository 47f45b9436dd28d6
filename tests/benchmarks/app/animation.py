"""784 changing numbers on the real stage, moved by the real player."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from cnnviz.app.window import Window
from cnnviz.document.commands import set_view
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import AT_END
from cnnviz.scene.marks import Grid
from tests.benchmarks.app.opened import closed, opened, settle, small
from tests.benchmarks.app.table import Row, spread


class Frames(QObject):
    """Notes when the canvas was painted, and how many values differ from the frame before."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.times: list[float] = []
        self.changed: list[int] = []
        self._window = window
        self._before: np.ndarray | None = None
        self._viewport = window.stage.canvas.viewport()
        self._viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note a frame."""
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
            shown = self._window.stage.scene.marks
            grid = next(each for each in shown if isinstance(each, Grid) and each.key == "output")
            assert grid.places is not None, "the cells are too small for numbers"
            if self._before is not None:
                self.changed.append(int((grid.values != self._before).sum()))
            self._before = grid.values
        return False

    def leave(self) -> None:
        """Note no more."""
        self._viewport.removeEventFilter(self)


def _played(window: Window, seconds: float, *, changing: bool) -> tuple[Frames, float]:
    """Play for some seconds; with every frame one weight changes, if wanted."""
    window.bridge.do(set_view(playhead=AT_END, speed=1.0 if changing else 8.0))
    window.player.first()
    number = 0

    def change() -> None:
        nonlocal number
        number += 1
        if changing:
            window.bridge.do(SetValue(0, "weight", (0, 0, 1, 1), 1 + 0.01 * (number % 97)))

    timer = window.player.findChild(QTimer)
    assert isinstance(timer, QTimer)
    timer.timeout.connect(change)
    window.player.play()
    settle(0.3)
    frames = Frames(window)
    begun, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        QApplication.processEvents()
        time.sleep(0.0003)
    busy = (time.process_time() - cpu) / (time.perf_counter() - begun)
    frames.leave()
    timer.timeout.disconnect(change)
    window.player.pause()
    return frames, busy


def rows(seconds: float = 6.0) -> Iterator[Row]:
    """Measure the frames of the plain animation, then with all numbers changing."""
    window = opened(small())
    window.resize(1920, 1080)
    settle(0.3)
    try:
        for name, changing in (("window slides", False), ("784 numbers change too", True)):
            frames, busy = _played(window, seconds, changing=changing)
            gaps = np.diff(frames.times[2:]) * 1e3
            note = f"{len(frames.times)} frames in {seconds:.0f} s, {busy:.0%} of one core"
            if changing:
                note += f", {int(np.median(frames.changed))} numbers change in a frame"
            yield Row(
                f"1920×1080, {name}",
                f"frame {spread(gaps, 50, 95)} ms",
                "60 a second",
                note,
            )
    finally:
        closed(window)
