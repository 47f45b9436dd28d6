"""What a prepared scene is, and the few words in which one is written."""

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
    """A scene of the menu, not yet built.

    A scene is a few lines of Python and not a data file: its title and summary
    stand as literals where the extraction of the catalogue finds them, its
    layers are checked by mypy, and building it needs no reader of its own.

    Attributes
    ----------
    key : str
        Name that never changes.
    group : Text
        Heading of the menu; scenes of one heading stand together.
    title : Text
        Its name in the menu.
    summary : Text
        What is to be seen, with the number that a learner can check.
    build : callable
        Makes the state; equal each time, and never stored.
    """

    key: str
    group: Text
    title: Text
    summary: Text
    build: Callable[[], State]


Rows = list[list[float]]
"""Numbers as they are typed, row by row."""


def scene(batch: Batch, *layers: Layer, selected: int = 1, image: int = 0) -> State:
    """Put images and layers on stage, weights fitted, at the end of the timeline."""
    return State(Document(batch).with_layers(layers), selected=selected, image=image)


def matrix(values: Rows) -> Batch:
    """Make one gray image of typed numbers, shape (1, 1, H, W)."""
    pixels = frozen([[values]])
    peak = float(np.abs(pixels).max()) or 1.0
    return Batch(pixels, ("matrix",), peak)


def picture(key: str, rows: int, columns: int, *, rgb: bool = False) -> Batch:
    """Take one supplied picture at a size in cells, its middle kept."""
    framing = Framing(rows, columns, "crop", "rgb" if rgb else "gray")
    return batch_of(supplied([key]), framing)


def filters(*names: str, seeds: tuple[int, ...] = (), **parameters: Any) -> Conv2d:
    """Make a convolution of named filters, not yet fitted to its input.

    Parameters
    ----------
    *names : str
        Keys of `cnnviz.layers.filters.LABELS`, one for each filter.
    seeds : tuple of int
        The seeds of random filters; left out, 0 for all.
    **parameters
        Of `Conv2d`.
    """
    return Conv2d(
        out_channels=len(names), names=names, seeds=seeds or (0,) * len(names), **parameters
    )


def typed(kernel: Rows, **parameters: Any) -> Conv2d:
    """Make a convolution of one typed kernel for one channel, bias 0."""
    return Conv2d(
        out_channels=1,
        kernel_size=(len(kernel), len(kernel[0])),
        weight=frozen([[kernel]]),
        bias=frozen([0.0]),
        names=("custom",),
        seeds=(0,),
        **parameters,
    )
