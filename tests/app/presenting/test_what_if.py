"""What an example is about can be changed before a class."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnviz.panels.kit import PairField
from tests.app.opened import CTRL, Opened
from tests.app.presenting.stage import choose, tools

Key = Qt.Key


def test_a_stepper_makes_one_undoable_step_and_leaves_the_keys_to_the_stage(
    presented: Opened,
) -> None:
    presented.press(Key.Key_W)
    bar = tools(presented).what_if
    assert [each.name for each in bar.settings] == ["stride", "padding", "kernel_size"]
    more = bar.settings[0].findChildren(QWidget)
    button = next(each for each in more if each.accessibleName() == "one more")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.state.document.layers[0].stride == (2, 2)
    assert presented.window.stage.hasFocus()
    presented.action("undo").trigger()
    assert presented.state.document.layers[0].stride == (1, 1)


def test_padding_of_n_cells_has_a_field_beside_its_choice(presented: Opened) -> None:
    presented.press(Key.Key_W)
    padding = tools(presented).what_if.settings[1]
    pair = padding.findChild(PairField)
    assert pair is not None
    assert not pair.isVisible()
    n = next(each for each in padding.findChildren(QAbstractButton) if each.text() == "n")
    presented.click(n)
    presented.bot.waitUntil(pair.isVisible)
    presented.settle()
    assert presented.state.document.layers[0].padding == (1, 1)
    row, choice = pair.parentWidget(), n.parentWidget()
    assert row.geometry().left() > choice.geometry().right()
    assert padding.rect().contains(row.geometry())
    assert (
        tools(presented)
        .rect()
        .contains(pair.rect().translated(pair.mapTo(tools(presented), QPoint())))
    )


def test_gamma_of_the_channel_on_stage_can_be_changed_before_a_class(presented: Opened) -> None:
    choose(presented, "batch-of-eight")
    presented.window.bridge.session.choose_map(1)
    presented.press(Key.Key_W)
    gamma, beta = tools(presented).what_if.settings
    assert (gamma.name, beta.name) == ("weight", "bias")
    less = next(each for each in gamma.findChildren(QWidget) if each.accessibleName() == "one less")
    QTest.mouseClick(less, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.state.document.layers[1].weight.tolist() == [1, 0.5, 1, 1]


def test_the_bar_follows_the_layer_on_stage(presented: Opened) -> None:
    bar = tools(presented).what_if
    presented.press(Key.Key_PageDown, CTRL)
    assert [each.name for each in bar.settings] == ["weight", "bias"]
    presented.press(Key.Key_PageDown, CTRL)
    assert bar.settings == ()
