"""Upsample: every value fills a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import upsample_nearest, upsample_nearest_backward
from cnnviz.layers.base import Formula, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import PairParameter
from cnnviz.layers.refilling import Refilling, factors_in_words, scaled_size, tiles
from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Upsample(Refilling):
    """The nearest neighbour: every output cell copies the input cell that it lies in."""

    kind: ClassVar[str] = "Upsample"
    order: ClassVar[int] = 61
    about: ClassVar[Text] = text("Repeats every value in a block of cells: the nearest neighbour.")
    common_name: ClassVar[Text] = text("nearest neighbour")

    scale_factor: tuple[int, int] = setting(
        (2, 2), PairParameter(label=text("Scale factor"), low=1, high=8)
    )

    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay a block for each input cell side by side."""
        return tiles(shape, self.scale_factor)

    def landings(self, x: FloatArray) -> None:
        """Return None: a value fills its block."""
        return

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the copies, shape (N, C, H·S, W·S)."""
        y: FloatArray = upsample_nearest(x, self.scale_factor)
        return y

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Add up the gradients of all copies."""
        return Gradients(upsample_nearest_backward(grad_y, x, self.scale_factor), {})

    def size_formula(self, shape: Shape) -> Formula:
        """Write the output size as a multiple of the input's."""
        return scaled_size(shape, self.scale_factor)

    def summary(self) -> Text | str:
        """Describe the factor."""
        return self.in_words()[0]

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe the factor."""
        return factors_in_words(self.scale_factor)
