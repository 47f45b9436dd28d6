"""A visitor of the started app: waits for its window, looks, presses Space and closes it.

``python -I visitor.py`` visits the app that is installed, away from any checkout.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import cnnviz
from cnnviz.paths import resource
from cnnviz.timeline.movement import START


class Visitor(QObject):
    """Visits the next window that is opened.

    Attributes
    ----------
    seen : dict
        What there was to see; empty until the window has been visited.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seen: dict[str, object] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        """Look at the window once everything is on it."""
        from cnnviz.app.window import Window

        found = [each for each in QApplication.allWidgets() if isinstance(each, Window)]
        if not found or not found[0].isActiveWindow() or found[0].bridge.presented.timeline is None:
            return
        window = found[0]
        frame = window.window()
        self._timer.stop()
        state = window.bridge.state
        outputs = [each.y for each in window.bridge.evaluation.results]
        self.seen |= {
            "exposed": frame.windowHandle().isExposed(),
            "kinds": [layer.kind for layer in state.document.layers],
            "selected": state.selected,
            "at start": state.playhead == START,
            "computed": all(y is not None and np.isfinite(y).all() for y in outputs),
            "theme": window.appearance.theme.name,
            "language": window.appearance.words.language,
        }
        QTest.keyClick(frame.windowHandle(), Qt.Key.Key_Space)
        QApplication.processEvents()
        self.seen["plays"] = window.player.is_playing
        self.seen["said"] = window.notice.said
        frame.close()
        frame.deleteLater()


def main() -> None:
    """Start the installed app as its command does, visit it, and say what was seen."""
    package = Path(cnnviz.__file__).parent
    assert package.is_relative_to(sys.prefix), f"{package} is not the installed package"
    assert resource().is_relative_to(package), f"{resource()} is outside the package"
    app = QApplication(sys.argv[:1])
    visitor = Visitor(app)
    (command,) = entry_points(group="console_scripts", name="cnnviz")
    code = command.load()([])
    seen = visitor.seen
    assert code == 0, f"it ended with {code}"
    assert seen["kinds"] == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"], seen
    assert seen["exposed"], seen
    assert seen["computed"], seen
    assert seen["plays"], seen
    assert seen["said"] == "", seen


if __name__ == "__main__":
    main()
