"""A row of many cells, broken into lines of one length where it is too long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cnnviz.scene.map_panel import index_in, key_of
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale, Spot
from cnnviz.trace import BoolArray, FloatArray, Span

APART, CLOSE = 0.3, 2.0
"""Between two lines: as a part of a cell; at the least, in logical pixels."""
WORTH = 1.15
"""How much larger cells must become for a further break."""


@lru_cache(maxsize=64)
def _divisors(count: int) -> tuple[int, ...]:
    """List the numbers that divide another, the largest first."""
    return tuple(n for n in range(count, 0, -1) if count % n == 0)


@dataclass(frozen=True)
class LongRow:
    """The places of D cells.

    Attributes
    ----------
    boxes : tuple of Box
        One for each line; all have as many cells.
    length : int
        Cells of a line.
    """

    boxes: tuple[Box, ...]
    length: int

    @classmethod
    def within(cls, room: Box, count: int, largest: float, below: float = 0.0) -> LongRow:
        """Break a row so that its cells are as large as they can be.

        Parameters
        ----------
        room : Box
            The area.
        count : int
            Cells of the row; the lines have a length that divides it.
        largest : float
            Side of a cell at the most, in logical pixels.
        below : float
            Height of what is written below a row that is not broken.
        """
        best, length = 0.0, count
        for each in _divisors(count):
            lines = count // each
            under = below if lines == 1 else 0.0
            high = (room.h - under) / (lines + APART * (lines - 1))
            side = min(room.w / each, high, largest)
            if side > best * WORTH:
                best, length = side, each
        side = float(int(best)) if best >= 4 else best
        lines, gap = count // length, max(APART * side, CLOSE if side >= 4 else 0.0)
        if lines > 1:
            gap = max(min(gap, (room.h - lines * side) / (lines - 1)), 0.0)
        left = round(room.x + (room.w - length * side) / 2)
        boxes = (Box(left, room.y + i * (side + gap), length * side, side) for i in range(lines))
        return cls(tuple(boxes), length)

    @property
    def side(self) -> float:
        """Side of a cell in logical pixels."""
        return self.boxes[0].h

    @property
    def around(self) -> Box:
        """The rectangle that holds all lines."""
        first, last = self.boxes[0], self.boxes[-1]
        return Box(first.x, first.y, first.w, last.bottom - first.y)

    def cell(self, index: int) -> Box:
        """Give the box of one cell."""
        line, column = divmod(index, self.length)
        return self.boxes[line].cell(1, self.length, 0, column)

    def marks(
        self,
        name: str,
        values: FloatArray,
        scale: Scale,
        places: int | None,
        hidden: BoolArray | None,
    ) -> list[Mark]:
        """Draw the cells.

        Parameters
        ----------
        name : str
            Key of the first line.
        values : ndarray, shape (D,)
            The row.
        scale : Scale
            Its colours.
        places : int or None
            Decimals of the numbers; None for no numbers.
        hidden : ndarray of bool, shape (D,), or None
            Cells that are still empty.

        Returns
        -------
        list of Mark
            A grid for each line.
        """
        marks: list[Mark] = []
        if places is None:  # empty cells of pixels cannot be seen
            marks.append(Outline(f"{name} lines", self.boxes, "faint", 1.0))
        for line, box in enumerate(self.boxes):
            part = slice(line * self.length, (line + 1) * self.length)
            mask = None if hidden is None else hidden[None, part]
            marks.append(
                Grid(key_of(name, line), box, values[None, part], scale, places, hidden=mask)
            )
        return marks

    def indices(self, name: str, size: float) -> list[Mark]:
        """Write the index under each cell, or in front of the lines that begin with it."""
        count = self.length * len(self.boxes)
        wide = 0.62 * size * len(str(count - 1)) + 4
        if self.side >= wide and len(self.boxes) == 1:
            return [
                self._index(name, i, self.cell(i).cx, self.boxes[0].bottom + 0.75 * size, size)
                for i in range(count)
            ]
        step = -(-round(1.2 * size) // max(1, round(self._pitch)))
        return [
            Label(
                f"{name} {i * self.length}",
                box.x - 6.0,
                box.cy,
                (Span(f"{i * self.length:,}", "muted"),),
                size,
                "right",
                mono=True,
            )
            for i, box in enumerate(self.boxes)
            if i % step == 0
        ]

    @property
    def _pitch(self) -> float:
        return self.boxes[1].y - self.boxes[0].y if len(self.boxes) > 1 else self.side

    def _index(self, name: str, index: int, x: float, y: float, size: float) -> Label:
        return Label(f"{name} {index}", x, y, (Span(str(index), "muted"),), size, mono=True)

    def pointed(self, name: str, spot: Spot | None) -> int | None:
        """Find the index that is pointed at; None if it belongs to another grid."""
        line = None if spot is None else index_in(name, spot.key)
        if spot is None or line is None or line >= len(self.boxes) or spot.column >= self.length:
            return None
        return line * self.length + spot.column
