"""A cache of results that depend on an array, kept from one stage to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cnnviz.trace import FloatArray

T = TypeVar("T")


class ArrayMemo:
    """Caches results by the identity of the array that they were computed from.

    When one weight changes, the input of the layer is the same array as before: its
    padded copy, its scale and its subsampled maps are still valid. As the same objects
    are returned, the views do not draw them again.
    """

    def __init__(self) -> None:
        self._before: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}
        self._now: dict[tuple[int, Hashable], tuple[FloatArray, Any]] = {}

    def turn(self) -> None:
        """Begin another stage; results used neither by it nor by the previous one are dropped."""
        self._before, self._now = self._now, {}

    def of(self, source: FloatArray, name: Hashable, make: Callable[[], T]) -> T:
        """Give a result, computed only if it is not cached.

        Parameters
        ----------
        source : ndarray
            The array that the result depends on, any shape; never written to.
        name : hashable
            Name of the result, with everything else that it depends on.
        make : callable
            Computes the result.

        Returns
        -------
        object
            What `make` returned; the same object until it is dropped.
        """
        key = (id(source), name)
        found = self._now.get(key) or self._before.get(key)
        if found is None:
            found = (source, make())
        self._now[key] = found
        result: T = found[1]
        return result
