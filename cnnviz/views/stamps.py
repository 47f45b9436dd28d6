"""Parts of one picture, stamped at many places by a single call to Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtGui import QPainter, QPixmap

Numbers = NDArray[np.floating] | NDArray[np.integer]

_X, _Y, _LEFT, _TOP, _WIDTH, _HEIGHT, _SX, _SY, _TURN, _OPACITY = range(10)


class Stamps:
    """Where to stamp which parts of a picture; pyqtgraph keeps the array that Qt reads."""

    def __init__(self) -> None:
        self._parts = PrimitiveArray(QPainter.PixmapFragment, 10)
        self._room = 0

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
        count = len(x)
        if count > self._room:
            self._room = count + count // 4
            self._parts.resize(self._room)
            fixed = self._parts.ndarray()
            fixed[:, _SX : _SY + 1] = 1
            fixed[:, _TURN] = 0
            fixed[:, _OPACITY] = 1
        self._parts.resize(count)
        table = self._parts.ndarray()
        # Qt wants the middle of each part.
        table[:, _X] = x + 0.5 * width
        table[:, _Y] = y + 0.5 * height
        table[:, _LEFT] = left
        table[:, _TOP] = top
        table[:, _WIDTH] = width
        table[:, _HEIGHT] = height

    def paint(self, painter: QPainter, pixmap: QPixmap) -> None:
        """Stamp all parts of a picture; the painter paints in real pixels."""
        if len(self._parts):
            painter.drawPixmapFragments(*self._parts.drawargs(), pixmap)
