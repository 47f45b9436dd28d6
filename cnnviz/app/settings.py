"""What is remembered from one start to the next: window, language, theme, text size."""

from __future__ import annotations

import math
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QLocale, QSettings

from cnnviz.panels.appearance import LARGEST, SMALLEST
from cnnviz.views.theme import THEMES
from cnnviz.words import LANGUAGES, environment_language

FILE = "settings.ini"


def folder() -> Path:
    """Where settings, recent files and autosaved work are kept.

    ``CNNVIZ_HOME`` overrides the system's place, for portable use and for tests.
    """
    chosen = os.environ.get("CNNVIZ_HOME")
    wanted = Path(chosen) if chosen else Path(platformdirs.user_data_dir("cnnviz", False))
    return _usable(str(wanted))


@cache
def _usable(wanted: str) -> Path:
    """The folder if it can be used, else one that lasts as long as the process."""
    try:
        Path(wanted).mkdir(parents=True, exist_ok=True)
        file = Path(wanted) / FILE
        if file.exists() and not file.is_file():
            raise OSError(f"{FILE} is not a file")
    except OSError as error:
        print(
            f"cnnviz: nothing is remembered this time, its folder cannot be used: {error}. "
            "Set CNNVIZ_HOME to a folder of your own.",
            file=sys.stderr,
        )
        return Path(tempfile.mkdtemp(prefix="cnnviz-"))
    return Path(wanted)


class Settings:
    """Typed access to the settings file; what is damaged in it counts as not there."""

    def __init__(self) -> None:
        self._file = QSettings(str(folder() / FILE), QSettings.Format.IniFormat)

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
            kept = float(str(self._file.value("text", 1.0)))
        except (TypeError, ValueError):
            return 1.0
        return max(SMALLEST, min(LARGEST, kept)) if math.isfinite(kept) and kept > 0 else 1.0

    def number(self, key: str, default: int) -> int:
        """Give a whole number that was kept; the default where there is none."""
        try:
            return int(str(self._file.value(key, default)))
        except ValueError:
            return default

    def folder(self, kind: str) -> Path:
        """Where files of a kind, ``images`` or ``scenes``, were last; else the user's folder."""
        kept = Path(str(self._file.value(f"folder/{kind}", "", type=str)) or Path.home())
        return kept if kept.is_dir() else Path.home()

    @property
    def last_folder(self) -> Path:
        """Where any file was last."""
        last = str(self._file.value("folder/last", "images", type=str))
        return self.folder(last if last in ("images", "scenes") else "images")

    def remember_folder(self, kind: str, folder: Path) -> None:
        """Keep where files of a kind are."""
        self.remember(f"folder/{kind}", str(folder.absolute()))
        self.remember("folder/last", kind)

    def remember(self, key: str, value: object) -> None:
        """Keep a value."""
        self._file.setValue(key, value)
        self._file.sync()  # the process may be told to end at any moment

    def window(self, key: str) -> QByteArray:
        """The window's geometry, as Qt packed it; empty if it is not known."""
        kept = self._file.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()


def system_language() -> str:
    """``ko`` where the system is Korean, else ``en``."""
    korean = QLocale.system().language() == QLocale.Language.Korean
    return environment_language() or ("ko" if korean else "en")
