"""Small pictures of feature maps and images, for the cards of the pipeline."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray
from cnnviz.views.picture import value_image
from cnnviz.views.theme import Theme

_KEEP = Qt.AspectRatioMode.KeepAspectRatio
GAP = 4
"""Between maps, in logical pixels."""


def thumbnail(
    values: FloatArray,
    scale: Scale,
    theme: Theme,
    size: tuple[int, int],
    ratio: float = 1.0,
    *,
    colour: bool = False,
    most: int = 8,
    background: str = "raised",
) -> QImage:
    """Draw maps side by side, or one colour image.

    Parameters
    ----------
    values : ndarray, shape (M, H, W)
        Maps on one scale, or red, green and blue.
    scale : Scale
        Shared by all maps.
    theme : Theme
        In which colours.
    size : tuple of int
        Width and height of the picture in logical pixels.
    ratio : float
        Real pixels for each logical one.
    colour : bool
        Whether `values` is one image with three channels.
    most : int
        Maps at the most; the rest are not shown.
    background : str
        Role between and around the maps.

    Returns
    -------
    QImage
        RGB32, with `ratio` as its device pixel ratio.
    """
    width, height = round(size[0] * ratio), round(size[1] * ratio)
    result = QImage(max(1, width), max(1, height), QImage.Format.Format_RGB32)
    result.fill(theme.colour(background))
    if values.size:
        shown = 1 if colour else min(most, len(values))
        gap = round(GAP * ratio)
        tall, wide = values.shape[-2:]
        room = QSize((width - gap * (shown - 1)) // shown, height)
        each = QSize(wide, tall).scaled(room.expandedTo(QSize(1, 1)), _KEEP)
        # Whole real pixels for each cell look best where there is room for them.
        if each.width() >= 2 * wide:
            times = each.width() // wide
            each = QSize(wide * times, tall * times)
        step = max(1, tall // (2 * max(1, each.height())))
        small = values[..., ::step, ::step]
        painter = QPainter(result)
        for number in range(shown):
            picture = value_image(small if colour else small[number], scale, theme)
            shrinks = picture.width() > each.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
            left = number * (each.width() + gap)
            painter.drawImage(QRect(left, 0, each.width(), each.height()), picture)
        painter.end()
    result.setDevicePixelRatio(ratio)
    return result
