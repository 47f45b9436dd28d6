"""How large things are in the pipeline strip, in logical pixels at a text size."""

from __future__ import annotations

from cnnviz.panels.appearance import Appearance

TITLE_PX, SUMMARY_PX, SHAPE_PX, ERROR_PX = 13, 11, 11, 11.5


class Sizes:
    """Lengths of the strip; words grow with the text size, pictures grow less.

    Parameters
    ----------
    appearance : Appearance
        Gives the text size.
    """

    def __init__(self, appearance: Appearance) -> None:
        text = appearance.text
        self.pad = round(10 * (0.7 + 0.3 * text))
        self.title = round(19 * text)
        self.gap = 5
        self.maps_width = round(146 * (0.5 + 0.5 * text))
        self.maps_height = round(52 * (0.7 + 0.3 * text))
        self.card_width = self.maps_width + 2 * self.pad
        self.card_height = self.title + self.gap + self.maps_height + 2 * self.pad - 2
        self.add_width = round(44 * (0.6 + 0.4 * text))
        self.arrow = round(62 * (0.6 + 0.4 * text))
        self.margin = 14
        self.above, self.below = 12, max(16, round(10 * text) + 4)
        self.radius = 8.0
        self.tool = round(14 * text)

    @property
    def row_height(self) -> int:
        """Height of the row of cards."""
        return self.above + self.card_height
