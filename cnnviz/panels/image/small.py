"""Small pictures of images, for the batch and the gallery."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from cnnviz.document import resize
from cnnviz.document.picture import Picture
from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray
from cnnviz.views.theme import Theme
from cnnviz.views.value_image import value_image

SIDE = 64


def thinned(pixels: FloatArray) -> FloatArray:
    """Take every so many rows and columns of images, shape (..., H, W), at most 64."""
    rows, columns = (_kept(side) for side in pixels.shape[-2:])
    return pixels[..., rows[:, None], columns]


def _kept(side: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    count = min(side, SIDE)
    return ((np.arange(count) + 0.5) * side / count).astype(np.intp)


def small_image(pixels: FloatArray, scale: Scale, theme: Theme) -> QImage:
    """Draw one small image, shape (C, H, W)."""
    return value_image(pixels if len(pixels) == 3 else pixels[0], scale, theme)


def small_picture(picture: Picture) -> Picture:
    """Make a square picture of at most 64 cells a side of a larger one."""
    side = min(SIDE, *picture.pixels.shape[1:])
    return resize.crop(picture, max(8, side), max(8, side))


def picture_image(picture: Picture, theme: Theme) -> QImage:
    """Draw a small picture on its own scale."""
    scale = Scale("ink" if picture.ink else "light", 0.0, picture.peak)
    return small_image(picture.pixels, scale, theme)
