"""An error while painting is reported once, and neither ends the process nor the painting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMON = """
import sys
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
told = []
sys.excepthook = lambda kind, error, trace: told.append(str(error))
app = QApplication([])
"""

ITEM = """
from cnnviz.scene.marks import Box, Fill, Scene
from cnnviz.views.canvas import Canvas
from cnnviz.views.fill_item import FillItem
from cnnviz.views.pixels import entered
from cnnviz.views.item_pool import ITEMS

class Breaking(FillItem):
    broken = True
    def draw(self, painter, mark, exposed):
        if not self.broken:
            super().draw(painter, mark, exposed)
            return
        painter.setOpacity(0)
        with entered(painter):
            picture = QPixmap(8, 8)
            inner = QPainter(picture)
            raise ValueError("no such colour")

ITEMS[Fill] = Breaking
canvas = Canvas()
canvas.resize(100, 100)
canvas.show_scene(Scene((Fill("a", Box(0, 0, 50, 50), "accent", 1.0),)))
for _ in range(3):
    canvas.grab()
assert told == ["no such colour"], told
Breaking.broken = False
accent = canvas.grab().toImage().pixelColor(20, 20).name()
assert accent == canvas.style.theme.accent, accent
Breaking.broken = True
canvas.grab()
assert told == ["no such colour"] * 2, told
print("alive")
"""

WIDGET = """
from cnnviz.views.painting import painted

class Breaking(QWidget):
    broken = True
    @painted
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), "#123456")
        if self.broken:
            raise ValueError("no such colour")
        painter.end()

widget = Breaking()
widget.resize(50, 50)
for _ in range(3):
    widget.grab()
assert told == ["no such colour"], told
widget.broken = False
assert widget.grab().toImage().pixelColor(20, 20).name() == "#123456"
widget.broken = True
widget.grab()
assert told == ["no such colour"] * 2, told
print("alive")
"""


def outcome(program: str) -> tuple[int, str, str]:
    """Run a program that may crash."""
    done = subprocess.run(
        [sys.executable, "-c", COMMON + program],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return done.returncode, done.stdout.strip(), done.stderr


def test_an_item_that_fails_is_reported_once_and_paints_again() -> None:
    assert outcome(ITEM)[:2] == (0, "alive"), outcome(ITEM)[2]


def test_a_widget_that_fails_is_reported_once_and_paints_again() -> None:
    assert outcome(WIDGET)[:2] == (0, "alive"), outcome(WIDGET)[2]
