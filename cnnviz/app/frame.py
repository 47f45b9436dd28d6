"""The window's frame: painted at once with outlines of what is coming, then filled."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from cnnviz.app.settings import Settings
from cnnviz.views.theme import Theme

TOP, STRIP, FOOT, SIDE = 44, 118, 54, 334
"""Heights of the bars at the top and of the strip, of the transport; width of the inspector."""
CARD = (166.0, 90.0)
"""Width and height of a card of the strip."""
CARDS, STEP, ARROW, BEHIND = 5, 228, 48, 210
"""Cards of the start scene, how far apart they stand, the gap, and the room behind them."""


WANTED, SMALLEST = QSize(1440, 900), QSize(800, 600)
"""Logical pixels of the first window, and of the smallest one on a screen that holds it."""
EDGES = QSize(4, 40)
"""Logical pixels of a screen that the system's frame around a window may take."""


def smallest_size(window: QWidget) -> QSize:
    """Give the smallest size of a window: never more than its screen has room for."""
    return SMALLEST.boundedTo(window.screen().availableSize() - EDGES)


def place(window: QWidget, settings: Settings) -> None:
    """Give a window the size and place that it had; the first time, one that fits the screen."""
    room = window.screen().availableSize()
    window.resize(WANTED.boundedTo(room))
    geometry = settings.window("geometry")
    if not geometry.isEmpty():
        window.restoreGeometry(geometry)
    elif room.width() <= WANTED.width() or room.height() <= WANTED.height():
        window.setWindowState(Qt.WindowState.WindowMaximized)


class Frame(QMainWindow):
    """What the user sees first, before NumPy and the widgets have been imported.

    Parameters
    ----------
    theme : Theme
        Colours of the outlines.
    settings : Settings
        Size and place of the window.

    Attributes
    ----------
    seen : Signal()
        The outlines have been painted; what fills them can be made.
    """

    seen = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._theme = theme
        self._was_seen = False
        self.setMinimumSize(smallest_size(self))
        self.setWindowTitle("cnnviz")
        place(self, settings)

    def fill(self, window: QWidget) -> None:
        """Put the real window in place of the outlines."""
        window.setWindowFlags(Qt.WindowType.Widget)
        self.setCentralWidget(window)
        window.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outlines until there is something to cover them."""
        if self.centralWidget() is not None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.window))
        painter.setPen(QColor(self._theme.border))
        width, height = self.width(), self.height()
        for y in (TOP, TOP + STRIP, height - FOOT):
            painter.drawLine(0, y, width, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self._theme.raised))
        step = min(STEP, (width - BEHIND) // CARDS)
        for index in range(CARDS):
            wide = min(CARD[0], step - ARROW)
            card = QRectF(14.5 + index * step, TOP + 13.5, wide, CARD[1])
            painter.drawRoundedRect(card, 8, 8)
        strip = QRectF(20.5, height - FOOT - 74.5, width - SIDE - 40, 60)
        painter.drawRoundedRect(strip, 8, 8)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self.seen.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close what is inside, which may have a question first."""
        content = self.centralWidget()
        if content is not None and not content.close():
            event.ignore()
