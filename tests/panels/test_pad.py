"""The drawing pad, used with mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cnnviz.document.commands import set_view
from cnnviz.document.intake import batch_of, blank, digits_batch
from cnnviz.document.picture import Picture
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image import DrawingPad
from cnnviz.session import Session

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def appearance(qapp):
    return Appearance()


@pytest.fixture
def make(qtbot, appearance):
    def made(batch: Batch | None = None) -> DrawingPad:
        document = Document(blank(16, 16) if batch is None else batch)
        state = State(document.with_layers((catalogue()["Conv2d"](),)))
        pad = DrawingPad(Bridge(Session(state)), appearance)
        qtbot.addWidget(pad)
        pad.resize(600, 600)
        pad.show()
        pad.activateWindow()
        qtbot.waitUntil(pad.isActiveWindow)
        pad.setFocus()
        return pad

    return made


def cell(pad: DrawingPad, row: float, column: float) -> QPoint:
    box, side = pad.cells.box, pad.cells.side
    where = QPointF(box.left() + (column + 0.5) * side, box.top() + (row + 0.5) * side)
    return where.toPoint()


def stroke(pad: DrawingPad, *cells: tuple[float, float], button=LEFT) -> None:
    QTest.mousePress(pad, button, Qt.KeyboardModifier.NoModifier, cell(pad, *cells[0]))
    for each in cells[1:]:
        QTest.mouseMove(pad, cell(pad, *each))
    QTest.mouseRelease(pad, button, Qt.KeyboardModifier.NoModifier, cell(pad, *cells[-1]))


def image(pad: DrawingPad) -> np.ndarray:
    state = pad.bridge.state
    return state.document.batch.pixels[state.image]


def test_a_click_fills_one_cell(make):
    pad = make()
    stroke(pad, (3, 5))
    assert np.argwhere(image(pad)[0]).tolist() == [[3, 5]]
    assert image(pad)[0, 3, 5] == 16


def test_two_points_far_apart_leave_no_gap(make):
    pad = make()
    stroke(pad, (1, 1), (14, 12))
    rows = np.unique(np.argwhere(image(pad)[0])[:, 0])
    assert rows.tolist() == list(range(1, 15))


def test_the_right_button_erases(make):
    pad = make(digits_batch([559]))
    assert image(pad)[0, 4, 4] == 16
    stroke(pad, (4, 2), (4, 5), button=RIGHT)
    assert not image(pad)[0, 4, 2:6].any()


def test_the_eraser_erases_with_the_left_button(make):
    pad = make(digits_batch([559]))
    pad.pen.take(erasing=True)
    stroke(pad, (4, 4))
    assert image(pad)[0, 4, 4] == 0


def test_a_stroke_is_one_undo_step_and_two_are_two(make):
    pad = make()
    stroke(pad, (1, 1), (1, 6), (6, 6))
    once = image(pad).copy()
    stroke(pad, (10, 1), (10, 6))
    pad.bridge.store.undo()
    np.testing.assert_array_equal(image(pad), once)
    pad.bridge.store.undo()
    assert not image(pad).any()
    assert pad.bridge.store.undo_label is None


def test_the_pipeline_follows_while_the_pen_is_down(make, qtbot):
    pad = make()
    QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 4, 4))
    before = pad.bridge.evaluation
    QTest.mouseMove(pad, cell(pad, 9, 9))
    qtbot.waitUntil(lambda: pad.bridge.evaluation is not before)
    assert pad.drawing
    assert image(pad)[0, 9, 9] == 16
    assert pad.bridge.evaluation.results[0].y[0, 0, 9].any()
    QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 9, 9))


def test_many_moves_in_one_turn_are_one_command(make, qtbot):
    pad = make()
    changes = []
    pad.bridge.changed.connect(lambda old, new: changes.append(new))
    pad.begin((2.5, 2.5))
    for column in range(3, 14):
        pad.go_on((2.5, column + 0.5))
    pad.lift()
    assert len(changes) == 1
    assert image(pad)[0, 2, 2:14].all()


def test_a_broad_brush_has_soft_edges_in_whole_numbers(make):
    pad = make()
    pad.pen.take(size=4)
    stroke(pad, (4.3, 4.2), (10.1, 11.7))
    values = np.unique(image(pad))
    assert len(values) > 3
    assert (values == np.rint(values)).all()


def test_a_colour_image_is_painted_in_the_colour_of_the_pen(make):
    pad = make(blank(12, 12, 3))
    pad.pen.take(colour=(255, 0, 51))
    stroke(pad, (5, 5))
    assert image(pad)[:, 5, 5].tolist() == [255, 0, 51]


def test_undo_in_the_middle_of_a_stroke_takes_the_stroke_back(make, qtbot):
    pad = make()
    QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 4, 4))
    qtbot.waitUntil(lambda: image(pad).any())
    pad.bridge.store.undo()
    QTest.mouseMove(pad, cell(pad, 9, 9))
    QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 9, 9))
    assert not image(pad).any()
    assert not pad.cells.pixels.any()


def test_a_large_photograph_can_be_painted_on(make):
    photograph = Picture("p", np.zeros((3, 512, 512), np.float32) + 9, 255, ink=False)
    batch = batch_of([photograph])
    pad = make(Batch(np.full((1, 3, 512, 512), 9, np.float32), batch.names, 255.0, False))
    pad.pen.take(size=20)
    stroke(pad, (100, 100), (400, 300))
    assert image(pad)[0, 100, 100] == 255
    assert image(pad)[0, 250, 200] == 255


def test_the_arrows_move_a_cursor_and_space_paints(make, qtbot):
    pad = make()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(pad, key)
    assert np.argwhere(image(pad)[0]).tolist() == [[1, 1]]


def test_digits_type_a_value_as_one_undo_step(make, qtbot):
    pad = make()
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    for sign in "12.5":
        qtbot.keyClick(pad, sign)
    assert image(pad)[0, 0, 0] == 12.5
    pad.bridge.store.undo()
    assert not image(pad).any()


def test_a_minus_before_digits_types_a_negative_value(make, qtbot):
    pad = make()
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, "-")
    qtbot.keyClick(pad, "3")
    assert image(pad)[0, 0, 0] == -3


def test_typing_goes_on_in_the_next_cell_after_an_arrow(make, qtbot):
    pad = make()
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, "4")
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, "5")
    assert image(pad)[0, 0, :3].tolist() == [4, 5, 0]
    pad.bridge.store.undo()
    assert image(pad)[0, 0, :3].tolist() == [4, 0, 0]


def test_delete_erases_the_cell(make, qtbot):
    pad = make(digits_batch([559]))
    qtbot.keyClick(pad, Qt.Key.Key_Down)
    for _ in range(4):
        qtbot.keyClick(pad, Qt.Key.Key_Down)
        qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert image(pad)[0, 4, 4] == 0


def test_a_colour_image_takes_a_typed_value_in_all_channels(make, qtbot):
    pad = make(blank(12, 12, 3))
    qtbot.keyClick(pad, Qt.Key.Key_Down)
    for sign in "200":
        qtbot.keyClick(pad, sign)
    assert image(pad)[:, 0, 0].tolist() == [200, 200, 200]
    pad.bridge.store.undo()
    assert not image(pad).any()


def test_brackets_change_the_brush(make, qtbot):
    pad = make()
    for sign in "]]]":
        qtbot.keyClick(pad, sign)
    qtbot.keyClick(pad, "[")
    assert pad.pen.size == 3


def test_keys_of_the_pad_are_claimed_and_those_of_the_window_left(make):
    pad = make()
    none = Qt.KeyboardModifier.NoModifier
    for key, said, wanted in (
        (Qt.Key.Key_Left, "", True),
        (Qt.Key.Key_Space, " ", True),
        (Qt.Key.Key_7, "7", True),
        (Qt.Key.Key_Period, ".", False),
        (Qt.Key.Key_P, "p", False),
        (Qt.Key.Key_PageDown, "", False),
    ):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, none, said)
        event.ignore()
        QApplication.sendEvent(pad, event)
        assert event.isAccepted() == wanted, key


def test_the_screen_reader_hears_the_cell(make, qtbot):
    pad = make(digits_batch([559]))
    qtbot.keyClick(pad, Qt.Key.Key_Down)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    value = f"{image(pad)[0, 0, 2]:.0f}"
    assert pad.accessibleDescription() == f"row 0, column 2: {value}"


def test_another_image_of_the_batch_is_shown(make):
    pad = make(digits_batch([1, 2]))
    pad.bridge.do(set_view(image=1))
    np.testing.assert_array_equal(pad.cells.pixels, digits_batch([2]).pixels[0])


class Paints(QObject):
    """Notes which part of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def test_a_move_of_the_pen_repaints_only_cells_that_it_touches(make):
    pad = make(blank(28, 28))
    QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 4, 4))
    QApplication.processEvents()
    paints = Paints(pad)
    QTest.mouseMove(pad, cell(pad, 4, 7))
    QApplication.processEvents()
    assert paints.region.contains(cell(pad, 4, 6))
    assert not paints.region.contains(cell(pad, 9, 4))
    assert not paints.region.contains(cell(pad, 4, 14))
    QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, cell(pad, 4, 7))


@pytest.mark.parametrize("batch", [digits_batch([559]), blank(28, 28), blank(12, 12, 3)])
def test_what_is_painted_while_drawing_is_what_a_fresh_pad_shows(make, batch):
    pad = make(batch)
    pad.pen.take(size=3)
    stroke(pad, (0, 0), (7, 7), (2, 7))
    pad.leaveEvent(QEvent(QEvent.Type.Leave))
    now = pad.bridge.state.document.batch
    fresh = make(Batch(np.array(now.pixels), now.names, now.peak, now.ink))
    assert pad.grab().toImage() == fresh.grab().toImage()


@pytest.mark.parametrize("side", [8, 17, 64, 100, 512])
def test_the_whole_image_lies_on_the_pad(make, side):
    pad = make(Batch(np.zeros((1, 1, side, side), np.float32), ("x",)))
    assert pad.rect().contains(pad.cells.box.toAlignedRect())


def test_theme_and_language_change_at_once(make, appearance):
    pad = make(digits_batch([559]))
    before = pad.grab().toImage()
    appearance.set(theme="dark")
    assert pad.grab().toImage() != before
