"""The timeline of input scaling, channel by channel: gather, shift, stretch, shift again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.kinds.rescale import Rescale
from cnnviz.trace import ALL, Cell, FloatArray, Index, Moment, Shown, Step
from cnnviz.words import text

GATHER = Step("gather", text("gather"))
SHIFT = Step("shift", text("subtract the low end"), short=text("subtract"))
STRETCH = Step("stretch", text("stretch or shrink"), short=text("stretch"))
MOVE = Step("move", text("add the new low end"), short=text("add"))
WRITE = Step("write", text("write"), reveals=True)


@dataclass(frozen=True, eq=False)
class ScaledChannel:
    """One channel of an image, and how its values move.

    Attributes
    ----------
    layer : Rescale
        Whose ranges they are.
    image, channel : int
        Which image and channel.
    x, y : ndarray, shape (H, W)
        Its values before and after.
    """

    layer: Rescale
    image: int
    channel: int
    x: FloatArray
    y: FloatArray

    adds = False

    @property
    def where(self) -> Index:
        """The channel of the image."""
        return (self.image, self.channel)

    @property
    def magnitude(self) -> float:
        """The largest number that is shifted or comes out."""
        scale = abs(self.layer.lengths[1] / self.layer.lengths[0])
        moved = np.abs(self.x.astype(np.float64) - self.layer.from_low)
        return float(moved.max(initial=0.0)) * scale + abs(self.layer.to_low)

    def replay(self) -> FloatArray:
        """Do the three moves one after the other."""
        values: FloatArray = self.x.astype(np.float64)
        for name in ("shift", "stretch", "move"):
            values = self.moved(values, name, 1.0)
        return values

    def moved(self, values: FloatArray, name: str, t: float) -> FloatArray:
        """Carry values part of the way through one of the moves.

        Parameters
        ----------
        values : ndarray
            Where they stand before it, any shape.
        name : str
            Name of the step.
        t : float
            How far, 0 to 1.

        Returns
        -------
        ndarray, same shape
            Where they are then.
        """
        long, new = self.layer.lengths
        after: FloatArray = values
        with np.errstate(invalid="ignore", over="ignore"):  # 0 · ∞
            if name == "shift":
                after = values - self.layer.from_low
            elif name == "stretch":
                after = values * new / long
            elif name == "move":
                after = values + self.layer.to_low
            part: FloatArray = after if t >= 1 else values + (after - values) * t
        return part

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the channel of the image."""
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        """Count each move once; adding 0 is none."""
        return {step.name: 1 for step in steps_of(self.layer)}


def steps_of(layer: Rescale) -> tuple[Step, ...]:
    """List the steps; what would add 0 is left out."""
    first, last = (SHIFT,) if layer.from_low else (), (MOVE,) if layer.to_low else ()
    return (GATHER, *first, STRETCH, *last, WRITE)


class ScalingTimeline:
    """An input scaling's positions: the channels of one image.

    Parameters
    ----------
    layer : Rescale
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    whole = True
    asks = True
    slow = 0

    def __init__(self, layer: Rescale, x: FloatArray, y: FloatArray, image: int) -> None:
        self._layer, self._image, self._x, self._y = layer, image, x[image], y[image]
        self.axes: Cell = (x.shape[1], 1, 1)
        self.steps = steps_of(layer)

    def __len__(self) -> int:
        return self.axes[0]

    def __getitem__(self, position: int) -> ScaledChannel:
        channel = range(len(self))[position]
        return ScaledChannel(self._layer, self._image, channel, self._x[channel], self._y[channel])

    def followed(self, channel: int) -> tuple[int, int]:
        """Choose the cell whose value is followed and asked for: the largest."""
        plane = np.where(np.isfinite(self._x[channel]), self._x[channel], -np.inf)
        row, column = np.unravel_index(int(np.argmax(plane)), plane.shape)
        return int(row), int(column)

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the channels that have been written; one cell is asked for."""
        if moment is None:
            return ALL
        cells = self._x.shape[1] * self._x.shape[2]
        asked = None
        if moment.asks:
            row, column = self.followed(moment.position)
            asked = moment.position * cells + row * self._x.shape[2] + column
        return Shown((moment.position + int(moment.revealed)) * cells, asked)

    def cell_of(self, position: int) -> Cell:
        """Give the first cell of the channel."""
        return position, 0, 0

    def position_of(self, cell: Cell) -> int:
        """Give the cell's channel, which is its position."""
        return cell[0]
