"""The context menu of a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from cnnviz.panels.kit import give_keys_back, icon
from cnnviz.words import Text, text

if TYPE_CHECKING:
    from cnnviz.panels.strip.strip import PipelineStrip


class CardMenu(QMenu):
    """What can be done with a card; it deletes itself when it closes.

    Parameters
    ----------
    strip : PipelineStrip
        What does it.
    index : int
        0 is the image, i the i-th layer.
    """

    def __init__(self, strip: PipelineStrip, index: int) -> None:
        super().__init__(strip)
        self._strip, self._index = strip, index
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.aboutToHide.connect(self._closed)
        if index > 0:
            self._offer(text("Insert a layer before"), "", "add", self._insert)
        self._offer(text("Add a layer after"), "+", "add", self._add)
        if index > 0:
            last = len(strip.cards) - 1
            self.addSeparator()
            self._offer(text("Duplicate"), "Ctrl+D", "duplicate", self._duplicate)
            self._offer(text("Move left"), "Alt+←", "move-left", self._left, index > 1)
            self._offer(text("Move right"), "Alt+→", "move-right", self._right, index < last)
            self.addSeparator()
            self._offer(text("Remove"), "Del", "remove", self._remove)

    def _offer(
        self, label: Text, keys: str, name: str, do: Callable[[], None], able: bool = True
    ) -> None:
        appearance = self._strip.appearance
        said = appearance.words(label)
        action = self.addAction(icon(name, appearance.theme), f"{said}\t{keys}" if keys else said)
        action.setEnabled(able)
        action.triggered.connect(do)

    def _card(self) -> QWidget:
        """The card, or the last one if there are fewer by now."""
        cards = self._strip.cards
        return cards[min(self._index, len(cards) - 1)]

    @Slot()
    def _closed(self) -> None:
        give_keys_back(self._strip)

    @Slot()
    def _insert(self) -> None:
        self._strip.ask_kind(self._index - 1, self._card())

    @Slot()
    def _add(self) -> None:
        self._strip.ask_kind(self._index, self._card())

    @Slot()
    def _duplicate(self) -> None:
        self._strip.duplicate(self._index)

    @Slot()
    def _left(self) -> None:
        self._strip.move_card(self._index, -1)

    @Slot()
    def _right(self) -> None:
        self._strip.move_card(self._index, 1)

    @Slot()
    def _remove(self) -> None:
        self._strip.remove(self._index)
