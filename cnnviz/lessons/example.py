"""Examples, and the functions with which they are built."""

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
from cnnviz.timeline.movement import START
from cnnviz.trace import Asked
from cnnviz.words import Text


@dataclass(frozen=True)
class Example:
    """An entry of the menu of examples; its scene is built when it is opened.

    An example is a few lines of Python and not a data file: its title and summary are
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
        What to look for: a question that the stage answers, without the answer.
    build : callable
        Makes the state in which it opens; it is equal each time and is not cached.
    what_if : tuple of str
        What a lecturer changes in it before the class: names of one to three parameters
        of its layers, or of arrays with one number for each channel.
    asks : tuple of str
        What the summary asks for that stands somewhere on screen before the timeline comes
        to it; it is covered while the summary is read.
    """

    key: str
    group: Text
    title: Text
    summary: Text
    build: Callable[[], State]
    what_if: tuple[str, ...] = ()
    asks: tuple[Asked, ...] = ()


Rows = list[list[float]]
"""Numbers as they are typed, row by row."""


def opening(
    batch: Batch, *layers: Layer, selected: int = 1, explanation: str = "", **view: Any
) -> State:
    """Make a state of images and layers, weights fitted, by default at the start of the timeline.

    Parameters
    ----------
    batch : Batch
        The images.
    *layers : Layer
        The pipeline.
    selected : int
        The layer on stage, from 1.
    explanation : str
        Name of its explanation; an empty string means the first one.
    **view
        Other fields of `State`. Where `predict` is off, it stays as the user has it.
    """
    names = [""] * len(layers)
    names[selected - 1] = explanation
    return State(
        Document(batch).with_layers(layers),
        selected=selected,
        explanations=tuple(names),
        **{"playhead": START, **view},
    )


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


def typed(kernel: Rows, *, bias: float = 0.0, **parameters: Any) -> Conv2d:
    """Make a convolution of one given kernel for one channel.

    Parameters
    ----------
    kernel : list of list of float
        The weights, row by row.
    bias : float
        The bias.
    **parameters
        Parameters of `Conv2d`.
    """
    return Conv2d(
        out_channels=1,
        kernel_size=(len(kernel), len(kernel[0])),
        weight=frozen([[kernel]]),
        bias=frozen([bias]),
        names=("custom",),
        seeds=(0,),
        **parameters,
    )


def adding(side: int = 3, **parameters: Any) -> Conv2d:
    """Make a convolution that sums its window, with a kernel of ones.

    Parameters
    ----------
    side : int
        Rows and columns of the kernel.
    **parameters
        Parameters of `Conv2d`.
    """
    return typed([[1.0] * side] * side, use_bias=False, **parameters)
