"""Everything a user can do to the pipeline, each as one small value."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from cnnviz.document.state import AT_END, State
from cnnviz.layers import Layer, ParameterError, catalogue
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.words import Text, text

MOST_LAYERS = 24


@dataclass(frozen=True)
class Editing:
    """A command that changes the document and can be undone."""

    def apply(self, state: State) -> State:
        """Make the next state."""
        raise NotImplementedError

    def label(self) -> Text | None:
        """What undo calls it."""
        return text("change")

    def merge_key(self) -> Hashable:
        """Never merged, unless a subclass says otherwise."""
        return None


@dataclass(frozen=True)
class Looking:
    """A command that changes only where the user is; it is not undone."""

    def apply(self, state: State) -> State:
        """Make the next state."""
        raise NotImplementedError

    def label(self) -> Text | None:
        """Not undone."""
        return None

    def merge_key(self) -> Hashable:
        """Never merged."""
        return None


@dataclass(frozen=True)
class SetParameter(Editing):
    """Set one parameter of one layer, counted from 0."""

    layer: int
    name: str
    value: Any

    def apply(self, state: State) -> State:
        """Set it; `ParameterError` if it is out of bounds."""
        layer = state.document.layers[self.layer]
        if getattr(layer, self.name) == self.value:
            return state
        return _with_layer(state, self.layer, layer.with_parameter(self.name, self.value))

    def label(self) -> Text:
        """Named after the parameter in PyTorch, where `use_bias` is called bias."""
        return text("set {name}", name="bias" if self.name == "use_bias" else self.name)

    def merge_key(self) -> Hashable:
        """One step while the same field is turned."""
        return ("parameter", self.layer, self.name)


@dataclass(frozen=True)
class SetFilter(Editing):
    """Put a named filter in the place of one filter of a Conv2d."""

    layer: int
    filter: int
    name: str
    seed: int = 0

    def apply(self, state: State) -> State:
        """Set it; `GeometryError` if the kernel is too small to hold it."""
        changed = _convolution(state, self.layer).with_filter(self.filter, self.name, self.seed)
        return _with_layer(state, self.layer, changed)

    def label(self) -> Text:
        """Choosing a filter."""
        return text("choose filter")


@dataclass(frozen=True)
class SetWeight(Editing):
    """Change one number of one kernel: (filter, channel, row, column)."""

    layer: int
    index: tuple[int, int, int, int]
    value: float

    def apply(self, state: State) -> State:
        """Set it; the filter becomes *custom*."""
        check_number(self.value)
        layer = _convolution(state, self.layer)
        if layer.weight[self.index] == np.float32(self.value):
            return state
        return _with_layer(state, self.layer, layer.with_weight(self.index, self.value))

    def label(self) -> Text:
        """Changing a weight."""
        return text("change weight")

    def merge_key(self) -> Hashable:
        """One step while the same weight is turned."""
        return ("weight", self.layer, self.index)


@dataclass(frozen=True)
class SetKernel(Editing):
    """Change all numbers of one kernel: rows of a filter's slice for one channel."""

    layer: int
    filter: int
    channel: int
    rows: tuple[tuple[float, ...], ...]

    def apply(self, state: State) -> State:
        """Set them; the filter becomes *custom* if any is another than before."""
        layer = _convolution(state, self.layer)
        old = layer.weight[self.filter, self.channel]
        if tuple(len(row) for row in self.rows) != (old.shape[1],) * old.shape[0]:
            raise ParameterError(
                text(
                    "{rows} × {columns} numbers are needed", rows=old.shape[0], columns=old.shape[1]
                )
            )
        changed = layer
        for (row, column), before in np.ndenumerate(old):
            value = self.rows[row][column]
            check_number(value)
            if before != np.float32(value):
                changed = changed.with_weight((self.filter, self.channel, row, column), value)
        return state if changed is layer else _with_layer(state, self.layer, changed)

    def label(self) -> Text:
        """Changing a kernel."""
        return text("change kernel")


@dataclass(frozen=True)
class SetBias(Editing):
    """Change the bias of one filter of a Conv2d."""

    layer: int
    filter: int
    value: float

    def apply(self, state: State) -> State:
        """Set it."""
        check_number(self.value)
        layer = _convolution(state, self.layer)
        if layer.bias[self.filter] == np.float32(self.value):
            return state
        return _with_layer(state, self.layer, layer.with_bias(self.filter, self.value))

    def label(self) -> Text:
        """Changing a bias."""
        return text("change bias")

    def merge_key(self) -> Hashable:
        """One step while the same bias is turned."""
        return ("bias", self.layer, self.filter)


@dataclass(frozen=True)
class SetAffine(Editing):
    """Change γ (``weight``) or β (``bias``) of one channel of a BatchNorm2d."""

    layer: int
    name: str
    channel: int
    value: float

    def apply(self, state: State) -> State:
        """Set it."""
        check_number(self.value)
        layer = _normalization(state, self.layer)
        if getattr(layer, self.name)[self.channel] == np.float32(self.value):
            return state
        changed = layer.with_affine(self.name, self.channel, self.value)
        return _with_layer(state, self.layer, changed)

    def label(self) -> Text:
        """Named after its letter."""
        return text("change γ") if self.name == "weight" else text("change β")

    def merge_key(self) -> Hashable:
        """One step while the slider is dragged."""
        return ("affine", self.layer, self.name, self.channel)


@dataclass(frozen=True)
class ResetRunning(Editing):
    """Let a BatchNorm2d forget its running averages."""

    layer: int

    def apply(self, state: State) -> State:
        """Running mean 0, running variance 1."""
        return _with_layer(state, self.layer, _normalization(state, self.layer).reset())

    def label(self) -> Text:
        """Resetting."""
        return text("reset running averages")


@dataclass(frozen=True)
class AddLayer(Editing):
    """Insert a layer of a kind before place `at`, 0 to the number of layers, and select it."""

    kind: str
    at: int

    def apply(self, state: State) -> State:
        """Insert it with its defaults."""
        layers = state.document.layers
        if len(layers) >= MOST_LAYERS:
            raise ParameterError(text("at most {most} layers are possible", most=MOST_LAYERS))
        new = catalogue()[self.kind]()
        at = max(0, min(self.at, len(layers)))
        return _restacked(state, (*layers[:at], new, *layers[at:]), at + 1)

    def label(self) -> Text:
        """Adding."""
        return text("add {kind}", kind=self.kind)


@dataclass(frozen=True)
class RemoveLayer(Editing):
    """Take one layer out."""

    layer: int

    def apply(self, state: State) -> State:
        """Take it out; the one that followed it is selected, or else the last."""
        layers = state.document.layers
        kept = (*layers[: self.layer], *layers[self.layer + 1 :])
        return _restacked(state, kept, min(self.layer + 1, len(kept)))

    def label(self) -> Text:
        """Removing."""
        return text("remove layer")


@dataclass(frozen=True)
class DuplicateLayer(Editing):
    """Put a copy of a layer behind it, and select the copy."""

    layer: int

    def apply(self, state: State) -> State:
        """Copy it with its weights."""
        layers = state.document.layers
        if len(layers) >= MOST_LAYERS:
            raise ParameterError(text("at most {most} layers are possible", most=MOST_LAYERS))
        copy = dataclasses.replace(layers[self.layer])
        after = self.layer + 1
        return _restacked(state, (*layers[:after], copy, *layers[after:]), after + 1)

    def label(self) -> Text:
        """Duplicating."""
        return text("duplicate layer")


@dataclass(frozen=True)
class MoveLayer(Editing):
    """Take a layer out and put it back so that it ends at place `to`."""

    layer: int
    to: int

    def apply(self, state: State) -> State:
        """Move it and keep it selected."""
        layers = list(state.document.layers)
        to = max(0, min(self.to, len(layers) - 1))
        if to == self.layer:
            return state
        layers.insert(to, layers.pop(self.layer))
        return _restacked(state, tuple(layers), to + 1)

    def label(self) -> Text:
        """Moving."""
        return text("move layer")


@dataclass(frozen=True)
class Look(Looking):
    """Change where the user is: any field of the state but the document.

    Selecting another layer or image puts the timeline at its end, where everything
    is shown.
    """

    changes: Mapping[str, Any]

    def apply(self, state: State) -> State:
        """Set the fields."""
        changes = dict(self.changes)
        if "document" in changes:
            raise TypeError("the document is changed by editing commands only")
        selected = changes.get("selected", state.selected)
        changes["selected"] = max(0, min(selected, len(state.document.layers)))
        changes["image"] = max(
            0, min(changes.get("image", state.image), len(state.document.batch) - 1)
        )
        if changes["selected"] != state.selected:
            changes.setdefault("playhead", AT_END)
        return dataclasses.replace(state, **changes)


def look(**changes: Any) -> Look:
    """Say which fields of the state to change."""
    return Look(MappingProxyType(changes))


def check_number(value: float) -> None:
    """Refuse what is not a finite number of a size that float32 can hold.

    Raises
    ------
    ParameterError
        If it is not finite or its magnitude exceeds 10⁹.
    """
    if not math.isfinite(value) or abs(value) > 1e9:
        raise ParameterError(text("a number from −10⁹ to 10⁹ is needed"))


def _with_layer(state: State, index: int, layer: Layer) -> State:
    return state.with_document(state.document.with_layer(index, layer))


def _restacked(state: State, layers: tuple[Layer, ...], selected: int) -> State:
    new = state.with_document(state.document.with_layers(layers))
    return dataclasses.replace(new, selected=selected, playhead=AT_END)


def _convolution(state: State, index: int) -> Conv2d:
    layer = state.document.layers[index]
    if not isinstance(layer, Conv2d):
        raise TypeError(f"layer {index} is {layer.kind}, not Conv2d")
    return layer


def _normalization(state: State, index: int) -> BatchNorm2d:
    layer = state.document.layers[index]
    if not isinstance(layer, BatchNorm2d):
        raise TypeError(f"layer {index} is {layer.kind}, not BatchNorm2d")
    return layer
