"""A picture of any size, before it is converted to an image of the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.words import Text, text

FloatArray = NDArray[np.float32]

LARGEST_VALUE = 1e9


class PictureError(Exception):
    """A file cannot be read as a picture.

    Parameters
    ----------
    message : Text
        One sentence for the user: the error and its remedy.
    """

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, eq=False)
class Picture:
    """An immutable picture.

    Attributes
    ----------
    name : str
        Name of the file or key of the supplied picture, without its folder.
    pixels : ndarray of float32, shape (C, H, W)
        Values, with C 1 or 3; copied by the constructor, then read-only.
    peak : float
        Value of full intensity: 255 for photographs, 16 for digits.
    ink : bool
        Whether a high value means ink on paper; otherwise it means white.
    array : bool
        Whether the values are numbers of an array, which keeps its size where it can.
    whole : tuple of int or None
        Rows and columns of the file, if it was averaged down while it was read.

    Raises
    ------
    ValueError
        If `pixels` is not of rank 3, has neither 1 nor 3 channels, or is
        empty, or if `peak` is not above 0.
    """

    name: str
    pixels: FloatArray
    peak: float
    ink: bool
    array: bool = False
    whole: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        pixels = np.array(self.pixels, dtype=np.float32, order="C")
        if pixels.ndim != 3 or pixels.shape[0] not in (1, 3) or pixels.size == 0:
            raise ValueError(f"pixels must be (1 or 3, H, W), not {pixels.shape}")
        if not self.peak > 0:
            raise ValueError(f"peak must be above 0, not {self.peak}")
        pixels.setflags(write=False)
        object.__setattr__(self, "pixels", pixels)


def check_values(pixels: FloatArray, name: str) -> None:
    """Refuse values that are not finite or too large for an image.

    Parameters
    ----------
    pixels : ndarray of float32, any shape
        Values read from a file.
    name : str
        Name of the file in the error message.

    Raises
    ------
    PictureError
        If a value is NaN or beyond ±10⁹.
    """
    if np.isnan(pixels).any():
        raise PictureError(
            text("{name} has cells that are not numbers (NaN). Replace them first.", name=name)
        )
    if not (np.abs(pixels) <= LARGEST_VALUE).all():
        raise PictureError(
            text(
                "{name} has values that are infinite or beyond ±1,000,000,000. Scale them first.",
                name=name,
            )
        )
