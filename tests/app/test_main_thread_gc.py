"""Garbage is collected in the window's thread alone."""

from __future__ import annotations

import gc
import threading

from pytestqt.qtbot import QtBot

from cnnviz.app.main_thread_gc import MainThreadGC


def test_widgets_are_never_destroyed_by_a_worker(qtbot: QtBot) -> None:
    """Cycles made in another thread are collected, and in this one."""
    where: list[threading.Thread] = []
    collector = MainThreadGC()

    class Loop:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            where.append(threading.current_thread())

    def litter() -> None:
        for _ in range(5000):
            Loop()

    try:
        worker = threading.Thread(target=litter)
        worker.start()
        worker.join()
        assert where == []
        qtbot.waitUntil(lambda: len(where) > 0, timeout=5000)
    finally:
        collector.release()
    assert set(where) == {threading.current_thread()}
    assert gc.isenabled()
