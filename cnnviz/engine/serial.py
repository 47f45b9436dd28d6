"""Run the tasks of one operation one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Task: TypeAlias = Callable[[int], object]
"""Does one part of an operation, given its number."""

MakeTask: TypeAlias = Callable[[], Task]
"""Allocates the buffers of one thread and returns the task that uses them."""


def run_serial(count: int, make_task: MakeTask) -> None:
    """Run every task in the calling thread.

    Parameters
    ----------
    count : int
        Number of tasks.
    make_task : callable
        Called once; returns the function that runs the task of a number.
    """
    task = make_task()
    for number in range(count):
        task(number)
