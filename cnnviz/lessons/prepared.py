"""Prepared scenes, and the functions with which they are built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.document.intake import Framing, batch_of, supplied
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.words import Text


@dataclass(frozen=True)
class Prepared:
    """An entry of the menu of examples; its scene is built when it is opened.

    A scene is a few lines of Python and not a data file: its title and summary are
    literals that are extracted for translation, its layers are checked by mypy, and
    no format has to be parsed.

    Attributes
    ----------
    key : str
        Identifier; it never changes.
    group : Text
        Heading in the menu.
    title : Text
        Its name in the menu.
    summary : Text
        What the scene shows, with a number that a learner can check.
    build : callable
        Makes the state; the result is equal each time and is not cached.
    """

    key: str
    group: Text
    title: Text
    summary: Text
    build: Callable[[], State]


Rows = list[list[float]]
"""Numbers as they are typed, row by row."""


def scene(batch: Batch, *layers: Layer, selected: int = 1, image: int = 0) -> State:
    """Make a state of images and layers, weights fitted, at the end of the timeline."""
    return State(Document(batch).with_layers(layers), selected=selected, image=image)


def matrix(values: Rows) -> Batch:
    """Make one gray image of typed numbers, shape (1, 1, H, W)."""
    pixels = frozen([[values]])
    peak = float(np.abs(pixels).max()) or 1.0
    return Batch(pixels, ("matrix",), peak)


def picture(key: str, rows: int, columns: int, *, rgb: bool = False) -> Batch:
    """Crop one supplied picture around its centre to a size in cells."""
    framing = Framing(rows, columns, "crop", "rgb" if rgb else "gray")
    return batch_of(supplied([key]), framing)


def filters(*names: str, seeds: tuple[int, ...] = (), **parameters: Any) -> Conv2d:
    """Make a convolution of named filters, not yet fitted to its input.

    Parameters
    ----------
    *names : str
        Keys of `cnnviz.layers.filters.LABELS`, one for each filter.
    seeds : tuple of int
        The seeds of random filters; if omitted, 0 for all.
    **parameters
        Parameters of `Conv2d`.
    """
    return Conv2d(
        out_channels=len(names), names=names, seeds=seeds or (0,) * len(names), **parameters
    )


def typed(kernel: Rows, **parameters: Any) -> Conv2d:
    """Make a convolution of one given kernel for one channel, bias 0."""
    return Conv2d(
        out_channels=1,
        kernel_size=(len(kernel), len(kernel[0])),
        weight=frozen([[kernel]]),
        bias=frozen([0.0]),
        names=("custom",),
        seeds=(0,),
        **parameters,
    )
