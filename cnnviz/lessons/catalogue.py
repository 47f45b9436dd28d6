"""The menu of examples, in the order of a course."""

from __future__ import annotations

from cnnviz.lessons.example import Example
from cnnviz.lessons.examples import (
    channels,
    classes,
    classic,
    classifier,
    cost,
    decoder,
    depth,
    first,
    normalization,
    padding,
    photographs,
    pooling,
    regularization,
    scaling,
    sizes,
)

_FILES = (
    first,
    sizes,
    padding,
    cost,
    channels,
    pooling,
    photographs,
    scaling,
    normalization,
    regularization,
    depth,
    classifier,
    classes,
    classic,
    decoder,
)


def examples() -> tuple[Example, ...]:
    """List the examples; those of one group are adjacent."""
    return tuple(each for file in _FILES for each in file.EXAMPLES)
