"""Threads that wait, asleep, until an operation is large enough to be shared."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.parallel import serial

if TYPE_CHECKING:
    from cnnviz.engine.parallel import MakeTask


class ThreadPool:
    """Helpers of whichever thread has something to share."""

    def __init__(self) -> None:
        self._bell = threading.Semaphore(0)
        self._busy = threading.Lock()
        self._work: _Work | None = None
        self._started = 0

    def run(self, count: int, make_task: MakeTask, threads: int) -> None:
        """Do pieces 0 to ``count`` − 1, or all of them alone if the helpers are busy.

        Parameters
        ----------
        count, make_task
            As for `parallel_for`.
        threads : int
            How many work at a time, the caller among them.
        """
        if not self._busy.acquire(blocking=False):
            serial(count, make_task)
            return
        try:
            helpers = min(threads, count) - 1
            while self._started < helpers:
                name = f"engine helper {self._started}"
                threading.Thread(target=self._help, name=name, daemon=True).start()
                self._started += 1
            work = self._work = _Work(count, make_task)
            self._bell.release(helpers)
            work.take_part()
            work.done.acquire()
            self._work = None
        finally:
            self._busy.release()
        if work.error is not None:
            raise work.error

    def _help(self) -> None:
        with np.errstate(all="ignore"):
            while True:
                self._bell.acquire()
                work = self._work
                if work is not None:
                    work.take_part()
                del work


class _Work:
    """Pieces that several threads take one by one."""

    def __init__(self, count: int, make_task: MakeTask) -> None:
        self.error: BaseException | None = None
        self.done = threading.Semaphore(0)
        self._lane = make_task
        self._next = iter(range(count))
        self._left = count
        self._lock = threading.Lock()

    def take_part(self) -> None:
        """Take pieces until none is left; whoever ends the last one says so."""
        do = None
        for piece in self._next:
            try:
                if self.error is None:
                    do = do or self._lane()
                    do(piece)
            except BaseException as error:
                self.error = error
            with self._lock:
                self._left -= 1
                if not self._left:
                    self.done.release()
