"""What a worker does: read pictures one by one, and gather them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from cnnviz.document.intake import Framing, How, Mode, batch_of, numbers_of, supplied
from cnnviz.document.pictures import Picture, read_picture
from cnnviz.document.state import Batch
from cnnviz.panels.image.qt_picture import picture_of
from cnnviz.words import Text

Read = Callable[[], Picture]


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
    """

    pictures: tuple[Picture, ...]
    batch: Batch | None
    add: bool
    said: Text | None


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
