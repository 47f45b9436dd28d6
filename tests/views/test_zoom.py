"""The picture can be zoomed about the pointer and moved, and cells are still told exactly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.scene.marks import Box, Grid, Scale, Scene, Spot
from cnnviz.views.canvas import MOST_PIXELS, Canvas
from cnnviz.views.theme import Theme
from cnnviz.views.zoom import LARGEST, WHOLE, Zoom

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
SIZE = (400, 300)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    """A shown canvas of 400 × 300 with a grid of 6 × 6 cells, each 40 pixels."""
    canvas = Canvas(Theme.load("light"))
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    canvas.show()
    qtbot.waitExposed(canvas)
    values = np.arange(36, dtype=np.float32).reshape(6, 6)
    canvas.show_scene(
        Scene((Grid("x", Box(100, 20, 240, 240), values, Scale("ink", 0, 35), 0, hot=True),))
    )
    yield canvas
    canvas.hide()


def turn(canvas: Canvas, at: QPoint, notches: int, keys: Qt.KeyboardModifier = CTRL) -> None:
    """Turn the wheel over a point of the canvas."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


@given(
    x=st.floats(0, 400),
    y=st.floats(0, 300),
    times=st.lists(st.floats(0.2, 5), min_size=1, max_size=6),
)
def test_what_lies_under_the_pointer_stays_there(x: float, y: float, times: list[float]) -> None:
    zoom = WHOLE
    for each in times:
        before, zoom = zoom, zoom.about(x, y, each, *SIZE)
        if zoom.factor > before.factor:  # out of it, the borders may be in the way
            assert zoom.drawn(x, y) == pytest.approx(before.drawn(x, y), abs=1.0)
        assert 1 <= zoom.factor <= LARGEST
        corner, end = zoom.drawn(0, 0), zoom.drawn(*SIZE)
        assert min(corner) >= 0
        assert end[0] <= SIZE[0] + 1e-6
        assert end[1] <= SIZE[1] + 1e-6


def test_ctrl_and_the_wheel_zoom_about_the_pointer(canvas: Canvas) -> None:
    at = QPoint(230, 150)
    cell = canvas.spot_at(QPointF(at))
    turn(canvas, at, 4)
    assert canvas.zoom.factor > 2
    assert canvas.spot_at(QPointF(at)) == cell
    turn(canvas, at, -9)
    assert canvas.zoom == WHOLE


def test_the_cell_pointed_at_is_the_one_that_is_painted_there(canvas: Canvas) -> None:
    turn(canvas, QPoint(230, 150), 5)
    for x, y in ((10, 10), (200, 20), (390, 290), (120, 250)):
        spot = canvas.spot_at(QPointF(x, y))
        there = canvas.mapToScene(QPoint(x, y))
        assert spot is not None
        assert spot == Spot("x", int((there.y() - 20) // 40), int((there.x() - 100) // 40))


def test_a_drag_moves_what_is_zoomed_and_is_no_click(canvas: Canvas) -> None:
    clicked: list[Spot | None] = []
    canvas.clicked.connect(clicked.append)
    turn(canvas, QPoint(200, 150), 4)
    before, grabbed = canvas.zoom, canvas.spot_at(QPointF(200, 150))
    QTest.mousePress(canvas.viewport(), LEFT, pos=QPoint(200, 150))
    for step in (20, 40, 60):
        QTest.mouseMove(canvas.viewport(), QPoint(200 + step, 150 + step // 2))
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=QPoint(260, 180))
    assert (canvas.zoom.left, canvas.zoom.top) == (before.left - 60, before.top - 30)
    assert canvas.spot_at(QPointF(260, 180)) == grabbed
    assert clicked == []
    QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(260, 180))
    assert clicked == [grabbed]


def test_a_click_on_the_whole_picture_is_told_at_once(canvas: Canvas) -> None:
    clicked: list[Spot | None] = []
    canvas.clicked.connect(clicked.append)
    QTest.mousePress(canvas.viewport(), LEFT, pos=QPoint(110, 30))
    assert clicked == [Spot("x", 0, 0)]
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=QPoint(110, 30))


def test_the_wheel_alone_moves_only_what_is_zoomed(canvas: Canvas) -> None:
    turn(canvas, QPoint(200, 150), -1, NONE)
    assert canvas.zoom == WHOLE
    turn(canvas, QPoint(200, 150), 4)
    before = canvas.zoom
    turn(canvas, QPoint(200, 150), -1, NONE)
    assert canvas.zoom.top > before.top
    assert canvas.zoom.left == before.left


def test_a_smaller_window_stays_on_the_picture(canvas: Canvas) -> None:
    turn(canvas, QPoint(390, 290), 6)
    canvas.resize(300, 200)
    QApplication.processEvents()
    assert canvas.zoom == canvas.zoom.within(300, 200)
    canvas.set_zoom(Zoom())
    assert canvas.mapToScene(QPoint(0, 0)) == QPointF(0, 0)


def test_a_large_screen_is_not_enlarged_beyond_what_can_be_drawn(canvas: Canvas) -> None:
    canvas.resize(3000, 2000)
    for _ in range(12):
        turn(canvas, QPoint(200, 150), 1)
    drawn = 3000 * 2000 * canvas.zoom.factor**2 * canvas.devicePixelRatioF() ** 2
    assert canvas.zoom.factor > 1.5
    assert drawn <= MOST_PIXELS * 1.001
