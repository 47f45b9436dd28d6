"""Whole cells as pictures: a grid that changes at every frame is put together from them."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPixmap

from cnnviz.trace import written
from cnnviz.views.colours import EMPTY
from cnnviz.views.content import Content
from cnnviz.views.numerals import LARGEST
from cnnviz.views.stamps import Stamps

PIXELS = 1 << 20
"""Real pixels that the pictures of one grid may take."""
FEWEST = 200
"""Grids with fewer cells are drawn fast enough without."""
STRIP = 16
"""New cells that are painted at a time."""
MOST = 4 * STRIP
"""New cells that are painted for one frame, at the most."""
TALLEST = 16_000
"""Height of the picture of all cells in real pixels, at the most."""
WORDS = 256
"""Places for numbers that are written as a power of ten, or in words."""
PATIENCE, PAUSE = 30, 300
"""Frames that may fail in a row; frames without a try after that."""

_HARD = 1 << 10

PaintStrip = Callable[[QPainter, NDArray[np.floating], NDArray[np.uint8]], None]


class CellPictures:
    """Pictures of cells that have been shown, found by their number and colour.

    Each number and colour has one place where its picture may be, so that finding
    it takes no search. Two cells that want one place, or too many new ones in a
    frame, make `paint` decline.

    Parameters
    ----------
    width, height : int
        Of a cell, in real pixels.
    paint_strip : callable
        Paints up to `STRIP` values with their states side by side, from (0, 0).
    """

    def __init__(self, width: int, height: int, paint_strip: PaintStrip) -> None:
        self._size = width, height
        self._paint_strip = paint_strip
        self._bits = max(4, (PIXELS // (width * height)).bit_length() - 1)
        count = (1 << self._bits) + WORDS
        # A narrow picture keeps the rows of a cell close together in memory.
        across = -(-count * height // TALLEST)
        place = np.arange(count)
        self._left, self._top = place % across * width, place // across * height
        self._keys = np.full(count, -1, np.int64)
        self.pixmap = QPixmap(across * width, -(-count // across) * height)
        self.pixmap.fill("black")
        self._bench = QPixmap(STRIP * width, height)
        self._stamps = Stamps()
        self._failed = 0
        self._pause = 0

    def paint(
        self, painter: QPainter, content: Content, x: NDArray[np.intp], y: NDArray[np.intp]
    ) -> bool:
        """Paint all cells of a grid but the empty ones, or none.

        Parameters
        ----------
        painter : QPainter
            Paints in real pixels.
        content : Content
            Of a grid without stripes.
        x, y : ndarray of int, shape (W,) and (H,)
            Left and top edges of the cells.

        Returns
        -------
        bool
            Whether they were painted.
        """
        if self._pause:
            self._pause -= 1
            return False
        keys = _keys(content)
        if keys is None:
            return False
        places = self._places(keys)
        known = self._keys.take(places) == keys
        states = content.states.reshape(-1)
        shown = states != EMPTY if states.any() else None
        if shown is not None:
            known |= ~shown
        if not known.all():
            self._learn(content, keys, places, np.flatnonzero(~known))
            good = self._keys.take(places) == keys
            if shown is not None:
                good |= ~shown
            if not good.all():
                self._failed += 1
                if self._failed > PATIENCE:
                    self._failed, self._pause = 0, PAUSE
                return False
        self._failed = 0
        left, top = np.tile(x, len(y)), np.repeat(y, len(x))
        if shown is not None:
            places, left, top = places[shown], left[shown], top[shown]
        width, height = self._size
        self._stamps.place(
            left, top, self._left.take(places), self._top.take(places), width, height
        )
        self._stamps.paint(painter, self.pixmap)
        return True

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Neighbouring numbers get neighbouring places, neighbouring levels different ones."""
        number, count = keys >> 12, 1 << self._bits
        places = number * 2 + (keys & 1) + (keys >> 8 & 11) * 37 & count - 1
        hard = keys & _HARD != 0
        if hard.any():
            places[hard] = count + (number[hard] + keys[hard] & WORDS - 1)
        return places

    def _learn(
        self,
        content: Content,
        keys: NDArray[np.int64],
        places: NDArray[np.intp],
        missing: NDArray[np.intp],
    ) -> None:
        """Paint cells that are new, strip by strip, and put them in their places."""
        _, first = np.unique(keys[missing], return_index=True)
        new = missing[first][:MOST]
        values, states = content.grid.values.reshape(-1), content.states.reshape(-1)
        width, height = self._size
        for start in range(0, len(new), STRIP):
            part = new[start : start + STRIP]
            painter = QPainter(self._bench)
            self._paint_strip(painter, values[part], states[part])
            painter.end()
            painter = QPainter(self.pixmap)
            for number, place in enumerate(places[part].tolist()):
                at = int(self._left[place]), int(self._top[place])
                painter.drawPixmap(*at, self._bench, number * width, 0, width, height)
            painter.end()
            self._keys[places[part]] = keys[part]


def _keys(content: Content) -> NDArray[np.int64] | None:
    """Give one whole number for each cell: equal ones look equal. None if that takes too long.

    From the highest bits to the lowest: the number as written, without its point; whether it
    is whole; whether it is written as a power of ten, or in words; its state; its level.
    """
    values, places = content.grid.values.reshape(-1), content.grid.places or 0
    scaled = values.astype(np.float64)
    whole = np.rint(scaled) == scaled
    if places:
        scaled *= 10.0**places
    number = np.rint(scaled)
    size = np.abs(number)
    hard = ~(size < LARGEST)
    if places:
        hard |= (np.abs(scaled) < 0.5) & ~whole
    if hard.any():
        words = np.flatnonzero(hard).tolist()
        if len(words) > MOST:
            return None
        for cell in words:
            number[cell] = crc32(written(float(values[cell]), places).encode())
    keys = number.astype(np.int64) << 12
    keys |= whole.astype(np.int64) << 11
    keys |= np.where(hard, _HARD, 0)
    keys |= content.levels.reshape(-1)
    states = content.states
    if states.any():
        keys |= states.reshape(-1).astype(np.int64) << 8
    return keys
