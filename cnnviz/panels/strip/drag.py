"""What is seen while a card is dragged: the card under the pointer, and where it would go."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QScrollArea, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.strip.card import Card
from cnnviz.panels.strip.row import CardRow
from cnnviz.views.painting import painted

EDGE, PACE = 48, 14
"""How near to an edge the row scrolls, and how far each time, in pixels."""


class Ghost(QWidget):
    """A picture of the dragged card."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lift(self, card: Card) -> None:
        """Look like a card that is not dragged."""
        card.dragging = False
        self._picture = card.grab()
        card.dragging = True
        self.resize(card.size())
        self.show()
        self.raise_()

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(0.9)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


class Marker(QWidget):
    """A line in the accent where the card would go."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._appearance.theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        painter.end()


class Dragging(QObject):
    """A drag of a card, from the first move until it is dropped or given up.

    Parameters
    ----------
    appearance : Appearance
        Theme.
    scroll : QScrollArea
        Scrolls the row while the pointer is near its edge.
    row : CardRow
        The cards.

    Attributes
    ----------
    moved : Signal(int, int)
        A card was dropped: its index, and the place among the layers that it goes to.
    """

    moved = Signal(int, int)

    def __init__(self, appearance: Appearance, scroll: QScrollArea, row: CardRow) -> None:
        super().__init__(row)
        self._scroll, self._row = scroll, row
        self.ghost = Ghost(row)
        self.marker = Marker(appearance, row)
        self._index, self._corner = 0, QPoint()
        self._scroller = QTimer(self, interval=16)
        self._scroller.timeout.connect(self._scroll_on)

    @property
    def active(self) -> bool:
        """Whether a card is being dragged."""
        return self._scroller.isActive()

    def drag(self, index: int, corner: QPoint) -> None:
        """Show the card with its corner at a point of the row, and where it would go."""
        if index >= len(self._row.cards):
            self.end()
            return
        card = self._row.cards[index]
        if not self.active:
            self._scroller.start()
            self.ghost.lift(card)
            card.update()
        self._index, self._corner = index, corner
        far = self._row.width() - card.width()
        self.ghost.move(max(0, min(corner.x(), far)), card.y() - 4)
        self.marker.setGeometry(self._row.marker_at(self._place(), index))
        self.marker.show()
        self.ghost.raise_()
        self.marker.raise_()

    def drop(self, index: int) -> None:
        """Put the card where the mark is."""
        if self.active and index < len(self._row.cards):
            place = self._place()
            self.end()
            self.moved.emit(index, place)

    def end(self, _index: int = 0) -> None:
        """Give up."""
        self._scroller.stop()
        self.ghost.hide()
        self.marker.hide()
        if self._index < len(self._row.cards):
            self._row.cards[self._index].release()

    def _place(self) -> int:
        middle = self._corner.x() + self._row.cards[self._index].width() / 2
        return self._row.place_at(middle, self._index)

    def _scroll_on(self) -> None:
        view, bar = self._scroll.viewport(), self._scroll.horizontalScrollBar()
        x = view.mapFromGlobal(QCursor.pos()).x()
        before = bar.value()
        if x < EDGE:
            bar.setValue(before - PACE)
        elif x > view.width() - EDGE:
            bar.setValue(before + PACE)
        if bar.value() != before:
            self.drag(self._index, self._corner + QPoint(bar.value() - before, 0))
