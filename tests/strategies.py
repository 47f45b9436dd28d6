"""All strategies of hypothesis: settings, layers, images, documents, states."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Batch, CellRef, Document, Playhead, State
from cnnviz.layers import Layer, Shape, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.parameters import (
    BoolParameter,
    EnumParameter,
    FloatParameter,
    IntParameter,
    PaddingParameter,
    PairParameter,
    Parameter,
)
from cnnviz.trace import FloatArray

seeds = st.integers(0, 2**32 - 1)
names = st.text(max_size=20)


def values(parameter: Parameter, reach: int | None = None) -> st.SearchStrategy[Any]:
    """Every value that a parameter can take.

    Parameters
    ----------
    parameter : Parameter
        What is set.
    reach : int, optional
        How far whole numbers go beyond the lowest; left out, to the highest.
    """
    match parameter:
        case PaddingParameter():
            return st.sampled_from(sorted(parameter.words)) | _pairs(parameter, reach)
        case PairParameter():
            return _pairs(parameter, reach)
        case IntParameter():
            return _wholes(parameter, reach)
        case FloatParameter():
            return st.floats(parameter.low, parameter.high) | st.just(int(parameter.high))
        case BoolParameter():
            return st.booleans()
        case EnumParameter():
            return st.sampled_from(sorted(parameter.options))
    raise AssertionError(f"no strategy for {type(parameter).__name__}")


def layer_settings(cls: type[Layer], reach: int | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """A value for each parameter of a kind."""
    return st.fixed_dictionaries(
        {name: values(parameter, reach) for name, parameter in cls.parameters().items()}
    )


def any_layers(reach: int | None = 3) -> st.SearchStrategy[Layer]:
    """A new layer of any kind, not fitted to anything."""
    return st.sampled_from(list(catalogue().values())).flatmap(
        lambda cls: layer_settings(cls, reach).map(lambda kept: cls(**kept))
    )


def noisy(layer: Layer, seed: int, *, wild: bool = False) -> Layer:
    """Fill a fitted layer's arrays with numbers; `wild` ones have any bits that are finite."""
    rng = np.random.default_rng(seed)
    arrays: dict[str, FloatArray] = {}
    for name in layer.arrays():
        made = numbers(rng, getattr(layer, name).shape, wild=wild)
        arrays[name] = frozen(np.abs(made) if name == "running_var" else made)
    return dataclasses.replace(layer, **arrays)


def numbers(rng: np.random.Generator, shape: tuple[int, ...], *, wild: bool = False) -> FloatArray:
    """Draw float32: normal ones, or any bits that a scene can hold."""
    if not wild:
        return frozen(rng.normal(0.0, 2.0, shape))
    bits = rng.integers(0, 2**32, shape, dtype=np.uint32).view(np.float32)
    return frozen(np.where(np.abs(bits) <= 1e12, bits, np.float32(-0.0)))


shapes: st.SearchStrategy[Shape] = st.tuples(
    st.integers(1, 4), st.integers(1, 9), st.integers(1, 9)
)


@st.composite
def inputs(draw: st.DrawFn, channels: int | None = None) -> FloatArray:
    """An input of a layer, shape (N, C, H, W), with ties and zeros among its numbers."""
    count, (drawn, rows, columns) = draw(st.integers(1, 3)), draw(shapes)
    shape = (count, channels or drawn, rows, columns)
    rng = np.random.default_rng(draw(seeds))
    if draw(st.booleans()):
        return frozen(rng.integers(-3, 4, shape))
    return numbers(rng, shape)


@st.composite
def batches(draw: st.DrawFn, *, wild: bool = False) -> Batch:
    """A small batch of images."""
    count = draw(st.integers(1, 3))
    shape = (count, draw(st.sampled_from((1, 3))), *draw(st.tuples(*[st.integers(1, 9)] * 2)))
    pixels = numbers(np.random.default_rng(draw(seeds)), shape, wild=wild)
    return Batch(
        pixels,
        tuple(draw(st.lists(names, min_size=count, max_size=count))),
        draw(st.floats(1e-30, 1e30)),
        draw(st.booleans()),
        tuple(draw(st.lists(st.integers(0, 1796), min_size=count, max_size=count)))
        if draw(st.booleans())
        else (),
    )


@st.composite
def documents(draw: st.DrawFn, *, wild: bool = False, most: int = 4) -> Document:
    """Images and a few layers, some of which may not work."""
    batch = draw(batches(wild=wild))
    document = Document(batch).with_layers(tuple(draw(st.lists(any_layers(), max_size=most))))
    seed = draw(seeds)
    layers = tuple(
        noisy(layer, seed + index, wild=wild) for index, layer in enumerate(document.layers)
    )
    return Document(batch, layers)


@st.composite
def states(draw: st.DrawFn, *, wild: bool = False) -> State:
    """A document, and any place in it."""
    document = draw(documents(wild=wild))
    head = st.builds(Playhead, st.integers(0, 10**6), st.integers(0, 10**3), st.floats(0, 1))
    return State(
        document,
        selected=draw(st.integers(0, len(document.layers))),
        image=draw(st.integers(0, len(document.batch) - 1)),
        map=draw(st.integers(0, 63)),
        playhead=draw(st.just(AT_END) | head),
        granularity=draw(st.sampled_from(("term", "cell", "row", "map"))),
        speed=draw(st.floats(0.01, 100)),
        explanations=tuple(draw(names) for _ in document.layers),
        places=tuple(draw(st.none() | st.just(AT_END) | head) for _ in document.layers),
        pin=draw(pins(len(document.layers))),
        **{f.name: draw(st.booleans()) for f in dataclasses.fields(State) if f.type == "bool"},
    )


def pins(layers: int) -> st.SearchStrategy[CellRef | None]:
    """A cell that stays pointed at, or none."""
    if not layers:
        return st.none()
    cells = st.tuples(st.integers(0, 99), st.integers(0, 99))
    return st.none() | st.builds(CellRef, st.integers(0, layers - 1), names, cells)


def _wholes(parameter: IntParameter, reach: int | None) -> st.SearchStrategy[int]:
    high = parameter.high if reach is None else min(parameter.high, parameter.low + reach)
    return st.integers(parameter.low, high)


def _pairs(parameter: IntParameter, reach: int | None) -> st.SearchStrategy[tuple[int, int]]:
    one = _wholes(parameter, reach)
    return st.tuples(one, one)
