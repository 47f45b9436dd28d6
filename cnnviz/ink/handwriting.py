"""Handwritten digits of 28 × 28 cells, from strokes that were drawn for cnnviz."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cnnviz.ink.curves import Path, paths
from cnnviz.ink.strokes import lines_coverage
from cnnviz.paths import resource

SIDE, INK_SIDE = 28, 20
"""Cells of the frame, and of the ink within it: those of MNIST."""

LEVELS = 4
"""Ink comes in quarters: in pictures they are whole numbers, whose sums can be checked by hand."""


@dataclass(frozen=True)
class Written:
    """One digit of one hand.

    Attributes
    ----------
    digit : int
        0 to 9.
    hand : str
        Whose it is.
    width : float
        Width of the pen, in cells.
    line : str
        Its strokes, as `curves.paths` reads them.
    """

    digit: int
    hand: str
    width: float
    line: str


@cache
def written() -> tuple[Written, ...]:
    """Read all digits, hand by hand, each from 0 to 9."""
    found: list[Written] = []
    hand, width = "", 0.0
    for line in resource("digits", "hands.txt").read_text("utf-8").splitlines():
        first, _, rest = line.partition(" ")
        if first == "hand":
            hand, _, number = rest.partition(" ")
            width = float(number)
        elif first.isdigit():
            found.append(Written(int(first), hand, width, rest))
    return tuple(found)


def hands() -> tuple[str, ...]:
    """Name the hands, in the order of the file."""
    return tuple(dict.fromkeys(each.hand for each in written()))


@cache
def image(digit: int, hand: int) -> NDArray[np.float32]:
    """Draw one digit.

    Parameters
    ----------
    digit : int
        0 to 9.
    hand : int
        From 0 to ``len(hands()) - 1``.

    Returns
    -------
    ndarray of float32, shape (1, 28, 28), read-only
        Ink, 0 to 1 in quarters.

    Raises
    ------
    IndexError
        If there is no such digit or hand.
    """
    if not 0 <= digit <= 9 or not 0 <= hand < len(hands()):
        raise IndexError(f"no digit {digit} of hand {hand}")
    name = hands()[hand]
    return draw(next(each for each in written() if (each.digit, each.hand) == (digit, name)))


@cache
def all_images() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw all digits, hand by hand, each from 0 to 9.

    Returns
    -------
    images : ndarray of float32, shape (N, 1, 28, 28), read-only
        Ink, 0 to 1 in quarters.
    labels : ndarray of int64, shape (N,), read-only
        0 to 9.
    """
    count = len(hands())
    images = np.stack([image(digit, hand) for hand in range(count) for digit in range(10)])
    labels = np.tile(np.arange(10), count)  # (N,)
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels


def draw(one: Written) -> NDArray[np.float32]:
    """Draw a digit as MNIST frames it: ink of 20 × 20, its centre of mass in the middle.

    Parameters
    ----------
    one : Written
        The digit.

    Returns
    -------
    ndarray of float32, shape (1, 28, 28), read-only
        Ink, 0 to 1 in quarters.

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), "Gradient-based learning applied to
    document recognition", section III.
    """
    strokes = paths(one.line)
    every = np.concatenate(strokes)  # (points, 2)
    low, high = every.min(axis=0), every.max(axis=0)
    scale = (INK_SIDE - one.width) / (high - low).max()
    middle = np.array([SIDE / 2, SIDE / 2])
    fitted = [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]
    first = lines_coverage(*_ends(fitted), one.width / 2, SIDE, SIDE)
    cells = np.indices((SIDE, SIDE)) + 0.5  # (2, 28, 28)
    centre = (cells * first).sum(axis=(1, 2)) / first.sum()
    moved = [stroke + middle - centre for stroke in fitted]
    soft = lines_coverage(*_ends(moved), one.width / 2, SIDE, SIDE)[None]
    drawn: NDArray[np.float32] = np.rint(soft * np.float32(LEVELS)) / np.float32(LEVELS)
    drawn.setflags(write=False)
    return drawn


def _ends(strokes: list[Path]) -> tuple[Path, Path]:
    """Give the starts and the ends of all straight pieces, shape (pieces, 2) each."""
    starts = np.concatenate([stroke[:-1] for stroke in strokes])
    return starts, np.concatenate([stroke[1:] for stroke in strokes])
