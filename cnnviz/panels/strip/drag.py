"""What is seen while a card is dragged: the card under the pointer, and where it would go."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from cnnviz.panels.dress import Dress


class Ghost(QWidget):
    """A picture of the dragged card."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lift(self, card: QWidget) -> None:
        """Look like a card."""
        self._picture = card.grab()
        self.resize(card.size())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, a little transparent."""
        painter = QPainter(self)
        painter.setOpacity(0.9)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


class Marker(QWidget):
    """A line in the accent where the card would go."""

    def __init__(self, dress: Dress, parent: QWidget) -> None:
        super().__init__(parent)
        self._dress = dress
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._dress.theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        painter.end()


class Dragging:
    """The two widgets of a drag.

    Parameters
    ----------
    dress : Dress
        Theme.
    row : QWidget
        The row of cards.
    """

    def __init__(self, dress: Dress, row: QWidget) -> None:
        self._row = row
        self.ghost = Ghost(row)
        self.marker = Marker(dress, row)
        self.active = False

    def move(self, card: QWidget, corner: QPoint, marker: QRect) -> None:
        """Show the card with its corner at a point of the row, and the mark."""
        if not self.active:
            self.active = True
            self.ghost.lift(card)
            card.update()
        far = self._row.width() - card.width()
        self.ghost.move(max(0, min(corner.x(), far)), card.y() - 4)
        if self.marker.geometry() != marker:
            self.marker.setGeometry(marker)
        self.marker.show()
        self.marker.raise_()
        self.ghost.raise_()

    def end(self) -> None:
        """Put both away."""
        self.active = False
        self.ghost.hide()
        self.marker.hide()
