"""What layers that enlarge share: every input cell writes a window of the output."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from cnnviz.engine.geometry import reach
from cnnviz.layers.shapes import Region, Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import IntArray


@runtime_checkable
class Stamping(Protocol):
    """Writes a window of the output for each input cell, as a convolution reads one."""

    def stamps(self, shape: Shape) -> SlidingWindow:
        """Lay the windows over the output, for an input of this shape.

        Its `size` is that of the output and its `out` that of the input: it is the window
        of the layer that this one reverses.
        """
        ...


def sources(window: SlidingWindow, region: Region) -> Region:
    """Give the input cells whose windows cover a region of the output.

    Parameters
    ----------
    window : SlidingWindow
        Windows over the output, one for each input cell.
    region : Region
        Of the output.

    Returns
    -------
    Region
        Of the input; may reach outside it, and is empty between windows with gaps.
    """
    spans = []
    for axis, (first, last) in enumerate((region.rows, region.columns)):
        before, stride = window.padding[axis][0], window.stride[axis]
        spread = reach(window.kernel_size[axis], window.dilation[axis])
        if first == last and not _is_hit(window, axis, first + before):
            spans.append((0, -1))
            continue
        low = -((spread - 1 - first - before) // stride)
        spans.append((low, (last + before) // stride))
    return Region(spans[0], spans[1])


def _is_hit(window: SlidingWindow, axis: int, place: int) -> bool:
    """Whether a window, if the input had no ends, would write to a place along one axis."""
    reached = np.arange(window.kernel_size[axis]) * window.dilation[axis]
    return bool((((place - reached) % window.stride[axis]) == 0).any())


def stamped(window: SlidingWindow, row: int, column: int) -> tuple[IntArray, IntArray]:
    """Give the output cells that one input cell writes, without those outside the output.

    Parameters
    ----------
    window : SlidingWindow
        Windows over the output.
    row, column : int
        The input cell.

    Returns
    -------
    rows, columns : ndarray of int
        Of the output, in ascending order.
    """
    found = []
    for axis, index in enumerate((row, column)):
        cells = window.positions(axis, index)
        found.append(cells[(cells >= 0) & (cells < window.size[axis])])
    return found[0], found[1]


def stamp_counts(window: SlidingWindow, until: int | None = None) -> IntArray:
    """Count the windows that cover each output cell.

    Parameters
    ----------
    window : SlidingWindow
        Windows over the output.
    until : int or None
        How many input cells count, in row order; None for all.

    Returns
    -------
    ndarray of int, shape (H_out, W_out)
        Number of windows over each cell.
    """
    rows, columns = window.out
    until = rows * columns if until is None else until
    whole, rest = divmod(until, columns)
    down, across = (_hits(window, axis) for axis in (0, 1))
    counts: IntArray = np.outer(down[:whole].sum(axis=0), across.sum(axis=0))
    if rest:
        counts = counts + np.outer(down[whole], across[:rest].sum(axis=0))
    return counts


def _hits(window: SlidingWindow, axis: int) -> IntArray:
    """Mark the output cells of each input cell along one axis, shape (L_in, L_out)."""
    hits = np.zeros((window.out[axis], window.size[axis]), np.intp)
    for index in range(window.out[axis]):
        cells = window.positions(axis, index)
        hits[index, cells[(cells >= 0) & (cells < window.size[axis])]] = 1
    return hits
