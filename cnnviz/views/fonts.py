"""The fonts that everything is written in: one for words, one for numbers."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from cnnviz.paths import resource

UI_FALLBACKS = ("Inter", "Noto Sans CJK KR", "Noto Sans", "DejaVu Sans")
MONO_FALLBACKS = ("JetBrains Mono", "DejaVu Sans Mono", "Noto Sans CJK KR")

LARGEST = 400
"""Height of a font in pixels, at the most."""


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: list[str] = []
    for path in sorted(resource("fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            found.extend(QFontDatabase.applicationFontFamilies(number))
    mono = [name for name in dict.fromkeys(found) if "mono" in name.lower()]
    ui = [name for name in dict.fromkeys(found) if name not in mono]
    return (*ui, *UI_FALLBACKS), (*mono, *ui, *MONO_FALLBACKS)


def ui_font(px: float, bold: bool = False) -> QFont:
    """Give the font for words, with digits of one width.

    Parameters
    ----------
    px : float
        Height in pixels; rounded to whole ones.
    bold : bool
        Weight.
    """
    return QFont(_ui_font(_whole(px), bold))


def mono_font(px: float, bold: bool = False) -> QFont:
    """Give the font for numbers and formulas.

    Parameters
    ----------
    px : float
        Height in pixels; rounded to whole ones.
    bold : bool
        Weight.
    """
    return QFont(_mono_font(_whole(px), bold))


def _whole(px: float) -> int:
    """Round a height to one that a font can have."""
    return round(min(max(px, 1), LARGEST)) if px == px else 1


@lru_cache(maxsize=128)
def _ui_font(px: int, bold: bool) -> QFont:
    font = _font(_families()[0], px, bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=128)
def _mono_font(px: int, bold: bool) -> QFont:
    font = _font(_families()[1], px, bold)
    font.setStyleHint(QFont.StyleHint.Monospace)
    # Formulas spell every sign out: no "->" drawn as an arrow.
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _font(families: tuple[str, ...], px: int, bold: bool) -> QFont:
    font = QFont(list(families))
    font.setPixelSize(px)
    font.setBold(bold)
    # What a font leaves open is taken from the application's when it is drawn with.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
