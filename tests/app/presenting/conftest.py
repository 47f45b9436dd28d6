"""The first example before a class."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from cnnviz.lessons import examples
from tests.app.opened import Opened

Key = Qt.Key


@pytest.fixture
def presented(opened: Opened) -> Iterator[Opened]:
    """The first example before a class."""
    first = examples()[0]
    opened.window.incoming.open_example(first)
    opened.press(Key.Key_F5)
    opened.window.resize(1280, 720)
    opened.settle()
    yield opened
    opened.window.presentation.end()
