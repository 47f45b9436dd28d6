"""Changes of the document, and taking them back."""

from __future__ import annotations

from cnnviz.app.actions import picture
from cnnviz.app.actions.action import Action
from cnnviz.app.parts import Parts
from cnnviz.document.commands import DuplicateLayer, MoveLayer, RemoveLayer
from cnnviz.document.state import Document
from cnnviz.words import text


def paste(parts: Parts) -> None:
    """Take an image, files or numbers from the clipboard."""
    parts.incoming.paste()


def type_numbers(parts: Parts) -> None:
    """Type the image as rows of numbers."""
    _show_image(parts)
    parts.image_panel().type_numbers()


def canvas_size(parts: Parts) -> None:
    """Say how many cells the image has."""
    _show_image(parts)
    parts.image_panel().ask_size()


def undo(parts: Parts) -> None:
    """Take back the last change."""
    before = parts.bridge.state.document
    parts.bridge.store.undo()
    _look_at_change(parts, before)


def redo(parts: Parts) -> None:
    """Bring back what was undone."""
    before = parts.bridge.state.document
    parts.bridge.store.redo()
    _look_at_change(parts, before)


def add_layer(parts: Parts) -> None:
    """Choose a kind of layer to add behind the selected one."""
    parts.strip.ask_kind(parts.bridge.state.selected, parts.strip)


def duplicate_layer(parts: Parts) -> None:
    """Duplicate the selected layer."""
    index = _layer(parts)
    if index is not None:
        parts.bridge.do(DuplicateLayer(index))


def remove_layer(parts: Parts) -> None:
    """Remove the selected layer."""
    index = _layer(parts)
    if index is not None:
        parts.bridge.do(RemoveLayer(index))


def move_left(parts: Parts) -> None:
    """Move the selected layer towards the image."""
    _move(parts, -1)


def move_right(parts: Parts) -> None:
    """Move the selected layer away from the image."""
    _move(parts, 1)


def next_batch(parts: Parts) -> None:
    """Count the batch in the running averages and go on to the next digits."""
    parts.bridge.session.next_batch()


def _show_image(parts: Parts) -> None:
    parts.bridge.session.view(selected=0)
    parts.side.unfold()


def _move(parts: Parts, by: int) -> None:
    index = _layer(parts)
    if index is not None:
        parts.bridge.do(MoveLayer(index, index + by))


def _look_at_change(parts: Parts, before: Document) -> None:
    """Select the layer that undo or redo has changed, if it is another one."""
    state = parts.bridge.state
    if before.batch is not state.document.batch:
        return
    known = {id(layer) for layer in before.layers}
    changed = [
        number
        for number, layer in enumerate(state.document.layers, start=1)
        if id(layer) not in known
    ]
    if changed and state.selected not in changed:
        parts.bridge.session.view(selected=changed[0])  # those behind it were only fitted anew


def _layer(parts: Parts) -> int | None:
    """The selected layer, from 0; None for the image."""
    selected = parts.bridge.state.selected
    return selected - 1 if selected else None


ACTIONS = (
    Action(picture.copy_picture, text("Copy the stage as a picture"), ("Ctrl+C",)),
    Action(paste, text("Paste image or numbers"), ("Ctrl+V",)),
    Action(type_numbers, text("Type the image as numbers"), ("Ctrl+M",)),
    Action(canvas_size, text("Size of the image"), ("Ctrl+Shift+M",)),
    Action(undo, text("Undo"), ("Ctrl+Z",)),
    Action(redo, text("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    Action(add_layer, text("Add layer…"), ("Ctrl+Shift+A",)),
    Action(duplicate_layer, text("Duplicate layer"), ("Ctrl+D",)),
    Action(remove_layer, text("Remove layer"), ("Ctrl+Backspace",)),
    Action(move_left, text("Move layer left"), ("Alt+Left",)),
    Action(move_right, text("Move layer right"), ("Alt+Right",)),
    Action(next_batch, text("Next batch"), ("Ctrl+B",)),
)
