"""Small buttons over the corner of the card that the pointer is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import IconButton
from cnnviz.panels.strip.sizes import Sizes
from cnnviz.words import Text, text


class CardTools(QWidget):
    """Insert before, duplicate, remove; by keyboard the card itself does the same.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The row.

    Attributes
    ----------
    insert, duplicate, remove : Signal(int)
        What to do with which card.
    left : Signal(int)
        The pointer left the buttons of a card.
    """

    insert = Signal(int)
    duplicate = Signal(int)
    remove = Signal(int)
    left = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.index = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self.insert_button = self._button("add", text("Insert a layer before this one"))
        self.duplicate_button = self._button("duplicate", text("Duplicate"), "Ctrl+D")
        self.remove_button = self._button("remove", text("Remove"), "Del")
        self.insert_button.clicked.connect(self._insert)
        self.duplicate_button.clicked.connect(self._duplicate)
        self.remove_button.clicked.connect(self._remove)
        self.restyle()
        self.hide()

    def attach(self, card: QWidget, index: int) -> None:
        """Lie over the top right corner of a card."""
        self.index = index
        sizes = Sizes.of(self._appearance)
        self.adjustSize()
        self.move(
            card.geometry().right() - self.width() - 4,
            card.y() + (sizes.pad - 2) + (sizes.title - self.height()) // 2,
        )
        self.show()
        self.raise_()

    def restyle(self) -> None:
        """Take the size of the text."""
        side = Sizes.of(self._appearance).tool + 3
        for button in (self.insert_button, self.duplicate_button, self.remove_button):
            button.setStyleSheet("QToolButton { padding: 1px; min-height: 0; min-width: 0; }")
            button.setFixedSize(side, side)
        self.adjustSize()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit(self.index)

    def _button(self, icon_name: str, label: Text, keys: str = "") -> IconButton:
        button = IconButton(self._appearance, icon_name, label, size=13, keys=keys, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.addWidget(button)
        return button

    def _insert(self) -> None:
        self.insert.emit(self.index)

    def _duplicate(self) -> None:
        self.duplicate.emit(self.index)

    def _remove(self) -> None:
        self.remove.emit(self.index)
