"""BedOfNails: every value stands alone in a block of zeros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.engine import bed_of_nails, bed_of_nails_backward
from cnnviz.layers.base import Formula, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import PairParameter
from cnnviz.layers.refilling import Refilling, factors_in_words, scaled_size, tiles
from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import FloatArray, IntArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class BedOfNails(Refilling):
    """Every value goes to the top left of its block, whose other cells are 0."""

    kind: ClassVar[str] = "BedOfNails"
    order: ClassVar[int] = 62
    about: ClassVar[Text] = text("Writes every value at the top left of a block of zeros.")
    common_name: ClassVar[Text] = text("bed of nails")

    scale_factor: tuple[int, int] = setting(
        (2, 2), PairParameter(label=text("Scale factor"), low=1, high=8)
    )

    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay a block for each input cell side by side."""
        return tiles(shape, self.scale_factor)

    def landings(self, x: FloatArray) -> IntArray:
        """Give the top left of each block, shape (N, C, H, W)."""
        n, channels, rows, columns = x.shape
        down, across = self.scale_factor
        first = down * np.arange(rows)[:, None] * columns * across + across * np.arange(columns)
        landings: IntArray = np.broadcast_to(first, (n, channels, rows, columns))
        return landings

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the map of nails, shape (N, C, H·S, W·S)."""
        y: FloatArray = bed_of_nails(x, self.scale_factor)
        return y

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Read the gradient at every nail."""
        return Gradients(bed_of_nails_backward(grad_y, x, self.scale_factor), {})

    def size_formula(self, shape: Shape) -> Formula:
        """Write the output size as a multiple of the input's."""
        return scaled_size(shape, self.scale_factor)

    def summary(self) -> Text | str:
        """Describe the factor."""
        return self.in_words()[0]

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe the factor."""
        return factors_in_words(self.scale_factor)
