"""The atlas: every glyph of a number in every colour, drawn once, then stamped."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from cnnviz.views.fonts import mono_font
from cnnviz.views.numerals import GLYPHS, Numerals

_X, _Y, _LEFT, _TOP, _WIDTH, _HEIGHT, _SX, _SY, _TURN, _OPACITY = range(10)


class Stamps:
    """Parts of one picture, to be stamped at many places by a single call.

    Parameters
    ----------
    pixmap : QPixmap
        Where the parts are taken from.
    """

    def __init__(self, pixmap: QPixmap) -> None:
        self.pixmap = pixmap
        self._parts = PrimitiveArray(QPainter.PixmapFragment, 10)

    def place(
        self,
        x: NDArray[np.floating],
        y: NDArray[np.floating],
        left: NDArray[np.floating] | float,
        top: NDArray[np.floating] | float,
        width: NDArray[np.floating] | float,
        height: NDArray[np.floating] | float,
    ) -> None:
        """Say where to stamp what.

        Parameters
        ----------
        x, y : ndarray, shape (K,)
            Top left corners where the parts are stamped, in real pixels.
        left, top, width, height : ndarray, shape (K,), or float
            The parts in the picture.
        """
        self._parts.resize(len(x))
        table = self._parts.ndarray()
        table[:, _X] = x
        table[:, _X] += np.multiply(width, 0.5)
        table[:, _Y] = y
        table[:, _Y] += np.multiply(height, 0.5)
        table[:, _LEFT] = left
        table[:, _TOP] = top
        table[:, _WIDTH] = width
        table[:, _HEIGHT] = height
        table[:, _SX : _SY + 1] = 1
        table[:, _TURN] = 0
        table[:, _OPACITY] = 1

    def paint(self, painter: QPainter) -> None:
        """Stamp all parts; the painter paints in real pixels."""
        if len(self._parts):
            painter.drawPixmapFragments(*self._parts.drawargs(), self.pixmap)


class Atlas:
    """The glyphs of the number font at one size, in some colours.

    Parameters
    ----------
    px : int
        Height of the font in real pixels.
    inks : tuple of str
        The colours.

    Attributes
    ----------
    advance : int
        From one glyph to the next, in real pixels.
    """

    def __init__(self, px: int, inks: tuple[str, ...]) -> None:
        font = mono_font(px)
        font.setHintingPreference(font.HintingPreference.PreferVerticalHinting)
        metrics = QFontMetricsF(font)
        self.advance = max(1, round(metrics.horizontalAdvance("0")))
        self._width = self.advance + 2
        self._height = round(metrics.ascent()) + round(metrics.descent()) + 2
        self._base = round(metrics.ascent()) + 1
        self._middle = self._base - round(metrics.capHeight()) / 2
        self.pixmap = QPixmap(self._width * len(GLYPHS), self._height * len(inks))
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setFont(font)
        for row, ink in enumerate(inks):
            painter.setPen(QColor(ink))
            for number, sign in enumerate(GLYPHS):
                room = self._width - metrics.horizontalAdvance(sign)
                at = QPointF(number * self._width + room / 2, row * self._height + self._base)
                painter.drawText(at, sign)
        painter.end()

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
            Made from `pixmap`; takes the glyphs.
        numbers : Numerals
            The N numbers.
        x, y : ndarray, shape (N,)
            Centres in real pixels.
        ink : ndarray of int, shape (N,)
            Which colour each number has.
        """
        right = np.floor(x + numbers.length * (self.advance / 2))
        cell = numbers.cell
        left = right.take(cell) - (numbers.slot + 1) * self.advance - 1
        top = np.floor(y - self._middle + 0.25)
        stamps.place(
            left,
            top.take(cell),
            numbers.glyph * self._width,
            ink.take(cell).astype(np.intp) * self._height,
            self._width,
            self._height,
        )


@lru_cache(maxsize=48)
def atlas(px: int, inks: tuple[str, ...]) -> Atlas:
    """Give the atlas of a size and some colours, made at the first call."""
    return Atlas(px, inks)
