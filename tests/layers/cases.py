"""Layers of every kind at work on random inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.linked import Linked, Tie
from cnnviz.layers.pooling import Pooling
from cnnviz.trace import FloatArray, Timeline
from tests.strategies import inputs, layer_settings, noisy, seeds

KINDS = pytest.mark.parametrize("cls", catalogue().values(), ids=catalogue())


@dataclass(frozen=True, eq=False)
class Case:
    """A layer that works, its input and its output, both (N, C, H, W)."""

    layer: Layer
    x: FloatArray
    y: FloatArray

    @property
    def shape(self) -> Shape:
        """Channels, rows and columns of the input."""
        return shape_of(self.x)


def shape_of(x: FloatArray) -> Shape:
    """Take channels, rows and columns from an array (N, C, H, W)."""
    return (x.shape[1], x.shape[2], x.shape[3])


@st.composite
def working(draw: st.DrawFn, cls: type[Layer]) -> Case:
    """A layer of a kind with random settings and weights that can work on its input."""
    kept: dict[str, Any] = draw(layer_settings(cls, reach=3))
    channels = None
    if "groups" in kept:
        kept["groups"] = draw(st.integers(1, 2))
        kept["out_channels"] = kept["groups"] * draw(st.integers(1, 3))
        channels = kept["groups"] * draw(st.integers(1, 2))
    if issubclass(cls, Pooling):
        halves = zip(kept["padding"], kept["kernel_size"], strict=True)
        kept["padding"] = tuple(min(pad, size // 2) for pad, size in halves)
    x = draw(inputs(channels))
    layer = cls(**kept)
    x = as_read(layer, x)
    layer = noisy(layer.fitted_to(shape_of(x)), draw(seeds))
    try:
        if isinstance(layer, Linked):
            layer, x = _tied(layer, draw(layer_settings(MaxPool2d, reach=2)), x)
        layer.out_shape(shape_of(x))
        y = layer.forward(x)
    except GeometryError:
        assume(False)
    return Case(layer, x, y)


def as_read(layer: Layer, x: FloatArray) -> FloatArray:
    """Make a row of each image, shape (N, D, 1, 1), for a layer that reads rows and not maps."""
    for rows in (False, True):
        shape = (4, 1, 1) if rows else (1, 2, 2)
        try:
            layer.out_shape(shape)
        except GeometryError:
            continue
        return frozen(x.reshape(len(x), -1, 1, 1)) if rows else x
    return x


def _tied(layer: Linked, kept: dict[str, Any], before: FloatArray) -> tuple[Layer, FloatArray]:
    """Tie a layer to a pooling, and give it other values than those that were pooled."""
    halves = zip(kept["padding"], kept["kernel_size"], strict=True)
    kept["padding"] = tuple(min(pad, size // 2) for pad, size in halves)
    ready, pooled = tied(layer, MaxPool2d(**kept), before)
    return ready, frozen(pooled[::-1] + np.float32(0.5))


def tied(layer: Linked, pool: MaxPool2d, before: FloatArray) -> tuple[Layer, FloatArray]:
    """Tie a layer to a pooling that has read `before`; with the pooling's output."""
    known = layer.with_parameter("source", 0).tied(Tie(pool, shape_of(before)))
    with np.errstate(all="ignore"):
        return known.reading(pool, before), pool.forward(before)


def timeline_of(case: Case, image: int = 0) -> Timeline:
    """The timeline of a layer, as its kind gives it."""
    return case.layer.timeline(case.x, case.y, image)
