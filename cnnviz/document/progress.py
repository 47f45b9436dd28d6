"""Long tasks as generators that yield their progress; closing one cancels it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Progress = Generator[float, None, T]
"""Yields how much is done, 0 to 1, and returns what it made.

It may be closed at any yield; its ``finally`` blocks then clean up.
"""


def run_to_end(work: Progress[T]) -> T:
    """Run a task to its end and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
