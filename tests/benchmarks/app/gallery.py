"""What the gallery of supplied pictures costs when it is first seen, and whom it keeps waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from cnnviz.app.window import Window
from cnnviz.document.commands import set_view
from cnnviz.panels.jobs import going_on
from tests.benchmarks.app.changes import KINDS, repaints
from tests.benchmarks.app.opened import closed, large, opened, small
from tests.benchmarks.app.table import Row, spread
from tests.benchmarks.app.ticks import Ticks


def _working() -> bool:
    return bool(going_on("cnnviz-pictures"))


def _watched(window: Window, seconds: float) -> tuple[Ticks, float, float]:
    """Show the image panel and wait for its pictures."""
    cpu, begun = time.process_time(), time.perf_counter()
    ticks = Ticks()
    window.bridge.do(set_view(selected=0))
    ended = begun
    while time.perf_counter() - begun < seconds:
        QApplication.processEvents()
        time.sleep(0.0002)
        if _working():
            ended = time.perf_counter()
    ticks.stop()
    return ticks, (ended - begun) * 1e3, (time.process_time() - cpu) * 1e3


def rows(seconds: float = 3.0, count: int = 20) -> Iterator[Row]:
    """Measure the gallery, and evaluations while it works."""
    threads = _working()
    window = opened(small())
    yield Row(
        "workers after the window has opened",
        "one" if _working() and not threads else "none",
        "none",
        "the gallery is made when the image panel is first seen",
    )
    ticks, worked, cpu = _watched(window, seconds)
    yield Row(
        "gallery, made when first seen",
        f"worker {worked:.0f} ms, all threads {cpu:.0f} ms CPU",
        "",
        f"gap {spread(ticks.gaps, 50, 99, 100)} ms",
    )
    closed(window)
    window = opened(large())
    try:
        alone, _ = repaints(window, KINDS[0], count)
        stop = threading.Event()
        thread = threading.Thread(target=_again, args=(stop,), name="benchmark", daemon=True)
        thread.start()
        beside, _ = repaints(window, KINDS[0], count)
        stop.set()
        thread.join()
        yield Row(
            "512×512×3, one weight, beside the gallery",
            f"{spread(beside, 50, 95)} ms",
            "",
            f"alone {spread(alone, 50, 95)} ms",
        )
    finally:
        closed(window)


def _again(stop: threading.Event) -> None:
    """Make the gallery's pictures over and over."""
    from cnnviz.document.supplied import SUPPLIED
    from cnnviz.panels.image.small import small_picture

    while not stop.is_set():
        for each in SUPPLIED:
            small_picture(each.load())
            if stop.is_set():
                return
