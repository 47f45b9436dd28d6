"""Files: drawings, images, scenes."""

from __future__ import annotations

from cnnviz.app.actions import picture
from cnnviz.app.actions.action import Action
from cnnviz.app.parts import Parts
from cnnviz.words import text


def new_drawing(parts: Parts) -> None:
    """Begin with an empty image of the same size."""
    parts.incoming.new_drawing()


def open_files(parts: Parts) -> None:
    """Ask for images or a scene."""
    parts.incoming.ask()


def save(parts: Parts) -> None:
    """Save the scene."""
    parts.scene_files.save()


def save_as(parts: Parts) -> None:
    """Save the scene to another file."""
    parts.scene_files.save_as()


def quit_app(parts: Parts) -> None:
    """Close the window."""
    parts.stage.window().close()


ACTIONS = (
    Action(new_drawing, text("New drawing"), ("Ctrl+N",)),
    Action(open_files, text("Open image or scene…"), ("Ctrl+O",)),
    Action(save, text("Save scene"), ("Ctrl+S",)),
    Action(save_as, text("Save scene as…"), ("Ctrl+Shift+S",)),
    Action(picture.save_picture, text("Save the stage as a picture…"), ("Ctrl+Shift+C",)),
    Action(quit_app, text("Quit"), ("Ctrl+Q",)),
)
