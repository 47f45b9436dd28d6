"""Results that are kept from one stage to the next, as long as the array they come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cnnviz.trace import FloatArray

T = TypeVar("T")


class ArrayMemo:
    """Remembers results by the array that they were made of.

    When one weight changes, the input of the layer is the same array as before: its
    padded copy, its scale and its small pictures hold. Giving back the same objects
    also tells the views that there is nothing to draw anew.
    """

    def __init__(self) -> None:
        self._before: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}
        self._now: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}

    def turn(self) -> None:
        """Begin another stage; results that neither it nor the one before asks for are dropped."""
        self._before, self._now = self._now, {}

    def of(self, source: FloatArray, name: Hashable, make: Callable[[], T]) -> T:
        """Give a result, worked out only if it is not known yet.

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
