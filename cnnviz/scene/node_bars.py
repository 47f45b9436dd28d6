"""The outputs of nodes as bars from zero: told ones, and the sum that grows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnnviz.scene.legible import places_in
from cnnviz.scene.marks import Box, Fill, Grid, Label, Mark, Scale, Stroke, Viewport
from cnnviz.trace import FloatArray, Role, Span

LEAST, MOST = 15.0, 46.0
"""Height of a node's line, in logical pixels at text size 1."""
FONT = 13.0
"""Height of the font of the nodes' numbers, at text size 1."""
CELL = 2.6
"""Width of the cell with the output, in heights of a line."""
WIDEST_CELL = 0.42
"""Part of the width that this cell takes at the most."""


@dataclass(frozen=True, eq=False)
class NodeBars:
    """The lines of some nodes: number, output, bar.

    Attributes
    ----------
    first, count : int
        The nodes that are shown.
    cells : Box
        The outputs, one below the other.
    bars : Box
        Where the bars lie.
    low, high : float
        Values at the left and right edge of the bars.
    font : float
        Height of the nodes' numbers, in logical pixels.
    """

    first: int
    count: int
    cells: Box
    bars: Box
    low: float
    high: float
    font: float

    @property
    def left(self) -> float:
        """Left edge of the nodes' numbers, in logical pixels."""
        return self.cells.x - 10.0 - 0.62 * self.font * len(str(self.first + self.count - 1))

    @classmethod
    def within(
        cls, room: Box, nodes: int, now: int, reach: tuple[float, float], view: Viewport
    ) -> NodeBars:
        """Place as many nodes as are legible, among them the one in work.

        Parameters
        ----------
        room : Box
            The area.
        nodes : int
            All nodes.
        now : int
            The one in work.
        reach : (float, float)
            The least and the largest value of a bar; 0 lies between them.
        view : Viewport
            Size of the stage.
        """
        size = view.text
        count = max(1, min(nodes, int(room.h // (LEAST * size))))
        first = now // count * count
        count = min(count, nodes - first)
        high = min(room.h / max(count, min(nodes, 4)), MOST * size)
        font = min(FONT * size, 0.72 * high)
        name = 0.62 * font * len(str(nodes - 1)) + 10.0
        wide = min(CELL * high, WIDEST_CELL * room.w)
        top = round(room.y + (room.h - count * high) / 2)
        cells = Box(room.x + name, top, wide, count * high)
        left = cells.right + 10.0
        low, highest = min(reach[0], 0.0), max(reach[1], 0.0)
        return cls(
            first,
            count,
            cells,
            Box(left, top, room.right - left, count * high),
            low,
            highest if highest > low else 1.0,
            font,
        )

    def x(self, value: float) -> float:
        """Give the horizontal place of a value, in logical pixels."""
        part = (value - self.low) / (self.high - self.low)
        part = 0.0 if math.isnan(part) else min(max(part, 0.0), 1.0)
        return self.bars.x + part * self.bars.w

    def line(self, node: int) -> Box:
        """Give the box of a node's bar."""
        return self.bars.cell(self.count, 1, node - self.first, 0)

    def cell(self, node: int) -> Box:
        """Give the box of a node's output."""
        return self.cells.cell(self.count, 1, node - self.first, 0)

    def bar(
        self, key: str, node: int, start: float, end: float, role: Role, opacity: float
    ) -> Mark:
        """Draw a bar from one value to another."""
        line = self.line(node)
        inset = 0.18 * line.h
        left, right = sorted((self.x(start), self.x(end)))
        box = Box(left, line.y + inset, max(right - left, 1.0), line.h - 2 * inset)
        return Fill(key, box, role, opacity)

    def marks(
        self,
        values: FloatArray,
        scale: Scale,
        told: int,
        now: int | None,
        asked: int | None,
        view: Viewport,
        *,
        numbers: bool,
    ) -> list[Mark]:
        """Draw the numbers of the nodes, their outputs, and the bars of those that are told.

        Parameters
        ----------
        values : ndarray, shape (N,)
            Outputs of all nodes.
        scale : Scale
            Their colours.
        told : int
            How many of all nodes are told, from the first.
        now : int or None
            The node in work, whose bar is drawn by others.
        asked : int or None
            The node that is asked for.
        view : Viewport
            Size of the stage.
        numbers : bool
            Whether outputs show their numbers.

        Returns
        -------
        list of Mark
            A grid with the key ``output``, labels, bars and the line at 0.
        """
        last = self.first + self.count
        part = values[self.first : last]
        shown = min(max(told - self.first, 0), self.count)
        side = self.cells.h / self.count
        numbers = numbers and side >= LEAST
        places = places_in(part, min(0.8 * self.cells.w, 2.2 * side), view) if numbers else None
        inside = asked is not None and self.first <= asked < last
        grid = Grid(
            "output",
            self.cells,
            part[:, None],
            scale,
            places,
            revealed=shown,
            asked=asked - self.first if asked is not None and inside else None,
        )
        zero = self.x(0.0)
        axis = np.array([(zero, self.bars.y - 4), (zero, self.bars.bottom + 4)], np.float32)
        marks: list[Mark] = [grid]
        for node in range(self.first, last):
            y = self.cell(node).cy
            role: Role = "strong" if node == now else "muted"
            name = (Span(str(node), role),)
            marks.append(
                Label(f"node {node}", self.cells.x - 7.0, y, name, self.font, "right", mono=True)
            )
            if node < told and node != now:
                marks.append(self.bar(f"bar {node}", node, 0.0, float(values[node]), "write", 0.55))
        marks.append(Stroke("zero", axis, "muted", 1.5))
        return marks
