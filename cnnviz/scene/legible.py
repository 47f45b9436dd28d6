"""Decimals with which the numbers of a grid can be read in its cells."""

from __future__ import annotations

import numpy as np

from cnnviz.scene.layout import CLEAR, signs_in_cell
from cnnviz.trace import FloatArray, places_for

SMALLEST = CLEAR / 0.41
"""Side of the smallest cell whose digits are not too low: they are 0.41 of it at the most."""


def legible_places(values: FloatArray, side: float) -> int | None:
    """Choose the decimals of a grid's numbers, or none at all where they would be small print.

    Parameters
    ----------
    values : ndarray, shape (H, W)
        The numbers.
    side : float
        Side of a cell in logical pixels.

    Returns
    -------
    int or None
        Decimals with which every digit is at least `CLEAR` high; None if there are no such
        decimals, or if they would leave nothing of numbers below 1.
    """
    if side < SMALLEST:
        return None
    room = signs_in_cell(side)
    most = places_for(values, room=room)
    finite = values[np.isfinite(values)]
    broken = bool((finite != np.rint(finite)).any())
    fewest = 1 if broken and float(np.abs(finite).max(initial=0)) < 10 else 0
    for places in range(most, fewest - 1, -1):
        if _longest(finite, places, broken) <= room:
            return places
    return None


def _longest(finite: FloatArray, places: int, broken: bool) -> int:
    """Bound the signs of the longest number, the zero before a point left out."""
    size = np.abs(finite)
    largest = float(size.max(initial=0))
    negative = int(bool((finite < 0).any()))
    if largest >= 1e6:
        return 5 + negative
    whole = 0 if places and largest < 1 - 0.5 * 10.0**-places else len(str(round(largest)))
    signs = whole + negative + (1 + places if broken and places else 0)
    hidden = broken and bool(((size > 0) & (size < 0.5 * 10.0**-places)).any())
    return max(signs, 4 + negative) if hidden else signs
