"""Numbers as tiles of one to three signs: what `written` says, for a whole grid at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.trace import FloatArray, in_cell, snap_to_integer

SIGNS = "−.∞eNa≈"
"""Signs that stand alone in the numbers that `written` has to be asked for."""
HEADS = (*(f"{n}" for n in range(100)), *(f"−{n}" for n in range(100)))
PAIRS = tuple(f"{n:02}" for n in range(100))
TENTHS = tuple(f".{n}" for n in range(10))
HUNDREDTHS = tuple(f".{n:02}" for n in range(100))
TILES = (*HEADS, *PAIRS, *TENTHS, *HUNDREDTHS, *SIGNS)
"""Every tile; two of them make most numbers, such as −0 and .25."""

_NEGATIVE, _PAIR = 100, len(HEADS)
_TENTH = _PAIR + len(PAIRS)
_HUNDREDTH = _TENTH + len(TENTHS)
_SIGN = _HUNDREDTH + len(HUNDREDTHS)
WIDTHS = np.array([len(tile) for tile in TILES])
"""Signs of each tile."""

LARGEST = 1e6
"""From here on `written` uses powers of ten."""

Whole = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Numerals:
    """The tiles of many numbers.

    Attributes
    ----------
    cell : ndarray of int, shape (T,)
        The number that a tile belongs to.
    slot : ndarray of int, shape (T,)
        Signs of the number that stand to the right of the tile.
    tile : ndarray of int, shape (T,)
        Index into `TILES`.
    length : ndarray of int, shape (N,)
        Signs of each number.
    """

    cell: Whole
    slot: Whole
    tile: Whole
    length: Whole

    def only(self, cells: NDArray[np.bool_]) -> Numerals:
        """Leave out the numbers of some cells, shape (N,)."""
        kept = cells[self.cell]
        return Numerals(self.cell[kept], self.slot[kept], self.tile[kept], self.length)


def numerals(values: FloatArray, places: int, short: bool = False) -> Numerals:
    """Write numbers.

    Parameters
    ----------
    values : ndarray
        Any shape; cells are counted in row order.
    places : int
        Decimals at the most, as for `written`.
    short : bool
        Whether the zero before a point is left out.

    Returns
    -------
    Numerals
        The signs that `written` would give for each value.
    """
    flat = values.reshape(-1).astype(np.float64)
    if places:
        flat = snap_to_integer(flat).astype(np.float64)
    size = np.abs(flat)
    scaled = size * 10.0**places
    plain = _plain(size, scaled, places, exact=values.dtype == np.float32)
    all_plain = bool(plain.all())
    if not all_plain:
        size, scaled = np.where(plain, size, 0), np.where(plain, scaled, 0)
    parts = _Parts(len(flat), short)
    whole = np.floor(size + 0.5).astype(np.intp)  # halves go up, as in `written`
    if places:
        some = np.flatnonzero(size)
        if len(some):
            number = np.floor(scaled[some] + 0.5).astype(np.intp)
            whole[some] = parts.decimals(some, number, places)
    parts.integers(whole, flat < 0)
    if not all_plain:
        finite = np.abs(flat[np.isfinite(flat)])
        parts.by_word(flat, np.flatnonzero(~plain), places, float(finite.max(initial=0)))
    return parts.joined()


def shortened(number: str) -> str:
    """Leave out the zero before a point: −0.5 becomes −.5."""
    return number.replace("0.", ".", 1) if number.lstrip("−").startswith("0.") else number


def _plain(
    size: NDArray[np.float64], scaled: NDArray[np.float64], places: int, exact: bool
) -> NDArray[np.bool_]:
    """Say which numbers need no power of ten, and cannot be rounded wrongly here."""
    if places > 4:
        return np.zeros(size.shape, np.bool_)
    plain = (size < LARGEST) & ((scaled >= 0.5) | (size == 0))
    if not exact:
        # A float32 times a power of ten is exact as float64, so that ties round as
        # `written` rounds them; other numbers near a tie are left to it.
        with np.errstate(invalid="ignore"):
            plain &= np.abs(scaled - np.floor(scaled) - 0.5) > 1e-6
    return plain


class _Parts:
    """Collects the tiles of numbers, from the right end to the left."""

    def __init__(self, count: int, short: bool) -> None:
        self._short = short
        self.length: Whole = np.zeros(count, np.intp)
        self._all = np.arange(count)
        self._found: list[tuple[Whole, Whole, Whole]] = []

    def decimals(self, cells: Whole, number: Whole, places: int) -> Whole:
        """Put decimals behind some numbers; returns what stands before the point."""
        if places > 2:
            number, last = np.divmod(number, 10 ** (places - 2))
            tile = last if places == 3 else _PAIR + last
            self._found.append((cells, np.zeros(len(cells), np.intp), tile))
            self.length[cells] = places - 2
            places = 2
        base = 10**places
        whole = number // base
        first = _TENTH if places == 1 else _HUNDREDTH
        self._found.append((cells, self.length[cells], first + number - whole * base))
        self.length[cells] += places + 1
        return whole

    def integers(self, whole: Whole, negative: NDArray[np.bool_]) -> None:
        """Put whole numbers, with their sign, before what is there."""
        signed = negative & ((whole > 0) | (self.length > 0))
        cells = self._all
        if self._short:
            bare = (whole == 0) & (self.length > 0)
            minus = np.flatnonzero(bare & signed)
            self._found.append((minus, self.length[minus], np.full(len(minus), _SIGN)))
            self.length[minus] += 1
            cells = np.flatnonzero(~bare)
            whole, signed = whole[cells], signed[cells]
        while len(cells) and int(whole.max()) >= 100:
            large = np.flatnonzero(whole >= 100)
            whole = whole.copy()
            rest, pair = np.divmod(whole[large], 100)
            self._found.append((cells[large], self.length[cells[large]], _PAIR + pair))
            self.length[cells[large]] += 2
            whole[large] = rest
        tile = whole + _NEGATIVE * signed
        self._found.append((cells, self.length[cells], tile))
        self.length[cells] += WIDTHS.take(tile)

    def by_word(self, flat: NDArray[np.float64], cells: Whole, places: int, largest: float) -> None:
        """Let `written` write some numbers again, sign by sign."""
        again = np.zeros(len(flat), np.bool_)
        again[cells] = True
        for number, part in enumerate(self._found):
            kept = ~again[part[0]]
            self._found[number] = part[0][kept], part[1][kept], part[2][kept]
        cell: list[int] = []
        slot: list[int] = []
        tile: list[int] = []
        for index in cells.tolist():
            digits = in_cell(float(flat[index]), places, largest)
            if self._short:
                digits = shortened(digits)
            self.length[index] = len(digits)
            cell.extend([index] * len(digits))
            slot.extend(range(len(digits) - 1, -1, -1))
            tile.extend(int(s) if s.isdigit() else _SIGN + SIGNS.index(s) for s in digits)
        self._found.append((np.array(cell, int), np.array(slot, int), np.array(tile, int)))

    def joined(self) -> Numerals:
        """Give all tiles."""
        if len(self._found) == 1:
            return Numerals(*self._found[0], self.length)
        cell, slot, tile = (np.concatenate(each) for each in zip(*self._found, strict=True))
        return Numerals(cell, slot, tile, self.length)
