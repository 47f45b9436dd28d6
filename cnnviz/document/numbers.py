"""Commands that change the numbers of a layer: values, filters, running averages."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from cnnviz.document.commands import EditCommand, check_number, with_layer
from cnnviz.document.state import State
from cnnviz.layers import Layer, ParameterError
from cnnviz.layers.capabilities import Averaging
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.words import Text, text

LABELS = {
    "weight": text("change weight"),
    "bias": text("change bias"),
    "γ": text("change γ"),
    "β": text("change β"),
}


@dataclass(frozen=True)
class SetValue(EditCommand):
    """Type one number of one array of a layer.

    Attributes
    ----------
    layer : int
        Counted from 0.
    array : str
        A key of the layer's `arrays`.
    index : tuple of int
        Index of the number.
    value : float
        Its new value.
    name : str
        Name of the array in the menu of undo; by default `array`.
    """

    layer: int
    array: str
    index: tuple[int, ...]
    value: float
    name: str = ""

    def apply(self, state: State) -> State:
        """Set the value.

        Raises
        ------
        ParameterError
            If it is not finite or too large.
        """
        check_number(self.value)
        layer = state.document.layers[self.layer]
        if getattr(layer, self.array)[self.index] == np.float32(self.value):
            return state
        changed = layer.with_value(self.array, self.index, self.value)
        return with_layer(state, self.layer, changed)

    def label(self) -> Text:
        return LABELS.get(self.name or self.array, text("change value"))

    def merge_key(self) -> Hashable:
        return ("value", self.layer, self.array, self.index)


@dataclass(frozen=True)
class SetRow(EditCommand):
    """Type all numbers that an array has for one output of a layer.

    Attributes
    ----------
    layer : int
        Counted from 0.
    array : str
        A key of the layer's `arrays`.
    row : int
        Which output.
    values : tuple of float
        Its numbers, in the order of the array.
    """

    layer: int
    array: str
    row: int
    values: tuple[float, ...]

    def apply(self, state: State) -> State:
        """Set the numbers.

        Raises
        ------
        ParameterError
            If they are too many or too few, not finite or too large.
        """
        layer = state.document.layers[self.layer]
        old = getattr(layer, self.array)[self.row]
        if len(self.values) != old.size:
            raise ParameterError(text("{count} numbers are needed", count=old.size))
        changed = layer
        for (index, before), value in zip(np.ndenumerate(old), self.values, strict=True):
            check_number(value)
            if before != np.float32(value):
                changed = changed.with_value(self.array, (self.row, *index), value)
        return state if changed is layer else with_layer(state, self.layer, changed)

    def label(self) -> Text:
        return LABELS.get(self.array, text("change value"))


@dataclass(frozen=True)
class SetFilter(EditCommand):
    """Replace one filter of a filter bank by a named filter."""

    layer: int
    filter: int
    name: str
    seed: int = 0

    def apply(self, state: State) -> State:
        """Set the filter.

        Raises
        ------
        GeometryError
            If the kernel is too small for it.
        """
        bank = _bank(state, self.layer)
        return with_layer(state, self.layer, bank.with_filter(self.filter, self.name, self.seed))

    def label(self) -> Text:
        return text("choose filter")


@dataclass(frozen=True)
class SetKernel(EditCommand):
    """Change all numbers of one kernel of a filter bank, given as rows."""

    layer: int
    filter: int
    channel: int
    rows: tuple[tuple[float, ...], ...]

    def apply(self, state: State) -> State:
        """Set the numbers; the filter becomes *custom* if any of them changes."""
        layer = _bank(state, self.layer)
        old = layer.weight[self.filter, self.channel]
        if tuple(len(row) for row in self.rows) != (old.shape[1],) * old.shape[0]:
            raise ParameterError(
                text(
                    "{rows} × {columns} numbers are needed", rows=old.shape[0], columns=old.shape[1]
                )
            )
        changed: Layer = layer
        for (row, column), before in np.ndenumerate(old):
            value = self.rows[row][column]
            check_number(value)
            if before != np.float32(value):
                index = (self.filter, self.channel, row, column)
                changed = changed.with_value("weight", index, value)
        return state if changed is layer else with_layer(state, self.layer, changed)

    def label(self) -> Text:
        return text("change kernel")


@dataclass(frozen=True)
class ResetRunning(EditCommand):
    """Reset the running averages of a layer to mean 0 and variance 1."""

    layer: int

    def apply(self, state: State) -> State:
        layer = state.document.layers[self.layer]
        if not isinstance(layer, Averaging):
            raise TypeError(f"layer {self.layer} is {layer.kind}: it has no running averages")
        return with_layer(state, self.layer, layer.reset())

    def label(self) -> Text:
        return text("reset running averages")


def _bank(state: State, index: int) -> FilterBank:
    layer = state.document.layers[index]
    if not isinstance(layer, FilterBank):
        raise TypeError(f"layer {index} is {layer.kind}: it has no filters")
    return layer
