"""Conversion of pictures, typed numbers and empty drawings to a batch of one size."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnviz.document import resize
from cnnviz.document.matrix import matrix_values, peak_of
from cnnviz.document.picture import Picture
from cnnviz.document.pictures import to_gray, to_rgb
from cnnviz.document.state import LARGEST_SIDE, MOST_IMAGES, Batch
from cnnviz.document.supplied import DIGIT_PEAK, SUPPLIED, digit, digit_count, digit_label
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from cnnviz.words import Text, text

How = Literal["fit", "crop"]
Mode = Literal["gray", "rgb"]

DRAWING, MATRIX, PASTED = "drawing", "matrix", "pasted"
"""Names of images that have no file."""

PHOTOGRAPH_SIDE = 256
LEAST_WHOLE = 8
"""Peak from which on whole values are not divided into fractions by resizing."""


@dataclass(frozen=True)
class Framing:
    """Size, fit and channels with which a picture becomes an image of the batch.

    Attributes
    ----------
    rows, columns : int
        Cells of the image, each 1 to 512.
    how : {"fit", "crop"}
        Show the whole picture with a border, or crop it around its centre.
    mode : {"gray", "rgb"}
        One channel or three.
    """

    rows: int
    columns: int
    how: How = "fit"
    mode: Mode = "gray"

    def frame(self, picture: Picture) -> Picture:
        """Convert a picture to this size and these channels; integers stay integers."""
        whole = bool((picture.pixels == np.rint(picture.pixels)).all())
        picture = to_gray(picture) if self.mode == "gray" else to_rgb(picture)
        resized = resize.crop if self.how == "crop" else resize.fit
        framed = resized(picture, self.rows, self.columns)
        if not whole or picture.peak < LEAST_WHOLE:
            return framed
        return dataclasses.replace(framed, pixels=np.rint(framed.pixels))


def framing_for(picture: Picture, how: How = "fit") -> Framing:
    """Choose the size that suits a picture.

    A photograph keeps its own if its longer side has at most 256 cells; an array of
    numbers as long as images can be so large, and however small it is.
    """
    rows, columns = picture.pixels.shape[1:]
    least, most = (1, LARGEST_SIDE) if picture.array else (resize.SMALLEST, PHOTOGRAPH_SIDE)
    scale = min(1.0, most / max(rows, columns))
    rows, columns = (max(least, round(side * scale)) for side in (rows, columns))
    return Framing(rows, columns, how, "rgb" if len(picture.pixels) == 3 else "gray")


def resized_note(pictures: Sequence[Picture], batch: Batch) -> Text | None:
    """Say that an array's numbers were averaged or repeated to fit a batch; None if none were."""
    for picture in pictures:
        rows, columns = picture.pixels.shape[1:]
        if picture.array and (rows, columns) != batch.shape[1:]:
            return text(
                "{name} has {rows} × {columns} numbers; it was resized to "
                "{new_rows} × {new_columns} cells, so they are not the same numbers any more.",
                name=picture.name,
                rows=rows,
                columns=columns,
                new_rows=batch.shape[1],
                new_columns=batch.shape[2],
            )
    return None


def averaged_note(pictures: Sequence[Picture], batch: Batch) -> Text | None:
    """Say that a very large picture was averaged down while it was read; None if none was."""
    for picture in pictures:
        if picture.whole is not None:
            return text(
                "{name}: {rows} × {columns} pixels were averaged down to "
                "{new_rows} × {new_columns} cells.",
                name=picture.name,
                rows=picture.whole[0],
                columns=picture.whole[1],
                new_rows=batch.shape[1],
                new_columns=batch.shape[2],
            )
    return None


def framing_of(batch: Batch, how: How = "fit") -> Framing:
    """Give the size and channels that a batch has."""
    channels, rows, columns = batch.shape
    return Framing(rows, columns, how, "rgb" if channels == 3 else "gray")


def batch_of(
    pictures: Sequence[Picture], framing: Framing | None = None, digits: tuple[int, ...] = ()
) -> Batch:
    """Make a batch of pictures, scaled to the range of the first.

    Parameters
    ----------
    pictures : sequence of Picture
        1 to 32.
    framing : Framing, optional
        Size and channels; by default those of the first picture, with three channels
        if any picture has them.
    digits : tuple of int
        Indices of the supplied digits; empty for other pictures.

    Raises
    ------
    ParameterError
        If there are none or more than 32.
    """
    if not pictures:
        raise ParameterError(text("there is no picture to open"))
    if len(pictures) > MOST_IMAGES:
        raise ParameterError(text("a batch holds at most {most} images", most=MOST_IMAGES))
    first = pictures[0]
    if framing is None:
        coloured = any(len(each.pixels) == 3 for each in pictures)
        own = framing_for(first)
        framing = Framing(own.rows, own.columns, own.how, "rgb" if coloured else "gray")
    pixels = np.stack([_like(framing.frame(each), first) for each in pictures])
    names = tuple(each.name for each in pictures)
    return Batch(frozen(pixels), names, first.peak, first.ink, digits)


def _like(picture: Picture, first: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Scale the values of a picture to the range of another."""
    pixels = picture.pixels
    if picture.peak != first.peak:
        pixels = (pixels * np.float64(first.peak / picture.peak)).astype(np.float32)
    return pixels if picture.ink == first.ink else np.float32(first.peak) - pixels


def pictures_of(batch: Batch) -> tuple[Picture, ...]:
    """Split a batch into pictures."""
    both = zip(batch.names, batch.pixels, strict=True)
    return tuple(Picture(name, pixels, batch.peak, batch.ink) for name, pixels in both)


def check_framing(batch: Batch, framing: Framing) -> None:
    """Refuse a size that images cannot be resized to; their current size is always valid.

    Raises
    ------
    ParameterError
        If a side is outside 8 to 512 cells, and not the one that the batch has.
    """
    for side, own in zip((framing.rows, framing.columns), batch.shape[1:], strict=True):
        if side != own and not resize.SMALLEST <= side <= resize.LARGEST:
            raise ParameterError(
                text(
                    "a side has {low} to {high} cells, not {side}",
                    low=resize.SMALLEST,
                    high=resize.LARGEST,
                    side=side,
                )
            )


def blank(rows: int, columns: int, channels: int = 1) -> Batch:
    """Make one image of zeros with the range of the digits; black if it has colours.

    Parameters
    ----------
    rows, columns : int
        Cells, each 1 to 512.
    channels : int
        1 or 3.
    """
    ink = channels == 1
    pixels = np.zeros((1, channels, rows, columns), np.float32)
    return Batch(frozen(pixels), (DRAWING,), float(DIGIT_PEAK) if ink else 255.0, ink)


def digits_batch(indices: Sequence[int]) -> Batch:
    """Make a batch of supplied digits, each 8 × 8 cells."""
    return batch_of([digit(index) for index in indices], digits=tuple(indices))


def next_digits(batch: Batch, count: int) -> Batch:
    """Take the supplied digits that follow those of a batch, in the size that they have there.

    Parameters
    ----------
    batch : Batch
        The current batch; without digits, the first digits are taken.
    count : int
        Number of digits, 1 to 32; the first digit follows the last.
    """
    after = batch.digits[-1] + 1 if batch.digits else 0
    indices = tuple((after + i) % digit_count() for i in range(count))
    framing = framing_of(batch) if batch.digits else None
    return batch_of([digit(index) for index in indices], framing, indices)


def matrix_batch(typed: str) -> Batch:
    """Make an image of a typed or pasted matrix; see `matrix_values`.

    Raises
    ------
    ParameterError
        If it is none, or too large for an image.
    """
    values = matrix_values(typed)
    return Batch(frozen(values[None, None]), (MATRIX,), peak_of(values), ink=True)


_LABELS = {each.key: each.label for each in SUPPLIED if each.group != "digits"}
_WRITTEN = re.compile(r"written-(\d)-\d{1,2}")
_OWN = {
    DRAWING: text("Drawing"),
    MATRIX: text("Matrix"),
    PASTED: text("Pasted picture"),
}


def label_of(name: str) -> Text | str:
    """Give the display name of an image of the batch; supplied ones have a label."""
    if name in _OWN:
        return _OWN[name]
    number = digit_number(name)
    if number is not None:
        return text("Digit {digit}", digit=digit_label(number))
    by_hand = _WRITTEN.fullmatch(name)
    if by_hand is not None:
        return text("Digit {digit}", digit=int(by_hand[1]))
    return _LABELS.get(name, name)


def is_digit(name: str) -> bool:
    """Whether an image of this name is called by the digit that it shows."""
    return digit_number(name) is not None or _WRITTEN.fullmatch(name) is not None


def digit_number(name: str) -> int | None:
    """Find the supplied digit of this name; None if there is none."""
    found = re.fullmatch(r"digit-(\d{1,4})", name)
    return int(found[1]) if found and int(found[1]) < digit_count() else None


def supplied(keys: Iterable[str]) -> tuple[Picture, ...]:
    """Load pictures of the gallery by their keys; a photograph's name is its key."""
    found = {each.key: each for each in SUPPLIED}
    return tuple(
        picture if found[key].group == "digits" else dataclasses.replace(picture, name=key)
        for key, picture in ((key, found[key].load()) for key in keys)
    )


def numbers_of(pictures: Sequence[Picture]) -> tuple[int, ...]:
    """Give the indices of supplied digits for `Batch.digits`; empty if any is no digit."""
    numbers = tuple(digit_number(each.name) for each in pictures)
    return (
        tuple(number for number in numbers if number is not None)
        if all(number is not None for number in numbers)
        else ()
    )
