"""How large words are before a class, so that the last row reads them."""

from __future__ import annotations

from cnnviz.scene.layout import BACK_ROW

USUAL = (1280, 720)
"""A projector's screen, in logical pixels: on a larger one everything grows with it."""
NARROWEST, LOWEST = 1024, 720
"""Screens below that have no room for 20 points; there words shrink with them."""


def words_for(width: float, height: float) -> float:
    """Give the height of words in logical pixels: 20 points at the least where they have room.

    Parameters
    ----------
    width, height : float
        The screen, in logical pixels.
    """
    larger = min(width / USUAL[0], height / USUAL[1])
    smaller = min(1.0, width / NARROWEST, height / LOWEST)
    return BACK_ROW * max(larger, smaller)
