"""Starting: the frame first, then fonts and colours, the window, and what was asked for."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnnviz import __version__
from cnnviz.app.frame import Frame
from cnnviz.app.main_thread_gc import MainThreadGC
from cnnviz.app.settings import Settings
from cnnviz.app.signal_handler import SignalHandler
from cnnviz.paths import resource
from cnnviz.views.theme import Theme

if TYPE_CHECKING:
    from cnnviz.app.window import Window


class Starting(QObject):
    """Fills the frame once it has been painted, and goes on once that has been seen.

    Parameters
    ----------
    frame : Frame
        Already shown.
    settings : Settings
        What was remembered.
    path : str or None
        What to open.
    language, theme : str
        In which it starts.
    """

    def __init__(
        self, frame: Frame, settings: Settings, path: str | None, language: str, theme: str
    ) -> None:
        super().__init__(frame)
        self._frame, self._settings, self._path = frame, settings, path
        self._language, self._theme = language, theme
        self._window: Window | None = None
        self._gc: MainThreadGC | None = None

    def fill(self) -> None:
        """Make the window; this imports NumPy and everything that is on it."""
        from cnnviz.app.qt_words import QtWords
        from cnnviz.app.uncaught import tell_in
        from cnnviz.app.window import Window
        from cnnviz.lessons.examples.first import START
        from cnnviz.panels.appearance import Appearance
        from cnnviz.panels.kit import apply_appearance

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        appearance = Appearance(self._theme, self._language, self._settings.text)
        apply_appearance(app, appearance)
        QtWords(app, appearance)
        self._window = window = Window(START.build(), appearance, self._settings)
        tell_in(window.notice)
        window.seen.connect(self.go_on)
        self._frame.fill(window)
        window.scene_files.call(START.title, START.summary)
        window.incoming.say_summary()
        window.stage.setFocus()

    def release(self) -> None:
        """Leave the process as it was before, without threads."""
        from cnnviz.panels.jobs import end_all

        end_all()
        if self._gc is not None:
            self._gc.release()
        else:
            gc.enable()

    def end(self) -> None:
        """End at once, as the system wants; what is not saved is offered next time."""
        if self._window is not None:
            self._window.end()
        QApplication.exit(0)

    def go_on(self) -> None:
        """Furnish the window, open the file, offer what a crash left."""
        assert self._window is not None
        self._window.build_deferred()
        self._gc = MainThreadGC()
        self._window.scene_files.offer_recovery()
        if self._path is not None:
            self._window.incoming.open([Path(self._path)])


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
    settings = Settings()
    theme = theme or settings.theme
    frame = Frame(Theme.load(theme), settings)
    starting = Starting(frame, settings, path, language or settings.language, theme)
    frame.seen.connect(starting.fill)
    frame.show()
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    handler = SignalHandler()
    handler.asked.connect(starting.end)
    try:
        return app.exec()
    finally:
        starting.release()
        handler.release()
