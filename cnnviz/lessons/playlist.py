"""The examples one after the other, and what a lecturer changes in each."""

from __future__ import annotations

from functools import cache

from cnnviz.layers import Layer
from cnnviz.lessons.catalogue import examples
from cnnviz.lessons.example import Example
from cnnviz.words import Text

USUAL = ("kernel_size", "stride", "padding", "weight", "bias", "negative_slope")
"""What is offered where no example says it, in this order."""
MOST = 3
"""How many things are offered at the most."""


def titled(title: Text | str | None) -> Example | None:
    """Find the example that has a title; None if none has."""
    return next((each for each in examples() if each.title == title), None)


def beside(example: Example, direction: int) -> Example | None:
    """Find the example after (1) or before (−1) one, in the order of the menu.

    Parameters
    ----------
    example : Example
        The one on stage.
    direction : int
        1 or −1.

    Returns
    -------
    Example or None
        None at the end of the menu.
    """
    every = examples()
    place = [each.key for each in every].index(example.key) + direction
    return every[place] if 0 <= place < len(every) else None


def what_if(layer: Layer | None, example: Example | None, selected: int) -> tuple[str, ...]:
    """Name what may be changed before a class: parameters of a layer, and arrays of one axis.

    Parameters
    ----------
    layer : Layer or None
        The layer on stage; None is the image, which has nothing to change.
    example : Example or None
        Where it comes from. It says what of the layer that it opens on; of any other layer
        the usual is offered. What changes nothing as the layer is set is left out.
    selected : int
        Which layer, from 1.

    Returns
    -------
    tuple of str
        Names of parameters, and of arrays with one number for each channel.
    """
    if layer is None:
        return ()
    idle = layer.without_effect()
    offered = [each for each in (*layer.parameters(), *_by_channel(layer)) if each not in idle]
    if example is not None and selected == _opens_on(example.key):
        named = tuple(each for each in example.what_if if each in offered)
        if named:
            return named[:MOST]
    usual = [each for each in USUAL if each in offered]
    return tuple(usual or offered)[:MOST]


@cache
def _opens_on(key: str) -> int:
    """Which layer an example opens on; it is built once, as its images may be large."""
    return next(each for each in examples() if each.key == key).build().selected


def _by_channel(layer: Layer) -> list[str]:
    """The learned arrays that have one number for each output channel."""
    arrays = {each: getattr(layer, each) for each in layer.learned()}
    return [name for name, each in arrays.items() if each.ndim == 1 and each.size]
