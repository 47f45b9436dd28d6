"""Qt's own words, such as those of its context menus, in the language of the app."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from cnnviz.panels.appearance import Appearance


class QtWords(QObject):
    """Keeps Qt's translation in step with the appearance.

    Parameters
    ----------
    app : QApplication
        Whose dialogs and menus shall speak.
    appearance : Appearance
        Chooses the language.
    """

    def __init__(self, app: QApplication, appearance: Appearance) -> None:
        super().__init__(app)
        self._app, self._appearance = app, appearance
        self._translator = QTranslator(self)
        self._language = "en"
        appearance.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        language = self._appearance.words.language
        if language == self._language:
            return
        self._language = language
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and self._translator.load(f"qtbase_{language}", folder):
            self._app.installTranslator(self._translator)
