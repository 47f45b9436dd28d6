"""The document's name and history, in the title and in the top bar."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cnnviz.app.scene_files import SceneFileController
from cnnviz.app.top_bar import TopBar
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.title_line import TitleLine
from cnnviz.session import Presented


class DocumentTitle(QObject):
    """Keeps the title and the top bar up to date with the file and its history.

    Parameters
    ----------
    window : QWidget
        Whose title it is.
    top : TopBar
        Shows name, recent files, undo and redo.
    line : TitleLine
        Shows the name before a class.
    bridge : Bridge
        Where the history is.
    scene_files : SceneFileController
        Where the name is.
    appearance : Appearance
        The language of both.
    """

    def __init__(
        self,
        window: QWidget,
        top: TopBar,
        line: TitleLine,
        bridge: Bridge,
        scene_files: SceneFileController,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._window, self._top, self._line = window, top, line
        self._bridge, self._scene_files = bridge, scene_files
        bridge.changed.connect(self._changed)
        scene_files.named.connect(self.refresh)
        appearance.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say everything anew."""
        files = self._scene_files
        recent = tuple(str(path) for path in files.recent.paths)
        self._top.show_name(files.name, files.changed, recent)
        self._line.show_title(files.name)
        window = self._window.window()
        window.setWindowTitle(f"{files.name}[*] — cnnviz")
        if window.isWindowModified() != files.changed:  # else every widget is told again
            window.setWindowModified(files.changed)
        self._show_history()

    def _changed(self, old: Presented, new: Presented) -> None:
        if new.document is not old.document:
            self._show_history()

    def _show_history(self) -> None:
        store = self._bridge.store
        self._top.show_history(store.undo_label, store.redo_label)
