"""Commands that change the pipeline, each one an immutable value."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cnnviz.document.state import Playhead, State
from cnnviz.layers import Layer, ParameterError, catalogue
from cnnviz.layers.linked import linked, relinked
from cnnviz.words import Text, text

MOST_LAYERS = 32


@dataclass(frozen=True)
class EditCommand:
    """A command that changes the document and can be undone."""

    def apply(self, state: State) -> State:
        """Return the next state."""
        raise NotImplementedError

    def label(self) -> Text | None:
        """Name the command in the menu of undo."""
        return text("change")

    def merge_key(self) -> Hashable:
        """Return None: not merged, unless a subclass overrides this."""
        return None


@dataclass(frozen=True)
class ViewCommand:
    """A command that changes what is displayed and not the document; it is not undone."""

    def apply(self, state: State) -> State:
        """Return the next state."""
        raise NotImplementedError

    def label(self) -> Text | None:
        """Return None: not undone."""
        return None

    def merge_key(self) -> Hashable:
        """Return None: not merged."""
        return None


@dataclass(frozen=True)
class SetParameter(EditCommand):
    """Set one parameter of one layer, counted from 0."""

    layer: int
    name: str
    value: Any

    def apply(self, state: State) -> State:
        """Set the parameter.

        Raises
        ------
        ParameterError
            If the value is out of bounds.
        """
        layer = state.document.layers[self.layer]
        if getattr(layer, self.name) == self.value:
            return state
        return with_layer(state, self.layer, layer.with_parameter(self.name, self.value))

    def label(self) -> Text:
        """Named after the parameter in PyTorch, where `use_bias` is called bias."""
        return text("set {name}", name="bias" if self.name == "use_bias" else self.name)

    def merge_key(self) -> Hashable:
        return ("parameter", self.layer, self.name)


@dataclass(frozen=True)
class AddLayer(EditCommand):
    """Insert a layer with its defaults before place `at`, 0 to the number of layers; select it."""

    kind: str
    at: int

    def apply(self, state: State) -> State:
        layers = state.document.layers
        if len(layers) >= MOST_LAYERS:
            raise ParameterError(text("at most {most} layers are possible", most=MOST_LAYERS))
        at = max(0, min(self.at, len(layers)))
        explained = _explained(state)
        explained.insert(at, (linked(catalogue()[self.kind](), layers[:at]), "", None))
        return _restacked(state, explained, at + 1)

    def label(self) -> Text:
        return text("add {kind}", kind=self.kind)


@dataclass(frozen=True)
class RemoveLayer(EditCommand):
    """Remove one layer."""

    layer: int

    def apply(self, state: State) -> State:
        """Remove it and select the next layer, or the last."""
        explained = _explained(state)
        del explained[self.layer]
        return _restacked(state, explained, min(self.layer + 1, len(explained)))

    def label(self) -> Text:
        return text("remove layer")


@dataclass(frozen=True)
class DuplicateLayer(EditCommand):
    """Insert a copy of a layer, with its weights, after it, and select the copy."""

    layer: int

    def apply(self, state: State) -> State:
        layers = state.document.layers
        if len(layers) >= MOST_LAYERS:
            raise ParameterError(text("at most {most} layers are possible", most=MOST_LAYERS))
        explained, after = _explained(state), self.layer + 1
        copy = dataclasses.replace(layers[self.layer])
        explained.insert(after, (copy, state.explanations[self.layer], None))
        return _restacked(state, explained, after + 1)

    def label(self) -> Text:
        return text("duplicate layer")


@dataclass(frozen=True)
class MoveLayer(EditCommand):
    """Move a layer to index `to`, and select it."""

    layer: int
    to: int

    def apply(self, state: State) -> State:
        explained = _explained(state)
        to = max(0, min(self.to, len(explained) - 1))
        if to == self.layer:
            return state
        explained.insert(to, explained.pop(self.layer))
        return _restacked(state, explained, to + 1)

    def label(self) -> Text:
        return text("move layer")


@dataclass(frozen=True, eq=False)
class ReplaceScene(EditCommand):
    """Put another document on stage, with its place in it, as one undo step.

    Attributes
    ----------
    scene : State
        What comes; it is taken as it is, the speed apart, which stays.
    """

    scene: State

    def apply(self, state: State) -> State:
        return dataclasses.replace(self.scene, speed=state.speed)

    def label(self) -> Text:
        return text("choose example")


@dataclass(frozen=True)
class SetView(ViewCommand):
    """Change what is displayed: any field of the state but the document.

    Selecting another layer moves the playhead to where that layer was left.
    """

    changes: Mapping[str, Any]

    def apply(self, state: State) -> State:
        changes = dict(self.changes)
        if "document" in changes:
            raise TypeError("the document is changed by editing commands only")
        selected = changes.get("selected", state.selected)
        changes["selected"] = max(0, min(selected, len(state.document.layers)))
        changes["image"] = max(
            0, min(changes.get("image", state.image), len(state.document.batch) - 1)
        )
        if changes["selected"] != state.selected:
            changes.setdefault("playhead", state.place_of(changes["selected"]))
            changes.setdefault("pin", None)
        pin = changes.get("pin")
        if pin is not None and not 0 <= pin.layer < len(state.document.layers):
            changes["pin"] = None
        if all(getattr(state, name) == value for name, value in changes.items()):
            return state
        return dataclasses.replace(state, **changes)


def set_view(**changes: Any) -> SetView:
    """Make a `SetView` of the fields to change."""
    return SetView(MappingProxyType(changes))


def check_number(value: float) -> None:
    """Refuse a number that is not finite or too large.

    Raises
    ------
    ParameterError
        If it is not finite or its magnitude exceeds 10⁹.
    """
    if not math.isfinite(value) or abs(value) > 1e9:
        raise ParameterError(text("a number from −10⁹ to 10⁹ is needed"))


def with_layer(state: State, index: int, layer: Layer) -> State:
    """Replace one layer, counted from 0."""
    return state.with_document(state.document.with_layer(index, layer))


Explained = tuple[Layer, str, Playhead | None]
"""A layer, its explanation, and where its timeline was left."""


def _explained(state: State) -> list[Explained]:
    return list(zip(state.document.layers, state.explanations, state.places, strict=True))


def _restacked(state: State, explained: list[Explained], selected: int) -> State:
    layers = relinked(tuple(layer for layer, _, _ in explained), state.document.layers)
    names = tuple(name for _, name, _ in explained)
    places = tuple(place for _, _, place in explained)
    new = state.with_document(state.document.with_layers(layers), names, places, selected)
    return dataclasses.replace(new, pin=None)
