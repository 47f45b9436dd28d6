"""All maps of an activation beside each other, each cell where it can be found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers import Shape
from cnnviz.scene.marks import Box, Grid, Mark, Mosaic, Scale, Spot
from cnnviz.trace import BoolArray, Cell, FloatArray

CLOSE = 0.25
"""Gap between maps at the most, as a part of the room that each of them has."""
MOST_GRIDS = 16
"""Maps that are drawn cell by cell; more are drawn as pixels, all in one mark."""


def key_of(name: str, index: int) -> str:
    """Name one of several grids: the first by the name alone."""
    return name if index == 0 else f"{name} {index}"


def index_in(name: str, key: str) -> int | None:
    """Find which of several grids has a key; None if it is none of them."""
    if key == name:
        return 0
    head, _, tail = key.rpartition(" ")
    return int(tail) if head == name and tail.isdecimal() else None


@dataclass(frozen=True)
class MapPanel:
    """The places of C maps of one size.

    Attributes
    ----------
    shape : tuple of int
        Channels, rows and columns.
    boxes : tuple of Box
        One for each map.
    """

    shape: Shape
    boxes: tuple[Box, ...]

    @classmethod
    def within(
        cls, room: Box, shape: Shape, gap: float, largest: float, lead: float = 0.0
    ) -> MapPanel:
        """Place maps in an area, as large as they can be.

        Parameters
        ----------
        room : Box
            The area.
        shape : tuple of int
            Channels, rows and columns.
        gap : float
            Between two maps, in logical pixels.
        largest : float
            Side of a cell at the most.
        lead : float
            Width of what is written in front of each map.
        """
        channels, rows, columns = shape
        gap = min(gap, CLOSE * (room.w * room.h / channels) ** 0.5)
        best, across = 0.0, 1
        for each in range(1, channels + 1):
            down = -(-channels // each)
            wide = (room.w - gap * (each - 1)) / each - lead
            side = min(wide / columns, (room.h - gap * (down - 1)) / down / rows, largest)
            if side > best + 1e-6:
                best, across = side, each
        best = float(int(best)) if best >= 4 else best
        down = -(-channels // across)
        w, h = best * columns + lead, best * rows
        left = round(room.x + (room.w - across * w - gap * (across - 1)) / 2)
        top = round(room.y + (room.h - down * h - gap * (down - 1)) / 2)
        return cls(
            shape,
            tuple(
                Box(
                    left + i % across * (w + gap) + lead, top + i // across * (h + gap), w - lead, h
                )
                for i in range(channels)
            ),
        )

    @property
    def side(self) -> float:
        """Side of a cell in logical pixels."""
        return self.boxes[0].w / self.shape[2]

    @property
    def around(self) -> Box:
        """The rectangle that holds all maps."""
        first, last = self.boxes[0], self.boxes[-1]
        right = max(box.right for box in self.boxes)
        return Box(first.x, first.y, right - first.x, last.bottom - first.y)

    def cell(self, cell: Cell) -> Box:
        """Give the box of one cell: channel, row and column."""
        channel, row, column = cell
        return self.boxes[channel].cell(self.shape[1], self.shape[2], row, column)

    def marks(
        self,
        name: str,
        values: FloatArray,
        scales: tuple[Scale, ...],
        places: int | None,
        *,
        hidden: BoolArray | None = None,
        dimmed: BoolArray | None = None,
        hot: bool = True,
    ) -> list[Mark]:
        """Draw the maps: as grids, or many of them as pixels.

        Parameters
        ----------
        name : str
            Key of the first.
        values : ndarray, shape (C, H, W)
            The maps.
        scales : tuple of Scale
            One for each map.
        places : int or None
            Decimals of the numbers; None for no numbers.
        hidden, dimmed : ndarray of bool, shape (C, H, W), or None
            Cells that are still empty, or faint.
        hot : bool
            Whether they can be pointed at.

        Returns
        -------
        list of Mark
            A grid for each map, or one mosaic of the maps of which nothing is hidden.
        """
        if len(values) > MOST_GRIDS:
            shown = len(values) if hidden is None else _shown(hidden)
            each = () if len(set(scales)) == 1 else scales[:shown]
            return [Mosaic(name, self.boxes, values[:shown], scales[0], None, hot=hot, each=each)]
        return [
            Grid(
                key_of(name, index),
                box,
                values[index],
                scales[index],
                places,
                hidden=None if hidden is None else hidden[index],
                dimmed=None if dimmed is None else dimmed[index],
                hot=hot,
            )
            for index, box in enumerate(self.boxes)
        ]

    def pointed(self, name: str, spot: Spot | None) -> Cell | None:
        """Find the cell that is pointed at; None if it belongs to another grid, or to pixels."""
        if spot is None or len(self.boxes) > MOST_GRIDS:
            return None
        channel = index_in(name, spot.key)
        channels, rows, columns = self.shape
        if channel is None or channel >= channels or spot.row >= rows or spot.column >= columns:
            return None
        return channel, spot.row, spot.column


def _shown(hidden: BoolArray) -> int:
    """Count the maps, from the first, of which nothing is hidden."""
    some = hidden.any(axis=(1, 2))
    return int(np.argmax(some)) if some.any() else len(hidden)
