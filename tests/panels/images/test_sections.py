"""The sections of the image panel: gallery, size, batch, matrix, pad."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from cnnviz.document.drawing import SetBatch
from cnnviz.document.intake import blank, digits_batch, matrix_batch
from cnnviz.document.supplied import SUPPLIED
from cnnviz.panels.image import DrawingPad
from cnnviz.panels.image.thumb_list import ThumbList
from tests.panels.images.bench import batch, click

LEFT = Qt.MouseButton.LeftButton


def test_the_gallery_shows_every_supplied_picture(make):
    lists = make().gallery.lists.values()
    assert sum(each.count() for each in lists) == len(SUPPLIED)


def test_a_click_in_the_gallery_replaces_the_image(make, qtbot):
    panel = make()
    click(qtbot, panel.gallery.lists["shapes"], 6)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("cross",)
    assert batch(panel).shape == (1, 16, 16)


def test_a_digit_of_the_gallery_is_known_as_a_digit(make, qtbot):
    panel = make()
    click(qtbot, panel.gallery.lists["digits"], 3)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).digits == (339,)


@pytest.mark.parametrize("way", ["ctrl", "switch"])
def test_the_gallery_adds_to_the_batch(make, qtbot, way):
    panel = make()
    held = Qt.KeyboardModifier.ControlModifier
    if way == "switch":
        held = Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(panel.gallery.adding.button(True), LEFT)
    click(qtbot, panel.gallery.lists["digits"], 2, held)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("digit-559", "digit-22")
    assert batch(panel).digits == (559, 22)


def test_the_size_is_typed(make, qtbot):
    panel = make()
    field = panel.size_section.cells
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "16x24")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert batch(panel).shape == (1, 16, 24)


def test_a_photograph_made_small_and_large_again_loses_nothing(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("p.png", (64, 64))])
    qtbot.waitUntil(lambda: not panel.busy)
    before = batch(panel).pixels
    for size in ((8, 8), (64, 64)):
        panel.size_section.cells.edited.emit(size)
    np.testing.assert_array_equal(batch(panel).pixels, before)


def test_colour_is_turned_gray_and_back(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph()])
    qtbot.waitUntil(lambda: not panel.busy)
    qtbot.mouseClick(panel.size_section.mode.button("gray"), LEFT)
    assert batch(panel).shape[0] == 1
    qtbot.mouseClick(panel.size_section.mode.button("rgb"), LEFT)
    assert batch(panel).shape[0] == 3


def test_crop_fills_what_fit_leaves_empty(make, qtbot):
    panel = make()
    panel.size_section.cells.edited.emit((8, 16))
    fitted = batch(panel).pixels
    qtbot.mouseClick(panel.size_section.how.button("crop"), LEFT)
    assert not fitted[..., 0].any()
    assert batch(panel).shape == (1, 8, 16)


def test_the_batch_grows_by_a_blank_one_and_it_is_shown(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.batch.blank, LEFT)
    assert len(batch(panel)) == 2
    assert panel.bridge.state.image == 1
    assert panel.batch.thumbs.count() == 2


def test_eight_digits_and_the_next_eight(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.batch.eight, LEFT)
    assert batch(panel).digits == tuple(range(8))
    qtbot.mouseClick(panel.batch.next, LEFT)
    assert batch(panel).digits == tuple(range(8, 16))


def test_random_digits_join_the_batch(make, qtbot):
    panel = make()
    panel.batch.count.set_value(5)
    qtbot.mouseClick(panel.batch.random, LEFT)
    assert len(batch(panel)) == 6
    assert len(set(batch(panel).names)) >= 5


def test_digits_do_not_fit_a_tiny_matrix_and_that_is_said(make, qtbot):
    panel = make(matrix_batch("1 2\n3 4"))
    qtbot.mouseClick(panel.batch.random, LEFT)
    assert panel.bridge.said == ["digits need at least 8 cells a side, this batch has 2 × 2"]
    assert len(batch(panel)) == 1


def test_a_click_on_a_thumbnail_shows_that_image(make, qtbot):
    panel = make(digits_batch(range(8)))
    click(qtbot, panel.batch.thumbs, 5)
    assert panel.bridge.state.image == 5


def test_delete_takes_an_image_out(make, qtbot):
    panel = make(digits_batch(range(3)))
    click(qtbot, panel.batch.thumbs, 1)
    qtbot.keyClick(panel.batch.thumbs, Qt.Key.Key_Delete)
    assert batch(panel).digits == (0, 2)


def test_the_last_image_cannot_be_removed(make):
    assert not make().batch.remove.isEnabled()


def test_typed_numbers_become_the_image(make, qtbot):
    panel = make()
    panel.matrix.numbers.setPlainText("3 0 1\n0 2 0\n1 0 3")
    qtbot.mouseClick(panel.matrix.use, LEFT)
    assert batch(panel).shape == (1, 3, 3)


def test_wrong_numbers_are_explained_below_them(make, qtbot):
    panel = make()
    panel.type_numbers()
    panel.matrix.numbers.setPlainText("3 0 1\n0 2")
    qtbot.mouseClick(panel.matrix.use, LEFT)
    assert panel.matrix.trouble.isVisible()
    assert panel.matrix.trouble.text() == "row 2 has 2 numbers, row 1 has 3"
    qtbot.keyClick(panel.matrix.numbers, Qt.Key.Key_5)
    assert not panel.matrix.trouble.isVisible()


def test_the_numbers_of_the_image_are_taken_over_and_given_back(make, qtbot):
    panel = make()
    before = batch(panel).pixels
    qtbot.mouseClick(panel.matrix.take, LEFT)
    qtbot.mouseClick(panel.matrix.use, LEFT)
    np.testing.assert_array_equal(batch(panel).pixels, before)


def test_clear_and_fill(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.drawing.fill, LEFT)
    assert (batch(panel).pixels == 16).all()
    qtbot.mouseClick(panel.drawing.clear, LEFT)
    assert not batch(panel).pixels.any()
    panel.bridge.store.undo()
    assert (batch(panel).pixels == 16).all()


def test_the_tools_of_the_panel_are_those_of_the_pad(make, appearance, qtbot):
    panel = make()
    pad = DrawingPad(panel.bridge, appearance)
    qtbot.addWidget(pad)
    qtbot.mouseClick(panel.drawing.tool.button(True), LEFT)
    assert pad.pen.erasing
    pad.pen.take(size=5)
    assert panel.drawing.brush_width.value() == 5


def test_colours_take_the_place_of_the_value_for_a_colour_image(make):
    panel = make(blank(12, 12, 3))
    assert panel.drawing.colours.isVisible()
    assert not panel.drawing.value.isVisible()


def test_a_new_drawing_has_the_size_of_the_image(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.new_button, LEFT)
    assert batch(panel).shape == (1, 8, 8)
    assert not batch(panel).pixels.any()


@pytest.mark.parametrize("size", [1.0, 2.0])
def test_nothing_is_cut_off_at_the_side(make, appearance, size, qtbot):
    panel = make(digits_batch(range(8)))
    appearance.set(text=size)
    panel.resize(340, 900)
    qtbot.waitUntil(
        lambda: panel.scroll_area.widget().width() <= panel.scroll_area.viewport().width()
    )


def test_the_height_that_is_needed_depends_on_the_width_alone(make, qtbot):
    """Otherwise the scroll area goes to and fro between two widths until the stack overflows."""
    panel = make(digits_batch(range(8)))
    form, needed = panel.scroll_area.widget(), set()
    for width in (308, 400, 308, 290):
        panel.resize(width, 900)
        QApplication.processEvents()
        needed.add((form.heightForWidth(298), form.heightForWidth(308)))
    assert len(needed) == 1


def test_every_control_has_a_name_and_a_hint(make):
    panel = make()
    for kind in (QAbstractButton, QLineEdit):
        for control in panel.scroll_area.widget().findChildren(kind):
            assert control.accessibleName(), control
            assert control.toolTip(), control


def test_a_panel_that_is_not_seen_does_no_work(make, qtbot):
    panel = make()
    panel.hide()
    panel.bridge.do(SetBatch(digits_batch(range(4))))
    assert panel.batch.thumbs.count() == 1
    panel.show()
    assert panel.batch.thumbs.count() == 4


def test_a_list_that_has_not_the_focus_does_not_claim_it(make, qtbot):
    panel = make(digits_batch([1, 2, 3]))
    for thumbs in (panel.batch.thumbs, panel.gallery.findChild(ThumbList)):
        panel.setFocus()
        spoken = QAccessible.queryAccessibleInterface(thumbs)
        assert not any(spoken.child(i).state().focused for i in range(spoken.childCount()))
    thumbs = panel.batch.thumbs
    thumbs.setFocus()
    qtbot.waitUntil(thumbs.hasFocus)
    assert thumbs.currentRow() == 0
    qtbot.keyClick(thumbs, Qt.Key.Key_Right)
    assert panel.bridge.state.image == 1
    thumbs.clearFocus()
    assert [thumbs.row(each) for each in thumbs.selectedItems()] == [1]
    assert thumbs.currentRow() == -1
