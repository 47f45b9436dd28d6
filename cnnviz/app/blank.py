"""A black sheet over the window, for when the class shall look at the lecturer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class Blank(QWidget):
    """Covers its parent with black until a key or the mouse is pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._focused: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover a window that changes its size."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False

    def cover(self) -> None:
        """Cover the window, and take the focus."""
        self._focused = self.window().focusWidget()
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.black)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._uncover()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._uncover()

    def _uncover(self) -> None:
        """Give the keys back to whoever had them, and go away."""
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus()
        self.hide()
