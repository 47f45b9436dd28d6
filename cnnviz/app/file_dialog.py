"""Qt's own file dialog with the app's words and icons; the system's, where there is one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileInfo, QSize
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QToolButton, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import icon
from cnnviz.words import text

BUTTONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "add",
    "listModeButton": "batch",
    "detailModeButton": "matrix",
}
"""Qt's names of the dialog's buttons, and our icons on them."""

ROOM = QSize(760, 520)
"""Logical pixels of the dialog at normal text size."""


class FileIcons(QAbstractFileIconProvider):
    """Icons and kinds of files by their names alone.

    Qt's own provider opens every file to see what it holds, in the window's thread; a
    device among them never answers.

    Parameters
    ----------
    appearance : Appearance
        Theme and language.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        theme, words = appearance.theme, appearance.words
        self._folder, self._file = icon("open", theme), icon("image", theme, "muted")
        self._said = words(text("Folder")), words(text("File"))

    def icon(self, of: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        """Give the icon of a file, or of a kind of place."""
        if isinstance(of, QFileInfo):
            return self._folder if of.isDir() else self._file
        is_file = of == QAbstractFileIconProvider.IconType.File
        return self._file if is_file else self._folder

    def type(self, info: QFileInfo) -> str:
        """Say what kind of file it is."""
        if info.isDir():
            return self._said[0]
        return info.suffix().upper() or self._said[1]


class FileDialog(QFileDialog):
    """Asks for files of this computer.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    title : str
        What it is for.
    place : pathlib.Path
        The folder it begins in, or the file it suggests.
    kinds : str
        Which files are offered, in Qt's notation.
    saves : bool
        Whether a file is to be written.
    parent : QWidget or None
        The window.
    """

    def __init__(
        self,
        appearance: Appearance,
        title: str,
        place: Path,
        kinds: str,
        *,
        saves: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, title)
        self._icons = FileIcons(appearance)  # Qt does not keep it
        self.setIconProvider(self._icons)
        self.setNameFilter(kinds)
        self.setOption(QFileDialog.Option.HideNameFilterDetails)
        words = appearance.words
        if saves:
            self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self.setFileMode(QFileDialog.FileMode.AnyFile)
            self.setDirectory(str(place.parent))
            self.selectFile(place.name)
        else:
            self.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self.setDirectory(str(place))
        self.setLabelText(QFileDialog.DialogLabel.LookIn, words(text("Folder:")))
        self.setLabelText(QFileDialog.DialogLabel.FileName, words(text("Name:")))
        self.setLabelText(QFileDialog.DialogLabel.FileType, words(text("Kind:")))
        self.setLabelText(
            QFileDialog.DialogLabel.Accept, words(text("Save") if saves else text("Open"))
        )
        self.setLabelText(QFileDialog.DialogLabel.Reject, words(text("Cancel")))
        self._dress(appearance)

    def ask(self) -> list[Path]:
        """Ask; empty if the user thinks better of it."""
        chosen = self.selectedFiles() if self.exec() else []
        self.deleteLater()
        return [Path(each) for each in chosen]

    def _dress(self, appearance: Appearance) -> None:
        """Put our icons on Qt's buttons; a dialog of the system has none of them."""
        for name, drawing in BUTTONS.items():
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(drawing, appearance.theme))
        box = self.findChild(QDialogButtonBox)
        for each in box.buttons() if box is not None else ():
            each.setIcon(QIcon())
        screen = self.screen().availableSize() * 0.9
        self.resize((ROOM * appearance.text).boundedTo(screen))
