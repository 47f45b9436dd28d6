"""Tanh: every number goes between −1 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import tanh, tanh_backward
from cnnviz.layers.activation import Activation
from cnnviz.layers.capabilities import Gradients
from cnnviz.trace import FloatArray, Line, Span, format_number, line
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Tanh(Activation):
    """The hyperbolic tangent, cell by cell."""

    kind: ClassVar[str] = "Tanh"
    order: ClassVar[int] = 33
    about: ClassVar[Text] = text("Squeezes every number between −1 and 1.")

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute tanh(x), same shape."""
        return tanh(x)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Send a gradient back to the input."""
        return Gradients(tanh_backward(grad_y, x), {})

    def rule(self, x: float) -> Line:
        """tanh with its number."""
        return line("tanh(", Span(format_number(x, 3), "read"), ")")

    def definition(self) -> Line:
        """y = tanh(x)."""
        return line(Span("y", "write"), " = tanh(", Span("x", "read"), ")")
