"""The context menu of a card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from cnnviz.panels.kit import icon
from cnnviz.words import Text, text

if TYPE_CHECKING:
    from cnnviz.panels.strip.strip import PipelineStrip


def card_menu(strip: PipelineStrip, index: int) -> QMenu:
    """Make the menu of a card; it deletes itself when it closes.

    Parameters
    ----------
    strip : PipelineStrip
        What does it.
    index : int
        0 is the image, i the i-th layer.
    """
    menu = QMenu(strip)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    count = len(strip.cards)
    card = strip.cards[index]

    def add(label: Text, keys: str, name: str, do: Callable[[], object], able: bool = True) -> None:
        said = strip.dress.words(label)
        action = menu.addAction(icon(name, strip.dress.theme), f"{said}\t{keys}" if keys else said)
        action.setEnabled(able)
        action.triggered.connect(do)

    if index > 0:
        insert = partial(strip.ask_kind, index - 1, card)
        add(text("Insert a layer before"), "", "add", insert)
    add(text("Add a layer after"), "+", "add", partial(strip.ask_kind, index, card))
    if index > 0:
        menu.addSeparator()
        add(text("Duplicate"), "Ctrl+D", "duplicate", partial(strip.duplicate, index))
        left, right = partial(strip.move_card, index, -1), partial(strip.move_card, index, 1)
        add(text("Move left"), "Alt+←", "move-left", left, index > 1)
        add(text("Move right"), "Alt+→", "move-right", right, index < count - 1)
        menu.addSeparator()
        add(text("Remove"), "Del", "remove", partial(strip.remove, index))
    return menu
