"""Which one of many: a sentence between two arrows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import IconButton, TextLabel
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.words import Text


class Chooser(QWidget):
    """Walks through filters or channels, one at a time.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    sentence : callable
        Says which of how many, both counted from 1.
    back, on : Text
        Names of the two arrows.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    chosen : Signal(int)
        Which one the user chose, from 0; not sent by `show_one`.
    back, on : IconButton
        The two arrows.
    """

    chosen = Signal(int)

    def __init__(
        self,
        appearance: Appearance,
        sentence: Callable[[int, int], Text],
        back: Text,
        on: Text,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self._index, self._count = 0, 1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._which = TextLabel(appearance, "", "text", self)
        self._name = TextLabel(appearance, "", "muted", self)
        self._name.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.back = IconButton(appearance, "chevron-left", back, look="plain", size=16, parent=self)
        self.on = IconButton(appearance, "chevron-right", on, look="plain", size=16, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(appearance.px(4))
        row.addWidget(self._which)
        row.addWidget(self._name, 1)
        row.addStretch(1)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.on, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.back, self.on):
            button.setStyleSheet("QToolButton { padding: 2px 4px; }")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._appearance = appearance
        appearance.changed.connect(self._restyle)
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.show_one(0, 1)

    @property
    def index(self) -> int:
        """Which one is shown, from 0."""
        return self._index

    def show_one(self, index: int, count: int, name: Text | str = "") -> None:
        """Show which of how many, and its name, without saying so."""
        self._count = max(count, 1)
        self._index = max(0, min(index, self._count - 1))
        self._which.say(self._sentence(self._index + 1, self._count))
        self._name.say(name)
        if self._name.isHidden() != (name == ""):
            self._name.setVisible(name != "")
        self._restyle()
        self.back.setEnabled(self._index > 0)
        self.on.setEnabled(self._index < self._count - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with Left and Right, to the ends with Home and End."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._go(self._index - 1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._go(self._index + 1)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(self._count - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring the arrows: they can be walked with keys."""
        super().focusInEvent(event)
        self._ring(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring(False)

    @Slot()
    def _go_back(self) -> None:
        self._go(self._index - 1)

    @Slot()
    def _go_on(self) -> None:
        self._go(self._index + 1)

    def _go(self, index: int) -> None:
        if 0 <= index < self._count and index != self._index:
            self.chosen.emit(index)

    def _ring(self, on: bool) -> None:
        for button in (self.back, self.on):
            button.setProperty("ringed", on)
            button.style().unpolish(button)
            button.style().polish(button)

    def _restyle(self) -> None:
        said = self._appearance.words(self._sentence(self._index + 1, self._count))
        if said != self.accessibleName():
            self.setAccessibleName(said)
            self.setToolTip(plain_hint(said))
