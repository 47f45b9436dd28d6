"""Whatever numbers come in, every stage composes in silence, and all that it draws has a place."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.linked import Linked
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Bars, Box, Dots, Label, Scale, Scene, Stroke
from cnnviz.scene.stage_input import StageInput
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import FloatArray
from tests.layers.cases import KINDS, Case, as_read, shape_of, tied
from tests.scene.staged import every_view, look

FAR = 1e5
"""Logical pixels beyond which nothing can be."""


def _noise(shape: tuple[int, ...]) -> FloatArray:
    return np.random.default_rng(3).normal(size=shape).astype(np.float32)


def _with(*values: float) -> Callable[[tuple[int, ...]], FloatArray]:
    """Noise with a few other numbers strewn in."""

    def made(shape: tuple[int, ...]) -> FloatArray:
        x = _noise(shape)
        x.flat[:: 7 + len(values)] = np.resize(values, x.flat[:: 7 + len(values)].shape)
        return x

    return made


def _all(value: float) -> Callable[[tuple[int, ...]], FloatArray]:
    return lambda shape: np.full(shape, value, np.float32)


NUMBERS = {
    "infinite": _with(np.inf),
    "minus infinite": _with(-np.inf),
    "missing": _with(np.nan),
    "all sorts": _with(np.inf, -np.inf, np.nan, 3e38, -3e38),
    "large": lambda shape: _noise(shape) / 5 * np.float32(3e38),
    "both ends": _with(3e38, -3e38),
    "tiny": lambda shape: _noise(shape) * np.float32(1e-40),
    "all infinite": _all(np.inf),
    "all missing": _all(np.nan),
    "all 0": _all(0),
    "all 5": _all(5),
    "all 1e30": _all(1e30),
    "all -3e38": _all(-3e38),
}


def _looks(stage: Stage, positions: int) -> Iterator[StageInput]:
    """A stage at the end and at each micro-step of some positions."""
    last = len(stage.timeline) - 1
    steps = micro_steps(stage.timeline)
    micros = sorted({*range(min(steps, 4)), *range(max(steps - 3, 0), steps)})
    yield look(stage, AT_END)
    for position in np.unique(np.linspace(0, last, positions).astype(int)):
        for micro in micros:
            for t in (0.0, 0.5, 1.0):
                yield look(stage, Playhead(int(position), micro, t), predict=t == 0.5)


def _numbers(thing: Any) -> Iterator[float]:
    """The coordinates in a mark, however deep."""
    if isinstance(thing, Box | Scale):
        yield from (v for v in dataclasses.astuple(thing) if not isinstance(v, str))
    elif isinstance(thing, tuple):
        for each in thing:
            yield from _numbers(each)
    elif isinstance(thing, Dots):
        yield from thing.points.ravel()
    elif isinstance(thing, Stroke):
        lifted = np.isnan(thing.points).all(axis=1)
        assert not lifted.all()
        yield from thing.points[~lifted].ravel()
    elif isinstance(thing, Bars):
        yield from (*thing.edges, *thing.heights, *_numbers(thing.box))
    elif isinstance(thing, Label):
        yield from (thing.x, thing.y, thing.size, *(thing.room or ()))
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            value = getattr(thing, field.name)
            if isinstance(value, Box | tuple):
                yield from _numbers(value)


def misplaced(scene: Scene) -> list[str]:
    """Marks with a coordinate that is none."""
    found = []
    for mark in scene.marks:
        scales = [getattr(mark, name) for name in ("scale",) if hasattr(mark, name)]
        ends = [end for scale in scales for end in (scale.low, scale.high)]
        if not np.isfinite(ends).all() or not (np.abs(list(_numbers(mark))) < FAR).all():
            found.append(mark.key)
    return found


def _case(cls: type[Layer], x: FloatArray, **more: Any) -> Case:
    layer = cls(**more)
    given = frozen(as_read(layer, x))
    layer = layer.fitted_to(shape_of(given))
    if isinstance(layer, Linked):
        side = min(2, given.shape[3])
        pool = MaxPool2d(kernel_size=(side, side), stride=(side, side))
        layer, given = tied(layer, pool, given)
    with np.errstate(all="ignore"):
        return Case(layer, given, layer.forward(given))


def _cases(cls: type[Layer], name: str) -> Iterator[Case]:
    x = NUMBERS[name]((2, 2, 6, 5))
    yield _case(cls, x)
    if cls.kind == "BatchNorm2d":
        yield _case(cls, x, eps=0.0)
        yield _case(cls, x, eps=0.0, training=False)
        counted: Any = cls().fitted(2)
        for factor in (1, 2):
            counted = counted.counted(_noise((2, 2, 6, 5)) * factor)
        for more in (counted, dataclasses.replace(counted, eps=0.0)):
            given = frozen(x)
            with np.errstate(all="ignore"):
                yield Case(more, given, more.forward(given))
    else:
        yield _case(cls, NUMBERS[name]((1, 1, 40, 40)))


@KINDS
@pytest.mark.parametrize("name", NUMBERS)
def test_any_numbers_compose_in_silence_with_places_for_all(cls: type[Layer], name: str) -> None:
    for case in _cases(cls, name):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for stage in every_view(case):
                for each in _looks(stage, 2):
                    assert misplaced(stage.compose(each)) == [], each


@KINDS
def test_the_image_of_one_cell_composes(cls: type[Layer]) -> None:
    """Maps of 1 × 1 are watched and drawn like any other."""
    kept = {"kernel_size": (1, 1)} if hasattr(cls, "kernel_size") else {}
    for stage in every_view(_case(cls, _noise((3, 2, 1, 1)), **kept)):
        for each in _looks(stage, 9):
            assert misplaced(stage.compose(each)) == [], each
