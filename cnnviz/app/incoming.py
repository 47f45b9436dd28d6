"""What comes from outside: files, the clipboard, what is dropped on the window."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from cnnviz.app.dialogs import Dialogs
from cnnviz.app.scene_files import SceneFileController
from cnnviz.lessons.example import Example
from cnnviz.lessons.playlist import titled
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.words import text

if TYPE_CHECKING:  # imported with the image panel, after the window's first paint
    from cnnviz.panels.image import ImagePanel

SCENE = ".cnnviz"
NO_EXAMPLE = text("This document is not an example. Examples are in the bar at the top.")


class Incoming(QObject):
    """Hands scenes to the scene files, and everything else to the image panel.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    scene_files : SceneFileController
        Opens scenes.
    dialogs : Dialogs
        Asks for files.
    appearance : Appearance
        In which language.
    images : callable
        Gives the image panel, made when it is first needed.
    """

    def __init__(
        self,
        bridge: Bridge,
        scene_files: SceneFileController,
        dialogs: Dialogs,
        appearance: Appearance,
        images: Callable[[], ImagePanel],
    ) -> None:
        super().__init__()
        self._bridge, self._scene_files = bridge, scene_files
        self._dialogs, self._appearance, self._images = dialogs, appearance, images
        self._example_asks = self._wanted_before = False

    def ask(self) -> None:
        """Ask for images or a scene."""
        self.open(self._dialogs.files_to_open())

    def ask_images(self) -> None:
        """Ask for images."""
        self.open(self._dialogs.images_to_open())

    def open(self, paths: list[Path]) -> None:
        """Open a scene, or all images together as a batch."""
        scenes = [path for path in paths if path.suffix.lower() == SCENE]
        if scenes:
            self._scene_files.open_scene(scenes[0])
        elif paths:
            self._images().open_paths(paths)

    def follow(self, images: ImagePanel) -> None:
        """Ask for images when the panel wants it; remember and name what it has opened."""
        images.asked.connect(self.ask_images)
        images.loader.opened.connect(self._opened)

    def _opened(self, paths: tuple[Path, ...], joined: bool) -> None:
        for path in reversed(paths):
            self._scene_files.recent.add(path)
        self._dialogs.remember(paths[0])
        if joined:
            self._scene_files.named.emit()
        else:
            self._scene_files.name_after(paths[0])

    def open_recent(self, path: str) -> None:
        """Open a file of the list of recent ones."""
        if not Path(path).exists():
            self._scene_files.recent.drop_missing()
            self._scene_files.named.emit()
        self.open([Path(path)])

    def open_example(self, example: Example) -> None:
        """Put an example on stage as one undo step, and say what is to be seen in it.

        Values are asked for if the example wants that, or if the user does; where only
        an example before wanted it, they no longer are.
        """
        now, state = self._bridge.state.predict, example.build()
        wanted = self._wanted_before if self._example_asks and now else now
        self._wanted_before, self._example_asks = wanted, state.predict
        axes = self._bridge.state.axes  # how a course writes shapes, whatever is on stage
        state = dataclasses.replace(state, predict=state.predict or wanted, axes=axes)
        self._scene_files.choose(state, example.title, example.summary)
        self.say_summary()

    def say_summary(self) -> None:
        """Say what is to be seen in the example on stage, and cover what it asks for."""
        said, example = self._scene_files.summary, titled(self._scene_files.title)
        asks = () if said is None or example is None else example.asks
        self._bridge.session.introduce(said if said is not None else NO_EXAMPLE, asks)

    def turn_summary(self) -> None:
        """Say it, or where it is said, have done with the question."""
        if self._bridge.presented.introduction is None:
            self.say_summary()
        else:
            self._bridge.session.introduce(None)

    def paste(self) -> None:
        """Take an image, files or numbers from the clipboard."""
        self._images().paste()

    def take(self, data: QMimeData) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open(paths)
        elif data.hasImage() or data.hasUrls():  # of an address on the web it says what to do
            self._images().take(data)

    def new_drawing(self) -> None:
        """Begin with an empty image of the same size, on the pad."""
        self._images().new_drawing()
        self._bridge.session.view(selected=0)

    def accept_drops(self, window: QWidget) -> None:
        """Open what is dropped on a window from now on."""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        assert isinstance(event, QDropEvent)  # a drag that enters is one too
        data = event.mimeData()
        if event.type() == QEvent.Type.Drop:
            self.take(data)
        elif not (data.hasUrls() or data.hasImage()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # it stays where it comes from
        event.accept()
        return True
