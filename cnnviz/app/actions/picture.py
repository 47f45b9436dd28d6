"""The stage as a picture: on the clipboard, in a file."""

from __future__ import annotations

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QGuiApplication, QImage

from cnnviz.app.parts import Parts
from cnnviz.document.files.errors import display_name
from cnnviz.words import text

NOTHING = text("There is no picture of a layer on the stage.")


def copy_picture(parts: Parts) -> None:
    """Copy the stage with its equation, twice as sharp as on the screen."""
    image = _drawn(parts)
    if image is None:
        parts.bridge.refused.emit(NOTHING)
        return
    QGuiApplication.clipboard().setImage(image)
    parts.scene_files.told.emit(text("copied the stage as a picture"))


def save_picture(parts: Parts) -> None:
    """Ask for a PNG file, and save the stage with its equation to it."""
    image = _drawn(parts)
    if image is None:
        parts.bridge.refused.emit(NOTHING)
        return
    path = parts.dialogs.picture_to_save(parts.scene_files.plain_name)
    if path is None:
        return
    name = display_name(path)
    if image.save(str(path)):
        parts.scene_files.told.emit(text("saved {name}", name=name))
    else:
        said = text("{name} could not be written. Save it in another place.", name=name)
        parts.bridge.refused.emit(said)


def _drawn(parts: Parts) -> QImage | None:
    """Draw what is on the stage; None if that is no scene."""
    from cnnviz.views.stage_picture import stage_picture

    stage = parts.stage
    canvas = stage.canvas
    if canvas is None or not canvas.isVisibleTo(stage) or not stage.scene.marks:
        return None
    size = QSizeF(canvas.size())
    return stage_picture(stage.scene, canvas.style, size, stage.equation.height(), canvas.zoom)
