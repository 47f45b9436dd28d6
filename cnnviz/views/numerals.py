"""Numbers as glyphs: what `written` says of each value, for a whole grid at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.trace import FloatArray, written

GLYPHS = "0123456789−.∞eNa"
"""Every sign that `written` uses; a glyph is its index here."""
MINUS, POINT = GLYPHS.index("−"), GLYPHS.index(".")

LARGEST = 1e6
"""From here on `written` uses powers of ten."""


@dataclass(frozen=True, eq=False)
class Numerals:
    """The glyphs of many numbers, each number centred on its cell.

    Attributes
    ----------
    cell : ndarray of int, shape (G,)
        The number that a glyph belongs to.
    slot : ndarray of int, shape (G,)
        Its place in the number, counted from the right end.
    glyph : ndarray of int, shape (G,)
        Index into `GLYPHS`.
    length : ndarray of int, shape (N,)
        Glyphs of each number.
    """

    cell: NDArray[np.intp]
    slot: NDArray[np.intp]
    glyph: NDArray[np.intp]
    length: NDArray[np.intp]

    @property
    def longest(self) -> int:
        """Glyphs of the longest number."""
        return int(self.length.max(initial=0))


def numerals(values: FloatArray, places: int) -> Numerals:
    """Write numbers.

    Parameters
    ----------
    values : ndarray
        Any shape; cells are counted in row order.
    places : int
        Decimals at the most, as for `written`.

    Returns
    -------
    Numerals
        The signs that `written` would give for each value.
    """
    flat = values.reshape(-1).astype(np.float64)
    size = np.abs(flat)
    scaled = size * 10.0**places
    # The plain ones are done here by whole numbers, all others by `written`.
    plain = size < LARGEST
    if places > 0:
        plain &= (scaled >= 0.5) | (size == 0)
    if values.dtype != np.float32:
        # A float32 times a power of ten is exact, so that ties round as in `written`.
        with np.errstate(invalid="ignore"):
            plain &= np.abs(scaled - np.floor(scaled) - 0.5) > 1e-6
    all_plain = bool(plain.all())
    if not all_plain:
        scaled = np.where(plain, scaled, 0)
        size = np.where(plain, size, 0)
    whole = np.floor(size) == size
    number = np.rint(np.where(whole, size, scaled)).astype(np.int64)
    decimals = np.where(whole, 0, places)
    parts = _digits(number, decimals, places)
    digits = _count(number)
    np.maximum(digits, decimals + 1, out=digits)
    negative = (flat < 0) & (number > 0)
    length = digits + (decimals > 0) + negative
    shown = [(cell, slot, glyph) for cell, slot, glyph in parts]
    pointed = np.flatnonzero(decimals)
    shown.append((pointed, decimals[pointed], np.full(len(pointed), POINT)))
    signed = np.flatnonzero(negative)
    shown.append((signed, length[signed] - 1, np.full(len(signed), MINUS)))
    cell, slot, glyph = (np.concatenate(each) for each in zip(*shown, strict=True))
    if all_plain:
        return Numerals(cell, slot, glyph, length)
    kept = plain[cell]
    rest = _by_word(flat, np.flatnonzero(~plain), places, length)
    cell, slot, glyph = (
        np.concatenate([ours[kept], theirs])
        for ours, theirs in zip((cell, slot, glyph), rest, strict=True)
    )
    return Numerals(cell, slot, glyph, length)


Part = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


def _digits(number: NDArray[np.int64], decimals: NDArray[np.int64], places: int) -> list[Part]:
    """Take digits off from the right until none is left."""
    parts: list[Part] = []
    cells = np.arange(len(number))
    place = 0
    while len(cells):
        tens = number // 10
        slot = place + ((decimals > 0) & (place >= decimals))
        parts.append((cells, slot, number - 10 * tens))
        place += 1
        going = (tens > 0) | (place <= decimals)
        cells, number, decimals = cells[going], tens[going], decimals[going]
    return parts


_POWERS = 10 ** np.arange(1, 12)


def _count(number: NDArray[np.int64]) -> NDArray[np.intp]:
    """Count the digits of whole numbers; zero has one."""
    return np.searchsorted(_POWERS, number, side="right") + 1


def _by_word(
    flat: NDArray[np.float64], cells: NDArray[np.intp], places: int, length: NDArray[np.intp]
) -> Part:
    """Write the difficult ones one by one, and note their lengths."""
    cell: list[int] = []
    slot: list[int] = []
    glyph: list[int] = []
    for index in cells.tolist():
        said = written(float(flat[index]), places)
        length[index] = len(said)
        cell.extend([index] * len(said))
        slot.extend(range(len(said) - 1, -1, -1))
        glyph.extend(GLYPHS.index(sign) for sign in said)
    return np.array(cell, np.intp), np.array(slot, np.intp), np.array(glyph, np.intp)
