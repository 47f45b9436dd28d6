"""The questions that a window asks: files, unsaved changes, recovered work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnnviz.app.waiting import Work, wait
from cnnviz.panels.appearance import Appearance
from cnnviz.words import Text, Words, text

PICTURES = "*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.npy"


class Dialogs:
    """Dialogs of one window, in its language.

    Parameters
    ----------
    parent : QWidget
        The window.
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def files_to_open(self, words: Words, folder: str) -> list[Path]:
        """Ask for images or one scene; empty if the user thinks better of it."""
        everything = words(text("Images and scenes"))
        scenes, images = words(text("Scenes")), words(text("Images"))
        chosen, _ = QFileDialog.getOpenFileNames(
            self._parent,
            words(text("Open")),
            folder,
            f"{everything} (*.cnnviz {PICTURES});;{scenes} (*.cnnviz);;{images} ({PICTURES})",
        )
        return [Path(each) for each in chosen]

    def file_to_save(self, words: Words, suggested: Path) -> Path | None:
        """Ask where to save a scene; the ending is added if it is missing."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._parent,
            words(text("Save scene")),
            str(suggested),
            f"{words(text('Scenes'))} (*.cnnviz)",
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix == ".cnnviz" else path.with_name(path.name + ".cnnviz")

    def unsaved(self, words: Words, name: str) -> str:
        """Ask what to do with unsaved changes: ``save``, ``discard`` or ``cancel``."""
        box = self._box(
            words,
            text("Save the changes to {name}?", name=name),
            text("They are lost otherwise."),
        )
        save = box.addButton(words(text("Save")), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(words(text("Do not save")), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(words(text("Cancel")), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is save:
            return "save"
        return "discard" if clicked is discard else "cancel"

    def recover(self, words: Words, when: str) -> str:
        """Ask what to do with work that a crash left: ``recover``, ``discard`` or ``later``."""
        box = self._box(
            words,
            text("cnnviz was not closed properly."),
            text("Unsaved work of {when} is still here. Recover it?", when=when),
        )
        recover = box.addButton(words(text("Recover")), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(words(text("Throw away")), QMessageBox.ButtonRole.DestructiveRole)
        later = box.addButton(words(text("Ask later")), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(recover)
        box.setEscapeButton(later)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is recover:
            return "recover"
        return "discard" if clicked is discard else "later"

    def wait(self, appearance: Appearance, said: Text, work: Work) -> bool:
        """Wait for work, with a bar if it takes long; False if the user will not."""
        return wait(self._parent, appearance, said, work)

    def tell(self, words: Words, said: Text, more: Text) -> None:
        """Say something that has to be read before work goes on."""
        box = self._box(words, said, more)
        box.addButton(words(text("Close")), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        box.deleteLater()

    def _box(self, words: Words, said: Text, more: Text) -> QMessageBox:
        box = QMessageBox(self._parent)
        box.setWindowTitle("cnnviz")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words(said))
        box.setInformativeText(words(more))
        return box
