"""What was worked out from an array, kept from one stage to the next while the array stays."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cnnviz.trace import FloatArray

T = TypeVar("T")


class Kept:
    """Remembers results by the array that they were made of.

    When one weight changes, the input of the layer is the same array as before: its
    padded copy, its scale and its small pictures hold. Giving back the same objects
    also tells the views that there is nothing to draw anew.
    """

    def __init__(self) -> None:
        self._before: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}
        self._now: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}

    def turn(self) -> None:
        """Begin another stage: what this one and the last did not ask for is let go."""
        self._before, self._now = self._now, {}

    def of(self, source: FloatArray, name: Hashable, make: Callable[[], T]) -> T:
        """Give a result, made only if it is not known.

        Parameters
        ----------
        source : ndarray
            What it is made of; never written to.
        name : hashable
            What it is, with everything else that it depends on.
        make : callable
            Works it out.
        """
        key = (id(source), name)
        found = self._now.get(key) or self._before.get(key)
        if found is None:
            found = (source, make())
        self._now[key] = found
        result: T = found[1]
        return result
