"""Values as an image, one pixel for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray
from cnnviz.views.colours import NORMAL, levels, paint_values, tables
from cnnviz.views.theme import Theme


def value_image(values: FloatArray, scale: Scale, theme: Theme) -> QImage:
    """Draw values as an RGB32 image that owns its pixels.

    Parameters
    ----------
    values : ndarray, shape (H, W) or (3, H, W)
        Values on the scale, or red, green and blue.
    scale : Scale
        How values become colours.
    theme : Theme
        Where the colours come from.
    """
    if values.ndim == 3:
        colours = paint_values(values, scale, theme)
        height, width = colours.shape
        form = QImage.Format.Format_RGB32
        return QImage(colours.data, width, height, 4 * width, form).copy()
    return level_image(levels(values, scale), tables(scale.kind, theme).colours[NORMAL])


def level_image(level: NDArray[np.uint8], colours: NDArray[np.uint32]) -> QImage:
    """Look levels up in a table of colours; Qt does this faster than NumPy.

    Parameters
    ----------
    level : ndarray of uint8, shape (H, W)
        Indices.
    colours : ndarray of uint32, shape (256,)
        0xffRRGGBB.
    """
    level = np.ascontiguousarray(level)
    height, width = level.shape
    indexed = QImage(level.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable(colours.tolist())
    return indexed.convertToFormat(QImage.Format.Format_RGB32)
