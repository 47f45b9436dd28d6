"""Decoding of NPY files to the pixels of a picture."""

from __future__ import annotations

import io
import math
import warnings
from typing import BinaryIO

import numpy as np

from cnnviz.document.picture import FloatArray, PictureError, check_values
from cnnviz.words import Text, text

LONGEST_HEADER = 4096
LONGEST_SIDE = 2048


def read_array(file: BinaryIO, size: int, name: str) -> tuple[FloatArray, float]:
    """Read an NPY file of numbers, after checking its header.

    Parameters
    ----------
    file : binary file
        Positioned at its beginning.
    size : int
        Size of the file in bytes.
    name : str
        Name of the file in error messages.

    Returns
    -------
    pixels : ndarray of float32, shape (C, H, W)
        C is 1 or 3; an array of shape (H, W, C) is transposed.
    peak : float
        The largest magnitude, or 1 if all is zero.

    Raises
    ------
    PictureError
        If the header is damaged or describes more than the file holds; if the
        values are not real numbers, not finite, or beyond ±10⁹; if the shape
        is not (H, W), (C, H, W), or (H, W, C), or a side exceeds 2,048 cells.
    """
    shape, fortran, kind, offset = _header(file, name)
    if kind.kind not in "biuf":
        raise PictureError(
            text(
                "{name} holds values of type {kind}, not plain numbers. "
                "Save it with array.astype('float32').",
                name=name,
                kind=kind.name,
            )
        )
    form = _form(shape)
    if form is None:
        raise PictureError(
            text(
                "{name} has the shape {shape}. Save one image of shape (H, W), (1, H, W), "
                "(3, H, W), or (H, W, 3), with sides of 1 to {limit}.",
                name=name,
                shape=_said_shape(shape),
                limit=LONGEST_SIDE,
            )
        )
    count = math.prod(shape)
    if offset + count * kind.itemsize > size:
        raise PictureError(_damaged(name))
    try:
        file.seek(offset)
        values = np.frombuffer(file.read(count * kind.itemsize), dtype=kind, count=count)
    except (OSError, ValueError) as error:
        raise PictureError(_damaged(name)) from error
    with np.errstate(over="ignore", invalid="ignore"):
        pixels = values.astype(np.float32)
    check_values(pixels, name)
    pixels = pixels.reshape(shape, order="F" if fortran else "C")
    if form == "HWC":
        pixels = np.moveaxis(pixels, 2, 0)
    pixels = pixels if pixels.ndim == 3 else pixels[np.newaxis]
    return np.ascontiguousarray(pixels), float(np.abs(pixels).max()) or 1.0


def _header(file: BinaryIO, name: str) -> tuple[tuple[int, ...], bool, np.dtype[np.generic], int]:
    """Read shape, order, dtype and the offset of the values in bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            head = io.BytesIO(file.read(LONGEST_HEADER))
            version = np.lib.format.read_magic(head)
            read = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            shape, fortran, kind = read(head, max_header_size=LONGEST_HEADER)
        except Exception as error:  # whatever the reader trips over, it is the file's fault
            raise PictureError(_damaged(name)) from error
    if not all(type(length) is int for length in shape):  # True is one to the reader
        raise PictureError(_damaged(name))
    return shape, fortran, kind, head.tell()


def _form(shape: tuple[int, ...]) -> str | None:
    """Name the order of the axes; None if the shape is not that of a picture."""
    if not all(1 <= length <= LONGEST_SIDE for length in shape):
        return None
    if len(shape) == 2:
        return "HW"
    if len(shape) == 3 and shape[0] in (1, 3):
        return "CHW"
    if len(shape) == 3 and shape[2] in (1, 3):
        return "HWC"
    return None


def _said_shape(shape: tuple[int, ...]) -> str:
    said = " × ".join(str(length)[:12] for length in shape[:6])
    return f"({said or 'no axes'}{' × …' if len(shape) > 6 else ''})"


def _damaged(name: str) -> Text:
    return text(
        "{name} is a damaged or cut-off NPY file. Save it again with numpy.save.", name=name
    )
