"""LeakyReLU: negative numbers are multiplied by a small slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import leaky_relu, leaky_relu_backward
from cnnviz.layers.activation import Activation
from cnnviz.layers.base import setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import FloatParameter
from cnnviz.trace import FloatArray, Line, Span, format_number, line, operand
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class LeakyReLU(Activation):
    """Leaky rectifier: x where x > 0, negative_slope · x elsewhere.

    References
    ----------
    Maas, Hannun & Ng (2013), "Rectifier nonlinearities improve neural network
    acoustic models", section 2.
    """

    kind: ClassVar[str] = "LeakyReLU"
    order: ClassVar[int] = 31
    about: ClassVar[Text] = text("Shrinks negative numbers instead of dropping them.")

    negative_slope: float = setting(
        0.1, FloatParameter(label=text("Negative slope"), low=0.0, high=1.0, slider=True)
    )

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute x or negative_slope · x, same shape."""
        return leaky_relu(x, self.negative_slope)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input."""
        return Gradients(leaky_relu_backward(grad_y, x, self.negative_slope), {})

    def rule(self, x: float) -> Line:
        """Write the branch for this x, with its numbers."""
        if x >= 0:
            return line(Span(format_number(x, 3), "read"))
        return line(
            Span(format_number(self.negative_slope, 4), "weight"), "·", Span(operand(x, 3), "read")
        )

    def definition(self) -> Line:
        """Write y = max(x, a·x)."""
        return line(
            Span("y", "write"), " = max(", Span("x", "read"), ", ", Span("a", "weight"), "·x)"
        )
