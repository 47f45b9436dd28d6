"""What the activations share: every cell goes through one function, alone."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Formula, Layer, Shape
from cnnviz.trace import FloatArray, Line, Lookup, Phase, Span, line
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Activation(Layer):
    """A function of one number, drawn as a curve."""

    stage: ClassVar[str] = "curve"

    @abstractmethod
    def rule(self, x: float) -> Line:
        """The function at one x, in symbols and numbers, up to the equals sign."""

    @abstractmethod
    def definition(self) -> Line:
        """The function in symbols."""

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def trace(self, x: FloatArray, y: FloatArray, image: int) -> ActivationTrace:
        """Explain every cell of one image by the curve."""
        return ActivationTrace(self, x[image], y[image])

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """The function, and that there is nothing to learn."""
        return (
            Formula(text("Function"), (self.definition(),)),
            Formula(
                text("Parameters"),
                (line(Span("0", "write"), Span(text("  nothing to learn"), "muted")),),
            ),
        )

    def summary(self) -> Text | str:
        """Nothing to say on the card."""
        return ""


class ActivationTrace:
    """An activation's positions: channel by channel, row by row."""

    phases = (Phase("place"), Phase("look up"), Phase("write"))
    whole_channels = False

    def __init__(self, layer: Activation, x: FloatArray, y: FloatArray) -> None:
        self._layer, self._x, self._y = layer, x, y
        self.shape: Shape = (y.shape[0], y.shape[1], y.shape[2])

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    def __getitem__(self, position: int) -> Lookup:
        channel, row, column = (int(i) for i in np.unravel_index(position, self.shape))
        x = self._x[channel, row, column]
        shown = self._layer.forward(np.full((1, 1, 1, 1), x, self._x.dtype))
        return Lookup(
            output=(channel, row, column),
            x=float(x),
            shown=float(shown[0, 0, 0, 0]),
            value=float(self._y[channel, row, column]),
        )
