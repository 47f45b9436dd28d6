"""Formatting of numbers in cells and equations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

ROUNDING = 2e-6
"""Part of a number that float32 arithmetic may have lost: 19.000002 is 19."""
EXACT = 3e-7
"""Part of a number by which float32 may miss the decimals that it stands for: 2.55 is 2.5499999."""
WHOLE = 1e-12
"""Part of a number that float64 arithmetic on whole numbers may have lost."""
MOST_PLACES = 4
"""Decimals at the most that are written to tell a number as it is."""


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


def exact_places(values: NDArray[np.floating], most: int = MOST_PLACES) -> int | None:
    """Find the fewest decimals that write every number as it is.

    Parameters
    ----------
    values : ndarray
        Any shape. Infinite and missing values are ignored.
    most : int
        Decimals at the most.

    Returns
    -------
    int or None
        None if even the most decimals would round a number.
    """
    finite = snap_to_integer(values[np.isfinite(values)].astype(np.float64))
    for places in range(most + 1):
        scaled = finite * 10.0**places
        if bool((np.abs(np.rint(scaled) - scaled) <= EXACT * np.abs(scaled)).all()):
            return places
    return None


def places_for(values: NDArray[np.floating], most: int = 2, room: float = 0.0) -> int:
    """Choose one number of decimals for a whole grid.

    Parameters
    ----------
    values : ndarray
        Any shape. Infinite and missing values are passed over.
    most : int
        Decimals at the most, unless there is room for more.
    room : float
        Characters that a cell has room for. More decimals than `most` are taken if they
        fit, and if they write the values as they are or keep one of them from vanishing.

    Returns
    -------
    int
        0 if every value is an integer, or if decimals would not fit a cell.
    """
    finite = snap_to_integer(values[np.isfinite(values)].astype(np.float64))
    broken = finite[finite != np.rint(finite)]
    if broken.size == 0:
        return 0
    largest = float(np.abs(finite).max())
    usual = 0 if largest >= 1000 else min(1, most) if largest >= 100 else most
    exact = exact_places(broken)
    if exact is not None and exact <= usual:
        return exact
    smallest = float(np.abs(broken).min())
    seen = max(usual, min(MOST_PLACES, math.ceil(-math.log10(2 * smallest))))
    for wanted in (exact, seen):
        if wanted is not None and _longest(broken, wanted) <= room:
            return wanted
    return usual


def is_rounded(values: NDArray[np.floating], places: int) -> bool:
    """Whether a grid's decimals leave something of its numbers out.

    Parameters
    ----------
    values : ndarray
        Any shape. Infinite and missing values are passed over.
    places : int
        Decimals that the grid is written with.

    Returns
    -------
    bool
        True if a value is not what it is written as.
    """
    exact = exact_places(values)
    finite = values[np.isfinite(values)]
    return exact is None or exact > places or bool((np.abs(finite) >= 1e6).any())


def _longest(values: NDArray[np.floating], places: int) -> int:
    """Count the characters of the longest number, the zero before a point left out."""
    low, high = float(values.min()), float(values.max())
    ahead = max(_digits(high), _digits(-low) + int(low < 0))
    return ahead + (1 + places if places else 0)


def _digits(size: float) -> int:
    return len(str(int(size))) if size >= 1 else 0


def format_number(value: float, places: int = 2, lost: float = ROUNDING) -> str:
    """Format a number with a true minus sign and no more decimals than it needs.

    Parameters
    ----------
    value : float
        The number; infinities are written ∞ and −∞, a missing number "NaN".
    places : int
        Decimals at the most; integers get none.
    lost : float
        Part of the number that arithmetic may have lost; an integer as near is the number.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    nearest = round(value)
    if abs(value - nearest) <= lost * abs(nearest):
        value = float(nearest)
    if abs(value) >= 1e6:
        short = f"{value:.1e}".replace("e+0", "e").replace("e+", "e")
        return short.replace("-", "−")
    if 0 < abs(value) < 0.5 * 10.0**-places:
        return _tiny(value)
    short = _fixed(value, places)
    if value == int(value) and "." in short:
        short = str(int(value))
    if float(short) == 0:
        short = "0"
    return short.replace("-", "−")


def _fixed(value: float, places: int) -> str:
    """Write a number with so many decimals; one halfway between two goes away from 0.

    As it is taught; Python's own formatting takes the even one, so that 5.25 becomes 5.2.
    """
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def in_cell(value: float, places: int, largest: float) -> str:
    """Write a number in a cell of a grid, with the grid's decimals; what they hide is ≈0.

    A 0 is written without them: it stands for nothing, and is found at a glance.

    Parameters
    ----------
    value : float
        The number.
    places : int
        Decimals of the grid.
    largest : float
        The largest finite magnitude of the grid. Where it is small itself, no number is
        hidden among larger ones, and powers of ten say what they are.
    """
    least = 0.5 * 10.0**-places
    if 0 < abs(value) < least and largest >= 10 * least:
        return "≈0"
    said = format_number(value, places)
    whole = places > 0 and said.lstrip("−").isdigit() and said != "0"
    return f"{said}.{places * '0'}" if whole else said


def _tiny(value: float) -> str:
    """Write a number that its decimals would hide by its first digit: 0.3, or 4e−3."""
    short = f"{value:.0e}"
    digits, exponent = short.split("e")
    power = int(exponent)
    short = f"{value:.{-power}f}" if power >= -2 else f"{digits}e{power}"
    return short.replace("-", "−")


def one_form(values: Sequence[float], most: int = 3) -> tuple[str, ...]:
    """Write the numbers of an axis or of a column alike: all with the same decimals.

    Parameters
    ----------
    values : sequence of float
        What stands under or beside each other.
    most : int
        Decimals of numbers that cannot be written as they are.

    Returns
    -------
    tuple of str
        With as many more decimals as the smallest number needs to be seen, up to 5;
        in powers of ten where that is not enough, or a number is very large.
    """
    array = np.array(values, np.float64)
    finite = np.abs(array[np.isfinite(array)])
    if not finite.size:
        return tuple(format_number(value) for value in values)
    smallest = float(finite[finite > 0].min(initial=np.inf))
    places = exact_places(array)
    if places is None:
        places = most if smallest > 10.0**-most else math.ceil(-math.log10(smallest))
    powers = places > 5 or float(finite.max()) >= 1e6 or smallest < 1e-5
    return tuple(_alike(value, places, powers) for value in values)


def _alike(value: float, places: int, powers: bool) -> str:
    if not math.isfinite(value) or (powers and value == 0):
        return format_number(value)
    if powers:
        digits, exponent = f"{value:.1e}".split("e")
        return f"{digits}e{int(exponent)}".replace("-", "−")
    short = _fixed(value, places)
    return (short.lstrip("-") if float(short) == 0 else short).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written.

    Attributes
    ----------
    said : str
        Its signs.
    worth : Fraction or None
        What they say; None for what is no number.
    true : bool
        Whether that is the number itself, to within what float32 can hold.
    """

    said: str
    worth: Fraction | None
    true: bool

    @property
    def operand(self) -> str:
        """As it stands after an operator: a negative one in brackets."""
        return f"({self.said})" if self.said.startswith("−") else self.said


def written(value: float, places: int = 3, *, exact: bool = False) -> Written:
    """Write a number, and keep what that is worth.

    Parameters
    ----------
    value : float
        The number.
    places : int
        Decimals at the most.
    exact : bool
        Whether it was computed in float64 from whole numbers: then what is near an integer
        or a decimal is not taken for it.
    """
    said = format_number(value, places, WHOLE if exact else ROUNDING)
    if not math.isfinite(value):
        return Written(said, None, True)
    worth = Fraction(said.replace("−", "-"))
    allowed = WHOLE if exact else ROUNDING if worth.denominator == 1 else EXACT
    return Written(said, worth, abs(float(worth) - value) <= allowed * abs(value))


def written_alike(values: NDArray[np.floating], most: int = 3) -> tuple[Written, ...]:
    """Write the numbers of one sum: as they are if four decimals can, else rounded alike.

    Parameters
    ----------
    values : ndarray
        Any shape.
    most : int
        Decimals at the most if they are rounded.

    Returns
    -------
    tuple of Written
        One for each value, in C order.
    """
    places = places_in_sum(values, most)
    return tuple(written(float(value), places) for value in values.flat)


def places_in_sum(values: NDArray[np.floating], most: int = 3) -> int:
    """Choose the decimals of the numbers of one sum, where there is room for all they need.

    Parameters
    ----------
    values : ndarray
        Any shape.
    most : int
        Decimals at the most if they are rounded.

    Returns
    -------
    int
        All that they need, if that can be had.
    """
    places = exact_places(values)
    return places_for(values, most, room=12) if places is None else places


def equals(left: Fraction | None, right: Written | None, *parts: Written) -> str:
    """Choose the sign between what is written: = if it holds to the last digit, else ≈.

    Parameters
    ----------
    left : Fraction or None
        What the left side is worth as it is written; None if that is no number.
    right : Written or None
        The right side; None while it is not told.
    *parts : Written
        The numbers of the left side.
    """
    if not all(part.true for part in parts):
        return " ≈ "
    if right is None or left is None or right.worth is None:
        return " = "
    return " = " if left == right.worth and right.true else " ≈ "


def operand(value: float, places: int = 2) -> str:
    """Format a number that follows an operator: a negative one in brackets."""
    short = format_number(value, places)
    return f"({short})" if short.startswith("−") else short
