"""The default timeline of a layer: what a cell depends on, then its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import Cell, CellTimeline, FloatArray, Index, Step
from cnnviz.words import text

STEPS = (Step("look", text("what it sees")), Step("write", text("write"), reveals=True))


class Runnable(Protocol):
    """The part of a layer's interface that every kind has."""

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the output.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W), float32
            The input.

        Returns
        -------
        ndarray, shape (N, C_out, H_out, W_out), float32
            The output.
        """
        ...

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the cells of an input of this shape that a region of the output depends on."""
        ...


@dataclass(frozen=True, eq=False)
class CellRecord:
    """One output cell of any layer, and the part of the input that it depends on.

    Attributes
    ----------
    layer : Runnable
        Whose output it is.
    x : ndarray, shape (N, C, H, W)
        The layer's input.
    image : int
        Which image.
    output : tuple of int
        Channel, row and column that is written.
    seen : Region
        Rows and columns of the input that it depends on; may reach into padding.
    value : float
        What `forward` wrote.
    """

    layer: Runnable
    x: FloatArray
    image: int
    output: Cell
    seen: Region
    value: float

    adds = False

    @property
    def where(self) -> Index:
        """Image, channel, row and column."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """The value itself: nothing is added, the layer is run again."""
        return abs(self.value)

    def replay(self) -> float:
        """Run the layer again."""
        return float(self.layer.forward(self.x)[self.where])

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the part of the image that lies inside its edges."""
        (top, bottom), (left, right) = self.seen.rows, self.seen.columns
        index = (
            self.image,
            slice(None),
            slice(max(top, 0), bottom + 1),
            slice(max(left, 0), right + 1),
        )
        return ((index, self.x[index]),)

    def steps(self) -> dict[str, int]:
        """Each step is one micro-step."""
        return {step.name: step.count for step in STEPS}


class LayerTimeline(CellTimeline):
    """Positions of any layer: its output cells, each with the cells it depends on.

    Parameters
    ----------
    layer : Runnable
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    def __init__(self, layer: Runnable, x: FloatArray, y: FloatArray, image: int) -> None:
        super().__init__((y.shape[1], y.shape[2], y.shape[3]), STEPS)
        self._layer, self._x, self._y, self._image = layer, x, y, image

    def __getitem__(self, position: int) -> CellRecord:
        output = self.cell_of(position)
        shape = (self._x.shape[1], self._x.shape[2], self._x.shape[3])
        return CellRecord(
            self._layer,
            self._x,
            self._image,
            output,
            self._layer.sees(shape, Region.cell(*output[1:])),
            float(self._y[(self._image, *output)]),
        )
