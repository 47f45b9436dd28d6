"""Resizing of pictures."""

from __future__ import annotations

import numpy as np

from cnnviz.document.picture import FloatArray, Picture

SMALLEST, LARGEST = 8, 512
"""Cells a side of a picture that is opened; an image of a batch may be smaller."""
SMALL_INK = 64


def fit(picture: Picture, height: int, width: int) -> Picture:
    """Show the whole picture, with a border where the shapes differ.

    The border of an ink picture is 0, empty paper. The border of a photograph
    repeats its outermost cells, so that it adds no edge that a kernel would detect.

    Parameters
    ----------
    picture : Picture
        The picture to resize.
    height, width : int
        The new size in cells, each 1 to 512.

    Raises
    ------
    ValueError
        If a side is outside 1 to 512.
    """
    _check(height, width)
    rows, columns = picture.pixels.shape[1:]
    scale = min(height / rows, width / columns)
    inner = _resample(
        picture,
        max(1, min(height, round(rows * scale))),
        max(1, min(width, round(columns * scale))),
    )
    spare = (height - inner.shape[1], width - inner.shape[2])
    border = [(0, 0), *((room // 2, room - room // 2) for room in spare)]
    pixels = np.pad(inner, border) if picture.ink else np.pad(inner, border, mode="edge")
    return Picture(picture.name, pixels, picture.peak, picture.ink)


def crop(picture: Picture, height: int, width: int) -> Picture:
    """Fill the new size with the centre of the picture.

    Parameters
    ----------
    picture : Picture
        The picture to resize; its longer side is cut off at both ends.
    height, width : int
        The new size in cells, each 1 to 512.

    Raises
    ------
    ValueError
        If a side is outside 1 to 512.
    """
    _check(height, width)
    rows, columns = picture.pixels.shape[1:]
    scale = min(rows / height, columns / width)
    kept = (min(rows, max(1, round(height * scale))), min(columns, max(1, round(width * scale))))
    top, left = (rows - kept[0]) // 2, (columns - kept[1]) // 2
    middle = picture.pixels[:, top : top + kept[0], left : left + kept[1]]
    cut = Picture(picture.name, middle, picture.peak, picture.ink)
    return Picture(picture.name, _resample(cut, height, width), picture.peak, picture.ink)


def _resample(picture: Picture, height: int, width: int) -> FloatArray:
    """Resample to (C, height, width).

    Smaller: each new cell is the mean of the area it covers. Larger: the
    nearest cell for an ink picture of at most 64 cells a side, so that its
    cells stay recognizable; bicubic otherwise, kept within the old extremes.
    """
    rows, columns = picture.pixels.shape[1:]
    if (rows, columns) == (height, width):
        return picture.pixels
    from PIL import Image

    shrinks = height < rows or width < columns
    if shrinks:
        method = Image.Resampling.BOX
    elif picture.ink and max(rows, columns) <= SMALL_INK:
        method = Image.Resampling.NEAREST
    else:
        method = Image.Resampling.BICUBIC
    channels = [
        np.asarray(Image.fromarray(channel).resize((width, height), method), dtype=np.float32)
        for channel in picture.pixels
    ]
    return np.clip(np.stack(channels), picture.pixels.min(), picture.pixels.max())


def _check(height: int, width: int) -> None:
    if not (1 <= height <= LARGEST and 1 <= width <= LARGEST):
        raise ValueError(f"a side is 1 to {LARGEST} cells, not {height} × {width}")
