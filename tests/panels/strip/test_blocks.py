"""Long pipelines: repeated blocks fold while the row would scroll; Ctrl and the wheel zoom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from cnnviz.panels.strip.blocks import repeated

BLOCK = ("Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d")
TWICE = (*BLOCK, *BLOCK, "Sigmoid")


@pytest.mark.parametrize(
    ("kinds", "blocks"),
    [
        ("", ()),
        ("abc", ()),
        ("aaaa", ((0, 2), (2, 4))),
        ("xababab", ((1, 3), (3, 5), (5, 7))),
        ("abcdabcde", ((0, 4), (4, 8))),
        ("ababcabab", ((0, 2), (2, 4), (5, 7), (7, 9))),
        ("aabaab", ((0, 3), (3, 6))),
    ],
)
def test_blocks_are_what_stands_there_again(kinds, blocks):
    assert [(each.start, each.stop) for each in repeated(tuple(kinds))] == list(blocks)


def titles(strip):
    return [card.content.title for card in strip.cards if card.isVisible()]


def test_a_row_that_fits_is_not_folded(make):
    assert titles(make(TWICE, width=2400)) == ["Image", *TWICE]


def test_a_row_that_does_not_fit_folds_the_block_that_is_not_on_stage(make, qtbot):
    strip = make(TWICE, width=1000)
    assert titles(strip) == ["Image", *BLOCK, "4 layers", "Sigmoid"]
    face = strip.cards[8]
    assert face.content.summary == "Conv2d … MaxPool2d"
    assert face.content.shape == "4×2×2"
    assert all(kind in face.accessibleName() for kind in BLOCK)
    qtbot.mouseClick(face, Qt.MouseButton.LeftButton)
    assert strip.bridge.state.selected == 8
    assert titles(strip) == ["Image", "4 layers", *BLOCK, "Sigmoid"]


def test_a_block_in_which_something_is_wrong_stays_open(make):
    kinds = (*("MaxPool2d", "ReLU") * 6, "Sigmoid")  # the fourth pool has nothing left to pool
    strip = make(kinds, width=900)
    shown = [card for card in strip.cards if card.isVisible()]
    assert any(card.content.error for card in shown)
    assert not any(
        card.content.error or card.content.waits for card in shown if card.content.folded
    )


def test_arrows_pass_over_what_is_folded(make, qtbot):
    strip = make(TWICE, width=1000)
    strip.focus_stop(4)
    strip.cards[4].by_keys = True
    qtbot.keyClick(strip.cards[4], Qt.Key.Key_Right)
    assert strip.focused_card() is strip.cards[8]
    strip.cards[8].by_keys = True
    qtbot.keyClick(strip.cards[8], Qt.Key.Key_Left)
    assert strip.focused_card() is strip.cards[4]


def test_a_folded_block_is_not_removed_by_a_key_meant_for_a_layer(make, qtbot):
    strip = make(TWICE, width=1000)
    strip.focus_stop(8)
    qtbot.keyClick(strip.cards[8], Qt.Key.Key_Delete)
    assert strip.bridge.kinds == list(TWICE)


def turned(strip, by: int) -> None:
    where = QPointF(strip.rect().center())
    event = QWheelEvent(
        where,
        QPointF(strip.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip, event)


def test_ctrl_and_the_wheel_make_the_cards_larger_within_limits(make):
    strip = make()
    heights = [strip.cards[0].height()]
    for turn in (120, 120, -1200, 2400):
        turned(strip, turn)
        heights.append(strip.cards[0].height())
    normal, larger, more, least, most = heights
    assert least < normal < larger < more < most
    turned(strip, 1200)
    assert strip.cards[0].height() == most
    assert strip.height() > strip.cards[0].height()
