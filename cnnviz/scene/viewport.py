"""Where a stage is looked at: its size, and the cell under the pointer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewport:
    """The size of the stage.

    Attributes
    ----------
    width, height : float
        Logical pixels.
    text : float
        Factor on the text size.
    presenting : bool
        Whether the stage stands alone before a class.
    grown : float
        The part of `text` that is due to a large window, and takes no room from the cells.
    """

    width: float
    height: float
    text: float = 1.0
    presenting: bool = False
    grown: float = 1.0

    @property
    def wanted(self) -> float:
        """Factor on the text size that is wanted for the room there is."""
        return self.text / self.grown


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell under the pointer: of a keyed grid, or a map of a mosaic (row 0).

    Attributes
    ----------
    key : str
        Key of the mark.
    row, column : int
        The cell, counted in the grid as drawn, padding included.
    """

    key: str
    row: int
    column: int
