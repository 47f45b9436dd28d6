"""A throw-away kind: elementwise, with no timeline and no explanation of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.layers.base import Layer
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Halve(Layer):
    """Half of every value."""

    kind: ClassVar[str] = "Halve"
    order: ClassVar[int] = 901
    about: ClassVar[Text] = text("Halve")

    def out_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        return x * x.dtype.type(0.5)

    def sees(self, shape: Shape, region: Region) -> Region:
        return region
