"""A few threads that share the pieces of one large operation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnnviz.engine.blas import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.thread_pool import ThreadPool

    MakeTask = Callable[[], Callable[[int], object]]

PARALLEL_CELLS = 1 << 18
"""Cells moved from which waking a thread pays, a cell taking about a nanosecond."""

PRODUCTS_PER_CELL = 32
"""Products of a matrix multiplication that take as long as moving one cell."""

MOST = 8


def serial(count: int, make_task: MakeTask) -> None:
    """Do every piece in this thread."""
    do = make_task()
    for piece in range(count):
        do(piece)


def parallel_for(count: int, make_task: MakeTask, cells: float) -> None:
    """Do pieces of one operation, in several threads if it is large.

    The pieces are the same whoever does them, so that results do not depend on
    the number of threads.

    Parameters
    ----------
    count : int
        How many pieces there are, any order being right.
    make_task : callable
        Called once by each thread that takes part; makes its buffers and returns
        the function that does one piece, given its number.
    cells : float
        Cells moved by all pieces together, to tell whether a thread is worth waking.
    """
    if count < 2 or cells < PARALLEL_CELLS or get_num_threads() == 1:
        serial(count, make_task)
    else:
        if _State.crew is None:
            from cnnviz.engine.thread_pool import ThreadPool

            _State.crew = ThreadPool()
        with one_thread:
            _State.crew.run(count, make_task, _State.threads)


def set_num_threads(threads: int) -> None:
    """Set how many threads one operation may use; 1 is the calling thread alone.

    Raises
    ------
    ValueError
        If ``threads`` is less than 1.
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads!r}")
    _State.threads = int(threads)


def get_num_threads() -> int:
    """Tell how many threads one operation may use.

    At first as many as the machine has, at most 8, or what ``OMP_NUM_THREADS``
    says if it is set.

    Examples
    --------
    >>> get_num_threads() >= 1
    True
    """
    return _State.threads


def _first_threads() -> int:
    said = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, int(said)) if said.isdecimal() else min(MOST, os.cpu_count() or 1)


class _State:
    """How many threads, and who they are; nobody until the first large operation."""

    threads = _first_threads()
    crew: ThreadPool | None = None


def _forget() -> None:
    """Begin again without helpers in a forked process, whose threads were not copied."""
    _State.crew = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
