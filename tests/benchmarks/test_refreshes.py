"""That a change refreshes every panel that shows something of it once, and no other panel."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.benchmarks.app.refreshes import CHANGES, PANELS, refreshes


def test_a_change_refreshes_once_what_shows_it_and_nothing_else(qapp: QApplication) -> None:
    wanted = {
        name: {panel: int(panel in showing) for panel in PANELS}
        for name, (_, showing) in CHANGES.items()
    }
    assert refreshes() == wanted
