"""After the mouse has been used, Space plays and the arrows step, whatever was clicked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from cnnviz.document.commands import AddLayer, SetParameter, set_view
from cnnviz.document.state import AT_END
from cnnviz.layers import catalogue
from cnnviz.lessons import examples
from cnnviz.panels.inspector.filter.kernel_grid import KernelGrid
from cnnviz.timeline.movement import START
from tests.app.opened import CTRL, SHIFT, Opened, dismiss
from tests.first_pipeline import start

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox)
"""What can be clicked and is not typed into; cards and segments are buttons."""
PAGES = ("Image", *catalogue())
TYPED = "Type numbers/0"
"""What opens a field to type into, which has the keys from then on."""
COMMON = {"TopBar", "PipelineStrip", "Transport"}
Place = tuple[str, ...]


class Hand:
    """A mouse that clicks at places of the screen, and lets nothing stay open."""

    def __init__(self, opened: Opened, page: str) -> None:
        self.opened, self.page, self.window = opened, page, opened.window
        self.presenting = False
        self._closing = QTimer(opened)
        self._closing.timeout.connect(_close_what_opened)
        self._closing.setInterval(10)

    def begin(self) -> None:
        """Show the page as it is at first."""
        opened, window = self.opened, self.window
        opened.appearance.set(language="en", theme="light", text=1.0)
        window.scene_files.begin(start(), title=examples()[0].title)
        if self.page in catalogue():
            window.bridge.do(AddLayer(self.page, 1))
        on_stage = 2 if self.page in catalogue() else 0
        if self.page in ("Linear", "Softmax"):  # they read a row and no maps
            window.bridge.do(AddLayer("ReLU", 2))  # what is after it has steps
            window.bridge.do(AddLayer("Flatten", 1))
            on_stage = 3
        if self.page == "MaxUnpool2d":  # it takes its places from a pooling before it
            window.bridge.do(AddLayer("MaxPool2d", 1))
            window.bridge.do(SetParameter(2, "source", 1))
            on_stage = 3
        window.bridge.do(set_view(selected=on_stage))
        if window.presentation.active != self.presenting:
            window.presentation.toggle()
        opened.settle()
        if self.presenting:  # the tools come when the mouse moves
            for place in (window.rect().center(), window.rect().center() / 2):
                QTest.mouseMove(window.windowHandle(), place)
            opened.settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and release where a widget is seen."""
        seen = widget.visibleRegion().boundingRect()
        place = widget.mapTo(self.window, at or seen.center())
        self._closing.start()
        QTest.mouseMove(self.window.windowHandle(), place)
        QTest.mouseClick(self.window.windowHandle(), LEFT, pos=place)
        self.opened.bot.waitUntil(_nothing_is_open)
        self._closing.stop()
        self.opened.settle()
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.opened.bot.waitUntil(self.window.isActiveWindow)
        self.window.player.pause()

    def controls(self) -> dict[Place, QWidget]:
        """Everything that can be clicked now, by its place in the tree of widgets."""
        found: dict[Place, QWidget] = {}
        for each in self.window.findChildren(QWidget):
            if not isinstance(each, CONTROLS) or isinstance(each, QScrollBar):
                continue
            if each.isEnabled() and not each.visibleRegion().isEmpty():
                place, number = _place_of(each, self.window), 0
                while (*place, str(number)) in found:
                    number += 1
                found[(*place, str(number))] = each
        return found

    def click_all(self) -> Iterator[str]:
        """Click each control of the page, which is as it was at first each time.

        What is there on every page is clicked on one of them.
        """
        done: set[Place] = set()
        while True:
            self.begin()
            found = {place: each for place, each in self.controls().items() if place not in done}
            if self.page != "Conv2d" and not self.presenting:
                found = {p: w for p, w in found.items() if not COMMON.intersection(p)}
            if not found:
                assert done
                return
            place, control = next(iter(found.items()))
            done.add(place)
            self.click(control)
            yield "/".join(place)

    def plays(self) -> bool:
        """Whether Space plays and → steps, with the keyboard as it is now."""
        opened, window = self.opened, self.window
        if not window.stage.hasFocus():
            return False
        for _ in range(2):
            if window.player.timeline is None:
                opened.press(Key.Key_PageDown, CTRL)
        window.bridge.do(set_view(playhead=START, predict=False))
        opened.press(Key.Key_Space)
        playing = window.player.is_playing or opened.state.playhead != START
        window.player.first()
        opened.press(Key.Key_Right)
        return playing and opened.state.playhead not in (START, AT_END)

    def is_typing(self) -> bool:
        """Whether a field that is typed into has the keys."""
        return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)


def _close_what_opened() -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        QTest.keyClick(popup, Key.Key_Escape)
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        QTest.keyClick(dialog, Key.Key_Escape)


def _nothing_is_open() -> bool:
    return QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None


def _place_of(widget: QWidget, window: QWidget) -> Place:
    """The classes of what a widget lies in, from the window on, and its name."""
    way = [widget.accessibleName()]
    while widget is not window:
        way.append(type(widget).__name__)
        parent = widget.parentWidget()
        assert parent is not None
        widget = parent
    return tuple(reversed(way))


@pytest.mark.parametrize("page", PAGES)
def test_after_any_click_the_stage_has_the_keys(opened: Opened, page: str) -> None:
    hand = Hand(opened, page)
    lost = [
        said
        for said in hand.click_all()
        if not (hand.is_typing() if said.endswith(TYPED) else hand.plays())
    ]
    assert lost == []


@pytest.mark.parametrize("page", ["Conv2d", "BatchNorm2d"])
def test_after_any_click_while_presenting_the_stage_has_the_keys(opened: Opened, page: str) -> None:
    hand = Hand(opened, page)
    hand.presenting = True
    lost = [said for said in hand.click_all() if not hand.plays()]
    assert lost == []


def test_a_text_that_is_clicked_keeps_its_keys_until_something_else_is(opened: Opened) -> None:
    hand = Hand(opened, "Image")
    hand.begin()
    opened.press(Key.Key_PageDown, CTRL)
    field = _field(opened)
    hand.click(field)
    opened.press(Key.Key_Space)
    assert field.hasFocus()
    assert not opened.window.player.is_playing
    hand.click(opened.window.stage.header.numbers)
    assert hand.plays()


def test_what_was_typed_counts_before_a_click_beside_it_acts(opened: Opened) -> None:
    hand = Hand(opened, "Image")
    hand.begin()
    opened.press(Key.Key_PageDown, CTRL)
    field = _field(opened)
    hand.click(field)
    field.selectAll()
    opened.type("2")
    before = opened.state.document
    opened.window.stage.header.predict.pressed.connect(
        lambda: seen.append(opened.state.document is not before)
    )
    seen: list[bool] = []
    hand.click(opened.window.stage.header.predict)
    assert seen == [True]


def test_numbers_can_be_typed_into_a_kernel_that_was_clicked(opened: Opened) -> None:
    hand = Hand(opened, "Image")
    hand.begin()
    opened.press(Key.Key_PageDown, CTRL)
    (grid,) = opened.window.inspector.findChildren(KernelGrid)
    hand.click(grid, grid.cell_rect(0, 0).center())
    opened.press("7")
    opened.press(Key.Key_Return)
    assert opened.state.document.layers[0].weight[0, 0, 0, 0] == 7


def test_the_wheel_over_a_control_takes_no_keys(opened: Opened) -> None:
    (speed,) = opened.window.transport.findChildren(QComboBox)
    place = speed.mapTo(opened.window, speed.rect().center()).toPointF()
    down, none = QPoint(0, -120), Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    where = opened.window.mapToGlobal(place)
    buttons = Qt.MouseButton.NoButton
    turned = QWheelEvent(place, where, QPoint(), down, buttons, none, phase, False)
    QApplication.sendEvent(opened.window.windowHandle(), turned)
    opened.settle()
    assert opened.state.speed != 1.0
    assert Hand(opened, "Image").plays()


def test_a_control_reached_with_tab_keeps_its_keys(opened: Opened) -> None:
    button = opened.window.stage.header.numbers
    button.setFocus(Qt.FocusReason.TabFocusReason)
    opened.press(Key.Key_Space)
    assert button.hasFocus()
    assert not opened.state.numbers
    assert not opened.window.player.is_playing


def test_tab_goes_along_the_cards_and_then_to_the_plus(opened: Opened) -> None:
    strip, seen = opened.window.strip, []
    strip.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(len(strip.cards) + 1):
        seen.append(QApplication.focusWidget())
        opened.press(Key.Key_Tab)
    assert seen == [*strip.cards, strip.add]


def test_tab_goes_through_the_row_above_the_stage_from_left_to_right(opened: Opened) -> None:
    header = opened.window.stage.header
    opened.window.stage.setFocus()
    opened.press(Key.Key_Tab)
    assert header.explanations is not None
    assert QApplication.focusWidget() is header.explanations.button("slide")
    opened.press(Key.Key_Tab)
    assert QApplication.focusWidget() is header.scales.button(False)
    opened.press(Key.Key_Tab)
    assert QApplication.focusWidget() is header.predict


def test_the_stage_is_marked_when_tab_leads_to_it(opened: Opened) -> None:
    stage = opened.window.stage
    ring = stage.focus_ring
    assert not ring.isVisible()
    opened.press(Key.Key_Tab)
    opened.press(Key.Key_Backtab, SHIFT)
    assert stage.hasFocus()
    assert ring.isVisible()
    assert ring.geometry() == stage.rect()
    Hand(opened, "Image").click(stage.equation)
    assert stage.hasFocus()
    assert not ring.isVisible()


def test_after_a_dialog_the_stage_has_the_keys(opened: Opened) -> None:
    _field(opened).setFocus()
    said = opened.answer(dismiss)
    opened.press(Key.Key_F1)
    opened.bot.waitUntil(lambda: bool(said))
    opened.settle()
    opened.window.activateWindow()
    opened.bot.waitUntil(opened.window.isActiveWindow)
    assert opened.window.stage.hasFocus()


def test_after_an_example_is_chosen_the_stage_has_the_keys(opened: Opened) -> None:
    menu = next(each for each in opened.window.top.findChildren(QPushButton) if each.menu())
    menu.setFocus(Qt.FocusReason.TabFocusReason)
    opened.window.top.example_chosen.emit(examples()[1])
    opened.settle()
    assert opened.window.stage.hasFocus()


def test_a_layer_that_takes_the_focused_control_away_leaves_the_keys_to_the_stage(
    opened: Opened,
) -> None:
    _field(opened).setFocus()
    opened.press(Key.Key_PageDown, CTRL)
    assert opened.window.stage.hasFocus()


def _field(opened: Opened) -> QLineEdit:
    """A field of the form that takes a number."""
    fields = opened.window.inspector.findChildren(QLineEdit)
    return next(each for each in fields if each.isVisible() and each.text().isdigit())
