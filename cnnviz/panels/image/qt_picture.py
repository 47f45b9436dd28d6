"""An image of Qt's, such as one from the clipboard, as a picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from cnnviz.document.intake import PASTED
from cnnviz.document.picture import Picture, PictureError
from cnnviz.words import text

LONGEST_SIDE = 2048


def picture_of(image: QImage, name: str = PASTED) -> Picture:
    """Turn an image of Qt's into a picture, what is transparent on white.

    Parameters
    ----------
    image : QImage
        Any format; one of more than 2,048 pixels a side is made smaller.
    name : str
        What to call it.

    Raises
    ------
    PictureError
        If there is no image.
    """
    if image.isNull():
        raise PictureError(text("There is no picture on the clipboard that can be read."))
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            LONGEST_SIDE,
            LONGEST_SIDE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    width, height = plain.width(), plain.height()
    stored = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    values = stored[:, : 4 * width].reshape(height, width, 4).astype(np.float32)
    cover = values[..., 3:] / np.float32(255)
    mixed = values[..., :3] * cover + np.float32(255) * (1 - cover)
    pixels = np.moveaxis(mixed, 2, 0)  # (3, H, W)
    if (pixels == pixels[0]).all():
        pixels = pixels[:1]
    return Picture(name, pixels, 255.0, ink=False)
