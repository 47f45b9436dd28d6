"""A player of the test's own."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.panels.player.room import Room


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room()
