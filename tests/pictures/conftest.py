"""Pictures are drawn in the app's own fonts, whatever the machine or the test before had."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import apply_appearance
from cnnviz.views.atlas import atlas


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Appearance the application: painters take over what a font leaves open, such as hinting."""
    apply_appearance(qapp, Appearance())
    atlas.cache_clear()  # glyphs that a test before has drawn in another application font
