"""The row of cards: where they stand, and the arrows between them with their shapes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.strip.add_card import AddCard
from cnnviz.panels.strip.card import Card
from cnnviz.panels.strip.content import CardContent
from cnnviz.panels.strip.sizes import SHAPE_PX, Sizes
from cnnviz.views.fonts import mono_font
from cnnviz.views.painting import painted


class CardRow(QWidget):
    """Cards in a row; reuses them when their number changes.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        What scrolls it.

    Attributes
    ----------
    made : Signal(Card)
        A card was made and wants to be connected.
    """

    made = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.cards: list[Card] = []
        self.add = AddCard(appearance, self)
        self._arrows: list[tuple[QRect, str]] = []

    def show_contents(self, contents: Sequence[CardContent]) -> None:
        """Show a card for each content."""
        count = len(self.cards)
        while len(self.cards) > len(contents):
            card = self.cards.pop()
            card.release()
            card.hide()
            card.setParent(None)
            card.deleteLater()
        while len(self.cards) < len(contents):
            card = Card(self._appearance, len(self.cards), self)
            self.cards.append(card)
            self.made.emit(card)
            card.show()
        if count != len(self.cards):
            self._order_tabs()
        for card, content in zip(self.cards, contents, strict=True):
            card.show_content(content)
        self.lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Order the stops again: Qt forgets it when the strip is put into a window."""
        super().showEvent(event)
        self._order_tabs()

    def lay_out(self) -> None:
        """Set the cards side by side, with room for the shape on each arrow."""
        sizes = Sizes(self._appearance)
        metrics = QFontMetrics(mono_font(SHAPE_PX * self._appearance.text))
        left, top = sizes.margin, sizes.above
        arrows: list[tuple[QRect, str]] = []
        for card in self.cards:
            card.setGeometry(left, top, sizes.card_width, sizes.card_height)
            left += sizes.card_width
            shape = card.content.shape
            width = max(sizes.arrow, metrics.horizontalAdvance(shape) + 16)
            arrows.append((QRect(left, top, width, sizes.card_height), shape))
            left += width
        self.add.setGeometry(left, top, sizes.add_width, sizes.card_height)
        size = QSize(left + sizes.add_width + sizes.margin, sizes.row_height)
        before, self._arrows = self._arrows, arrows
        for arrow in (*before, *arrows):
            if arrow not in before or arrow not in arrows:
                self.update(arrow[0])
        if size != self.size():
            self.setFixedSize(size)

    def restyle(self) -> None:
        """Take colours and sizes again."""
        for card in self.cards:
            card.restyle()
        self.add.restyle()
        self.lay_out()
        self.update()

    def place_at(self, x: float, moving: int) -> int:
        """Tell where among the layers a dragged card would end.

        Parameters
        ----------
        x : float
            Middle of the dragged card.
        moving : int
            Index of the dragged card; 1 is the first layer.
        """
        others = [card for card in self.cards[1:] if card.index != moving]
        return sum(card.geometry().center().x() < x for card in others)

    def marker_at(self, place: int, moving: int) -> QRect:
        """Give the box of the mark that shows where a dragged card would end."""
        others = [card for card in self.cards if card.index != moving]
        before = others[place].geometry()
        after = others[place + 1].geometry() if place + 1 < len(others) else self.add.geometry()
        middle = (before.right() + after.left()) // 2
        if after.left() - before.right() > before.width():
            middle = self.cards[moving].geometry().center().x()
        return QRect(middle - 2, before.top() - 8, 4, before.height() + 16)

    def _order_tabs(self) -> None:
        """Let Tab go along the cards and then to what adds one."""
        for before, after in zip(self.cards, [*self.cards[1:], self.add], strict=True):
            QWidget.setTabOrder(before, after)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = mono_font(SHAPE_PX * self._appearance.text)
        painter.setFont(font)
        for where, shape in self._arrows:
            if not event.region().intersects(where):
                continue
            middle = where.center().y() + 0.5
            left, right = where.left() + 6.0, where.right() - 5.0
            painter.setPen(QPen(theme.colour("faint"), 1.2))
            painter.drawLine(QPointF(left, middle), QPointF(right - 5, middle))
            head = [QPointF(right - 6, middle - 3.5), QPointF(right, middle)]
            painter.setBrush(theme.colour("faint"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([*head, QPointF(right - 6, middle + 3.5)]))
            painter.setPen(theme.colour("muted"))
            label = QRectF(where).adjusted(0, 0, 0, -where.height() / 2 - 4)
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(label, bottom, shape)
        painter.end()
