"""A window of the test's own, closed when the test is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.app.opened import Opened


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The window with the start scene."""
    made = Opened(qtbot)
    yield made
    made.end()
