"""The stage can be copied, saved and zoomed, and its menu says what can be done with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.state import CellRef, Playhead
from cnnviz.lessons import examples
from cnnviz.scene.marks import Grid
from cnnviz.views.canvas import Canvas
from cnnviz.views.render import render
from cnnviz.views.stage_picture import RATIO
from cnnviz.views.zoom import WHOLE, Zoom
from tests.app.opened import CTRL, Opened, dismiss, name_file

Key = Qt.Key


def canvas_of(opened: Opened) -> Canvas:
    """The canvas, with a moment in the middle of the map on it."""
    opened.window.bridge.do(set_view(playhead=Playhead(20, 3, 1.0)))
    opened.settle()
    canvas = opened.window.stage.canvas
    assert canvas is not None
    return canvas


def middle_of(opened: Opened, canvas: Canvas, key: str = "out", row: int = 2) -> QPoint:
    """A point of the stage in the middle of a cell of the second column."""
    grid = next(m for m in canvas.shown.marks if isinstance(m, Grid) and m.key == key)
    box, zoom = grid.cell(row, 1), canvas.zoom
    x = (box.x + box.w / 2) * zoom.factor - zoom.left
    y = (box.y + box.h / 2) * zoom.factor - zoom.top
    return canvas.mapTo(opened.window.stage, QPoint(round(x), round(y)))


def menu_at(opened: Opened, at: QPoint) -> QMenu:
    """Press the right button at a point of the stage."""
    stage = opened.window.stage
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, stage.mapToGlobal(at))
    QApplication.sendEvent(stage, event)
    opened.settle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(opened: Opened, menu: QMenu, said: str) -> None:
    """Choose an entry by its words."""
    found = next(each for each in menu.actions() if each.text().split("\t")[0] == said)
    found.trigger()
    menu.close()
    opened.settle()


def pixels(image: QImage) -> np.ndarray:
    """The pixels of a picture, shape (H, W, 4)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., :3]


def keys_of(opened: Opened) -> tuple[str, ...]:
    """Names of the maps that can be pointed at."""
    canvas = canvas_of(opened)
    return tuple(m.key for m in canvas.shown.marks if isinstance(m, Grid) and m.hot)


def test_the_copy_is_what_is_on_stage_twice_as_sharp_with_its_equation(opened: Opened) -> None:
    canvas = canvas_of(opened)
    opened.press(Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().image()
    assert "picture" in opened.window.notice.said
    stage, style = opened.window.stage, canvas.style
    size = canvas.size()
    assert copied.width() == RATIO * size.width()
    drawn = render(stage.scene, style.theme, style.words, size.width(), size.height(), RATIO)
    there = pixels(copied)
    tall = int(RATIO * size.height())
    assert np.array_equal(there[:tall], pixels(drawn))
    under = there[tall:]
    assert len(np.unique(under.reshape(-1, 3), axis=0)) > 10, "no equation under it"


def test_what_is_zoomed_is_copied_zoomed(opened: Opened) -> None:
    canvas = canvas_of(opened)
    opened.press(Key.Key_C, CTRL)
    whole = pixels(QGuiApplication.clipboard().image())
    canvas.set_zoom(Zoom(2.0, 200, 100))
    opened.press(Key.Key_C, CTRL)
    part = pixels(QGuiApplication.clipboard().image())
    assert part.shape == whole.shape
    tall, wide = int(RATIO * canvas.height()), int(RATIO * canvas.width())
    coarse = part[:tall:2, :wide:2].astype(float)
    there = whole[100 : 100 + len(coarse), 200 : 200 + coarse.shape[1]].astype(float)
    assert (
        np.abs(coarse - there).mean()
        < np.abs(coarse - whole[: len(coarse), : coarse.shape[1]]).mean() / 2
    )


def test_on_the_pad_there_is_nothing_to_copy(opened: Opened) -> None:
    QGuiApplication.clipboard().setText("before")
    opened.window.bridge.do(set_view(selected=0))
    opened.settle()
    opened.action("copy_picture").trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert opened.window.notice.said


def test_a_picture_is_saved_as_png(opened: Opened, tmp_path: Path) -> None:
    canvas = canvas_of(opened)
    said = opened.answer(name_file(tmp_path / "figure"))
    opened.action("save_picture").trigger()
    assert said == ["Save picture"]
    saved = QImage(str(tmp_path / "figure.png"))
    assert saved.width() == RATIO * canvas.width()
    assert "figure.png" in opened.window.notice.said
    opened.answer(dismiss)


def test_the_menu_pins_the_cell_under_the_pointer_and_unpins_it(opened: Opened) -> None:
    key = keys_of(opened)[-1]
    at = middle_of(opened, canvas_of(opened), key)
    choose(opened, menu_at(opened, at), "Pin this cell")
    assert opened.state.pin == CellRef(0, key, (2, 1))
    assert opened.window.stage.hasFocus()
    choose(opened, menu_at(opened, at), "Unpin this cell")
    assert opened.state.pin is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_menu_offers_picture_switches_and_presentation(opened: Opened, language: str) -> None:
    canvas_of(opened)
    opened.appearance.set(language=language)
    menu = menu_at(opened, QPoint(5, 200))
    said = [each.text() for each in menu.actions() if not each.isSeparator()]
    for name in ("copy_picture", "save_picture", "toggle_numbers", "toggle_predict", "present"):
        assert any(opened.action(name).text() in each for each in said), name
    before = opened.state.numbers
    choose(opened, menu, opened.action("toggle_numbers").text())
    assert opened.state.numbers is not before


def test_cells_are_pointed_at_exactly_while_zoomed_and_presenting(opened: Opened) -> None:
    opened.press(Key.Key_F5)
    opened.settle()
    key = keys_of(opened)[-1]
    canvas = canvas_of(opened)
    at = QPointF(canvas.mapFrom(opened.window.stage, middle_of(opened, canvas, key)))
    before = canvas.spot_at(at)
    turned = QPoint(0, 360)
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)
    assert canvas.zoom.factor > 1.5
    assert canvas.spot_at(at) == before
    assert before is not None
    opened.press(Key.Key_0, CTRL)
    assert canvas.zoom == WHOLE


def test_ctrl_0_shows_the_whole_stage_first_and_then_the_text_as_it_was(opened: Opened) -> None:
    canvas = canvas_of(opened)
    opened.appearance.set(text=1.2)
    canvas.set_zoom(Zoom(2.0, 100, 100))
    opened.press(Key.Key_0, CTRL)
    assert canvas.zoom == WHOLE
    assert opened.appearance.text == 1.2
    opened.press(Key.Key_0, CTRL)
    assert opened.appearance.text == 1.0


def test_another_layer_is_seen_as_a_whole_and_a_step_is_not(opened: Opened) -> None:
    canvas = canvas_of(opened)
    canvas.set_zoom(Zoom(2.0, 100, 100))
    opened.press(Key.Key_Right)
    assert canvas.zoom.factor == 2.0
    opened.press(Key.Key_PageDown, CTRL)
    assert canvas.zoom == WHOLE


def test_what_was_zoomed_is_all_that_stays_zoomed(opened: Opened) -> None:
    canvas = canvas_of(opened)
    for change in (
        lambda: opened.window.incoming.open_example(examples()[3]),
        lambda: opened.press(Key.Key_F5),
        lambda: opened.press(Key.Key_Escape),
        lambda: opened.press(Key.Key_Z, CTRL),
    ):
        canvas.set_zoom(Zoom(2.0, 100, 100))
        change()
        opened.settle()
        assert canvas.zoom == WHOLE


def test_a_chip_says_how_far_the_stage_is_zoomed_and_how_to_end_that(opened: Opened) -> None:
    canvas, chip = canvas_of(opened), opened.window.stage.zoom_chip
    assert chip.isHidden()
    canvas.set_zoom(Zoom(2.4, 100, 100))
    assert chip.isVisible()
    assert chip.text() == "×2.4 · Ctrl+0"
    assert canvas.rect().contains(chip.geometry())
    opened.press(Key.Key_0, CTRL)
    assert chip.isHidden()


def test_undo_goes_to_the_layer_that_it_changes(opened: Opened) -> None:
    opened.window.bridge.do(SetParameter(3, "kernel_size", (3, 3)))
    opened.window.bridge.settle()
    opened.window.bridge.do(set_view(selected=1))
    opened.action("undo").trigger()
    assert opened.state.selected == 4
    opened.window.bridge.do(set_view(selected=2))
    opened.action("redo").trigger()
    assert opened.state.selected == 4


def test_undo_stays_where_it_changes_something(opened: Opened) -> None:
    opened.window.bridge.do(SetParameter(0, "out_channels", 2))
    opened.window.bridge.settle()
    opened.window.bridge.do(set_view(selected=2))  # fitted to the channels, so changed as well
    opened.action("undo").trigger()
    assert opened.state.selected == 2


def test_the_canvas_has_the_size_that_the_scene_was_composed_for(opened: Opened) -> None:
    canvas = canvas_of(opened)
    assert QSizeF(canvas.size()) == QSizeF(canvas.viewport().size())
