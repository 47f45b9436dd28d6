"""The pipeline strip as a widget: shows the state, sends commands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from cnnviz.document.commands import AddLayer, DuplicateLayer, MoveLayer, RemoveLayer
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.strip.add_card import AddCard
from cnnviz.panels.strip.card import Card
from cnnviz.panels.strip.chooser import KindChooser
from cnnviz.panels.strip.content import of_image, of_layer
from cnnviz.panels.strip.drag import Dragging
from cnnviz.panels.strip.fade import Fade
from cnnviz.panels.strip.keys import StripKeys
from cnnviz.panels.strip.menu import CardMenu
from cnnviz.panels.strip.row import CardRow
from cnnviz.panels.strip.sizes import Sizes
from cnnviz.panels.strip.tools import CardTools
from cnnviz.panels.strip.totals import Totals
from cnnviz.session import Presented
from cnnviz.views.painting import painted
from cnnviz.words import text

ZOOM = 1.1
"""How much a notch of the wheel enlarges the cards."""
BETWEEN = 16
"""Logical pixels between what adds a layer and the totals, at the least."""


class PipelineStrip(QWidget):
    """The image, a card for each layer, what adds one, and the totals.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bridge, self.appearance = bridge, appearance
        self.scroll_area = QScrollArea(self)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.row = CardRow(appearance, self.scroll_area)
        self.scroll_area.setWidget(self.row)
        self.add = AddCard(appearance, self)
        self._fades = (
            Fade(appearance, self.scroll_area, False),
            Fade(appearance, self.scroll_area, True),
        )
        self.totals = Totals(appearance, self)
        self.chooser = KindChooser(appearance, self)
        self.tools = CardTools(appearance, self.row)
        self.dragging = Dragging(appearance, self.scroll_area, self.row)
        self._keys = StripKeys(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._connect()
        self._restyle()

    def _connect(self) -> None:
        self.row.made.connect(self._adopt)
        self.row.ordered.connect(self._order_tabs)
        self.add.installEventFilter(self._keys)
        self.add.clicked.connect(self._add_at_end)
        self.chooser.chosen.connect(self._add)
        self.tools.insert.connect(self._insert_before)
        self.tools.duplicate.connect(self.duplicate)
        self.tools.remove.connect(self.remove)
        self.tools.left.connect(self._pointer_left)
        self.dragging.moved.connect(self._moved)
        self.bridge.changed.connect(self._changed)
        self.appearance.changed.connect(self._restyle)

    @property
    def cards(self) -> list[Card]:
        """The card of the image, then those of the layers."""
        return self.row.cards

    def focused_card(self) -> Card | None:
        """Give the card that has the focus, if one has."""
        return next((card for card in self.cards if card.hasFocus()), None)

    def focus_stop(self, index: int) -> None:
        """Put the focus on a card, or on what adds one, and scroll there."""
        stop = self.cards[index] if index < len(self.cards) else self.add
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        if stop is not self.add:
            self.scroll_area.ensureWidgetVisible(stop, Sizes.of(self.appearance).margin, 0)

    def select(self, index: int) -> None:
        """Put the image (0) or the i-th layer on stage."""
        self.bridge.session.view(selected=index)

    def remove(self, index: int) -> None:
        """Take the i-th layer out."""
        if index > 0:
            self.tools.hide()
            self.bridge.do(RemoveLayer(index - 1))

    def duplicate(self, index: int) -> None:
        """Put a copy of the i-th layer behind it."""
        if index > 0:
            self.bridge.do(DuplicateLayer(index - 1))

    def move_card(self, index: int, by: int) -> None:
        """Move the i-th layer by so many places."""
        to = index - 1 + by
        if index > 0 and 0 <= to < len(self.bridge.state.document.layers):
            self.bridge.do(MoveLayer(index - 1, to))

    def ask_kind(self, at: int, beside: QWidget) -> None:
        """Open the menu of kinds; the chosen one goes to place `at` among the layers."""
        if beside is not self.add:
            if not self.row.isAncestorOf(beside):
                beside = self.cards[min(at, len(self.cards) - 1)]
            self.scroll_area.ensureWidgetVisible(beside)
        below = beside.mapToGlobal(QPoint(0, beside.height() + 4))
        self.chooser.ask(at, below, beside.mapToGlobal(QPoint(0, -4)).y())

    def refresh(self) -> None:
        """Show the state; only cards that differ are painted again."""
        presented, words = self.bridge.presented, self.appearance.words
        contents = [of_image(presented, words)]
        contents += [of_layer(presented, status, words) for status in presented.layers]
        self.row.show_contents(contents)
        self.totals.show_totals(presented.evaluation, presented.covered)
        self._place()

    def reveal(self) -> None:
        """Scroll the selected card into view."""
        selected = min(self.bridge.state.selected, len(self.cards) - 1)
        card = self.cards[selected].geometry()
        bar = self.scroll_area.horizontalScrollBar()
        margin = Sizes.of(self.appearance).margin + Sizes.of(self.appearance).arrow
        left, right = card.left() - margin, card.right() + margin
        if left < bar.value():
            bar.setValue(left)
        elif right > bar.value() + self.scroll_area.viewport().width():
            bar.setValue(right - self.scroll_area.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.reveal()

    def showEvent(self, event: QShowEvent) -> None:
        """Order the stops again: Qt forgets it when the strip is put into a window."""
        super().showEvent(event)
        self._order_tabs()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, whichever way the wheel turns; with Ctrl, make the cards larger."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.appearance.zoom_strip(ZOOM ** (turn.y() / 120))
            self._restyle()
            event.accept()
            return
        bar = self.scroll_area.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.x() or turn.y()))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        child = self.row.childAt(self.row.mapFromGlobal(event.globalPos()))
        if isinstance(child, Card) and not child.content.folded:
            CardMenu(self, child.index).popup(event.globalPos())
            event.accept()

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.appearance.theme.colour("window"))
        line = QRect(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, self.appearance.theme.colour("border"))
        painter.end()

    def _restyle(self) -> None:
        sizes = Sizes.of(self.appearance)
        self.setFixedHeight(sizes.row_height + sizes.below)
        self.setAccessibleName(self.appearance.words(text("Pipeline")))
        self.scroll_area.horizontalScrollBar().setFixedHeight(self.appearance.px(8))
        self.tools.restyle()
        self.tools.hide()
        self.add.restyle()
        self.row.restyle()
        self.refresh()
        self.update()
        self.reveal()

    def _changed(self, old: Presented, new: Presented) -> None:
        before, after = old.state, new.state
        if (
            old.layers is new.layers
            and (old.covered, old.opening is None) == (new.covered, new.opening is None)
            and before.axes == after.axes
            and old.shown.alike(new.shown)
            and ((before.selected, before.image) == (after.selected, after.image))
        ):
            return
        layers, selected = after.document.layers, after.selected
        if self.dragging.active and before.document.layers is not layers:
            self.dragging.end()
        self.refresh()
        if before.selected != selected or len(before.document.layers) != len(layers):
            self.reveal()
            self._keys.follow(selected)

    def _place(self) -> None:
        """Set the row, what adds a card behind it, and the totals if they take nobody's room."""
        sizes = Sizes.of(self.appearance)
        whole = self.width() - sizes.add_width - sizes.margin
        totals = self.totals.sizeHint().width()
        beside = whole - totals - BETWEEN
        least = self.row.least_width
        with_totals = not sizes.compact and not beside < least <= whole
        room = beside if with_totals else whole
        self.row.fit_into(room)
        seen = min(room, self.row.width())
        self.scroll_area.setGeometry(0, 0, max(seen, 0), self.height() - 1)
        self.add.setGeometry(seen, sizes.above, sizes.add_width, sizes.card_height)
        self.totals.setVisible(with_totals)
        right = self.width() - sizes.margin - totals
        self.totals.setGeometry(right, 0, totals, self.height() - 1)
        self._place_tools()

    def _place_tools(self) -> None:
        """Let the tools go with the card that the pointer is on; without one they hide."""
        index = self.tools.index
        if self.tools.isHidden():
            return
        if index < len(self.cards) and self.cards[index].is_layer and self._points_at(index):
            self.tools.attach(self.cards[index], index)
        else:
            self._hide_tools()

    def _points_at(self, index: int) -> bool:
        card, here = self.cards[index], self.row.mapFromGlobal(QCursor.pos())
        return not card.isHidden() and card.geometry().contains(here)

    def _order_tabs(self) -> None:
        """Let Tab go from the last card to what adds one."""
        if self.cards:
            QWidget.setTabOrder(self.cards[-1], self.add)

    def _adopt(self, card: Card) -> None:
        card.installEventFilter(self._keys)
        card.clicked.connect(self._clicked)
        card.entered.connect(self._pointer_entered)
        card.left.connect(self._pointer_left)
        card.dragged.connect(self._dragged)
        card.dropped.connect(self.dragging.drop)
        card.let_go.connect(self.dragging.end)

    def _clicked(self) -> None:
        card = self.sender()
        if isinstance(card, Card):
            self.select(card.index)

    def _add_at_end(self) -> None:
        self.ask_kind(len(self.bridge.state.document.layers), self.add)

    def _insert_before(self, index: int) -> None:
        self.ask_kind(max(0, index - 1), self.cards[index])

    def _add(self, kind: str, at: int) -> None:
        self.bridge.do(AddLayer(kind, at))

    def _pointer_entered(self, index: int) -> None:
        if self.cards[index].is_layer and not self.dragging.active:
            self._hide_tools()
            self.tools.attach(self.cards[index], index)
            self.cards[index].show_tools(True)

    def _pointer_left(self, index: int) -> None:
        if index < len(self.cards) and not self._points_at(index):
            self._hide_tools()

    def _hide_tools(self) -> None:
        self.tools.hide()
        for card in self.cards:
            card.show_tools(False)

    def _dragged(self, index: int, corner: QPoint) -> None:
        self._hide_tools()
        self.dragging.drag(index, corner)

    def _moved(self, index: int, place: int) -> None:
        self.bridge.do(MoveLayer(index - 1, place))
