"""The atlas: each tile of a number in each colour is drawn when first used, then stamped."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from cnnviz.views.fonts import mono_font
from cnnviz.views.numerals import TILES, WIDTHS, Numerals
from cnnviz.views.stamps import Stamps

SHELF = 1024
"""Width of the picture in real pixels, at the least."""


class Atlas:
    """The tiles of numbers at one size, in some colours.

    Parameters
    ----------
    px : int
        Height of the font in real pixels.
    inks : tuple of str
        The colours.

    Attributes
    ----------
    pixmap : QPixmap
        All tiles that have been used so far.
    """

    def __init__(self, px: int, inks: tuple[str, ...]) -> None:
        self._inks = inks
        self._font = mono_font(px)
        metrics = QFontMetricsF(self._font)
        self._advance = max(1, round(metrics.horizontalAdvance("0")))
        self._height = round(metrics.ascent()) + round(metrics.descent()) + 2
        self._base = round(metrics.ascent()) + 1
        self._rise = self._base - round(metrics.capHeight()) / 2 - 0.25
        # One pixel more at each side: smooth edges reach beyond a glyph's own room.
        self._widths = WIDTHS * self._advance + 2
        self._left = np.full(len(inks) * len(TILES), -1)
        self._top = np.zeros(len(inks) * len(TILES), np.intp)
        self._free = (0, 0)
        self.pixmap = QPixmap(max(SHELF, int(self._widths.max())), self._height)
        self.pixmap.fill(Qt.GlobalColor.transparent)

    def place(
        self,
        stamps: Stamps,
        numbers: Numerals,
        x: NDArray[np.floating],
        y: NDArray[np.floating],
        ink: NDArray[np.integer],
    ) -> None:
        """Centre numbers on points.

        Parameters
        ----------
        stamps : Stamps
            Takes the tiles.
        numbers : Numerals
            The N numbers.
        x, y : ndarray, shape (N,)
            Centres in real pixels.
        ink : ndarray of int, shape (N,)
            Which colour each number has.
        """
        cell = numbers.cell
        tile = ink.take(cell).astype(np.intp) * len(TILES) + numbers.tile
        left = self._left.take(tile)
        if len(left) and left.min() < 0:
            self._draw(np.unique(tile[left < 0]).tolist())
            left = self._left.take(tile)
        width = self._widths.take(numbers.tile)
        end = np.floor(x + numbers.length * (0.5 * self._advance))
        start = end.take(cell) - (numbers.slot * self._advance + width - 1)
        upper = np.floor(y - self._rise).take(cell)
        stamps.place(start, upper, left, self._top.take(tile), width, self._height)

    def _draw(self, tiles: list[int]) -> None:
        """Draw tiles that are used for the first time, on shelves of equal height."""
        x, y = self._free
        for tile in tiles:
            width = int(self._widths[tile % len(TILES)])
            if x + width > self.pixmap.width():
                x, y = 0, y + self._height
            self._left[tile], self._top[tile] = x, y
            x += width
        self._free = x, y
        if y + self._height > self.pixmap.height():
            larger = QPixmap(self.pixmap.width(), 2 * (y + self._height))
            larger.fill(Qt.GlobalColor.transparent)
            painter = QPainter(larger)
            painter.drawPixmap(0, 0, self.pixmap)
            painter.end()
            self.pixmap = larger
        painter = QPainter(self.pixmap)
        painter.setFont(self._font)
        for tile in tiles:
            ink, number = divmod(tile, len(TILES))
            painter.setPen(QColor(self._inks[ink]))
            at = QPointF(self._left[tile] + 1, self._top[tile] + self._base)
            for place, sign in enumerate(TILES[number]):
                painter.drawText(at + QPointF(place * self._advance, 0), sign)
        painter.end()


@lru_cache(maxsize=24)
def atlas(px: int, inks: tuple[str, ...]) -> Atlas:
    """Give the atlas of a size and some colours, empty at the first call."""
    return Atlas(px, inks)
