"""From process start to the first painted window, against the bare import of PySide6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tests.benchmarks.app.child import REPORT, Home, Run
from tests.benchmarks.app.table import Row

_PAINTED = """
import sys, time
from PySide6.QtWidgets import QApplication

def first_paint():
    from PySide6.QtCore import QEvent, QObject
    wanted = set(WANTED)
    painted = set()

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                painted.add(type(watched).__name__)
            elif wanted <= painted:
                report()
            return False

    def report():
        global _more
        _more = [name for name in ("pyqtgraph", "PIL", "av") if name in sys.modules]
        exec(REPORT, globals())
        sys.stdout.flush()
        import os
        os._exit(0)

    watch = Watch()
    app = QApplication.instance()
    app.installEventFilter(watch)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        app.processEvents()
    sys.exit(f"never painted: {wanted - painted}")

QApplication.exec = staticmethod(first_paint)
from cnnviz.__main__ import main
main(["--lang", "en", "--theme", "light"])
""".replace("REPORT", repr(REPORT))
WHOLE = ("PipelineStrip", "Card", "Transport", "Window")
"""Widgets that have been painted once the window is filled; a narrow one has no inspector."""


def painted(widgets: tuple[str, ...]) -> str:
    """Write a program that starts the app and reports once these widgets have been painted."""
    return _PAINTED.replace("WANTED", repr(widgets))


PROGRAMS = {
    "bare import PySide6.QtWidgets": "_more = ()\nimport PySide6.QtWidgets" + REPORT,
    "bare import QtCore, QtGui, QtWidgets": (
        "_more = ()\nimport PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets" + REPORT
    ),
    "import NumPy and PySide6.QtWidgets": ("_more = ()\nimport numpy, PySide6.QtWidgets" + REPORT),
    "first painted window (its outlines)": painted(("Frame",)),
    "window filled: strip, inspector, transport": painted(WHOLE),
}
"""What is run, by name; the first is what all others are compared with."""


def measured(rounds: int) -> dict[str, list[Run]]:
    """Run all programs in turn, in changing order, after one round that is not counted."""
    home = Home()
    found: dict[str, list[Run]] = {name: [] for name in PROGRAMS}
    names = list(PROGRAMS)
    try:
        for turn in range(rounds + 1):
            shift = turn % len(names)
            order = names[shift:] + names[:shift]
            for name in order if turn % 2 else order[::-1]:
                run = home.run(PROGRAMS[name])
                if turn:
                    found[name].append(run)
    finally:
        home.close()
    return found


def rows(rounds: int = 9) -> Iterator[Row]:
    """Measure every program and compare it with the bare import, round by round."""
    found = measured(rounds)
    base = next(iter(found.values()))
    for name, runs in found.items():
        walls = [run.wall for run in runs]
        cpus = [run.cpu for run in runs]
        ratio = _ratio([run.cpu for run in runs], [run.cpu for run in base])
        wall_ratio = _ratio(walls, [run.wall for run in base])
        early = sorted({word for run in runs for word in run.more})
        yield Row(
            name,
            f"CPU {_range(cpus)} ms, {ratio:.2f} × the first",
            "≤ 2.1 ×" if name.startswith("first") else "",
            f"wall {_range(walls)} ms, {wall_ratio:.2f} ×"
            + (f", too early: {', '.join(early)}" if early else ""),
        )


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.0f}/{np.median(values):.0f}/{max(values):.0f}"


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return float(np.median([a / b for a, b in zip(ours, theirs, strict=True)]))
