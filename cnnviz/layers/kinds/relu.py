"""ReLU: negative numbers become 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import relu, relu_backward
from cnnviz.layers.activation import Activation
from cnnviz.layers.capabilities import Gradients
from cnnviz.trace import FloatArray, Line, Span, format_number, line
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class ReLU(Activation):
    """Rectifier: max(0, x), cell by cell.

    References
    ----------
    Nair & Hinton (2010), "Rectified linear units improve restricted Boltzmann machines".
    """

    kind: ClassVar[str] = "ReLU"
    order: ClassVar[int] = 30
    about: ClassVar[Text] = text("Turns negative numbers into 0.")

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute max(0, x), same shape."""
        return relu(x)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input."""
        return Gradients(relu_backward(grad_y, x), {})

    def rule(self, x: float) -> Line:
        """Write max(0, x) with its number."""
        return line("max(0, ", Span(format_number(x, 3), "read"), ")")

    def definition(self) -> Line:
        """Write y = max(0, x)."""
        return line(Span("y", "write"), " = max(0, ", Span("x", "read"), ")")
