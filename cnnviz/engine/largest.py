"""The largest cell of every window, found by sliding the images over themselves."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share
from cnnviz.engine.geometry import reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import Sides
    from cnnviz.engine.pooling_geometry import PoolSettings

CHUNK_CELLS = 1 << 16
"""Cells that are pooled at a time, so that they stay in the second-level cache."""


def largest(image: Array, s: PoolSettings) -> Array:
    """Return the maximum of every window.

    A whole chunk of planes is one long row: a step to the right is a shift by
    one, a step down a shift by one row. What runs over an edge, and what lies
    between the strides, is left behind at the end.

    Parameters
    ----------
    image : numpy.ndarray
        C-contiguous, shape (N, C, H, W), not padded.
    s : PoolSettings
        The numbers of the pooling.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *s.output).
    """
    n, c, _, _ = image.shape
    planes = image.reshape(n * c, *s.size)
    out = np.empty((n * c, *s.output), image.dtype)
    sides = s.covered
    padded = sides != ((0, 0), (0, 0))
    width = s.size[1] + sum(sides[1])
    down = [by * s.dilation[0] * width for by in _shifts(s.kernel[0])]
    across = [by * s.dilation[1] for by in _shifts(s.kernel[1])]
    band = min(s.output[0], max(1, CHUNK_CELLS // (s.stride[0] * width)))
    tall = (band - 1) * s.stride[0] + reach(s.kernel[0], s.dilation[0])
    bands = -(-s.output[0] // band)
    together = max(1, min(n * c, CHUNK_CELLS // (tall * width)))

    def lane() -> Callable[[int], None]:
        framed = np.full((together if padded else 0, tall, width), -np.inf, image.dtype)
        spare = cycle(np.empty((2, together * tall * width), image.dtype))

        def do(piece: int) -> None:
            first, number = divmod(piece, bands)
            some = slice(first * together, (first + 1) * together)
            goal = out[some, number * band : (number + 1) * band]
            top = number * band * s.stride[0]
            if padded:
                best = _framed(planes[some], top, framed, sides)
            else:
                best = planes[some, top : top + tall]
            best = _slid(best, down, spare)
            if s.stride[0] > 1:
                kept = best[:, :: s.stride[0]][:, : goal.shape[1]]
                best = next(spare)[: kept.size].reshape(kept.shape)
                np.copyto(best, kept)
            best = _slid(best, across, spare)
            np.copyto(goal, best[:, : goal.shape[1], :: s.stride[1]][..., : goal.shape[2]])

        return do

    share(-(-n * c // together) * bands, lane, image.size * (len(down + across) + 1) / 4)
    return out.reshape(n, c, *s.output)


def _framed(planes: Array, top: int, framed: Array, sides: Sides) -> Array:
    """Copy the padded planes' rows from ``top`` on into ``framed``, whose edges are −∞."""
    (above, _), (left, _) = sides
    rows = planes[:, max(0, top - above) : max(0, top - above + framed.shape[1])]
    before = max(0, above - top)
    part = framed[: len(planes)]
    part[:, :before] = -np.inf
    part[:, before + rows.shape[1] :] = -np.inf
    part[:, before : before + rows.shape[1], left : left + planes.shape[2]] = rows
    return part


def _shifts(cells: int) -> list[int]:
    """List by how much to shift so that each maximum is over twice as many cells.

    Examples
    --------
    >>> _shifts(5)
    [1, 2, 1]
    """
    found = []
    reached = 1
    while reached < cells:
        found.append(min(reached, cells - reached))
        reached += found[-1]
    return found


def _slid(planes: Array, shifts: list[int], spare: Iterator[Array]) -> Array:
    """Shift planes over themselves and keep the larger, again and again.

    The result is right as far as every shift stays inside, and lies in a
    ``spare`` row, the next of two at every shift.
    """
    cells = planes.reshape(-1)
    right = cells.size
    for shift in shifts:
        right -= shift
        row = next(spare)
        np.maximum(cells[:right], cells[shift : shift + right], out=row[:right])
        cells = row
    return cells[: planes.size].reshape(planes.shape)
