"""Logical boxes on the grid of real pixels, where edges are sharp."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPaintEngine, QPainter

from cnnviz.scene.marks import Box

FAR = 1_000_000
"""Pixels from the origin; nothing that lies farther away is drawn."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """How logical pixels become real ones: scale first, then shift.

    Attributes
    ----------
    ratio : float
        Real pixels for each logical one.
    dx, dy : float
        Where the logical origin lies, in real pixels.
    """

    ratio: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def rect(self, box: Box) -> QRect:
        """Give the real pixels of a box, edges rounded."""
        left, top = near(box.x * self.ratio + self.dx), near(box.y * self.ratio + self.dy)
        right = near(box.right * self.ratio + self.dx)
        bottom = near(box.bottom * self.ratio + self.dy)
        return QRect(left, top, right - left, bottom - top)

    def length(self, logical: float) -> int:
        """Give a thickness in real pixels, at least 1."""
        return max(1, near(logical * self.ratio))


def near(pixel: float) -> int:
    """Round to a whole pixel, no farther away than `FAR`; a missing number becomes 0."""
    return round(min(max(pixel, -FAR), FAR)) if pixel == pixel else 0


def nears(pixels: NDArray[np.floating]) -> NDArray[np.intp]:
    """Round to whole pixels as `near` does, in the shape of the array."""
    return np.rint(np.nan_to_num(pixels).clip(-FAR, FAR)).astype(np.intp)


def reached(box: Box) -> bool:
    """Whether a box lies where something can be drawn: its sides are numbers, and near."""
    return all(abs(side) <= FAR for side in (box.x, box.y, box.right, box.bottom))


def pixels_of(painter: QPainter) -> Pixels:
    """Read off a painter how it scales and shifts."""
    now = painter.deviceTransform()
    return Pixels(now.m11(), now.dx(), now.dy())


@contextmanager
def entered(painter: QPainter) -> Iterator[None]:
    """Let a painter paint in real pixels for a while; then it is as it was."""
    painter.save()
    try:
        inverse, _ = painter.deviceTransform().inverted()
        painter.setWorldTransform(inverse * painter.worldTransform())
        yield
    finally:
        painter.restore()


def is_raster(painter: QPainter) -> bool:
    """Whether a painter paints pixels, and not the shapes of an SVG or a PDF."""
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


def edges(start: int, length: int, count: int) -> NDArray[np.intp]:
    """Give the first real pixel of each of `count` cells, and the end of the last.

    These are the edges at which Qt's unsmoothed scaling of an image changes cells.

    Parameters
    ----------
    start, length : int
        Where the cells begin and how much room they have together.
    count : int
        How many there are.

    Returns
    -------
    ndarray of int, shape (count + 1,)
    """
    return start + np.ceil(np.arange(count + 1) * (length / count) - 0.5).astype(np.intp)


def image_of(colours: NDArray[np.uint32]) -> QImage:
    """Wrap 0xffRRGGBB values as an image; the array must outlive it.

    Parameters
    ----------
    colours : ndarray of uint32, shape (H, W)
        C-contiguous.
    """
    height, width = colours.shape
    return QImage(colours.data, width, height, width * 4, QImage.Format.Format_RGB32)
