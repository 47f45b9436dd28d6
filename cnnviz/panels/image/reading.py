"""What a worker does: read pictures one by one, and gather them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from cnnviz.document.intake import Framing, How, Mode, batch_of, numbers_of, supplied
from cnnviz.document.picture import Picture, PictureError
from cnnviz.document.pictures import read_picture
from cnnviz.document.state import Batch
from cnnviz.layers import ParameterError
from cnnviz.panels.image.qt_picture import picture_of
from cnnviz.words import Text, text

Read = Callable[[], Picture]
NO_MEMORY = text("There is not enough memory to open this picture.")


@dataclass(frozen=True, eq=False)
class Arrival:
    """What a worker brings.

    Attributes
    ----------
    pictures : tuple of Picture
        What was read.
    batch : Batch or None
        Made from them; None if there are none.
    add : bool
        Whether it joins the batch that there is.
    said : Text or None
        What went wrong, if something did.
    error : Exception or None
        What nobody expected; it is to be raised where it is reported.
    """

    pictures: tuple[Picture, ...]
    batch: Batch | None
    add: bool
    said: Text | None = None
    error: Exception | None = None


def arrival_of(
    readers: Sequence[Read], framing: Framing | None, how: How, stale: Callable[[], bool]
) -> Arrival:
    """Read pictures and gather them; whatever happens, there is something to bring.

    Parameters
    ----------
    readers : sequence of callable
        Each reads one picture, or raises `PictureError`.
    framing : Framing or None
        Size and channels of the batch that they join, if they join one.
    how : str
        ``fit`` or ``crop``, where they join none.
    stale : callable
        Asked before each picture: whether nobody waits for them any more.
    """
    pictures: list[Picture] = []
    batch: Batch | None = None
    said: Text | None = None
    try:
        for read in readers:
            if stale():
                return Arrival((), None, framing is not None)
            try:
                pictures.append(read())
            except PictureError as error:
                said = said or error.said
            except MemoryError:
                said = said or NO_MEMORY
        if pictures:
            batch = gathered(pictures, framing, how)
    except ParameterError as error:
        said = error.said
    except MemoryError:
        said = NO_MEMORY
    except Exception as error:
        return Arrival((), None, framing is not None, error=error)
    return Arrival(tuple(pictures), batch, framing is not None, said)


def resized(pictures: Sequence[Picture], framing: Framing, digits: tuple[int, ...]) -> Arrival:
    """Make a batch of pictures in another size; whatever happens, there is something to bring."""
    try:
        return Arrival(tuple(pictures), batch_of(pictures, framing, digits), False)
    except MemoryError:
        return Arrival((), None, False, NO_MEMORY)
    except Exception as error:
        return Arrival((), None, False, error=error)


def gathered(pictures: list[Picture], framing: Framing | None, how: How) -> Batch:
    """Make a batch, in the size of the first picture if no other is asked for."""
    numbers = numbers_of(pictures)
    if framing is None and len(pictures) > 1:
        framing = Framing(*batch_of(pictures[:1]).shape[1:], how, _mode(pictures))
    return batch_of(pictures, framing, numbers)


def _mode(pictures: Sequence[Picture]) -> Mode:
    return "rgb" if any(len(each.pixels) == 3 for each in pictures) else "gray"


def of_file(path: Path) -> Read:
    """Read a file."""

    def read() -> Picture:
        return read_picture(path)

    return read


def of_picture(picture: Picture) -> Read:
    """Give a picture that was read before."""
    return lambda: picture


def of_gallery(key: str) -> Read:
    """Load a picture of the gallery."""

    def read() -> Picture:
        return supplied([key])[0]

    return read


def of_image(image: QImage) -> Read:
    """Turn an image of Qt's."""

    def read() -> Picture:
        return picture_of(image)

    return read
