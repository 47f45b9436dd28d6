"""What the keyboard does with the cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from cnnviz.panels.strip.add_card import AddCard
from cnnviz.panels.strip.card import Card

if TYPE_CHECKING:
    from cnnviz.panels.strip.strip import PipelineStrip

_ALONG: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_BACK = Qt.FocusReason.OtherFocusReason
_MODIFIERS = (
    Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.MetaModifier
)


class StripKeys(QObject):
    """Arrows go from card to card, Enter selects, Delete removes, + adds.

    The plain arrows, Space and Enter belong to a card only if the keyboard brought
    the focus there: after a click they go on playing and stepping the stage.

    Parameters
    ----------
    strip : PipelineStrip
        Whose cards.
    """

    def __init__(self, strip: PipelineStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do what a key means on a card; claim it before shortcuts of the window do."""
        if not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            action = self._action(event)
            if action is not None:
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    action()
                return True
        return False

    def follow(self, selected: int) -> None:
        """Let the focus follow the selection, if a card has it."""
        strip = self._strip
        focused = strip.focused_card()
        if focused is not None and selected < len(strip.cards):
            by_keys = focused.by_keys
            strip.cards[selected].setFocus(_BACK)
            strip.cards[selected].by_keys = by_keys

    def _action(self, event: QKeyEvent) -> Callable[[], object] | None:
        strip = self._strip
        key, held = event.key(), event.modifiers() & _MODIFIERS
        stops: list[Card | AddCard] = [*strip.cards, strip.add]
        at = next((i for i, each in enumerate(stops) if each.hasFocus()), None)
        if at is None:
            return None
        stop = stops[at]
        card = stop if isinstance(stop, Card) else None
        plain = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        layer = card is not None and card.is_layer
        if held == Qt.KeyboardModifier.AltModifier and layer:
            by = _ALONG.get(key)
            return None if by is None else lambda: strip.move_card(at, by)
        if held == Qt.KeyboardModifier.ControlModifier:
            return (lambda: strip.duplicate(at)) if key == Qt.Key.Key_D and layer else None
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Insert) and plain:
            place = min(at, len(strip.cards) - 1)
            return lambda: strip.ask_kind(place, stop)
        if held != Qt.KeyboardModifier.NoModifier:
            return None
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and layer:
            return lambda: strip.remove(at)
        if not stop.by_keys:
            return None
        before = [i for i in range(at) if not stops[i].isHidden()]
        after = [i for i in range(at + 1, len(stops)) if not stops[i].isHidden()]
        places: dict[int, int] = {
            Qt.Key.Key_Left: max(before, default=at),
            Qt.Key.Key_Right: min(after, default=at),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(stops) - 1,
        }
        if key in places:
            to = places[key]
            return lambda: strip.focus_stop(to)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if card is None:
                return strip.add.click
            return (
                None
                if key == Qt.Key.Key_Space and card.content.selected
                else lambda: strip.select(at)
            )
        return None
