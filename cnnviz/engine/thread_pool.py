"""A pool of threads that share the tasks of one operation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.serial import run_serial

if TYPE_CHECKING:
    from cnnviz.engine.serial import MakeTask


class ThreadPool:
    """Daemon threads that sleep until there is an operation to share.

    One operation runs in the pool at a time. Threads are started when an
    operation first needs them, and then kept.
    """

    def __init__(self) -> None:
        self._wake = threading.Semaphore(0)
        self._busy = threading.Lock()
        self._operation: _Operation | None = None
        self._started = 0

    def run(self, count: int, make_task: MakeTask, threads: int) -> None:
        """Run all tasks of an operation, in the calling thread alone if the pool is busy.

        An exception of a task is raised here, after the other threads have
        finished the tasks they were running.

        Parameters
        ----------
        count : int
            Number of tasks.
        make_task : callable
            Called once by each thread that takes part; allocates its buffers and
            returns the function that runs the task of a number.
        threads : int
            Number of threads, the calling one included.
        """
        if not self._busy.acquire(blocking=False):
            run_serial(count, make_task)
            return
        try:
            workers = min(threads, count) - 1
            while self._started < workers:
                name = f"engine worker {self._started}"
                threading.Thread(target=self._work, name=name, daemon=True).start()
                self._started += 1
            operation = self._operation = _Operation(count, make_task)
            self._wake.release(workers)
            operation.take_part()
            operation.done.acquire()
            self._operation = None
        finally:
            self._busy.release()
        if operation.error is not None:
            raise operation.error

    def _work(self) -> None:
        with np.errstate(all="ignore"):
            while True:
                self._wake.acquire()
                operation = self._operation
                if operation is not None:
                    operation.take_part()
                del operation


class _Operation:
    """Numbered tasks that several threads take one by one."""

    def __init__(self, count: int, make_task: MakeTask) -> None:
        self.error: BaseException | None = None
        self.done = threading.Semaphore(0)
        self._make_task = make_task
        self._numbers = iter(range(count))
        self._left = count
        self._lock = threading.Lock()

    def take_part(self) -> None:
        """Run tasks until none is left; the thread that finishes the last one releases ``done``."""
        task = None
        for number in self._numbers:
            try:
                if self.error is None:
                    task = task or self._make_task()
                    task(number)
            except BaseException as error:
                self.error = error
            with self._lock:
                self._left -= 1
                if not self._left:
                    self.done.release()
