"""What the tests do to an image panel and read off it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from cnnviz.document.state import Batch
from cnnviz.panels.image import ImagePanel
from cnnviz.panels.jobs import going_on

LEFT = Qt.MouseButton.LeftButton


def batch(panel: ImagePanel) -> Batch:
    return panel.bridge.state.document.batch


def everything_arrives(qtbot) -> None:
    """Wait until no worker runs, and take what the last one has brought."""
    qtbot.waitUntil(lambda: not going_on())
    QApplication.processEvents()


def click(qtbot, thumbs, index, modifier=Qt.KeyboardModifier.NoModifier):
    where = thumbs.visualItemRect(thumbs.item(index)).center()
    qtbot.mouseClick(thumbs.viewport(), LEFT, modifier, where)


def drop(widget, mime, modifier=Qt.KeyboardModifier.NoModifier) -> bool:
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), action, mime, LEFT, modifier)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), action, mime, LEFT, modifier))
    return True
