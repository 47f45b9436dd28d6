"""Sigmoid: every number is mapped to between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import sigmoid, sigmoid_backward
from cnnviz.layers.activation import Activation
from cnnviz.layers.capabilities import Gradients
from cnnviz.trace import FloatArray, Line, Span, format_number, line, operand
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Sigmoid(Activation):
    """Logistic function: 1 / (1 + e⁻ˣ), cell by cell."""

    kind: ClassVar[str] = "Sigmoid"
    order: ClassVar[int] = 32
    transcendental: ClassVar[bool] = True
    about: ClassVar[Text] = text("Squeezes every number between 0 and 1.")
    common_name: ClassVar[Text] = text("sigmoid")

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute 1 / (1 + e⁻ˣ), same shape."""
        return sigmoid(x)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input."""
        return Gradients(sigmoid_backward(grad_y, x), {})

    def rule(self, x: float) -> Line:
        """Write the fraction with its number in the exponent."""
        return line(
            "1 / (1 + e^", Span(operand(-x, 3) if x else format_number(0.0, 3), "read"), ")"
        )

    def definition(self) -> Line:
        """Write y = 1 / (1 + e^−x)."""
        return line(Span("y", "write"), " = 1 / (1 + e^−", Span("x", "read"), ")")
