"""The canvas repaints what changed, keeps its items, and says what is pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.scene.marks import Box, Fill, Grid, Mosaic, Outline, Scale, Scene, Spot
from cnnviz.views.canvas import Canvas
from cnnviz.views.theme import Theme
from cnnviz.words import Words
from tests.views.scenes import conv_scene, norm_scene, photo_scene

SIGNED = Scale("signed", -1, 1)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    """A shown canvas of 400 × 300."""
    canvas = Canvas(Theme.load("dark"))
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    yield canvas
    canvas.hide()


def paints(canvas: Canvas) -> dict[str, int]:
    """Count, by key, how often each mark has been painted."""
    QApplication.processEvents()
    return {item.mark.key: item.painted for item in canvas.items_shown}


def two_grids(value: float = 0, place: int = 0) -> Scene:
    """A grid that changes, one that never does, and a frame that moves."""
    moving = Grid("moving", Box(10, 10, 90, 90), np.full((3, 3), value, np.float32), SIGNED, 1)
    still = Grid("still", Box(200, 10, 90, 90), np.zeros((3, 3), np.float32), SIGNED, 1)
    frame = Outline("frame", (Box(10 + 30 * place, 150, 30, 30),), "read")
    return Scene((moving, still, frame))


def test_only_what_changed_is_painted_again(canvas: Canvas) -> None:
    canvas.show_scene(two_grids())
    before = paints(canvas)
    canvas.show_scene(two_grids(value=1))
    after = paints(canvas)
    assert {key for key in after if after[key] != before[key]} == {"moving"}


def test_equal_marks_are_not_painted_again(canvas: Canvas) -> None:
    canvas.show_scene(two_grids())
    before = paints(canvas)
    canvas.show_scene(two_grids())
    assert paints(canvas) == before


def test_a_frame_that_moves_does_not_repaint_what_it_does_not_touch(canvas: Canvas) -> None:
    canvas.show_scene(two_grids())
    before = paints(canvas)
    canvas.show_scene(two_grids(place=1))
    after = paints(canvas)
    assert {key for key in after if after[key] != before[key]} == {"frame"}


def test_marks_that_come_and_go_leave_the_others_alone(canvas: Canvas) -> None:
    scene = two_grids()
    fill = Fill("fill", Box(300, 200, 50, 50), "stat")
    canvas.show_scene(scene)
    before = paints(canvas)
    canvas.show_scene(replace(scene, marks=(fill, *scene.marks)))
    canvas.show_scene(scene)
    assert paints(canvas) == before


def test_a_part_painted_again_looks_like_the_whole(canvas: Canvas) -> None:
    grid = Grid("g", Box(10, 10, 200, 200), np.linspace(-1, 1, 100, dtype=np.float32)
                .reshape(10, 10), SIGNED, 1, (1, 1, 1, 1))  # fmt: skip
    canvas.show_scene(Scene((grid,)))
    clean = canvas.grab().toImage()
    for place in range(5):
        frame = Outline("o", (grid.cell(place, place),), "read")
        canvas.show_scene(Scene((grid, frame)))
        QApplication.processEvents()
    canvas.show_scene(Scene((grid,)))
    QApplication.processEvents()
    screen = canvas.grab().toImage()
    assert screen == clean


def test_marks_are_drawn_from_back_to_front(canvas: Canvas) -> None:
    under = Fill("under", Box(10, 10, 50, 50), "read", 1.0)
    over = Fill("over", Box(10, 10, 50, 50), "write", 1.0)
    theme = Theme.load("dark")
    for marks, role in (((under, over), "write"), ((over, under), "read")):
        canvas.show_scene(Scene(marks))
        QApplication.processEvents()
        assert canvas.grab().toImage().pixelColor(30, 30).name() == getattr(theme, role)


def test_items_do_not_leak(canvas: Canvas) -> None:
    scenes = [conv_scene(29), conv_scene(30), norm_scene(), photo_scene()]
    for number in range(10_000):
        scene = scenes[number % 4]
        if number % 50 == 0:
            extra = Outline(f"o{number}", (Box(number % 300, 5, 9, 9),), "read")
            scene = replace(scene, marks=(*scene.marks, extra))
            QApplication.processEvents()
        canvas.show_scene(scene)
    assert canvas.items_made <= 60
    assert len(canvas.scene().items()) <= canvas.items_made + 1
    assert len(canvas.items_shown) == len(canvas.shown.marks)


def test_two_marks_with_one_name_are_refused(canvas: Canvas) -> None:
    twice = Fill("f", Box(0, 0, 5, 5), "read"), Fill("f", Box(9, 0, 5, 5), "read")
    with pytest.raises(ValueError, match="the key 'f'"):
        canvas.show_scene(Scene(twice))


def test_pointing_says_which_cell(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_scene(two_grids())
    with qtbot.waitSignal(canvas.hovered) as seen:
        qtbot.mouseMove(canvas.viewport(), QPoint(55, 85))
    assert seen.args == [Spot("moving", 2, 1)]


def test_pointing_at_the_same_cell_is_said_once(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_scene(two_grids())
    seen: list[object] = []
    canvas.hovered.connect(seen.append)
    for x in (50, 52, 54, 150):
        qtbot.mouseMove(canvas.viewport(), QPoint(x, 50))
    assert seen == [Spot("moving", 1, 1), None]


def test_a_click_says_which_map(canvas: Canvas, qtbot: QtBot) -> None:
    boxes = Box(10, 10, 40, 40), Box(60, 10, 40, 40)
    maps = np.zeros((2, 4, 4), np.float32)
    canvas.show_scene(Scene((Mosaic("maps", boxes, maps, SIGNED),)))
    with qtbot.waitSignal(canvas.clicked) as seen:
        qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(70, 20))
    assert seen.args == [Spot("maps", 0, 1)]


def test_a_click_beside_everything_says_so(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_scene(two_grids())
    with qtbot.waitSignal(canvas.clicked) as seen:
        qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(390, 290))
    assert seen.args == [None]


def test_what_is_in_front_is_pointed_at(canvas: Canvas) -> None:
    values = np.zeros((2, 2), np.float32)
    back = Grid("back", Box(0, 0, 100, 100), values, SIGNED, 0)
    front = Grid("front", Box(50, 50, 100, 100), values, SIGNED, 0)
    cold = Grid("cold", Box(0, 0, 200, 200), values, SIGNED, 0, hot=False)
    canvas.show_scene(Scene((back, front, cold)))
    assert canvas.spot_at(QPointF(60, 60)) == Spot("front", 0, 0)


def test_the_wheel_moves_nothing(canvas: Canvas) -> None:
    before = canvas.viewportTransform()
    event = QWheelEvent(QPointF(50, 50), QPointF(50, 50), QPoint(0, 120), QPoint(0, 120),
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    assert canvas.viewportTransform() == before


def test_a_new_size_is_told_and_keeps_logical_pixels(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.resized):
        canvas.resize(500, 333)
    assert canvas.mapToScene(QPoint(123, 45)) == QPointF(123, 45)


def test_the_first_scene_of_a_new_size_repaints_everything(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_scene(two_grids())
    canvas.resize(500, 333)
    QApplication.processEvents()
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.rect())
            return False

    watch = Watch()
    canvas.viewport().installEventFilter(watch)
    canvas.show_scene(two_grids(value=1))
    QApplication.processEvents()
    assert painted == [canvas.viewport().rect()]
    painted.clear()
    canvas.show_scene(two_grids(value=2))
    QApplication.processEvents()
    assert painted
    assert canvas.viewport().rect() not in painted


def test_another_theme_repaints_everything(canvas: Canvas) -> None:
    canvas.show_scene(two_grids())
    before = paints(canvas)
    light = Theme.load("light")
    canvas.set_theme(light)
    after = paints(canvas)
    assert all(after[key] > before[key] for key in before)
    assert canvas.grab().toImage().pixelColor(395, 295).name() == light.window


def test_another_language_is_spoken_at_once(canvas: Canvas) -> None:
    canvas.resize(870, 500)
    canvas.show_scene(conv_scene())
    before = paints(canvas)
    canvas.set_words(Words("en"))
    assert paints(canvas)["kernel-name"] > before["kernel-name"]
