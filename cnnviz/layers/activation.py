"""Base class of activations: one function, applied to every cell."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Formula, Layer
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import Cell, CellTimeline, FloatArray, Index, Line, Span, Step, line
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Activation(Layer):
    """A function of one number, drawn as a curve.

    Attributes
    ----------
    transcendental : bool
        Whether no number but 0 has a value that decimals can write out.
    keeps_values : bool
        Whether no value gets larger than its argument, so that one scale serves both.
    """

    transcendental: ClassVar[bool] = False
    keeps_values: ClassVar[bool] = True

    @abstractmethod
    def rule(self, x: float) -> Line:
        """Write the function at one x, in symbols and numbers, up to the equals sign."""

    @abstractmethod
    def definition(self) -> Line:
        """Write the function in symbols."""

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> ActivationTimeline:
        """Make the timeline: every cell of one image is looked up on the curve."""
        return ActivationTimeline(self, x, y, image)

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the same cells of the input."""
        return region

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write the function, and that there are no parameters to learn."""
        return (
            Formula(text("Function"), (self.definition(),)),
            Formula(
                text("Parameters"),
                (line(Span("0", "write"), Span(text("  nothing to learn"), "muted")),),
            ),
        )

    def summary(self) -> Text | str:
        """Leave the card empty."""
        return ""


@dataclass(frozen=True, eq=False, slots=True)
class Lookup:
    """One evaluation of the function.

    Attributes
    ----------
    image : int
        Which image.
    output : tuple of int
        Channel, row and column; the same cell of the input is read.
    x : ndarray, shape ()
        The argument.
    looked_up : float
        The function of `x`.
    value : float
        What `forward` wrote.
    """

    image: int
    output: Cell
    x: FloatArray
    looked_up: float
    value: float

    @property
    def adds(self) -> bool:
        """A cell is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, channel, row and column."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """Nothing is added up."""
        return 0.0

    def replay(self) -> float:
        """Give the value on the curve."""
        return self.looked_up

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the one cell that is read."""
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        """Count one look-up."""
        return {"look up": 1}


class ActivationTimeline(CellTimeline):
    """An activation's positions: channel by channel, row by row.

    Parameters
    ----------
    layer : Activation
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    def __init__(self, layer: Activation, x: FloatArray, y: FloatArray, image: int) -> None:
        steps = (
            Step("place", text("pick a value")),
            Step("look up", text("look up")),
            Step("write", text("write"), reveals=True),
        )
        super().__init__((y.shape[1], y.shape[2], y.shape[3]), steps)
        self._layer, self._x, self._y, self._image = layer, x[image], y[image], image

    def __getitem__(self, position: int) -> Lookup:
        output = self.cell_of(position)
        x = self._x[output]
        looked_up = self._layer.forward(np.full((1, 1, 1, 1), x, self._x.dtype))
        return Lookup(
            image=self._image,
            output=output,
            x=x,
            looked_up=float(looked_up[0, 0, 0, 0]),
            value=float(self._y[output]),
        )
