"""Pictures are drawn with the bundled fonts, whatever the machine has."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.views.fonts import load_fonts


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    """Register the fonts once there is an application."""
    load_fonts()
