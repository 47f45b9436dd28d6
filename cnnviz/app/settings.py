"""What is remembered from one start to the next: window, language, theme, text size."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QLocale, QSettings

from cnnviz.views.theme import THEMES
from cnnviz.words import LANGUAGES


def folder() -> Path:
    """Where settings, recent files and autosaved work are kept.

    ``CNNVIZ_HOME`` overrides the system's place, for portable use and for tests.
    """
    chosen = os.environ.get("CNNVIZ_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("cnnviz", False))


class Settings:
    """Typed access to the settings file; what is damaged in it counts as not there."""

    def __init__(self) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        self._file = QSettings(str(folder() / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """Light, unless another was chosen."""
        kept = str(self._file.value("theme", "light", type=str))
        return kept if kept in THEMES else "light"

    @property
    def language(self) -> str:
        """What was chosen; else Korean where the system is Korean, English elsewhere."""
        kept = str(self._file.value("language", "", type=str))
        return kept if kept in LANGUAGES else system_language()

    @property
    def text(self) -> float:
        """How much larger than normal text is."""
        try:
            return float(str(self._file.value("text", 1.0, type=float)))
        except (TypeError, ValueError):
            return 1.0

    def remember(self, key: str, value: object) -> None:
        """Keep a value."""
        self._file.setValue(key, value)

    def window(self, key: str) -> QByteArray:
        """The window's geometry, as Qt packed it; empty if it is not known."""
        kept = self._file.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()


def system_language() -> str:
    """``ko`` where the system is Korean, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return "ko" if QLocale.system().language() == QLocale.Language.Korean else "en"
