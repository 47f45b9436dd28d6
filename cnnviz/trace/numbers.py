"""Formatting of numbers in cells and equations."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

ROUNDING = 2e-6
"""Relative rounding error of float32 arithmetic that is ignored: 19.000002 is 19."""


def snap_to_integer(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Round numbers that differ from an integer by rounding error alone.

    Parameters
    ----------
    values : ndarray
        Any shape and floating dtype.

    Returns
    -------
    ndarray
        Same shape and dtype. A small number is never rounded to 0.
    """
    nearest = np.rint(values)
    with np.errstate(invalid="ignore"):
        close = np.abs(values - nearest) <= ROUNDING * np.abs(nearest)
    result: NDArray[np.floating] = np.where(close, nearest, values)
    return result


def places_for(values: NDArray[np.floating], most: int = 2) -> int:
    """Choose one number of decimals for a whole grid.

    Parameters
    ----------
    values : ndarray
        Any shape. Infinite and missing values are ignored.
    most : int
        Decimals at the most.

    Returns
    -------
    int
        0 if every value is an integer, or if decimals would not fit a cell.
    """
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0
    settled_values = snap_to_integer(finite)
    if bool((settled_values == np.rint(settled_values)).all()):
        return 0
    largest = float(np.abs(finite).max())
    if largest >= 1000:
        return 0
    if largest >= 100:
        return min(1, most)
    return most


def format_number(value: float, places: int = 2) -> str:
    """Format a number with a true minus sign and no more decimals than it needs.

    Parameters
    ----------
    value : float
        The number; infinities are written ∞ and −∞, a missing number "NaN".
    places : int
        Decimals at the most; integers get none.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    nearest = round(value)
    if abs(value - nearest) <= ROUNDING * abs(nearest):
        value = float(nearest)
    if abs(value) >= 1e6:
        short = f"{value:.1e}".replace("e+0", "e").replace("e+", "e")
        return short.replace("-", "−")
    if places >= 3 and 1e-4 <= abs(value) < 0.1:
        return f"{value:.3g}".replace("-", "−")
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
    """Format a number that follows an operator: a negative one in brackets."""
    short = format_number(value, places)
    return f"({short})" if short.startswith("−") else short
