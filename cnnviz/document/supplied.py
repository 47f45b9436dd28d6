"""The pictures that come with the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.document.picture import FloatArray, Picture
from cnnviz.document.pictures import read_picture
from cnnviz.ink import handwriting
from cnnviz.paths import resource
from cnnviz.words import Text, text

Group = Literal["digits", "handwriting", "shapes", "photographs"]

DIGIT_PEAK = 16
SHAPE_SIDE = 16
NOISE_SEED = 7


@dataclass(frozen=True)
class Supplied:
    """One picture of the gallery, loaded on demand.

    Attributes
    ----------
    key : str
        Identifier in saved files.
    label : Text
        Display name.
    group : {"digits", "handwriting", "shapes", "photographs"}
        Section of the gallery.
    ink : bool
        Whether a high value means ink on paper; otherwise it means white.
    load : callable
        Loads or draws the picture.
    """

    key: str
    label: Text
    group: Group
    ink: bool
    load: Callable[[], Picture]


@cache
def _digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Load (1797, 8, 8) images of 0…16 and their 1,797 labels."""
    with np.load(resource("images", "digits.npz")) as stored:
        return stored["images"], stored["labels"]


def digit_count() -> int:
    """Count the handwritten digits."""
    return len(_digits()[1])


def digit_label(index: int) -> int:
    """Give the label, 0 to 9, of a handwritten digit.

    Parameters
    ----------
    index : int
        From 0 to ``digit_count() - 1``.
    """
    return int(_digits()[1][_checked(index)])


def digit(index: int) -> Picture:
    """Load one handwritten digit, shape (1, 8, 8), values 0 to 16.

    Parameters
    ----------
    index : int
        From 0 to ``digit_count() - 1``.

    Raises
    ------
    IndexError
        If there is no such digit.

    References
    ----------
    Alpaydin & Kaynak (1998), "Optical Recognition of Handwritten Digits", UCI
    Machine Learning Repository.
    """
    image = _digits()[0][_checked(index)].astype(np.float32)[np.newaxis]
    return Picture(f"digit-{index}", image, DIGIT_PEAK, ink=True)


def digits(indices: Iterable[int]) -> tuple[Picture, ...]:
    """Load several handwritten digits.

    Parameters
    ----------
    indices : iterable of int
        Each from 0 to ``digit_count() - 1``.
    """
    return tuple(digit(index) for index in indices)


def _checked(index: int) -> int:
    if not 0 <= index < digit_count():
        raise IndexError(f"digits are numbered 0 to {digit_count() - 1}, not {index}")
    return index


def handwritten(digit: int, hand: int) -> Picture:
    """Draw one digit of one hand, shape (1, 28, 28), whole numbers from 0 to 4.

    Parameters
    ----------
    digit : int
        0 to 9.
    hand : int
        From 0 to ``len(handwriting.hands()) - 1``.
    """
    pixels = handwriting.image(digit, hand) * np.float32(handwriting.LEVELS)
    return Picture(f"written-{digit}-{hand}", pixels, handwriting.LEVELS, ink=True)


def _shape(key: str, draw: Callable[[FloatArray, FloatArray], NDArray[np.generic]]) -> Picture:
    """Draw ink of 0 to 1 over rows and columns, rounded to sixteenths."""
    middles = np.arange(SHAPE_SIDE, dtype=np.float32) + np.float32(0.5)  # (16,)
    row, column = np.meshgrid(middles, middles, indexing="ij")  # (16, 16) each
    ink = np.clip(np.asarray(draw(row, column), dtype=np.float32), 0, 1)
    return Picture(key, np.round(ink * DIGIT_PEAK)[np.newaxis], DIGIT_PEAK, ink=True)


def _noise(row: FloatArray, _column: FloatArray) -> NDArray[np.generic]:
    return np.random.default_rng(NOISE_SEED).random(row.shape)


def _away(row: FloatArray, column: FloatArray) -> FloatArray:
    """Compute the distance of each cell from the centre, in cells."""
    middle = np.float32(SHAPE_SIDE / 2)
    distance: FloatArray = np.hypot(row - middle, column - middle)  # (16, 16)
    return distance


def _drawn(
    key: str, label: Text, draw: Callable[[FloatArray, FloatArray], NDArray[np.generic]]
) -> Supplied:
    return Supplied(key, label, "shapes", ink=True, load=partial(_shape, key, draw))


def _written(value: int, index: int) -> Supplied:
    label = text("Digit {digit}", digit=value)
    return Supplied(f"digit-{value}", label, "digits", ink=True, load=partial(digit, index))


def _by_hand(value: int, hand: int) -> Supplied:
    label = text("Digit {digit}", digit=value)
    load = partial(handwritten, value, hand)
    return Supplied(f"written-{value}-{hand}", label, "handwriting", ink=True, load=load)


def _taken(file: str, label: Text) -> Supplied:
    load = partial(read_picture, resource("images", file))
    return Supplied(file.partition(".")[0], label, "photographs", ink=False, load=load)


GOOD_DIGITS = (642, 466, 22, 339, 1161, 1535, 290, 559, 426, 1686)
GOOD_HANDS = (6, 2, 1, 5, 0, 4, 7, 5, 5, 0)

SUPPLIED: tuple[Supplied, ...] = (
    *(_written(value, index) for value, index in enumerate(GOOD_DIGITS)),
    *(_by_hand(value, hand) for value, hand in enumerate(GOOD_HANDS)),
    _drawn("vertical-edge", text("Vertical edge"), lambda r, c: c > 8),
    _drawn("horizontal-edge", text("Horizontal edge"), lambda r, c: r > 8),
    _drawn("diagonal-edge", text("Diagonal edge"), lambda r, c: (r + c - 15.5).clip(0, 1)),
    _drawn("corner", text("Corner"), lambda r, c: (r > 8) & (c > 8)),
    _drawn("dot", text("Single dot"), lambda r, c: (np.floor(r) == 8) & (np.floor(c) == 8)),
    _drawn("line", text("Line"), lambda r, c: abs(c - 8) < 1),
    _drawn("cross", text("Cross"), lambda r, c: np.minimum(abs(r - 8), abs(c - 8)) < 1),
    _drawn("saltire", text("Diagonal cross"), lambda r, c: 1.75 - abs(abs(r - 8) - abs(c - 8))),
    _drawn("square", text("Square"), lambda r, c: np.maximum(abs(r - 8), abs(c - 8)) < 5),
    _drawn("disc", text("Disc"), lambda r, c: 6 - _away(r, c)),
    _drawn("ring", text("Ring"), lambda r, c: 2 - abs(_away(r, c) - 5)),
    _drawn("checkerboard", text("Checkerboard"), lambda r, c: (r // 2 + c // 2) % 2),
    _drawn("bars", text("Bars"), lambda r, c: c // 2 % 2),
    _drawn("gradient", text("Gradient"), lambda r, c: np.floor(c) / 15),
    _drawn("noise", text("Noise"), _noise),
    _taken("camera.png", text("Photographer")),
    _taken("chelsea.jpg", text("Cat")),
    _taken("coffee.jpg", text("Coffee cup")),
    _taken("astronaut.jpg", text("Astronaut")),
    _taken("rocket.jpg", text("Rocket")),
    _taken("horse.png", text("Horse")),
    _taken("brick.png", text("Brick wall")),
    _taken("gravel.png", text("Gravel")),
    _taken("writing.png", text("Handwriting")),
)
