"""Edges of the strip that fade where there are more cards beyond."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.views.painting import painted

WIDTH = 28


class Fade(QWidget):
    """A strip of the ground's colour that fades out, over one edge of a scroll area.

    Parameters
    ----------
    appearance : Appearance
        Theme.
    scroll : QScrollArea
        What scrolls sideways.
    right : bool
        Over which edge.
    """

    def __init__(self, appearance: Appearance, scroll: QScrollArea, right: bool) -> None:
        super().__init__(scroll)
        self._appearance, self._scroll, self._right = appearance, scroll, right
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bar = scroll.horizontalScrollBar()
        bar.valueChanged.connect(self._place)
        bar.rangeChanged.connect(self._place)
        scroll.viewport().installEventFilter(self)
        appearance.changed.connect(self.update)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the view."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint from the ground's colour to nothing."""
        ground = self._appearance.theme.colour("window")
        nothing = QColor(ground)
        nothing.setAlpha(0)
        gradient = QLinearGradient(0, 0, self.width(), 0)
        gradient.setColorAt(0, nothing if self._right else ground)
        gradient.setColorAt(1, ground if self._right else nothing)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()

    def _place(self) -> None:
        bar, view = self._scroll.horizontalScrollBar(), self._scroll.viewport()
        more = bar.value() < bar.maximum() if self._right else bar.value() > bar.minimum()
        left = view.width() - WIDTH if self._right else 0
        self.setGeometry(left, 0, WIDTH, view.height())
        self.setVisible(more)
        self.raise_()
