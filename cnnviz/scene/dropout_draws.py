"""The timeline of many draws of one dropout: drop, scale, into the running mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.kinds.dropout import Dropout
from cnnviz.trace import ALL, NOTHING, BoolArray, Cell, FloatArray, Index, Moment, Shown, Step
from cnnviz.words import text

ROW = 8
"""Draws that are on stage together."""
DRAWS, FEW = 64, 16
"""Draws of a map; of a very large one."""
LARGE = 1 << 16
"""Cells from which on a map is very large."""
STEPS = (
    Step("drop", text("toss the coins, drop")),
    Step("scale", text("scale the survivors"), reveals=True, short=text("scale")),
    Step("mean", text("into the mean"), short=text("mean")),
)


@dataclass(frozen=True, eq=False)
class Draw:
    """One draw of an image.

    Attributes
    ----------
    image, number : int
        Which image; which draw, from 0: the first is the output of the layer.
    x, factors : ndarray, shape (C, H, W)
        The input, and what its cells are multiplied by.
    """

    image: int
    number: int
    x: FloatArray
    factors: FloatArray

    adds = False

    @property
    def where(self) -> Index:
        """The image; for later draws, nothing of the output."""
        return (self.image,) if self.number == 0 else (self.image, slice(0, 0))

    @property
    def magnitude(self) -> float:
        """The largest value that is written."""
        return float(np.abs(self.replay()).max(initial=0.0))

    def replay(self) -> FloatArray:
        """Multiply every cell by its factor."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            values: FloatArray = self.x * self.factors
        return values if self.number == 0 else values[:0]

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the whole image."""
        return (((self.image,), self.x),)

    def steps(self) -> dict[str, int]:
        """Count each step once."""
        return {step.name: step.count for step in STEPS}


class DrawsTimeline:
    """Positions that are draws, each with the seed after the one before.

    Parameters
    ----------
    layer : Dropout
        Whose draws they are.
    x : ndarray, shape (N, C, H, W)
        Its input.
    image : int
        Which image.
    """

    whole = False
    asks = False
    slow = 0
    steps = STEPS

    def __init__(self, layer: Dropout, x: FloatArray, image: int) -> None:
        self._layer, self._x, self._image = layer, x, image
        count = DRAWS if x.shape[2] * x.shape[3] < LARGE else FEW
        self.axes: Cell = (1, count // ROW, ROW)

    def __len__(self) -> int:
        return self.axes[1] * self.axes[2]

    def __getitem__(self, position: int) -> Draw:
        number = range(len(self))[position]
        layer, x = self._layer, self._x[self._image]
        factors = np.full(x.shape, layer.factor)
        if layer.training:
            factors[layer.coins(self._x.shape, self._image, draw=number) < layer.p] = 0.0
        return Draw(self._image, number, x, factors)

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the output is the first draw."""
        if moment is None or moment.position or moment.revealed:
            return ALL
        return NOTHING

    def cell_of(self, position: int) -> None:
        """A draw writes every cell."""
        return

    def position_of(self, cell: Cell) -> None:
        """Every draw writes the cell."""
        return

    def survivors(self, channel: int) -> BoolArray:
        """Find the cells of a map that survive in each draw.

        Parameters
        ----------
        channel : int
            Which map.

        Returns
        -------
        ndarray of bool, shape (D, H, W)
            True for survivors.
        """
        _, _, rows, columns = self._x.shape
        kept = np.ones((len(self), rows, columns), bool)
        if self._layer.training:
            for number in range(len(self)):
                coins = self._layer.coins(self._x.shape, self._image, channel, number)
                kept[number] = coins >= self._layer.p
        return kept
