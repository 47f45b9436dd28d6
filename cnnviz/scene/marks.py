"""The marks of a stage: keyed values in logical pixels, with roles instead of colours.

All boxes and points are in logical pixels of the stage, origin at its top left.
A view draws the difference between two scenes; marks that are the same object
are not drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self

import numpy as np

from cnnviz.scene.boxes import Box as Box
from cnnviz.scene.boxes import Scale as Scale
from cnnviz.scene.viewport import Spot as Spot
from cnnviz.scene.viewport import Viewport as Viewport
from cnnviz.trace import BoolArray, FloatArray, Line, PlaneShown, Role
from cnnviz.words import Text

_MOVES: dict[str, Callable[[Any, float, float], Any]] = {
    "box": lambda box, dx, dy: box.moved(dx, dy),
    "boxes": lambda boxes, dx, dy: tuple(box.moved(dx, dy) for box in boxes),
    "points": lambda points, dx, dy: points + np.array([dx, dy]),
    "edges": lambda edges, dx, dy: edges + dx,
    "x": lambda x, dx, dy: x + dx,
    "y": lambda y, dx, dy: y + dy,
    "room": lambda room, dx, dy: None if room is None else (room[0] + dx, room[1] + dx),
}
"""How the fields that hold places are moved, by their names in all marks."""


@dataclass(frozen=True, eq=False, slots=True)
class Mark:
    """A mark on the stage; `key` identifies it from one scene to the next."""

    key: str

    def placed(self, dx: float, dy: float, prefix: str) -> Self:
        """Translate the mark and give it a new key.

        Parameters
        ----------
        dx, dy : float
            Offset to the right and down, in logical pixels.
        prefix : str
            Put before the key.
        """
        moved = {
            field.name: _MOVES[field.name](getattr(self, field.name), dx, dy)
            for field in fields(self)
            if field.name in _MOVES
        }
        return replace(self, key=prefix + self.key, **moved)


@dataclass(frozen=True, eq=False, slots=True)
class Grid(Mark):
    """A matrix as coloured cells, with or without its numbers.

    Attributes
    ----------
    box : Box
        Its rectangle; a cell is box.w / columns wide.
    values : ndarray, shape (H, W) or (3, H, W)
        Signed or gray values, or red, green and blue.
    scale : Scale
        How values become colours.
    places : int or None
        Decimals of the numbers in the cells; None hides the numbers, and then
        the cells are drawn without gaps, as pixels.
    pad : tuple of int
        Rows and columns of padding at top, right, bottom and left: hatched,
        their values faint.
    hatched : ndarray of bool, shape (H, W), or None
        Cells that no window covers.
    dimmed : ndarray of bool, shape (H, W), or None
        Cells drawn faintly, such as those below the maximum.
    revealed : int or None
        Cells shown, in row order; the rest are still empty. None shows all.
    hidden : ndarray of bool, shape (H, W), or None
        Cells that are still empty, where they are not the last ones in row order.
    asked : int or None
        The cell, in row order, that shows a question mark.
    hot : bool
        Whether the pointer can point at its cells.
    signs : int
        Characters that each number has room for at the least: grids that are compared
        have digits of one size.
    """

    box: Box
    values: FloatArray
    scale: Scale
    places: int | None = None
    pad: tuple[int, int, int, int] = (0, 0, 0, 0)
    hatched: BoolArray | None = None
    dimmed: BoolArray | None = None
    revealed: int | None = None
    asked: int | None = None
    hot: bool = True
    hidden: BoolArray | None = None
    signs: int = 0

    def holding_back(self, shown: PlaneShown) -> Grid:
        """Give the grid with only its visible cells."""
        return replace(
            self,
            values=self.values if shown.values is None else shown.values,
            revealed=shown.count,
            hidden=shown.hidden,
            asked=shown.asked,
        )

    @property
    def rows(self) -> int:
        """Cells from top to bottom."""
        return int(self.values.shape[-2])

    @property
    def columns(self) -> int:
        """Cells from left to right."""
        return int(self.values.shape[-1])

    def cell(self, row: float, column: float) -> Box:
        """Give the box of one cell."""
        return self.box.cell(self.rows, self.columns, row, column)

    def region(self, rows: tuple[int, int], columns: tuple[int, int]) -> Box:
        """Give the box from a first to a last row and column, clipped to the grid."""
        top, bottom = (min(max(row, 0), self.rows - 1) for row in rows)
        left, right = (min(max(column, 0), self.columns - 1) for column in columns)
        first, last = self.cell(top, left), self.cell(bottom, right)
        return Box(first.x, first.y, last.right - first.x, last.bottom - first.y)


@dataclass(frozen=True, eq=False, slots=True)
class Mosaic(Mark):
    """Many maps of one size, drawn as pixels.

    Attributes
    ----------
    boxes : tuple of Box
        One for each map.
    values : ndarray, shape (M, H, W)
        The maps.
    scale : Scale
        Shared by all of them.
    selected : int or None
        Index of the map with a frame.
    hot : bool
        Whether the pointer can point at its maps.
    each : tuple of Scale
        The scale of each map, where they do not share one.
    """

    boxes: tuple[Box, ...]
    values: FloatArray
    scale: Scale
    selected: int | None = None
    hot: bool = True
    each: tuple[Scale, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Outline(Mark):
    """Frames around boxes, all in one role.

    Attributes
    ----------
    boxes : tuple of Box
        The framed rectangles.
    role : str
        Role whose colour the frame has.
    width : float
        Thickness in logical pixels.
    dashed, faint : bool
        A dashed frame; a frame at a third of its strength.
    """

    boxes: tuple[Box, ...]
    role: Role
    width: float = 2.0
    dashed: bool = False
    faint: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Label(Mark):
    """A line of text.

    Attributes
    ----------
    x, y : float
        The anchor: the left, middle or right of the line, and its vertical middle.
    spans : tuple of Span
        The text, coloured by role.
    size : float
        Height of the font in logical pixels.
    align : str
        Which end of the line the anchor is.
    bold, mono : bool
        Weight; fixed-width digits.
    room : (float, float) or None
        Left and right edge of the available space: a longer line is moved, loses its
        muted end, or gets smaller to fit. None means no limit.
    """

    x: float
    y: float
    spans: Line
    size: float = 13.0
    align: Literal["left", "center", "right"] = "center"
    bold: bool = False
    mono: bool = False
    room: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Tags(Mark):
    """Small numbers on a ground of their own, so that they are read on any colour.

    Attributes
    ----------
    boxes : tuple of Box
        The ground of each number.
    numbers : tuple of str
        What stands in each of them.
    role : str
        Role whose colour the numbers have.
    size : float
        Height of the font in logical pixels.
    framed : bool
        Whether the grounds are framed in the same colour.
    """

    boxes: tuple[Box, ...]
    numbers: tuple[str, ...]
    role: Role
    size: float
    framed: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Stroke(Mark):
    """A line through points.

    Attributes
    ----------
    points : ndarray, shape (K, 2)
        x and y; a row of NaN interrupts the line.
    role : str
        Role whose colour the line has.
    width : float
        Thickness in logical pixels.
    dashed : bool
        Whether the line is dashed.
    """

    points: FloatArray
    role: Role
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Fill(Mark):
    """A rectangle filled with a role's colour, translucent so that the data stays readable."""

    box: Box
    role: Role
    opacity: float = 0.12


@dataclass(frozen=True, eq=False, slots=True)
class Bars(Mark):
    """The bars of a histogram.

    Attributes
    ----------
    box : Box
        The plot's rectangle; the tallest bar may reach its top.
    edges : ndarray, shape (B + 1,)
        Left and right edges of the bars in logical pixels.
    heights : ndarray, shape (B,)
        0 to 1, as a part of the box.
    values : ndarray, shape (B,)
        The value at each bar's middle, which colours it.
    scale : Scale
        How values become colours.
    cut : ndarray of bool, shape (B,), or None
        Bars that are taller than the box: they are drawn broken below its top.
    """

    box: Box
    edges: FloatArray
    heights: FloatArray
    values: FloatArray
    scale: Scale
    cut: BoolArray | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Dots(Mark):
    """A cloud of small squares, each coloured by its value.

    Attributes
    ----------
    points : ndarray, shape (K, 2)
        Centres in logical pixels.
    values : ndarray, shape (K,)
        Values that colour them.
    scale : Scale
        How values become colours.
    size : float
        Side of a square in logical pixels.
    """

    points: FloatArray
    values: FloatArray
    scale: Scale
    size: float = 5.0


@dataclass(frozen=True, eq=False, slots=True)
class Legend(Mark):
    """A colour scale with the numbers at its ends and its middle.

    Attributes
    ----------
    box : Box
        The coloured bar; the numbers are at its left and right.
    scale : Scale
        The scale that it explains.
    size : float
        Height of the numbers' font in logical pixels.
    signs : bool
        Whether only signs are written at the ends, as numbers would reveal hidden values.
    """

    box: Box
    scale: Scale
    size: float = 12.0
    signs: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """Everything that is shown at one moment.

    Attributes
    ----------
    marks : tuple of Mark
        From the back to the front.
    equation : tuple of Span
        The equation under the stage.
    readout : tuple of Span
        Name of the cell: ``y[0, 3, 4] · 29 of 64``.
    hint : tuple of Text
        What the next key does, in lines beside the equation.
    """

    marks: tuple[Mark, ...]
    equation: Line = ()
    readout: Line = ()
    hint: tuple[Text, ...] = ()

    def placed(self, dx: float, dy: float, prefix: str) -> Scene:
        """Translate the scene and give its marks new keys.

        Parameters
        ----------
        dx, dy : float
            Offset to the right and down, in logical pixels.
        prefix : str
            Put before each key, so that two scenes can be shown side by side.
        """
        return replace(self, marks=tuple(mark.placed(dx, dy, prefix) for mark in self.marks))


EMPTY = Scene(())
