"""Rows of many cells as thumbnails: broken into lines, as one small picture."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.trace import FloatArray, Shown

MOST = 24
"""Maps of one cell that are drawn one by one."""
WIDE = 4
"""How many times wider than high the picture of a longer row is, if its length allows."""


def folded(maps: FloatArray) -> FloatArray:
    """Make one map of a row that is longer than `MOST` cells, and leave all others.

    Parameters
    ----------
    maps : ndarray, shape (M, H, W) or (M, 3, H, W)
        Maps of one image, or colour images.

    Returns
    -------
    ndarray, shape (1, lines, cells), or `maps`
        The same cells in the same order.
    """
    count = len(maps)
    if maps.shape[1:] != (1, 1) or count <= MOST:
        return maps
    lines = min(
        (n for n in range(1, count + 1) if count % n == 0),
        key=lambda n: abs(count / n / n - WIDE),
    )
    return maps.reshape(1, lines, count // lines)


def as_folded(shown: Shown, maps: FloatArray) -> Shown:
    """Give what is visible of maps for their folded row.

    Parameters
    ----------
    shown : Shown
        What is visible, as of the layer's output.
    maps : ndarray, shape (M, H, W)
        What `folded` made of them.
    """
    hidden = shown.hidden
    if hidden is None or hidden.shape == maps.shape or hidden.size != maps.size:
        return shown
    return replace(shown, hidden=hidden.reshape(maps.shape))
