"""What is pasted or dropped: files, an image, or typed numbers."""

from __future__ import annotations

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
LONGEST_TEXT = 2_000_000


def can_take(mime: QMimeData) -> bool:
    """Whether there is something that could be an image; scene files are the window's."""
    if any(path.suffix.lower() == SCENE for path in paths_of(mime)):
        return False
    return bool(paths_of(mime)) or mime.hasImage() or mime.hasText()


def take(mime: QMimeData, bridge: Bridge, *, add: bool = False) -> None:
    """Make images of what is given; what cannot be one is refused with a sentence.

    Parameters
    ----------
    mime : QMimeData
        Files come first, then an image, then text.
    bridge : Bridge
        Where the images go.
    add : bool
        Whether they join the batch that there is.
    """
    paths, loader = paths_of(mime), Loader.of(bridge)
    if paths:
        loader.open_paths(paths, add=add)
        return
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            loader.open_image(image, add=add)
            return
    if mime.hasText() and mime.text().strip() and not mime.hasUrls():
        take_matrix(mime.text(), bridge)
        return
    bridge.refused.emit(
        text("Here is no picture, no file of this computer and no matrix that can be pasted.")
    )


def take_matrix(typed: str, bridge: Bridge) -> bool:
    """Let a typed matrix be the image; True if it is one."""
    try:
        batch = matrix_batch(typed[:LONGEST_TEXT])
    except ParameterError as error:
        bridge.refused.emit(error.said)
        return False
    Loader.of(bridge).forget()
    bridge.settle()
    return bridge.do(SetBatch(batch))


def paths_of(mime: QMimeData) -> list[Path]:
    """List the files of this computer that are given."""
    if not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def with_ctrl(event: QDropEvent) -> bool:
    """Whether Ctrl is held while something is dropped."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
