"""What each cell of a grid looks like, before anything is painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.scene.marks import Grid
from cnnviz.views.colours import (
    DIMMED,
    EMPTY,
    FAINT,
    HATCHED,
    NORMAL,
    PADDING,
    QUIET,
    STRIPED,
    Colours,
    Levels,
    levels,
    paint_values,
    quiet_inks,
    readable_inks,
    tables,
)
from cnnviz.views.theme import Theme


@dataclass(frozen=True, eq=False)
class CellColours:
    """The cells of a grid in a theme.

    Attributes
    ----------
    colours : ndarray of uint32, shape (H, W)
        0xffRRGGBB.
    states : ndarray of uint8, shape (H, W)
        Normal, padding, dimmed, hatched or still empty: a row of `Tables`.
    text : ndarray of uint8, shape (H, W)
        Which of `inks` its number has.
    inks : tuple of str
        Colours of numbers.
    """

    colours: Colours
    states: Levels
    text: Levels
    inks: tuple[str, ...]


def states_of(grid: Grid) -> Levels:
    """Give the state of every cell, shape (H, W)."""
    rows, columns = grid.rows, grid.columns
    states = np.full((rows, columns), NORMAL, np.uint8)
    if grid.dimmed is not None:
        states[grid.dimmed] = DIMMED
    if grid.hatched is not None:
        states[grid.hatched] = HATCHED
    if any(grid.pad):
        states[padded(grid)] = FAINT
    if grid.revealed is not None:
        states.reshape(-1)[max(0, grid.revealed) :] = EMPTY
    if grid.hidden is not None:
        states[grid.hidden] = EMPTY
    if grid.asked is not None and 0 <= grid.asked < states.size:
        states.reshape(-1)[grid.asked] = EMPTY
    return states


def padded(grid: Grid) -> NDArray[np.bool_]:
    """Say of every cell whether it is padding, shape (H, W)."""
    top, right, bottom, left = grid.pad
    mask = np.ones((grid.rows, grid.columns), np.bool_)
    mask[top : grid.rows - bottom, left : grid.columns - right] = False
    return mask


def cell_colours(grid: Grid, theme: Theme, known: Levels | None = None) -> CellColours:
    """Give the colours and states of every cell.

    Parameters
    ----------
    grid : Grid
        What is shown.
    theme : Theme
        In which colours.
    known : ndarray of uint8, shape (H, W), or None
        The values' levels, if they are known from before.

    Returns
    -------
    CellColours
    """
    table = tables(grid.scale.kind, theme)
    states = states_of(grid)
    if grid.values.ndim == 3:
        colours = _mixed(grid, theme, states)
        text, quiet = readable_inks(colours), (states == FAINT) | (states == DIMMED)
        text[quiet] = quiet_inks(colours[quiet], theme)
        return CellColours(colours, states, text, table.inks)
    level = levels(grid.values, grid.scale) if known is None else known
    if states.any():
        where = states.astype(np.intp) << 8 | level
        colours, text = table.colours.reshape(-1).take(where), table.text.reshape(-1).take(where)
        states[level == PADDING] = np.where(states == EMPTY, EMPTY, FAINT)[level == PADDING]
    else:
        colours, text = table.colours[NORMAL].take(level), table.text[NORMAL].take(level)
        if (level == PADDING).any():
            states[level == PADDING] = FAINT
    return CellColours(colours, states, text, table.inks)


def _mixed(grid: Grid, theme: Theme, states: Levels) -> Colours:
    colours = paint_values(grid.values, grid.scale, theme)
    r, g, b = theme.rgb("window")
    window = np.uint32(0xFF000000 | r << 16 | g << 8 | b)
    faint = (states != NORMAL) & (states != EMPTY)
    if faint.any():
        parts = colours[faint].view(np.uint8).reshape(-1, 4).astype(np.float32)
        back = np.array([b, g, r, 255], np.float32)
        kept = np.where(states[faint] == HATCHED, STRIPED, QUIET)[:, None]
        parts = np.rint(back + (parts - back) * kept).astype(np.uint8)
        colours[faint] = parts.reshape(-1).view(np.uint32)
    colours[states == EMPTY] = window
    return colours
