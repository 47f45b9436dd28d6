"""Decimals with which the numbers of a grid can be read in its cells."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.scene.layout import BEARINGS, CLEAR, HIGHEST, SMALL_PRINT, frame_room, signs_in_cell
from cnnviz.scene.marks import Viewport
from cnnviz.trace import FloatArray, is_rounded, places_for

WORDS = 13.0
"""Height of words at text size 1, in logical pixels."""
HALF, FILLED, CROWDED = 0.5, 0.88, 0.95
"""Parts of a cell's height and width that digits take at the most before a class: decimals
that could be left out take less."""
SMALL = 0.1
"""Where no number is larger, more decimals are needed to tell them apart."""


def legible_places(values: FloatArray, side: float, size: float = 1.0) -> int | None:
    """Choose the decimals of a grid's numbers, or none at all where they would be small print.

    Parameters
    ----------
    values : ndarray
        The numbers, any shape.
    side : float
        Side of a cell in logical pixels.
    size : float
        Factor on the text size.

    Returns
    -------
    int or None
        Decimals with which every digit is at least `CLEAR` high at text size 1; None if
        there are no such decimals, or if they would leave nothing of numbers below 1.
    """
    least = CLEAR * max(size, 1.0)
    if HIGHEST * side < least:
        return None
    room = signs_in_cell(side) * CLEAR / least
    finite = values[np.isfinite(values)]
    broken = bool((finite != np.rint(finite)).any())
    largest = float(np.abs(finite).max(initial=0))
    # More than the usual two would make the digits of a large cell small again.
    most = places_for(values, room=room if largest < SMALL else 0.0)
    fewest = 1 if broken and largest < 10 else 0
    for places in range(most, fewest - 1, -1):
        if signs_of(finite, places) <= room:
            return places
    return None


def places_in(
    values: FloatArray, side: float, view: Viewport, usual: int = 2, *, closeup: bool = False
) -> int | None:
    """Choose the decimals of numbers that a lecturer points at; none before a class if small.

    Parameters
    ----------
    values : ndarray
        The numbers, any shape.
    side : float
        Side of a cell in logical pixels.
    view : Viewport
        Size of the stage.
    usual : int
        Decimals that are usually wanted.
    closeup : bool
        Whether colours alone are better than numbers that the back row cannot read: beside
        a picture the equation shows them.

    Returns
    -------
    int or None
        Before a class, as many as leave the digits as high as its words, or as high as the
        cell allows; else those with which they are at least `SMALL_PRINT` high.
    """
    most = places_for(values, usual, signs_in_cell(side))
    if not view.presenting:
        return most
    finite = values[np.isfinite(values)]
    broken = bool((finite != np.rint(finite)).any())
    largest = float(np.abs(finite).max(initial=0))
    if HIGHEST * side < SMALL_PRINT:
        return None
    fewest = 0 if not broken or largest >= 10 else most if largest < SMALL else 1
    words = WORDS * view.text
    if closeup and HALF * side < words:
        return None
    for least in (words,) if closeup else (min(words, HALF * side), SMALL_PRINT):
        for places in range(most, fewest - 1, -1):
            room = signs_before_class(side, least, CROWDED if places == fewest else FILLED)
            if signs_of(finite, places, short=False) <= room:
                return places
    return None


def places_alike(values: FloatArray, alike: FloatArray, side: float, view: Viewport) -> int | None:
    """Choose the decimals of numbers that are written as others are; none before a class if small.

    Parameters
    ----------
    values, alike : ndarray
        The numbers of a grid, and those of all grids that are written alike.
    side : float
        Side of a cell in logical pixels.
    view : Viewport
        Size of the stage.

    Returns
    -------
    int or None
        Those of the others; None before a class if these numbers would be small with them.
    """
    places = places_in(alike, side, view, closeup=True)
    if places is None or places_in(values, side, view, places, closeup=True) != places:
        return None  # alone, a small number may need more signs than beside large ones
    return places


def places_alone(values: FloatArray, alike: FloatArray, side: float, view: Viewport) -> int | None:
    """Choose the decimals of numbers that the equation writes too; none if they were all lost.

    Parameters
    ----------
    values, alike : ndarray
        The numbers of a grid, and those of all grids that are written alike, where they can.
    side : float
        Side of a cell in logical pixels.
    view : Viewport
        Size of the stage.

    Returns
    -------
    int or None
        Decimals; None for colours alone.
    """
    places = places_alike(values, alike, side, view)
    if not view.presenting or (places is not None and not is_rounded(values, 0)):
        return places
    if places:
        return places
    least = WORDS * view.text
    room = signs_before_class(side, least, CROWDED)
    fits = least <= HALF * side and signs_of(values[np.isfinite(values)], 1, short=False) <= room
    return 1 if fits else None


def side_of(signs: int, view: Viewport) -> int:
    """Give the side of the smallest cell whose number is as high as the words before a class.

    Parameters
    ----------
    signs : int
        Of the longest number.
    view : Viewport
        Size of the stage.
    """
    least = WORDS * view.text
    wide = 0.6 * least * signs
    sides = least / HALF, wide / CROWDED + 2, wide - BEARINGS * least + 2 + 2 * frame_room(least)
    return math.ceil(max(sides))


def most_signs(low: float, high: float, *, broken: bool) -> int:
    """Bound the signs of the numbers between two, as few decimals as there may be.

    Parameters
    ----------
    low, high : float
        The smallest and the largest.
    broken : bool
        Whether they are not all whole.
    """
    negative, largest = int(low < 0), max(abs(low), abs(high))
    if not np.isfinite(largest) or largest >= 1e6:
        return 5 + negative
    whole = len(str(round(largest))) + negative
    return max(whole, 4 + negative) if broken else whole  # 0.05, or 3e−2


def bounds_of(values: FloatArray) -> tuple[float, float, bool]:
    """Give the range of an array's finite numbers.

    Parameters
    ----------
    values : ndarray
        Any shape.

    Returns
    -------
    tuple
        The smallest and the largest, and whether not all are whole.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 0.0, False
    return float(finite.min()), float(finite.max()), bool((finite != np.rint(finite)).any())


def signs_before_class(side: float, least: float, part: float = FILLED) -> float:
    """Count the signs that a part of a cell's width can hold, each at least this high.

    Parameters
    ----------
    side, least : float
        Width of the cell and height of the digits, in logical pixels.
    part : float
        Of the width.
    """
    free = side - 2 - 2 * frame_room(side) + BEARINGS * least
    return min(part * (side - 2), free) / (0.6 * least)


def signs_of(finite: FloatArray, places: int, *, short: bool = True) -> int:
    """Bound the signs of the longest number.

    Parameters
    ----------
    finite : ndarray
        Finite numbers, any shape.
    places : int
        Decimals at the most.
    short : bool
        Whether the zero before a point is left out.

    Returns
    -------
    int
        No fewer than are written.
    """
    broken = bool((finite != np.rint(finite)).any())
    size = np.abs(finite)
    largest = float(size.max(initial=0))
    negative = int(bool((finite < 0).any()))
    if largest >= 1e6:
        return 5 + negative
    whole = (
        0 if short and places and largest < 1 - 0.5 * 10.0**-places else len(str(round(largest)))
    )
    signs = whole + negative + (1 + places if places and largest > 0 else 0)
    least = 0.5 * 10.0**-places  # smaller ones are ≈0 beside large ones, otherwise 3e−2
    hidden = broken and bool(((size > 0) & (size < least)).any())
    alone = 2 if largest >= 10 * least else 4 + negative
    return max(signs, alone) if hidden else signs
