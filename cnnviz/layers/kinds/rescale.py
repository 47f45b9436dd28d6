"""Input scaling: one range of numbers becomes another, as 0…255 becomes −1…1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.layers.activation import Activation
from cnnviz.layers.base import Formula, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import FloatParameter
from cnnviz.layers.shapes import Shape
from cnnviz.trace import FloatArray, Line, Span, Written, line, written_alike
from cnnviz.trace.asked import PARAMETERS
from cnnviz.words import Text, text

MOST = 1000.0
"""The largest end of a range."""
LEAST = 1e-3
"""Length of the shortest range that numbers may come from."""


def _end(default: float, label: Text) -> Any:
    return setting(default, FloatParameter(label=label, low=-MOST, high=MOST))


@dataclass(frozen=True, eq=False)
class Rescale(Activation):
    """Maps the range from_low…from_high linearly to to_low…to_high; nothing is clipped.

    References
    ----------
    LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.3.
    """

    kind: ClassVar[str] = "Rescale"
    order: ClassVar[int] = 15
    about: ClassVar[Text] = text("Scales pixels, as from 0…255 to 0…1 or −1…1.")
    common_name: ClassVar[Text] = text("input scaling")
    keeps_values: ClassVar[bool] = False

    from_low: float = _end(0.0, text("From"))
    from_high: float = _end(255.0, text("… to"))
    to_low: float = _end(0.0, text("Becomes"))
    to_high: float = _end(1.0, text("… up to"))

    @property
    def lengths(self) -> tuple[float, float]:
        """Length of the range that numbers come from, and of the one that they go to."""
        return self.from_high - self.from_low, self.to_high - self.to_low

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape.

        Raises
        ------
        GeometryError
            If the range that numbers come from has no length.
        """
        if abs(self.lengths[0]) < LEAST:
            raise GeometryError("a range of length 0 cannot be scaled: its ends must differ")
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute a·x + b, same shape; in float64, so that ends meet ends.

        Raises
        ------
        GeometryError
            If the range that numbers come from has no length.
        """
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        long, new = self.lengths
        with np.errstate(invalid="ignore", over="ignore"):  # 0 · ∞
            y: FloatArray = (x.astype(np.float64) - self.from_low) * new / long + self.to_low
            return y.astype(np.float32)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input: times a."""
        long, new = self.lengths
        return Gradients((grad_y * (new / long)).astype(np.float32), {})

    def rule(self, x: float) -> Line:
        """Write (x − low) · new / old + new low, leaving out what adds 0."""
        return self._line(written_alike(np.array([x]))[0].said)

    def definition(self) -> Line:
        """Write the function with the numbers of both ranges."""
        return line(Span("y", "write"), " = ", *self._line("x"))

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write a and b, and that nothing is learned."""
        self.out_shape(shape)
        long, new = self.lengths
        a, b = new / long, self.to_low - new / long * self.from_low
        said, offset = (written_alike(np.array([each]))[0] for each in (a, b))
        lines = (
            self.definition(),
            line("a = ", *_quotient(new, long), _sign(said), said.said),
            line("b", _sign(offset), offset.said),
        )
        nothing = line(
            Span("0", "write", tells=PARAMETERS), Span(text("  nothing to learn"), "muted")
        )
        return Formula(text("Function"), lines), Formula(text("Parameters"), (nothing,))

    def summary(self) -> Text | str:
        """Write both ranges."""
        low, high, new_low, new_high = self.ends()
        return f"{low}…{high} → {new_low}…{new_high}"

    def ends(self) -> tuple[str, str, str, str]:
        """Write the ends of both ranges."""
        low, high, new_low, new_high = (
            written_alike(np.array([each]))[0].said
            for each in (self.from_low, self.from_high, self.to_low, self.to_high)
        )
        return low, high, new_low, new_high

    def _line(self, x: str) -> Line:
        """Write the function of what is named or written so."""
        low, _, new_low, _ = self.ends()
        long, new = self.lengths
        value: Line = (Span(x, "read"),)
        if self.from_low:
            sign, amount = (" + ", low[1:]) if low.startswith("−") else (" − ", low)
            value = line("(", *value, sign, Span(amount, "weight"), ")")
        elif x.startswith("−"):
            value = line("(", *value, ")")
        scaled = line(*value, "·", *_quotient(new, long))
        if not self.to_low:
            return scaled
        sign, amount = (" − ", new_low[1:]) if new_low.startswith("−") else (" + ", new_low)
        return line(*scaled, sign, Span(amount, "weight"))


def _quotient(new: float, long: float) -> Line:
    """Write the factor as a quotient, which decimals could only round."""
    above, below = (written_alike(np.array([each]))[0].operand for each in (new, long))
    return line(Span(above, "weight"), "/", Span(below, "weight"))


def _sign(number: Written) -> str:
    return " = " if number.true else " ≈ "
