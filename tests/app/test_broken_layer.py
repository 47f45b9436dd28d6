"""A layer that cannot work says why on its card; what stands before it still runs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from cnnviz.document.commands import SetParameter, set_view
from cnnviz.panels.strip.card import Card
from tests.app.opened import CTRL, Opened


def break_pooling(opened: Opened) -> None:
    """Make the last layer's window wider than its input."""
    opened.window.bridge.do(SetParameter(3, "kernel_size", (11, 11)))
    opened.settle()


def cards(opened: Opened) -> list[Card]:
    """The cards of the strip, the image's first."""
    return sorted(opened.window.strip.findChildren(Card), key=lambda card: card.index)


def test_the_card_shows_the_reason_in_a_sentence(opened: Opened) -> None:
    break_pooling(opened)
    card = cards(opened)[4]
    assert "11" in card.content.error
    assert [each.content.error for each in cards(opened)[:4]] == [""] * 4


def test_the_layers_before_it_still_run(opened: Opened) -> None:
    break_pooling(opened)
    results = opened.window.bridge.evaluation.results
    assert [each.error is None for each in results] == [True, True, True, False]
    assert all(np.isfinite(each.y).all() for each in results[:3] if each.y is not None)
    opened.press(Qt.Key.Key_Space)
    assert opened.window.player.is_playing


def test_the_layers_behind_it_wait(opened: Opened) -> None:
    opened.window.bridge.do(SetParameter(0, "padding", "valid"))
    opened.window.bridge.do(SetParameter(0, "kernel_size", (11, 11)))
    opened.settle()
    assert cards(opened)[1].content.error
    assert all(each.content.waits for each in cards(opened)[2:])


def test_it_can_be_selected_and_played_without_harm(opened: Opened) -> None:
    break_pooling(opened)
    opened.window.bridge.do(set_view(selected=4))
    opened.settle()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Down):
        opened.press(key)
    assert not opened.window.player.is_playing


def test_undoing_makes_it_work_again(opened: Opened) -> None:
    break_pooling(opened)
    opened.press(Qt.Key.Key_Z, CTRL)
    assert opened.window.bridge.evaluation.results[3].error is None
    assert cards(opened)[4].content.error == ""
