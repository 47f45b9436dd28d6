"""How large the numbers in cells are, and how many decimals they have room for."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.scene.layout import BACK_ROW, BEARINGS, frame_room, signs_in_cell
from cnnviz.scene.layout import LEGIBLE as LEGIBLE
from cnnviz.trace import FloatArray, places_for
from cnnviz.views.numerals import LARGEST

PART, LARGE_PART = 0.45, 0.5
"""Height of the digits as a part of the cell, and in cells that are too small for the back row."""
FILLED, CROWDED = 0.86, 0.95
"""Part of a cell's width that its number takes, and where the back row reads it only so."""


def number_size(
    side: float, width: float, longest: int, channels: int = 1, ratio: float = 1.0
) -> float:
    """Choose the height of the numbers, in the pixels that the arguments are in.

    Parameters
    ----------
    side : float
        Smaller side of a cell.
    width : float
        Width of a cell.
    longest : int
        Characters of the longest number.
    channels : int
        Numbers in each cell, one below the other.
    ratio : float
        Of those pixels for each logical one.
    """
    legible, signs = BACK_ROW * ratio, 0.6 * max(longest, 1)
    free = (width - 2 * ratio * frame_room(side / ratio)) / (signs - BEARINGS)
    size = max(PART * side, min(LARGE_PART * side, legible))
    usual, most = FILLED * width / signs, CROWDED * width / signs
    size = min(size, legible if usual < legible <= most else usual, free)
    return size if channels == 1 else min(size, 0.81 * side / channels)


def longest_number(values: FloatArray, places: int, short: bool = False) -> int:
    """Bound the characters of the longest number; changes less often than what it has.

    Parameters
    ----------
    values : ndarray
        Any shape; the bound holds for sizes from 1e-9 to 1e6, and for 0.
    places : int
        Decimals at the most.
    short : bool
        Whether the zero before a point is left out.
    """
    low, high, least = float(values.min(initial=0)), float(values.max(initial=0)), 1
    if not (np.isfinite(low) and np.isfinite(high)):
        finite, least = values[np.isfinite(values)], len("NaN")
        low, high = float(finite.min(initial=0)), float(finite.max(initial=0))
    if max(-low, high) >= LARGEST:
        return 5 + (low < 0)
    ahead = _digits(high, places, short)
    if low < 0:
        ahead = max(ahead, 1 + _digits(-low, places, short))
    if not (values != np.rint(values)).any():
        return max(ahead + (1 + places if places and values.any() else 0), least)
    if places == 0:
        hidden = bool(((values != 0) & (np.abs(values) < 0.5)).any())
        alone = 2 if max(-low, high) >= 5 else 4 + (low < 0)
        return max(ahead, least, alone if hidden else 0)
    hides = 0.5 * 10.0**-places
    if max(-low, high) >= 10 * hides:  # what is smaller is ≈0
        return max(ahead + 1 + places, least, 2)
    if short and not ((values != 0) & (np.abs(values) < hides)).any():
        return max(ahead + 1 + places, least)
    # One place is not enough for 3e-2, which needs four characters.
    return max(ahead + 1 + places, 4 + (low < 0))


def places_that_fit(values: FloatArray, side: float) -> int:
    """Choose decimals with which numbers are legible in square cells.

    Parameters
    ----------
    values : ndarray, shape (H, W) or (3, H, W)
        The numbers.
    side : float
        Of a cell, in logical pixels.

    Returns
    -------
    int
        As many as are useful and fit; no fewer than show two digits of the largest number.
    """
    places = places_for(values, room=signs_in_cell(side))
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max(initial=0))
    fewest = max(0, 1 - math.floor(math.log10(largest))) if largest > 0 else 0
    while places > fewest and size_in_cell(values, places, side) < LEGIBLE:
        places -= 1
    return places


def size_in_cell(values: FloatArray, places: int, side: float) -> float:
    """Give the height of numbers in square cells of a side, in logical pixels."""
    channels = len(values) if values.ndim == 3 else 1
    return max(
        number_size(side, side - 2, longest_number(values, places, short), channels)
        for short in (False, True)
    )


def _digits(size: float, places: int, short: bool) -> int:
    """Count the digits before the point."""
    return 0 if short and size < 1 - 0.5 * 10.0**-places else len(str(round(size)))
