"""Long work as a generator: it yields how much is done, and closing it cancels it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Progress = Generator[float, None, T]
"""Yields how much is done, 0 to 1, and returns what it made.

It may be closed at any yield; its ``finally`` blocks then clean up.
"""


def run_to_end(work: Progress[T]) -> T:
    """Do all of the work at once and give what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
