"""Layers that read what an earlier layer kept, such as the places of its maxima."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

from cnnviz.engine import GeometryError
from cnnviz.layers.base import Layer, derived, setting
from cnnviz.layers.parameters import NONE, LayerParameter
from cnnviz.layers.shapes import Shape
from cnnviz.trace import FloatArray
from cnnviz.words import text


@dataclass(frozen=True)
class Tie:
    """What a layer knows of the earlier layer that it refers to.

    Attributes
    ----------
    layer : Layer or None
        That layer; None if none is chosen, or it does not come before.
    shape : tuple of int or None
        Shape of its input; None if it has none.
    choices : tuple of (int, str)
        Place and kind of every layer that it could refer to.
    """

    layer: Layer | None = None
    shape: Shape | None = None
    choices: tuple[tuple[int, str], ...] = ()


UNTIED = Tie()
"""Nothing is known yet."""


@dataclass(frozen=True, eq=False)
class Linked(Layer):
    """A layer that refers to an earlier one by its place.

    The document keeps the place right when layers are added, moved or removed, and ties
    the layer to the one there; the evaluation gives it what that one has read.

    Attributes
    ----------
    source : int
        The place of the layer that it refers to, from 0; `NONE` if none is chosen.
    tie : Tie
        What is there; made from the document, never saved.
    """

    source: int = setting(NONE, LayerParameter(label=text("Takes its places from")))
    tie: Tie = derived(UNTIED)

    @classmethod
    @abstractmethod
    def accepts(cls, layer: Layer) -> bool:
        """Whether it can refer to a layer."""

    @abstractmethod
    def reading(self, source: Layer, x: FloatArray) -> Self:
        """Give the layer that can compute: it has read what an earlier layer kept.

        Parameters
        ----------
        source : Layer
            The earlier layer.
        x : ndarray, shape (N, C, H, W)
            What it has read.

        Returns
        -------
        Linked
            A copy, which is not kept in the document.
        """

    def tied(self, tie: Tie) -> Self:
        """Take what is known of the layer referred to; the same object if that is not new."""
        return self if tie == self.tie else dataclasses.replace(self, tie=tie)

    def referred(self) -> tuple[Layer, Shape]:
        """Give the layer referred to and the shape of its input.

        Raises
        ------
        GeometryError
            If there is none, or it does not come before.
        """
        layer, shape = self.tie.layer, self.tie.shape
        if layer is not None and shape is not None:
            return layer, shape
        if self.source != NONE:
            raise GeometryError(
                "layer {number}, whose places it takes, must come before it",
                number=self.source + 1,
            )
        if self.tie.choices:
            raise GeometryError("the layer whose places it takes is gone: choose another one")
        raise GeometryError("it needs 1 max pooling before it, whose places it takes")


def tie_of(layer: Linked, before: tuple[Layer, ...], shapes: tuple[Shape | None, ...]) -> Tie:
    """Find what a layer refers to.

    Parameters
    ----------
    layer : Linked
        The layer.
    before : tuple of Layer
        Those before it.
    shapes : tuple of (tuple of int or None)
        Shapes of their inputs.
    """
    choices = tuple((i, each.kind) for i, each in enumerate(before) if layer.accepts(each))
    if layer.source in (index for index, _ in choices):
        return Tie(before[layer.source], shapes[layer.source], choices)
    return Tie(choices=choices)


def linked(layer: Layer, before: tuple[Layer, ...]) -> Layer:
    """Let a new layer refer to the last one before it that no other refers to.

    Parameters
    ----------
    layer : Layer
        A new layer; it stays as it is if it refers to none.
    before : tuple of Layer
        Those before it.
    """
    if not isinstance(layer, Linked):
        return layer
    taken = {each.source for each in before if isinstance(each, Linked)}
    found = [index for index, each in enumerate(before) if layer.accepts(each)]
    free = [index for index in found if index not in taken]
    return dataclasses.replace(layer, source=(free or found or [NONE])[-1])


def relinked(layers: tuple[Layer, ...], old: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Let layers refer to the same layers as before, wherever those have gone.

    Parameters
    ----------
    layers : tuple of Layer
        The layers in their new order; places still count in the old one.
    old : tuple of Layer
        The layers as they were.
    """
    places = {id(layer): index for index, layer in enumerate(layers)}
    result: list[Layer] = []
    for layer in layers:
        if isinstance(layer, Linked):
            known = 0 <= layer.source < len(old)
            source = places.get(id(old[layer.source]), NONE) if known else NONE
            if source != layer.source:
                layer = dataclasses.replace(layer, source=source)
        result.append(layer)
    return tuple(result)
