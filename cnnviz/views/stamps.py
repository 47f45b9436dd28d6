"""Parts of one picture, stamped at many places by a single call to Qt."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

Numbers = NDArray[np.floating] | NDArray[np.integer]

_X, _Y, _LEFT, _TOP, _WIDTH, _HEIGHT, _SX, _SY, _TURN, _OPACITY, _FIELDS = range(11)


class Stamps:
    """Where to stamp which parts of a picture, in an array that Qt reads as it is."""

    def __init__(self) -> None:
        self._table = np.empty((0, _FIELDS))  # rows are QPainter.PixmapFragment: ten doubles
        self._count = 0

    def place(
        self,
        x: Numbers,
        y: Numbers,
        left: Numbers | float,
        top: Numbers | float,
        width: Numbers | float,
        height: Numbers | float,
    ) -> None:
        """Say where to stamp what.

        Parameters
        ----------
        x, y : ndarray, shape (K,)
            Top left corners where the parts are stamped, in real pixels.
        left, top, width, height : ndarray, shape (K,), or float
            The parts in the picture.
        """
        count = self._count = len(x)
        if count > len(self._table):
            self._table = np.empty((count + count // 4, _FIELDS))
            self._table[:, _SX : _SY + 1] = 1
            self._table[:, _TURN] = 0
            self._table[:, _OPACITY] = 1
        table = self._table[:count]
        # Qt wants the middle of each part.
        table[:, _X] = x + 0.5 * width
        table[:, _Y] = y + 0.5 * height
        table[:, _LEFT] = left
        table[:, _TOP] = top
        table[:, _WIDTH] = width
        table[:, _HEIGHT] = height

    def paint(self, painter: QPainter, pixmap: QPixmap) -> None:
        """Stamp all parts of a picture; the painter paints in real pixels."""
        if self._count:
            first = Shiboken.wrapInstance(self._table.ctypes.data, QPainter.PixmapFragment)
            fragments = cast(QPainter.PixmapFragment, first)
            painter.drawPixmapFragments(fragments, self._count, pixmap)
