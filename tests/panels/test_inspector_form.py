"""The form edits every kind of parameter, undoes as one step and refuses in a sentence."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import AddLayer, RemoveLayer, SetParameter, set_view
from cnnviz.document.state import Playhead
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector import Inspector
from tests.benchmarks.app.refreshes import counted
from tests.panels.test_inspector_stand import Stand

Key = Qt.Key


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


def control(stand: Stand, name: str) -> QObject:
    assert stand.inspector.form is not None
    return stand.inspector.form.rows[name].field.control


def retype(qtbot: QtBot, field: object, typed: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Key.Key_Return)


def test_a_whole_number_is_typed_and_undone_as_one_step(qtbot: QtBot, stand: Stand) -> None:
    retype(qtbot, control(stand, "out_channels"), "6")
    assert stand.layer(0).out_channels == 6
    stand.bridge.store.undo()
    assert stand.layer(0).out_channels == 4
    assert control(stand, "out_channels").text() == "4"
    assert stand.bridge.store.undo_label is None


def test_a_pair_is_typed(qtbot: QtBot, stand: Stand) -> None:
    retype(qtbot, control(stand, "kernel_size"), "3x5")
    assert stand.layer(0).kernel_size == (3, 5)


def test_a_run_of_arrow_steps_held_down_is_one_undo_step(qtbot: QtBot, stand: Stand) -> None:
    field = control(stand, "stride")
    for _ in range(3):
        qtbot.keyPress(field, Key.Key_Up)
    qtbot.keyRelease(field, Key.Key_Up)
    assert stand.layer(0).stride == (4, 4)
    stand.bridge.store.undo()
    assert stand.layer(0).stride == (1, 1)


def test_a_choice_is_clicked(qtbot: QtBot, stand: Stand) -> None:
    row = control(stand, "padding_mode")
    qtbot.mouseClick(row.button("reflect"), Qt.MouseButton.LeftButton)
    assert stand.layer(0).padding_mode == "reflect"


def test_padding_takes_a_word_or_cells(qtbot: QtBot, stand: Stand) -> None:
    assert stand.inspector.form is not None
    field = stand.inspector.form.rows["padding"].field
    word, cells = field.word, field.cells
    assert not cells.isVisible()
    qtbot.mouseClick(word.button("cells"), Qt.MouseButton.LeftButton)
    assert stand.layer(0).padding == (1, 1)
    assert cells.isVisible()
    retype(qtbot, cells, "2")
    assert stand.layer(0).padding == (2, 2)
    qtbot.mouseClick(word.button("valid"), Qt.MouseButton.LeftButton)
    assert stand.layer(0).padding == "valid"


def test_a_switch_is_clicked(qtbot: QtBot, stand: Stand) -> None:
    qtbot.mouseClick(control(stand, "use_bias").button(False), Qt.MouseButton.LeftButton)
    assert stand.layer(0).use_bias is False


def test_a_real_number_is_typed(qtbot: QtBot, stand: Stand) -> None:
    stand.select(2)
    retype(qtbot, control(stand, "eps"), "1e-3")
    assert stand.layer(1).eps == 1e-3


def test_a_slider_drag_is_one_undo_step(qtbot: QtBot) -> None:
    stand = Stand(qtbot, kinds=("LeakyReLU",))
    assert stand.inspector.form is not None
    slider = stand.inspector.form.rows["negative_slope"].field.below
    assert isinstance(slider, QSlider)
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(30, y))
    for x in (60, 90, 120):
        qtbot.mouseMove(slider, QPoint(x, y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(120, y))
    assert stand.layer(0).negative_slope > 0.3
    stand.bridge.store.undo()
    assert stand.layer(0).negative_slope == 0.1
    assert stand.bridge.store.undo_label is None


def test_a_number_out_of_bounds_changes_nothing(qtbot: QtBot, stand: Stand) -> None:
    before = stand.bridge.state
    retype(qtbot, control(stand, "out_channels"), "65")
    assert stand.bridge.state is before
    assert control(stand, "out_channels").property("refused") is True


def test_a_layer_that_cannot_work_says_why_in_a_card(qtbot: QtBot, stand: Stand) -> None:
    form = stand.inspector.form
    assert form is not None
    assert not form.warning.isVisible()
    stand.bridge.do(SetParameter(0, "padding", "valid"))
    stand.bridge.do(SetParameter(0, "kernel_size", (9, 9)))
    assert form.warning.isVisible()
    said = " ".join(label.text() for label in form.warning.findChildren(QLabel))
    assert "kernel reaches 9 cells, the padded input has 8" in said
    stand.bridge.store.undo()
    assert not form.warning.isVisible()


def test_formulas_follow_the_stride(qtbot: QtBot, stand: Stand) -> None:
    assert stand.inspector.form is not None
    stand.bridge.do(SetParameter(0, "stride", (2, 2)))
    assert stand.inspector.form.formulas[0].lines.accessibleName().endswith("= 4")


def test_the_image_shows_the_panel_that_was_given(qtbot: QtBot, stand: Stand) -> None:
    panel = QLabel("image")
    stand.inspector.set_image_panel(panel)
    stand.select(0)
    assert panel.isVisible()
    assert stand.inspector.form is None


def test_forms_are_reused_when_layers_of_a_kind_alternate(qtbot: QtBot) -> None:
    stand = Stand(qtbot, kinds=("ReLU", "Conv2d", "Conv2d"))
    stand.select(2)
    first = stand.inspector.form
    stand.select(1)
    stand.select(3)
    assert stand.inspector.form is first


def test_a_moving_playhead_does_not_touch_the_form(qtbot: QtBot, stand: Stand) -> None:
    with counted() as counts:
        stand.bridge.do(set_view(speed=2.0))
        for micro in range(5):
            stand.bridge.session.go_to(Playhead(10, micro, 0.5))
        assert counts["form"] == 0
        stand.bridge.session.go_to(Playhead(64 + 10, 0, 0.5))
        assert counts["form"] == 1


@pytest.mark.parametrize("kind", sorted(catalogue()))
@pytest.mark.parametrize("size", [1.0, 2.0])
def test_every_kind_fits_the_narrowest_column(qtbot: QtBot, kind: str, size: float) -> None:
    stand = Stand(qtbot, kinds=(kind,), appearance=Appearance("light", "ko", size), width=280)
    form = stand.inspector.form
    assert form is not None
    assert form.width() <= 280
    for child in form.findChildren(QAbstractButton) + form.findChildren(QLineEdit):
        if child.isVisible():
            right = child.mapTo(form, QPoint(child.width(), 0)).x()
            assert right <= form.width(), child.accessibleName()


@pytest.mark.parametrize("kind", sorted(catalogue()))
def test_the_height_that_is_needed_depends_on_the_width_alone(qtbot: QtBot, kind: str) -> None:
    """Otherwise the scroll area goes to and fro between two widths until the stack overflows."""
    stand = Stand(qtbot, kinds=(kind,))
    form, needed = stand.inspector.form, set()
    assert form is not None
    for width in (308, 400, 308, 290):
        stand.inspector.resize(width, 900)
        QApplication.processEvents()
        needed.add((form.heightForWidth(298), form.heightForWidth(308)))
    assert len(needed) == 1


@pytest.mark.parametrize("kind", sorted(catalogue()))
def test_every_control_has_a_name_and_a_tooltip(qtbot: QtBot, kind: str) -> None:
    stand = Stand(qtbot, kinds=(kind,))
    form = stand.inspector.form
    assert form is not None
    controls = [
        *form.findChildren(QAbstractButton),
        *form.findChildren(QLineEdit),
        *form.findChildren(QSlider),
    ]
    for each in controls:
        if each.objectName().startswith("qt_") or each.property("look") == "cell":
            continue
        assert each.accessibleName(), each
        assert each.toolTip(), each.accessibleName()


def test_nothing_is_left_when_the_inspector_is_gone(qtbot: QtBot) -> None:
    stand = Stand(qtbot, keep=False)
    for selected in (1, 2, 3, 0):
        stand.select(selected)
    before = len(QApplication.allWidgets())
    for _ in range(3):
        other = Inspector(stand.bridge, stand.appearance)
        other.deleteLater()
        QApplication.sendPostedEvents(None, 52)
        gc.collect()
    assert len(QApplication.allWidgets()) == before
    stand.inspector.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    stand.bridge.do(SetParameter(0, "stride", (2, 2)))
    stand.appearance.set(theme="dark")


def test_an_earlier_layer_is_chosen_among_those_that_fit(qtbot: QtBot, stand: Stand) -> None:
    for at, kind in enumerate(("MaxPool2d", "ReLU", "MaxPool2d", "MaxUnpool2d")):
        stand.bridge.do(AddLayer(kind, at))
    field = stand.inspector.form.rows["source"].field
    choices = field.control.findChildren(QAbstractButton)
    assert [each.text() for each in choices if each.isVisibleTo(field.control)] == [
        *("layer 1", "layer 3"),
    ]
    assert stand.layer(3).source == 2
    qtbot.mouseClick(choices[0], Qt.MouseButton.LeftButton)
    assert stand.layer(3).source == 0
    stand.bridge.store.undo()
    assert stand.layer(3).source == 2
    stand.bridge.do(RemoveLayer(2))
    assert stand.layer(2).source == -1
    assert not stand.inspector.form.warning.isHidden()
