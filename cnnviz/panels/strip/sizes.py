"""How large things are in the pipeline strip, in logical pixels at a text size."""

from __future__ import annotations

from functools import lru_cache

from cnnviz.panels.appearance import Appearance

TITLE_PX, SUMMARY_PX, SHAPE_PX, ERROR_PX = 13, 11, 11, 11.5


class Sizes:
    """Lengths of the strip; words grow with the text size and the window, pictures grow less.

    A compact strip has one line for each card: the title and the thumbnails behind it.

    Parameters
    ----------
    text : float
        Factor on the height of the fonts.
    compact : bool
        Whether a card has one line.
    """

    def __init__(self, text: float, compact: bool) -> None:
        self.text, self.compact = text, compact
        self.pad = round(10 * (0.7 + 0.3 * text))
        self.title = round(19 * text)
        self.summary = 0 if self.compact else round(15 * text)
        self.gap = 0 if self.compact else 4
        self.maps_height = round((20 if self.compact else 36) * text)
        self.edge = 5 if self.compact else self.pad - 2
        rows = (self.title, self.maps_height)
        inside = max(rows) if self.compact else sum(rows) + self.summary + self.gap
        self.card_height = inside + 2 * self.edge
        self.card_width = round(166 * (0.5 + 0.5 * text))
        self.card_least = round(100 * text)
        self.add_width = round(44 * (0.6 + 0.4 * text))
        self.arrow = round(62 * (0.6 + 0.4 * text))
        self.margin = 14
        self.above = 7 if self.compact else 12
        self.below = 16
        self.radius = 8.0
        self.tool = round(14 * text)

    @staticmethod
    def of(appearance: Appearance) -> Sizes:
        """Give the lengths at the text size of an appearance."""
        grown = 1.0 if appearance.compact else appearance.grown
        return _sizes(appearance.tools * grown * appearance.strip, appearance.compact)

    @property
    def row_height(self) -> int:
        """Height of the row of cards."""
        return self.above + self.card_height


_sizes = lru_cache(maxsize=8)(Sizes)  # asked for dozens of times at every change
