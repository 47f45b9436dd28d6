"""The examples one after the other, and what a lecturer changes in each."""

from __future__ import annotations

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


def what_if(layer: Layer | None, example: Example | None) -> tuple[str, ...]:
    """Name what may be changed before a class: parameters of a layer, and arrays of one axis.

    Parameters
    ----------
    layer : Layer or None
        The layer on stage; None is the image, which has nothing to change.
    example : Example or None
        Where it comes from. What it names and the layer does not have is left out.

    Returns
    -------
    tuple of str
        Names of parameters, and of arrays with one number for each channel.
    """
    if layer is None:
        return ()
    offered = [*layer.parameters(), *_by_channel(layer)]
    named = () if example is None else tuple(each for each in example.what_if if each in offered)
    if named:
        return named[:MOST]
    usual = [each for each in USUAL if each in offered]
    return tuple(usual or offered)[:MOST]


def _by_channel(layer: Layer) -> list[str]:
    """The learned arrays that have one number for each output channel."""
    arrays = {each: getattr(layer, each) for each in layer.learned()}
    return [name for name, each in arrays.items() if each.ndim == 1 and each.size]
