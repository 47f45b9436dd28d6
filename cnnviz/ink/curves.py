"""Lines of text to curves of a pen: points to pass through, sharp turns, lifts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Path = NDArray[np.float64]
"""Points that a pen passes in turn, shape (points, 2): row and column."""

PIECES = 4
CORNER, LIFT = "!", "/"


def paths(line: str) -> list[Path]:
    """Read the strokes of one drawing.

    Parameters
    ----------
    line : str
        Points as ``across,down``; the pen turns sharply at one that ends in "!" and
        is lifted at "/".

    Returns
    -------
    list of ndarray of float64, shape (points, 2)
        Each stroke as short straight pieces, in the units of `line`.
    """
    return [_stroke(part.split()) for part in line.split(LIFT)]


def _stroke(words: Sequence[str]) -> Path:
    points = np.array([_point(word) for word in words], np.float64)  # (points, 2)
    corners = [k for k, word in enumerate(words) if word.endswith(CORNER)]
    ends = sorted({0, len(words) - 1, *corners})
    parts = [smooth(points[first : last + 1]) for first, last in itertools.pairwise(ends)]
    return np.concatenate(parts)


def _point(word: str) -> tuple[float, float]:
    across, down = word.removesuffix(CORNER).split(",")
    return float(down), float(across)


def smooth(points: Path) -> Path:
    """Pass a Catmull-Rom curve through points.

    Parameters
    ----------
    points : ndarray of float64, shape (points, 2)
        At least two; two give a straight line.

    References
    ----------
    Catmull & Rom (1974), "A class of local interpolating splines".
    """
    if len(points) == 2:
        return points
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    a, b, c, d = (
        np.concatenate((before[None], points, after[None]))[k : k + len(points) - 1, None]
        for k in range(4)
    )  # (segments, 1, 2) each
    t = np.arange(PIECES)[:, None] / PIECES  # (PIECES, 1)
    curve = (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3
    )  # (segments, PIECES, 2)
    return np.concatenate((curve.reshape(-1, 2) / 2, points[-1:]))
