"""The mark of what has the focus, where a style sheet does not paint it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.views.painting import painted
from cnnviz.views.theme import Theme

WIDTH = 2.0
"""Pixels of the line; the style sheets have the same."""

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_IN_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


def draw_ring(painter: QPainter, theme: Theme, box: QRectF, radius: float = 0.0) -> None:
    """Mark what has the focus with a line just inside a box.

    Parameters
    ----------
    painter : QPainter
        Painting the widget.
    theme : Theme
        Where the colour comes from.
    box : QRectF
        What is marked.
    radius : float
        Of its corners.
    """
    half = WIDTH / 2
    painter.setPen(QPen(theme.colour("strong"), WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)


class FocusRing(QWidget):
    """A line around a widget, shown while Tab has brought the focus to it.

    Parameters
    ----------
    appearance : Appearance
        Its colour.
    around : QWidget
        What it marks.
    """

    def __init__(self, appearance: Appearance, around: QWidget) -> None:
        super().__init__(around)
        self._appearance, self._around = appearance, around
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        around.installEventFilter(self)
        appearance.changed.connect(self.update)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow size and focus of what it marks."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._around.rect())
        elif isinstance(event, QFocusEvent) and event.reason() not in _IN_PASSING:
            self.setVisible(event.gotFocus() and event.reason() in _BY_TAB)
            self.raise_()
        return False

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_ring(painter, self._appearance.theme, QRectF(self.rect()))
        painter.end()
