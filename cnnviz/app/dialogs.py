"""The questions that a window asks: files, unsaved changes, recovered work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from cnnviz.app.file_dialog import FileDialog
from cnnviz.app.question import Question
from cnnviz.app.settings import Settings
from cnnviz.app.waiting import Work, wait
from cnnviz.panels.appearance import Appearance
from cnnviz.words import Text, text

IMAGES = "*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.npy *.csv *.tsv"
SCENE = ".cnnviz"


class Dialogs:
    """Dialogs of one window; those for files begin where the last file was.

    Parameters
    ----------
    parent : QWidget
        The window.
    appearance : Appearance
        Language, theme and text size.
    settings : Settings
        Remembers a folder of images and one of scenes.
    """

    def __init__(self, parent: QWidget, appearance: Appearance, settings: Settings) -> None:
        self._parent, self._appearance, self._settings = parent, appearance, settings

    def files_to_open(self) -> list[Path]:
        """Ask for images or one scene; empty if the user thinks better of it."""
        words = self._appearance.words
        both, scenes = words(text("Images and scenes")), words(text("Scenes"))
        kinds = f"{both} (*{SCENE} {IMAGES});;{scenes} (*{SCENE});;{self._images()}"
        return self._opened(text("Open"), kinds, self._settings.last_folder)

    def images_to_open(self) -> list[Path]:
        """Ask for images; empty if the user thinks better of it."""
        everything = f"{self._appearance.words(text('All files'))} (*)"
        kinds = f"{self._images()};;{everything}"
        return self._opened(text("Open images"), kinds, self._settings.folder("images"))

    def scene_to_save(self, suggested: str) -> Path | None:
        """Ask where to save a scene; the ending is added if it is missing."""
        kinds = f"{self._appearance.words(text('Scenes'))} (*{SCENE})"
        return self._saved(text("Save scene"), kinds, "scenes", suggested, SCENE)

    def picture_to_save(self, suggested: str) -> Path | None:
        """Ask where to save a picture of the stage; the ending is added if it is missing."""
        kinds = f"{self._appearance.words(text('Images'))} (*.png)"
        return self._saved(text("Save picture"), kinds, "images", suggested, ".png")

    def remember(self, path: Path) -> None:
        """Begin in the folder of this file when files of its kind are asked for again."""
        kind = "scenes" if path.suffix.lower() == SCENE else "images"
        self._settings.remember_folder(kind, path.parent)

    def unsaved(self, name: str) -> str:
        """Ask what to do with unsaved changes: ``save``, ``discard`` or ``cancel``."""
        return self._ask(
            text("Save the changes to {name}?", name=name),
            text("Otherwise they are lost."),
            {"save": text("Save"), "discard": text("Do not save"), "cancel": text("Cancel")},
        )

    def recover(self, name: str, when: str) -> str:
        """Ask what to do with work that a crash left: ``recover``, ``discard`` or ``later``."""
        return self._ask(
            text("cnnviz was not closed properly."),
            text("Unsaved work of {when} is still here. Recover it?", when=when)
            if not name
            else text(
                "Unsaved work of {when} is still here: {name}. Recover it?", when=when, name=name
            ),
            {"recover": text("Recover"), "discard": text("Discard"), "later": text("Ask later")},
        )

    def wait(self, said: Text, work: Work) -> bool:
        """Wait for work, with a bar if it takes long; False if the user will not."""
        return wait(self._parent, self._appearance, said, work)

    def tell(self, said: Text, more: Text) -> None:
        """Say something that has to be read before work goes on."""
        self._ask(said, more, {"close": text("Close")})

    def _ask(self, title: Text, sentence: Text, answers: dict[str, Text]) -> str:
        return Question(self._appearance, title, sentence, answers, self._parent).ask()

    def _images(self) -> str:
        return f"{self._appearance.words(text('Images'))} ({IMAGES})"

    def _opened(self, title: Text, kinds: str, place: Path) -> list[Path]:
        said = self._appearance.words(title)
        dialog = FileDialog(self._appearance, said, place, kinds, parent=self._parent)
        chosen = dialog.ask()
        for path in chosen[:1]:
            self.remember(path)
        return chosen

    def _saved(
        self, title: Text, kinds: str, folder: str, suggested: str, ending: str
    ) -> Path | None:
        said, place = self._appearance.words(title), self._settings.folder(folder) / suggested
        dialog = FileDialog(self._appearance, said, place, kinds, saves=True, parent=self._parent)
        dialog.setDefaultSuffix(ending[1:])
        for path in dialog.ask():
            self._settings.remember_folder(folder, path.parent)
            return path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        return None
