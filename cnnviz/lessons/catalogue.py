"""The menu of prepared scenes, in the order of a course."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.lessons.prepared import Prepared
from cnnviz.lessons.scenes import (
    cost,
    depth,
    first,
    normalization,
    padding,
    photographs,
    pooling,
    sizes,
)

_FILES = (first, sizes, padding, cost, pooling, photographs, normalization, depth)


def prepared() -> tuple[Prepared, ...]:
    """List the prepared scenes; those of one group are adjacent."""
    return tuple(each for file in _FILES for each in file.SCENES)


def start() -> State:
    """Build the scene with which the app opens."""
    return first.START.build()
