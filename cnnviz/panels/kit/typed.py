"""What is typed into a number: its digits, read as people write them and written plainly."""

from __future__ import annotations

import math
import re

import numpy as np

from cnnviz.trace import format_number
from cnnviz.words import Text, text

_PAIR = re.compile(r"\s*(\S+?)\s*(?:[x×✕*,;/]|\s)\s*(\S+)\s*", re.IGNORECASE)


class Refusal(ValueError):
    """What was typed cannot be taken; ``message`` is the sentence for the user."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def read_whole(typed: str, low: int, high: int) -> int:
    """Read a whole number within bounds.

    Raises
    ------
    Refusal
        If it is none, or out of bounds.
    """
    plain = _plain(typed)
    if not re.fullmatch(r"[+-]?\d{1,9}", plain):
        raise Refusal(text("A whole number from {low} to {high} is needed.", low=low, high=high))
    return int(_bounded(int(plain), low, high))


def read_real(typed: str, low: float, high: float) -> float:
    """Read a number within bounds: with a point or a comma, as 1e-5 or as 1/9.

    Raises
    ------
    Refusal
        If it is none, or out of bounds.
    """
    plain = _plain(typed).replace(",", ".")
    above, bar, below = plain.partition("/")
    try:
        value = float(above) / float(below) if bar else float(above)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise Refusal(text("A number is needed, such as 0.5 or −2.")) from None
    if not math.isfinite(value) or "_" in plain:
        raise Refusal(text("A number is needed, such as 0.5 or −2."))
    return _bounded(value, low, high)


def read_pair(typed: str, low: int, high: int) -> tuple[int, int]:
    """Read rows and columns: ``3`` means 3 × 3, ``3x5`` means 3 rows and 5 columns.

    Raises
    ------
    Refusal
        If it is neither, or out of bounds.
    """
    two = _PAIR.fullmatch(typed)
    if two is None:
        one = read_whole(typed, low, high)
        return one, one
    return read_whole(two[1], low, high), read_whole(two[2], low, high)


def format_real(value: float, places: int = 2) -> str:
    """Write a number in a field: no idle zeros, a true minus sign, 1e-5 if it is tiny, ∞, NaN."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return format_number(value)
    if abs(value) < 0.5 * 10.0**-places or abs(value) < 1e-3 or abs(value) >= 1e7:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        short = f"{_trimmed(mantissa)}e{int(exponent)}"
    else:
        short = _trimmed(f"{value:.{places}f}")
    return short.replace("-", "−")


def format_exact(value: float) -> str:
    """Write a float32 with all the digits that tell it from its neighbours."""
    if not math.isfinite(value) or value == int(value):
        return format_real(value, 9)
    return str(np.float32(value)).replace("-", "−")


def format_pair(value: tuple[int, int]) -> str:
    """Write rows and columns."""
    return f"{value[0]} × {value[1]}"


def _plain(typed: str) -> str:
    return typed.strip().replace("−", "-").replace("–", "-").replace(" ", "")


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _bounded(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        ends = [f"{end:,}" if isinstance(end, int) else format_real(end, 6) for end in (low, high)]
        raise Refusal(text("It must be from {low} to {high}.", low=ends[0], high=ends[1]))
    return value
