"""Reading the user's picture files."""

from __future__ import annotations

import os
from typing import BinaryIO, Literal

import numpy as np

from cnnviz.document.naming import display_name
from cnnviz.document.picture import FloatArray, Picture, PictureError
from cnnviz.document.regular import SpecialFileError, open_regular
from cnnviz.layers import ParameterError
from cnnviz.words import Text, text

Mode = Literal["gray", "rgb"]

LARGEST_FILE = 256 * 2**20
TABLES = (".csv", ".tsv")
"""Endings of files whose numbers are written as text."""
LUMA = (0.299, 0.587, 0.114)


def read_picture(path: str | os.PathLike[str], mode: Mode | None = None) -> Picture:
    """Read a picture file: PNG, JPEG, BMP, GIF, WebP, TIFF, or NPY.

    The content decides the format, not the name. A photograph with a side of
    more than 2,048 pixels is averaged down while it is read.

    Parameters
    ----------
    path : str or path-like
        A regular file; pipes, devices and folders are refused before reading.
    mode : {"gray", "rgb"}, optional
        Channels to convert to; by default those of the file, and gray if the three
        channels of a photograph are equal everywhere.

    Raises
    ------
    PictureError
        If the file is missing, unreadable, not a regular file, empty, too
        large, damaged, or not a picture.
    """
    name = display_name(path)
    with _open(path, name) as file:
        return _read(file, os.fstat(file.fileno()).st_size, name, mode)


def to_gray(picture: Picture) -> Picture:
    """Convert three channels to luma; a gray picture is returned unchanged.

    References
    ----------
    ITU-R BT.601, section 2.5.1: luma from R, G, and B.
    """
    if picture.pixels.shape[0] == 1:
        return picture
    gray = np.tensordot(LUMA, picture.pixels.astype(np.float64), axes=1)[np.newaxis]  # (1, H, W)
    return Picture(picture.name, gray.astype(np.float32), picture.peak, picture.ink)


def to_rgb(picture: Picture) -> Picture:
    """Repeat a gray channel three times; a colour picture is returned unchanged."""
    if picture.pixels.shape[0] == 3:
        return picture
    return Picture(picture.name, np.repeat(picture.pixels, 3, axis=0), picture.peak, picture.ink)


def _read(file: BinaryIO, size: int, name: str, mode: Mode | None) -> Picture:
    if size == 0:
        raise PictureError(text("{name} is empty. Choose another file.", name=name))
    if size > LARGEST_FILE:
        raise PictureError(
            text(
                "{name} is larger than {limit} MB. Save the picture smaller and open that.",
                name=name,
                limit=LARGEST_FILE // 2**20,
            )
        )
    try:
        start = file.read(32)
        file.seek(0)
    except OSError as error:
        raise PictureError(_unreadable(name)) from error
    table = name.lower().endswith(TABLES)
    array = table or start.startswith(b"\x93NUMPY")
    whole: tuple[int, int] | None = None
    if table:
        pixels, peak = _table(file, name)
    elif array:
        from cnnviz.document.pictures_npy import read_array

        pixels, peak = read_array(file, size, name)
    else:
        from cnnviz.document.pictures_decode import decode

        pixels, peak, whole = decode(file, start, name)
        if mode is None and len(pixels) == 3 and bool((pixels == pixels[0]).all()):
            pixels = pixels[:1]
    picture = Picture(name, pixels, peak, ink=table, array=array, whole=whole)
    if mode is None:
        return picture
    return to_gray(picture) if mode == "gray" else to_rgb(picture)


def _table(file: BinaryIO, name: str) -> tuple[FloatArray, float]:
    """Read numbers written as text, shape (1, H, W), and their peak."""
    from cnnviz.document.matrix import LONGEST_TEXT, peak_of, table_values

    try:
        values = table_values(file.read(4 * LONGEST_TEXT + 1))
    except ParameterError as error:
        raise PictureError(text("{name}: {why}", name=name, why=error.message)) from error
    return values[np.newaxis], peak_of(values)


def _open(path: str | os.PathLike[str], name: str) -> BinaryIO:
    try:
        return open_regular(path)
    except IsADirectoryError as error:
        said = text("{name} is a folder. Choose a picture inside it.", name=name)
        raise PictureError(said) from error
    except SpecialFileError as error:
        said = text("{name} is a pipe or a device, not a file. Choose a picture file.", name=name)
        raise PictureError(said) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureError(
            text("{name} is not there any more. Check the name, or choose another file.", name=name)
        ) from error
    except OSError as error:
        raise PictureError(_unreadable(name)) from error


def _unreadable(name: str) -> Text:
    return text(
        "{name} cannot be read. Check that you are allowed to open it, or copy it elsewhere.",
        name=name,
    )
