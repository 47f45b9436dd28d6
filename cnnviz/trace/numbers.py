"""How a number is written: short enough for a cell, never less true than it looks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def places_for(values: NDArray[np.floating], most: int = 2) -> int:
    """Choose one number of decimals for a whole grid.

    Parameters
    ----------
    values : ndarray
        Any shape. Infinite and missing values are passed over.
    most : int
        Decimals at the most.

    Returns
    -------
    int
        0 if every value is whole, or so large that decimals would not fit a cell.
    """
    finite = values[np.isfinite(values)]
    if finite.size == 0 or bool((finite == np.rint(finite)).all()):
        return 0
    largest = float(np.abs(finite).max())
    if largest >= 1000:
        return 0
    if largest >= 100:
        return min(1, most)
    return most


def written(value: float, places: int = 2) -> str:
    """Write a number with a true minus sign and no more decimals than it needs.

    Parameters
    ----------
    value : float
        The number; infinities are written ∞ and −∞, a missing number "NaN".
    places : int
        Decimals at the most; whole numbers get none.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= 1e6:
        short = f"{value:.1e}".replace("e+0", "e").replace("e+", "e")
        return short.replace("-", "−")
    if places > 0 and 0 < abs(value) < 0.5 * 10.0**-places:
        short = f"{value:.0e}".replace("e-0", "e-")
        return short.replace("-", "−")
    short = f"{value:.{places}f}"
    if value == int(value) and "." in short:
        short = str(int(value))
    if float(short) == 0:
        short = "0"
    return short.replace("-", "−")


def operand(value: float, places: int = 2) -> str:
    """Write a number as it stands after an operator: a negative one in brackets."""
    short = written(value, places)
    return f"({short})" if short.startswith("−") else short
