"""Split one operation into tasks, and run them in several threads if it is large."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnnviz.engine.blas import one_thread
from cnnviz.engine.serial import run_serial

if TYPE_CHECKING:
    from cnnviz.engine.serial import MakeTask
    from cnnviz.engine.thread_pool import ThreadPool

PARALLEL_CELLS = 1 << 18
"""Cells moved from which waking a thread pays; moving one takes about a nanosecond."""

PRODUCTS_PER_CELL = 32
"""Products of a matrix multiplication that take as long as moving one cell."""

MAX_THREADS = 8
"""Threads used unless more are set."""


def parallel_for(count: int, make_task: MakeTask, cells: float) -> None:
    """Run the tasks of one operation, in several threads if it is large.

    The tasks do not depend on the number of threads, so results do not either.

    Parameters
    ----------
    count : int
        Number of tasks; they may run in any order.
    make_task : callable
        Called once by each thread that takes part; allocates its buffers and
        returns the function that runs the task of a number.
    cells : float
        Cells moved by all tasks together: an estimate of the work.
    """
    if count < 2 or cells < PARALLEL_CELLS or get_num_threads() == 1:
        run_serial(count, make_task)
        return
    if _State.pool is None:
        # Imported here because `threading` would slow down importing the engine.
        from cnnviz.engine.thread_pool import ThreadPool

        _State.pool = ThreadPool()
    with one_thread:
        _State.pool.run(count, make_task, _State.threads)


def set_num_threads(threads: int) -> None:
    """Set how many threads one operation may use.

    Parameters
    ----------
    threads : int
        Number of threads, the calling one included.

    Raises
    ------
    ValueError
        If ``threads`` is less than 1.
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads!r}")
    _State.threads = int(threads)


def get_num_threads() -> int:
    """Return how many threads one operation may use.

    The default is ``OMP_NUM_THREADS`` if that is set, otherwise the number of
    processors, at most 8.

    Returns
    -------
    int
        Number of threads, the calling one included.

    Examples
    --------
    >>> get_num_threads() >= 1
    True
    """
    return _State.threads


def _default_threads() -> int:
    given = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, int(given)) if given.isdecimal() else min(MAX_THREADS, os.cpu_count() or 1)


class _State:
    """The number of threads, and the pool, which the first large operation makes."""

    threads = _default_threads()
    pool: ThreadPool | None = None


def _forget_pool() -> None:
    """Drop the pool in a forked process: its threads were not copied."""
    _State.pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)
