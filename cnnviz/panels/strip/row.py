"""The row of cards: where they stand, and the arrows between them with their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.strip.blocks import folded, repeated
from cnnviz.panels.strip.card import Card
from cnnviz.panels.strip.content import CardContent
from cnnviz.panels.strip.fitting import Widths, fit
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
    ordered : Signal()
        The order of the stops was made anew.
    """

    made = Signal(object)
    ordered = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.cards: list[Card] = []
        self._room = 0
        self._arrows: list[tuple[QRect, str]] = []
        self._contents: tuple[CardContent, ...] = ()
        self._blocks: tuple[range, ...] = ()

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
        self._contents = tuple(contents)
        self._blocks = repeated([each.title for each in contents[1:]])
        self.lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Order the stops again: Qt forgets it when the strip is put into a window."""
        super().showEvent(event)
        self._order_tabs()

    @property
    def least_width(self) -> int:
        """Give the room that the row needs at the least, in logical pixels."""
        return Sizes.of(self._appearance).margin + self._widths(self._contents)[1].total

    def fit_into(self, room: int) -> None:
        """Shrink until the row fits a room, in logical pixels; beyond the least it scrolls."""
        if room != self._room:
            self._room = room
            self.lay_out()

    def lay_out(self) -> None:
        """Set the cards side by side, with room for the shape on each arrow."""
        sizes = Sizes.of(self._appearance)
        left, top = sizes.margin, sizes.above
        groups = self._groups()
        seen = [self._face(group) for group in groups]
        widths = fit(self._room - left, *self._widths(seen))
        arrows: list[tuple[QRect, str]] = []
        for group, content, width in zip(groups, seen, widths.arrows, strict=True):
            for index in group:
                card, front = self.cards[index], index == group[-1]
                card.show_content(content if front else self._contents[index])
                card.setGeometry(left, top, widths.card, sizes.card_height)
                if card.isHidden() == front:
                    card.setVisible(front)
            left += widths.card
            arrows.append((QRect(left, 0, width, sizes.row_height), content.shape))
            left += width
        size = QSize(left, sizes.row_height)
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
        self.lay_out()
        self.update()

    def shape_room(self, arrow: QRect) -> QRectF:
        """Give the room of the shape over an arrow: all of the height, or its top is cut off."""
        return QRectF(arrow.left(), 0, arrow.width(), self._middle - 4)

    @property
    def arrows(self) -> tuple[QRect, ...]:
        """The room of each arrow with its shape."""
        return tuple(where for where, _ in self._arrows)

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
        after = others[place + 1].x() if place + 1 < len(others) else self.width()
        middle = (before.right() + after) // 2
        if after - before.right() > before.width():
            middle = self.cards[moving].geometry().center().x()
        return QRect(middle - 2, before.top() - 8, 4, before.height() + 16)

    @property
    def _middle(self) -> float:
        """Height of the arrows."""
        sizes = Sizes.of(self._appearance)
        return sizes.above + sizes.card_height // 2 + 0.5

    def _order_tabs(self) -> None:
        """Let Tab go along the cards."""
        for before, after in pairwise(self.cards):
            QWidget.setTabOrder(before, after)
        self.ordered.emit()

    def _groups(self) -> list[range]:
        """The cards that stand in one place: each alone, or a folded block.

        Blocks are folded while the row would scroll, all but the one on stage and those
        in which something is wrong.
        """
        first = {}
        if 0 < self._room < self.least_width:
            for block in self._blocks:
                cards = range(block.start + 1, block.stop + 1)
                inside = [self._contents[index] for index in cards]
                if not any(each.selected or each.error or each.waits for each in inside):
                    first[cards.start] = cards
        groups: list[range] = []
        index = 0
        while index < len(self._contents):
            groups.append(first.get(index, range(index, index + 1)))
            index = groups[-1].stop
        return groups

    def _face(self, group: range) -> CardContent:
        """What stands for the cards of a group."""
        contents = self._contents[group.start : group.stop]
        return contents[0] if len(group) == 1 else folded(contents, self._appearance.words)

    def _widths(self, contents: Sequence[CardContent]) -> tuple[Widths, Widths]:
        """The widest and the narrowest that cards and arrows may be."""
        sizes = Sizes.of(self._appearance)
        metrics = QFontMetrics(mono_font(SHAPE_PX * Sizes.of(self._appearance).text))
        shapes = [metrics.horizontalAdvance(each.shape) for each in contents]
        wide = tuple(max(sizes.arrow, shape + 16) for shape in shapes)
        narrow = tuple(max(24, shape + 10) for shape in shapes)
        return Widths(sizes.card_width, wide), Widths(sizes.card_least, narrow)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = mono_font(SHAPE_PX * Sizes.of(self._appearance).text)
        painter.setFont(font)
        middle = self._middle
        for where, shape in self._arrows:
            if not event.region().intersects(where):
                continue
            left, right = where.left() + 5.0, where.right() - 4.0
            painter.setPen(QPen(theme.colour("faint"), 1.2))
            painter.drawLine(QPointF(left, middle), QPointF(right - 5, middle))
            head = [QPointF(right - 6, middle - 3.5), QPointF(right, middle)]
            painter.setBrush(theme.colour("faint"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([*head, QPointF(right - 6, middle + 3.5)]))
            painter.setPen(theme.colour("muted"))
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(self.shape_room(where), bottom, shape)
        painter.end()
