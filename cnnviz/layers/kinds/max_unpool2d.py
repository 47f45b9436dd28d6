"""MaxUnpool2d: every value returns to where its maximum was found."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, max_unpool2d, max_unpool2d_backward
from cnnviz.layers.base import Formula, Layer, derived
from cnnviz.layers.capabilities import Gradients, KeepsPlaces
from cnnviz.layers.linked import Linked
from cnnviz.layers.parameters import NONE
from cnnviz.layers.refilling import Refilling
from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import FloatArray, IntArray, Span, line
from cnnviz.trace.asked import SIZE
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Memory:
    """What the pooling has read, and where it found its maxima.

    Attributes
    ----------
    x : ndarray, shape (N, C, H_out, W_out)
        The pooling's input.
    places : ndarray of int, shape (N, C, H, W)
        row · W_out + column of each maximum.
    """

    x: FloatArray
    places: IntArray


@dataclass(frozen=True, eq=False)
class MaxUnpool2d(Refilling, Linked):
    """The way back through a max pooling: its maxima return to their places, the rest is 0.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks",
    section 2.1.
    """

    kind: ClassVar[str] = "MaxUnpool2d"
    order: ClassVar[int] = 63
    about: ClassVar[Text] = text("Returns every value to the place of its maximum.")
    common_name: ClassVar[Text] = text("max unpooling")
    asks_place: ClassVar[bool] = True

    memory: Memory | None = derived(None)

    @classmethod
    def accepts(cls, layer: Layer) -> bool:
        """Whether a layer keeps the places of what it takes."""
        return isinstance(layer, KeepsPlaces)

    def reading(self, source: Layer, x: FloatArray) -> Self:
        """Take the places of the maxima of a pooling's input, shape (N, C, H, W)."""
        assert isinstance(source, KeepsPlaces)
        return dataclasses.replace(self, memory=Memory(x, source.places(x)))

    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay the windows of the pooling over its input.

        Raises
        ------
        GeometryError
            If there is no pooling, or its output had another shape.
        """
        pool, before = self.referred()
        assert isinstance(pool, KeepsPlaces)
        window = pool.window(before)
        pooled = (before[0], *window.out)
        if pooled != shape:
            raise GeometryError(
                "layer {number} has places for {maps} × {rows} × {columns} values,"
                " the input has {channels} × {high} × {wide}",
                number=self.source + 1,
                maps=pooled[0],
                rows=pooled[1],
                columns=pooled[2],
                channels=shape[0],
                high=shape[1],
                wide=shape[2],
            )
        return window

    def landings(self, x: FloatArray) -> IntArray:
        """Give the places of the maxima, shape (N, C, H, W)."""
        assert self.memory is not None
        return self.memory.places

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the map of returned maxima, of the shape that the pooling has read."""
        size = self.stamps((x.shape[1], x.shape[2], x.shape[3])).size
        y: FloatArray = max_unpool2d(x, self.landings(x), size)
        return y

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Read the gradient at every place; a value that another one has replaced has none."""
        places = self.landings(x)
        grad_x = max_unpool2d_backward(grad_y, x, places, y.shape)
        order = np.arange(x[0, 0].size, dtype=np.float32).reshape(x[0, 0].shape)
        order = np.broadcast_to(order, x.shape)
        kept = max_unpool2d(order, places, y.shape[2:]).reshape(*x.shape[:2], -1)
        last = np.take_along_axis(kept, places.reshape(*x.shape[:2], -1), axis=2)
        return Gradients(np.where(last.reshape(x.shape) == order, grad_x, np.float32(0)), {})

    def size_formula(self, shape: Shape) -> Formula:
        """Write the output size: that of what the pooling has read."""
        rows, columns = self.stamps(shape).size
        said = text("as before layer {number}", number=self.source + 1)
        numbers = [Span(str(rows), "write", tells=SIZE), Span(" × ", tells=SIZE)]
        return Formula(
            text("Output size"),
            (line(Span(said, "muted")), line(*numbers, Span(str(columns), "write", tells=SIZE))),
        )

    def summary(self) -> Text | str:
        """Name the pooling."""
        return self.in_words()[0] if self.source != NONE else ""

    def in_words(self) -> tuple[Text | str, ...]:
        """Name the pooling."""
        return (text("places of layer {number}", number=self.source + 1),)
