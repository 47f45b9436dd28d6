"""What a worker does: read pictures one by one, and gather them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from cnnviz.document.intake import (
    Framing,
    How,
    Mode,
    averaged_note,
    batch_of,
    numbers_of,
    resized_note,
    supplied,
)
from cnnviz.document.picture import Picture, PictureError
from cnnviz.document.pictures import read_picture
from cnnviz.document.progress import Progress
from cnnviz.document.state import Batch
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
        What went wrong, or was done to an array, if something was.
    noted : Text or None
        What was done to a picture, if it is worth a line.
    """

    pictures: tuple[Picture, ...]
    batch: Batch | None
    add: bool
    said: Text | None = None
    noted: Text | None = None


def reading_steps(readers: Sequence[Read], framing: Framing | None, how: How) -> Progress[Arrival]:
    """Read pictures and gather them; those that cannot be read are told of and left out.

    Parameters
    ----------
    readers : sequence of callable
        Each reads one picture, or raises `PictureError`.
    framing : Framing or None
        Size and channels of the batch that they join, if they join one.
    how : str
        ``fit`` or ``crop``, where they join none.

    Yields
    ------
    float
        How much is done, before each picture.

    Returns
    -------
    Arrival
        What there is to bring.

    Raises
    ------
    ParameterError
        If the pictures make no batch.
    MemoryError
        If they are too large to be one.
    """
    pictures: list[Picture] = []
    said: Text | None = None
    for done, read in enumerate(readers):
        yield done / len(readers)
        try:
            pictures.append(read())
        except PictureError as error:
            said = said or error.message
        except MemoryError:
            said = said or NO_MEMORY
    batch = gathered(pictures, framing, how) if pictures else None
    if batch is not None:
        said = said or resized_note(pictures, batch)
    noted = averaged_note(pictures, batch) if batch is not None else None
    return Arrival(tuple(pictures), batch, framing is not None, said, noted)


def resizing_steps(
    pictures: Sequence[Picture], framing: Framing, digits: tuple[int, ...]
) -> Progress[Batch]:
    """Make a batch of pictures in another size; see `batch_of`."""
    yield 0.0
    return batch_of(pictures, framing, digits)


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
