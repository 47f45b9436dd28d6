"""The stage by real moves of the mouse: hover, pin, let go, choose a map, change the view."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import RemoveLayer, SetParameter, set_view
from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import apply_appearance
from cnnviz.panels.stage import StagePanel
from cnnviz.scene.marks import Box, Grid, Mosaic
from cnnviz.session import Session
from cnnviz.words import text
from tests.first_pipeline import start
from tests.scene.staged import find, has, plain

LEFT = Qt.MouseButton.LeftButton


class Hall(QObject):
    """A stage on the start scene, with a mouse over it."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.bot = qtbot
        self.bridge = Bridge(Session(start()), self)
        self.appearance = Appearance()
        apply_appearance(QApplication.instance(), self.appearance)
        self.panel = StagePanel(self.bridge, self.appearance)
        qtbot.addWidget(self.panel)
        self.panel.build_deferred()
        self.panel.resize(1100, 640)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.bridge.do(set_view(selected=1))
        self.settle()

    def settle(self) -> None:
        """Let what is put off to the next turn happen."""
        QApplication.processEvents()
        QApplication.processEvents()

    @property
    def state(self) -> State:
        return self.bridge.state

    @property
    def view(self) -> object:
        assert self.panel.canvas is not None
        return self.panel.canvas.viewport()

    def cell(self, key: str, row: int, column: int) -> QPoint:
        """The middle of a cell, in pixels of the canvas."""
        return _middle(find(self.panel.scene, Grid, key).cell(row, column))

    def map(self, index: int) -> QPoint:
        """The middle of a map at the foot."""
        return _middle(find(self.panel.scene, Mosaic, "maps").boxes[index])

    def point(self, where: QPoint) -> None:
        """Move the mouse there."""
        self.bot.mouseMove(self.view, where)
        self.settle()

    def click(self, where: QPoint) -> None:
        """Move the mouse there and press."""
        self.point(where)
        self.bot.mouseClick(self.view, LEFT, pos=where)
        self.settle()

    def leave(self) -> None:
        """Take the mouse away."""
        QApplication.sendEvent(self.panel.canvas, QEvent(QEvent.Type.Leave))
        self.settle()

    def said(self) -> str:
        """The equation strip."""
        return plain(self.panel.scene.equation)

    def button(self, name: str) -> QAbstractButton:
        """The visible button whose accessible name ends so."""
        found = [
            each
            for each in self.panel.findChildren(QAbstractButton)
            if each.isVisible() and each.accessibleName().split(":")[-1].strip() == name
        ]
        assert len(found) == 1, name
        return found[0]


def _middle(box: Box) -> QPoint:
    return QPointF(box.cx, box.cy).toPoint()


@pytest.fixture
def hall(qtbot: QtBot) -> Hall:
    return Hall(qtbot)


def test_an_output_cell_under_the_mouse_shows_its_window_and_its_sum(hall: Hall) -> None:
    hall.point(hall.cell("output", 3, 4))
    assert plain(hall.panel.scene.readout).startswith("y[0, 3, 4] · 29 of 256")
    assert has(hall.panel.scene, "window")


def test_an_input_cell_under_the_mouse_lights_up_its_outputs(hall: Hall) -> None:
    hall.point(hall.cell("input", 4, 4))
    grid = find(hall.panel.scene, Grid, "output")
    assert grid.dimmed is not None
    assert int((~grid.dimmed).sum()) == 9
    assert " is used by 9 output cells" in hall.said()


def test_a_weight_under_the_mouse_lights_up_its_inputs(hall: Hall) -> None:
    hall.point(hall.cell("filter", 0, 2))
    grid = find(hall.panel.scene, Grid, "input")
    assert grid.dimmed is not None
    assert int((~grid.dimmed).sum()) == 64


def test_taking_the_mouse_away_shows_everything_again(hall: Hall) -> None:
    hall.point(hall.cell("input", 4, 4))
    hall.leave()
    assert find(hall.panel.scene, Grid, "output").dimmed is None


def test_a_forgotten_mouse_counts_again_once_it_has_moved(hall: Hall) -> None:
    hall.point(hall.cell("output", 0, 0))
    hall.point(hall.cell("input", 4, 4))
    assert " is used by 9 output cells" in hall.said()
    hall.panel.forget_pointer()
    hall.settle()
    assert find(hall.panel.scene, Grid, "output").dimmed is None
    hall.point(hall.cell("input", 4, 4) + QPoint(1, 1))  # a lectern that is touched
    assert find(hall.panel.scene, Grid, "output").dimmed is None
    hall.point(hall.cell("input", 4, 4) + QPoint(5, 0))
    assert " is used by 9 output cells" in hall.said()


def test_a_pin_stays_when_the_mouse_is_forgotten(hall: Hall) -> None:
    hall.click(hall.cell("input", 4, 4))
    hall.panel.forget_pointer()
    hall.settle()
    assert " is used by 9 output cells" in hall.said()


def test_the_data_stays_while_the_rest_dims(hall: Hall) -> None:
    before = find(hall.panel.scene, Grid, "output").values
    hall.point(hall.cell("input", 4, 4))
    assert np.array_equal(find(hall.panel.scene, Grid, "output").values, before)


def test_a_click_pins_and_another_lets_go(hall: Hall) -> None:
    where = hall.cell("output", 2, 2)
    hall.click(where)
    hall.leave()
    assert has(hall.panel.scene, "window")
    hall.click(where)
    hall.leave()
    assert not has(hall.panel.scene, "window")


def test_pointing_elsewhere_looks_there_and_comes_back_to_the_pin(hall: Hall) -> None:
    hall.click(hall.cell("output", 2, 2))
    hall.point(hall.cell("output", 5, 5))
    assert plain(hall.panel.scene.readout).startswith("y[0, 5, 5]")
    hall.leave()
    assert plain(hall.panel.scene.readout).startswith("y[0, 2, 2]")


def test_escape_lets_go_of_the_pin(hall: Hall) -> None:
    hall.click(hall.cell("output", 2, 2))
    hall.leave()
    hall.bot.keyClick(hall.panel, Qt.Key.Key_Escape)
    hall.settle()
    assert not has(hall.panel.scene, "window")


def test_a_click_beside_everything_lets_go_of_the_pin(hall: Hall) -> None:
    hall.click(hall.cell("output", 2, 2))
    hall.click(QPoint(3, 3))
    hall.leave()
    assert not has(hall.panel.scene, "window")


def test_a_pin_does_not_outlive_its_layer(hall: Hall) -> None:
    hall.click(hall.cell("output", 2, 2))
    hall.leave()
    hall.bridge.do(set_view(selected=4))
    hall.settle()
    assert not has(hall.panel.scene, "window")


def test_a_pin_outside_of_a_smaller_map_does_no_harm(hall: Hall) -> None:
    hall.click(hall.cell("output", 7, 7))
    hall.leave()
    hall.bridge.do(SetParameter(0, "stride", (4, 4)))
    hall.settle()
    assert find(hall.panel.scene, Grid, "output").values.shape == (2, 2)


def test_a_click_on_a_map_puts_it_on_stage(hall: Hall) -> None:
    hall.click(hall.map(2))
    assert hall.state.map == 2
    assert find(hall.panel.scene, Mosaic, "maps").selected == 2


def test_a_map_chosen_under_way_stands_at_the_same_cell(hall: Hall) -> None:
    hall.bridge.session.go_to(Playhead(3 * 64 + 10, 3, 0.5))
    hall.settle()
    hall.click(hall.map(1))
    assert hall.state.playhead == Playhead(64 + 10, 3, 0.5)


def test_a_map_that_is_still_empty_is_chosen_at_the_same_cell(hall: Hall) -> None:
    hall.bridge.session.go_to(Playhead(10, 3, 0.5))
    hall.click(hall.map(3))
    assert hall.state.playhead == Playhead(3 * 64 + 10, 3, 0.5)
    maps = find(hall.panel.scene, Mosaic, "maps")
    assert (len(maps.values), len(maps.boxes)) == (3, 4)


def test_choosing_a_map_is_not_pinned(hall: Hall) -> None:
    hall.click(hall.map(2))
    hall.leave()
    assert not has(hall.panel.scene, "window")
    assert hall.state.playhead == AT_END


def test_looking_around_never_enters_the_history(hall: Hall) -> None:
    hall.click(hall.cell("output", 2, 2))
    hall.click(hall.map(1))
    hall.bot.mouseClick(hall.button("predict"), LEFT)
    assert hall.bridge.store.undo_label is None


@pytest.mark.parametrize("name", ["predict", "numbers"])
def test_a_switch_shows_and_sets_the_state(hall: Hall, name: str) -> None:
    before = getattr(hall.state, name)
    assert hall.button(name).isChecked() == before
    hall.bot.mouseClick(hall.button(name), LEFT)
    assert getattr(hall.state, name) is not before
    assert hall.button(name).isChecked() is not before


def test_scrubbing_both_ways_shows_the_same_marks(hall: Hall) -> None:
    heads = [Playhead(i, micro, 0.5) for i in (0, 7, 63, 200) for micro in (0, 4, 11)]
    on, back = [], []
    for head in heads:
        hall.bridge.do(set_view(playhead=head, map=head.position // 64))
        hall.settle()
        on.append([repr(mark) for mark in hall.panel.scene.marks])
    for head in reversed(heads):
        hall.bridge.do(set_view(playhead=head, map=head.position // 64))
        hall.settle()
        back.append([repr(mark) for mark in hall.panel.scene.marks])
    assert on == back[::-1]


def test_the_views_of_a_layer_are_chosen_by_mouse(hall: Hall) -> None:
    hall.bridge.do(set_view(selected=2))
    hall.settle()
    hall.bot.mouseClick(hall.button("One value"), LEFT)
    assert hall.state.explanations[1] == "value"
    assert hall.bridge.presented.explanation is not None
    assert hall.bridge.presented.explanation.name == "value"


def test_train_and_eval_are_switched_beside_the_stage(hall: Hall) -> None:
    hall.bridge.do(set_view(selected=2))
    hall.settle()
    hall.bot.mouseClick(hall.button("eval"), LEFT)
    assert hall.state.document.layers[1].training is False


def test_the_stage_is_named_after_its_layer_also_when_another_takes_its_place(hall: Hall) -> None:
    assert hall.panel.accessibleName() == "Conv2d"
    hall.bridge.do(RemoveLayer(0))
    assert hall.panel.accessibleName() == "BatchNorm2d"
    hall.bridge.do(set_view(selected=0))
    assert hall.panel.accessibleName() == "Image"


def test_a_click_beside_everything_does_not_end_an_introduction(hall: Hall) -> None:
    hall.bridge.session.introduce(text("look at the edges"))
    hall.click(QPoint(3, 3))
    assert hall.said() == "look at the edges" == hall.panel.equation.accessibleName()
    hall.bridge.do(set_view(map=1))
    hall.settle()
    assert hall.panel.equation.accessibleName() != "look at the edges"


def test_the_row_of_buttons_takes_no_room_from_the_image(hall: Hall) -> None:
    hall.bridge.do(set_view(selected=0))
    assert not hall.panel.header.isVisible()
    hall.bridge.do(set_view(selected=1))
    assert hall.panel.header.isVisible()


def test_computing_that_takes_long_is_said_even_with_the_image_on_stage(hall: Hall) -> None:
    hall.bridge.do(set_view(selected=0))
    hall.panel.header.show_busy(True)
    hall.bot.waitUntil(hall.panel.header.isVisible)
    said = [each.text() for each in hall.panel.header.findChildren(QLabel) if each.isVisible()]
    assert said == ["working…"]
    hall.panel.header.show_busy(False)
    assert not hall.panel.header.isVisible()


def test_a_layer_that_cannot_work_says_why_in_place_of_its_stage(hall: Hall) -> None:
    hall.bridge.do(SetParameter(0, "padding", "valid"))
    hall.bridge.do(SetParameter(0, "kernel_size", (11, 11)))
    hall.settle()
    said = [each.text() for each in hall.panel.findChildren(QLabel) if each.isVisible()]
    assert any("11" in each and "8" in each for each in said)
    assert hall.bridge.presented.timeline is None


def test_a_layer_behind_one_that_cannot_work_waits(hall: Hall) -> None:
    hall.bridge.do(SetParameter(0, "padding", "valid"))
    hall.bridge.do(SetParameter(0, "kernel_size", (11, 11)))
    hall.bridge.do(set_view(selected=3))
    hall.settle()
    said = " ".join(each.text() for each in hall.panel.findChildren(QLabel) if each.isVisible())
    assert "waiting" in said


def test_the_switch_gives_each_map_its_own_scale_and_takes_it_back(hall: Hall) -> None:
    header = hall.panel.header
    for own in (True, False):
        button = next(b for b in header.scales.findChildren(QAbstractButton) if not b.isChecked())
        hall.bot.mouseClick(button, LEFT)
        hall.settle()
        assert hall.state.own_scales is own
        assert bool(find(hall.panel.scene, Mosaic, "maps").each) is own


def test_the_switch_is_there_only_where_maps_can_be_compared(hall: Hall) -> None:
    scales = hall.panel.header.scales
    assert scales.isVisibleTo(hall.panel.header)
    hall.bridge.do(SetParameter(0, "out_channels", 1))
    hall.settle()
    assert not scales.isVisibleTo(hall.panel.header)
