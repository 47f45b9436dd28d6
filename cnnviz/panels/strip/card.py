"""One card of the strip: painted, and for keyboard and screen reader a button."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.panels.strip.card_look import CardLook, Mood
from cnnviz.panels.strip.content import CardContent
from cnnviz.views.painting import painted

BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class Card(QAbstractButton):
    """A card with a name, a summary and thumbnails.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    index : int
        0 is the image, i the i-th layer.
    parent : QWidget
        The row.

    Attributes
    ----------
    entered, left : Signal(int)
        The pointer came over the card, or left it.
    dragged : Signal(int, QPoint)
        The card is dragged; the pointer on the row.
    dropped, let_go : Signal(int)
        The drag ended, or was given up.
    """

    entered = Signal(int)
    left = Signal(int)
    dragged = Signal(int, QPoint)
    dropped = Signal(int)
    let_go = Signal(int)

    def __init__(self, appearance: Appearance, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance, self.index = appearance, index
        self.content = CardContent("")
        self.by_keys = False
        self.dragging = False
        self._press: QPoint | None = None
        self._look = CardLook(appearance)
        self.tools_shown = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def is_layer(self) -> bool:
        """Whether it stands for one layer: not for the image, not for a folded block."""
        return self.index > 0 and not self.content.folded

    def show_content(self, content: CardContent) -> None:
        """Show this from now on; painted again only if it is something else."""
        if content == self.content:
            return
        only_maps = replace(content, source=None) == replace(self.content, source=None)
        both = content.source is not None and self.content.source is not None
        self.content = content
        if only_maps and both:
            self.update(self._look.maps_room(self.rect(), content))
            return
        self.setChecked(content.selected)
        self.setToolTip(plain_hint(content.hint))
        self.setAccessibleName(content.spoken)
        self.setAccessibleDescription(content.hint)
        self.update()

    def show_tools(self, shown: bool) -> None:
        """Leave room for the buttons that lie over the corner."""
        if shown != self.tools_shown:
            self.tools_shown = shown
            self.update()

    def restyle(self) -> None:
        """Paint anew in the colours of the theme."""
        self._look.forget()
        self.update()

    def nextCheckState(self) -> None:
        """Do nothing: the state says which card is selected, not a click."""

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit(self.index)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit(self.index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here."""
        self.by_keys = event.reason() in BY_KEYS
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.by_keys = False
        if event.button() == Qt.MouseButton.LeftButton and self.is_layer:
            self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if self._press is not None and not self.dragging:
            far = (where - self._press).manhattanLength()
            self.dragging = far >= QApplication.startDragDistance()
            if self.dragging:
                self.setDown(False)
        if self.dragging and self._press is not None:
            self.dragged.emit(self.index, self.mapToParent(where) - self._press)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragging, self.dragging, self._press = self.dragging, False, None
        if dragging:
            self.dropped.emit(self.index)
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def release(self) -> None:
        """Forget the press, so that the pointer drags it no farther."""
        self.dragging, self._press = False, None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up a drag; all other keys are not the card's own."""
        if event.key() == Qt.Key.Key_Escape and self.dragging:
            self.dragging, self._press = False, None
            self.let_go.emit(self.index)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Leave alone what was not pressed here."""
        event.ignore()

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        mood = Mood(
            over=self.underMouse(),
            focused=self.hasFocus() and self.by_keys,
            dragged=self.dragging,
            tools=self.tools_shown,
        )
        self._look.paint(
            painter, self.rect(), self.content, mood, self.devicePixelRatioF(), event.rect()
        )
        painter.end()
