"""Diagonal stripes: thin ones on padding, strong ones on cells that are never reached."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

from cnnviz.views.theme import rgb

PITCH = 6.0
"""From stripe to stripe along a row, in logical pixels."""
THIN, STRONG = 0.30, 0.42
"""Part of the ground that the stripes cover."""


def _coverage(height: int, width: int, pitch: int, part: float) -> NDArray[np.float32]:
    """How much of each pixel a stripe covers, 0 to 1, shape (height, width)."""
    across = (np.arange(width) - np.arange(height)[:, None]) % pitch
    away = np.abs(across - pitch / 2).astype(np.float32)
    return np.clip(part * pitch / 2 + 0.5 - away, 0, 1)


def _tinted(coverage: NDArray[np.floating], colour: str) -> NDArray[np.uint32]:
    """Premultiplied ARGB of a colour by its coverage."""
    r, g, b = (np.rint(coverage * part).astype(np.uint32) for part in rgb(colour))
    return np.rint(coverage * 255).astype(np.uint32) << 24 | r << 16 | g << 8 | b


def pitch_of(ratio: float) -> int:
    """From stripe to stripe in real pixels."""
    return max(4, round(PITCH * ratio))


@lru_cache(maxsize=32)
def tile(colour: str, ratio: float, strong: bool = False) -> QPixmap:
    """Give a square that continues itself in both directions.

    Parameters
    ----------
    colour : str
        Of the stripes.
    ratio : float
        Real pixels for each logical one.
    strong : bool
        Broader stripes.
    """
    pitch = pitch_of(ratio)
    side = pitch * 8
    tinted = _tinted(_coverage(side, side, pitch, STRONG if strong else THIN), colour)
    return QPixmap.fromImage(_owned(tinted))


def overlay(
    mask: NDArray[np.bool_],
    x: NDArray[np.intp],
    y: NDArray[np.intp],
    colour: str,
    ratio: float,
) -> QImage:
    """Give strong stripes over some cells.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)
        The cells.
    x, y : ndarray of int, shape (W + 1,) and (H + 1,)
        Edges of the cells in real pixels.
    colour : str
        Of the stripes.
    ratio : float
        Real pixels for each logical one.

    Returns
    -------
    QImage
        Premultiplied ARGB, its top left pixel at (x[0], y[0]).
    """
    width, height = int(x[-1] - x[0]), int(y[-1] - y[0])
    column = np.searchsorted(x[1:] - x[0], np.arange(width), side="right")
    row = np.searchsorted(y[1:] - y[0], np.arange(height), side="right")
    stripes = _coverage(height, width, pitch_of(ratio), STRONG)
    return _owned(_tinted(stripes * mask[row][:, column], colour))


def _owned(pixels: NDArray[np.uint32]) -> QImage:
    height, width = pixels.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, form).copy()
