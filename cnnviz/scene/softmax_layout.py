"""Where the rows of numbers, the bars and the loss of a softmax stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.scene.layout import BACK_ROW, LEGIBLE, MARGIN, top_margin
from cnnviz.scene.legible import signs_before_class, signs_of
from cnnviz.scene.marks import Box, Viewport
from cnnviz.trace import FloatArray

ROWS = 5
"""Rows of numbers: scores, minus their maximum, powers, probabilities, target."""
ROW = 0.105
"""Height of a row, as a part of the stage's."""
SIDE = 0.17
"""Width of what stands at the right of the rows, as a part of the stage's."""
WIDEST = 96.0
"""Width of a class at the most, at text size 1."""
FILLED = 0.9
"""Part of a cell's width that its number takes at the most."""
GAP = 8.0
"""Between rows and bars, at text size 1."""


@dataclass(frozen=True)
class SoftmaxLayout:
    """Boxes of a stage on which every class has a column.

    Attributes
    ----------
    classes : Box
        The numbers of the classes, above everything.
    scores : Box
        The bars of the scores.
    rows : tuple of Box
        The rows of numbers, from top to bottom.
    parts : Box
        The bars of the powers and of the probabilities.
    side : Box
        What stands at the right of the bars below: the loss.
    font : float
        Height of words in logical pixels.
    """

    classes: Box
    scores: Box
    rows: tuple[Box, ...]
    parts: Box
    side: Box
    font: float

    @classmethod
    def within(cls, view: Viewport, count: int) -> SoftmaxLayout:
        """Lay out the stage for so many classes."""
        font = 13.0 * view.text
        label, gap = 4.6 * font, GAP * min(view.text, 1.5)
        side = max(SIDE * view.width, 7.5 * font)
        room = view.width - 2 * MARGIN - label - side - 2 * gap
        width = min(room, WIDEST * view.text * max(count, 3))
        top = top_margin(view)
        head = 1.5 * font
        free = view.height - top - head - max(MARGIN / 2, 0.7 * font)
        row = max(ROW * view.height, 22.0)
        bars = max((free - ROWS * row - 2 * gap) / 2, 20.0)
        left = MARGIN + label + (room - width) / 2
        classes = Box(left, top, width, head)
        scores = Box(left, classes.bottom + 0.3 * font, width, bars - 0.3 * font)
        y = scores.bottom + gap
        rows = tuple(Box(left, y + i * row, width, row) for i in range(ROWS))
        parts = Box(left, rows[-1].bottom + gap, width, bars)
        beside = Box(
            parts.right + 2.5 * gap, rows[-1].y, side - 2.5 * gap, parts.bottom - rows[-1].y
        )
        return cls(classes, scores, rows, parts, beside, font)

    def bar(self, box: Box, count: int, index: int, low: float, high: float) -> Box:
        """Give a bar of a chart.

        Parameters
        ----------
        box : Box
            The chart.
        count, index : int
            Classes, and which one.
        low, high : float
            Its ends as parts of the chart's height, from the bottom.
        """
        width = box.w / count
        margin = 0.18 * width if width >= 6 else 0.0
        x, y = box.x + index * width + margin, box.bottom - high * box.h
        return Box(x, y, width - 2 * margin, max((high - low) * box.h, 0.0))

    def numbers(
        self, values: FloatArray, decimals: tuple[int, int], view: Viewport
    ) -> tuple[int | None, int]:
        """Choose the decimals of rows, and the signs that each of their numbers has room for.

        There are no decimals if the numbers would be small print.

        Parameters
        ----------
        values : ndarray, shape (R, C)
            The row, or rows that are written alike.
        decimals : (int, int)
            How many there are at the least and at the most, if any are needed.
        view : Viewport
            Size of the stage.

        Returns
        -------
        places : int or None
            Decimals; None for no numbers.
        signs : int
            Signs of the longest number.
        """
        row, width = self.rows[0], self.rows[0].w / values.shape[1]
        least = BACK_ROW if view.presenting else LEGIBLE + 1.5
        finite = values[np.isfinite(values)]
        broken = bool((finite != np.rint(finite)).any())
        if 0.45 * row.h < least:
            return None, 0
        fewest, most = decimals if broken else (0, 0)
        wanted = min(0.45 * row.h, BACK_ROW if view.presenting else 15.0)
        for font in (wanted, max(0.8 * wanted, least), least):
            for places in range(most, fewest - 1, -1):
                signs = signs_of(finite, places, short=False)
                room = FILLED * (width - 4) / (0.6 * font)
                if view.presenting:
                    room = signs_before_class(width, font)
                if signs <= room:
                    return places, signs
        return None, 0
