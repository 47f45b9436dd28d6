"""What is pasted or dropped: files, an image, or typed numbers."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent, QImage

from cnnviz.document.drawing import SetBatch
from cnnviz.document.intake import matrix_batch
from cnnviz.layers import ParameterError
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.loader import Loader
from cnnviz.words import text

SCENE = ".cnnviz"


def can_take(mime: QMimeData | None) -> bool:
    """Whether there is something that could be an image; scene files are the window's."""
    if mime is None or any(path.suffix.lower() == SCENE for path in paths_of(mime)):
        return False
    return bool(paths_of(mime)) or mime.hasImage() or mime.hasText() or mime.hasUrls()


def take(mime: QMimeData | None, bridge: Bridge, *, add: bool = False) -> None:
    """Make images of what is given; what cannot be one is refused with a sentence.

    Parameters
    ----------
    mime : QMimeData or None
        Files come first, then an image, then text.
    bridge : Bridge
        Where the images go.
    add : bool
        Whether they join the batch that there is.
    """
    loader = Loader.of(bridge)
    if mime is not None and (paths := paths_of(mime)):
        loader.open_paths(paths, add=add)
    elif mime is not None and (image := _image_of(mime)) is not None:
        loader.open_image(image, add=add)
    elif mime is not None and _is_address(mime):
        bridge.refused.emit(
            text("This is an address on the web. Save the picture on this computer and open that.")
        )
    elif mime is not None and mime.text().strip():
        take_matrix(mime.text(), bridge)
    else:
        bridge.refused.emit(text("Nothing on the clipboard can be pasted."))


def _image_of(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def _is_address(mime: QMimeData) -> bool:
    return mime.hasUrls() or bool(re.match(r"\s*(https?|ftp)://", mime.text()[:99], re.IGNORECASE))


def take_matrix(typed: str, bridge: Bridge) -> bool:
    """Let a typed matrix be the image; True if it is one."""
    try:
        batch = matrix_batch(typed)
    except ParameterError as error:
        bridge.refused.emit(error.message)
        return False
    Loader.of(bridge).cancel()
    bridge.settle()
    return bridge.do(SetBatch(batch))


def paths_of(mime: QMimeData) -> list[Path]:
    """List the files of this computer that are given."""
    if not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def accept_copy(event: QDropEvent) -> None:
    """Take what is dropped or dragged over, and leave it where it comes from."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def with_ctrl(event: QDropEvent) -> bool:
    """Whether Ctrl is held while something is dropped."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
