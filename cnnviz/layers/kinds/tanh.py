"""Tanh: every number is mapped to between −1 and 1."""

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
    transcendental: ClassVar[bool] = True
    about: ClassVar[Text] = text("Squeezes every number between −1 and 1.")
    common_name: ClassVar[Text] = text("hyperbolic tangent")

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute tanh(x), same shape."""
        return tanh(x)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input."""
        return Gradients(tanh_backward(grad_y, x), {})

    def rule(self, x: float) -> Line:
        """Write tanh with its number."""
        return line("tanh(", Span(format_number(x, 3), "read"), ")")

    def definition(self) -> Line:
        """Write y = tanh(x)."""
        return line(Span("y", "write"), " = tanh(", Span("x", "read"), ")")
