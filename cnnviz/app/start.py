"""Starting: fonts and colours, the window, and what the command line asked for."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnnviz import __version__
from cnnviz.app.qt_words import QtWords
from cnnviz.app.settings import Settings
from cnnviz.app.window import Window, excepthook_into
from cnnviz.lessons.scenes.first import START
from cnnviz.panels.dress import Dress
from cnnviz.panels.kit import dress_application
from cnnviz.paths import resource


class Starting:
    """Does, once the window has been painted, what need not come before.

    Parameters
    ----------
    window : Window
        Already shown.
    path : str or None
        What to open.
    """

    def __init__(self, window: Window, path: str | None) -> None:
        self._window, self._path = window, path

    def go_on(self) -> None:
        """Furnish the window, open the file, offer what a crash left."""
        gc.enable()
        self._window.furnish()
        self._window.desk.offer_recovery()
        if self._path is not None:
            self._window.open_path(Path(self._path))


def run(path: str | None, language: str | None, theme: str | None) -> int:
    """Run the app until its window is closed.

    Parameters
    ----------
    path : str or None
        An image or a scene to open.
    language, theme : str or None
        What the command line chose; None for what is remembered.

    Returns
    -------
    int
        The exit code.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("cnnviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cnnviz")
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    settings = Settings()
    dress = Dress(theme or settings.theme, language or settings.language, settings.text)
    dress_application(app, dress)
    QtWords(app, dress)
    window = Window(START.build(), dress, settings)
    window.desk.call(START.title)
    excepthook_into(window)
    starting = Starting(window, path)
    window.show()
    window.stage.setFocus()
    window.seen.connect(starting.go_on)
    return app.exec()
