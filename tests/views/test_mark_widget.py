"""The mark widget shows what a renderer draws, repaints what changed, and tells the cell."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.scene.marks import Box, Fill, Grid, Mark, Scale, Scene, Spot
from cnnviz.views.mark_widget import MarkWidget
from cnnviz.views.render import render
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH

SIGNED = Scale("signed", -1, 1)
SIDE = 300
BOX = Box(10, 10, 50, 50)


class Watched(MarkWidget):
    """Notes which rectangles are painted; paints the ground that `render` has."""

    def __init__(self) -> None:
        super().__init__(Theme.load("light"), ENGLISH)
        self.painted: list[QRect] = []

    def paint_marks(self, painter: QPainter, clip: QRect) -> None:
        self.painted.append(clip)
        painter.fillRect(clip, Theme.load("light").colour("window"))
        super().paint_marks(painter, clip)


@pytest.fixture
def widget(qtbot: QtBot) -> Watched:
    """A shown widget of 300 × 300."""
    widget = Watched()
    qtbot.addWidget(widget)
    widget.resize(SIDE, SIDE)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def grid(key: str, x: float, values: np.ndarray, places: int | None = 1) -> Grid:
    """A square grid."""
    return Grid(key, Box(x, 10, 120, 120), values.astype(np.float32), SIGNED, places)


def drawn(*marks: Mark) -> QImage:
    """What it should be."""
    return render(Scene(marks), Theme.load("light"), ENGLISH, SIDE, SIDE)


def grabbed(widget: Watched) -> QImage:
    """All of it painted anew."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_it_shows_what_a_renderer_draws(widget: Watched) -> None:
    marks = grid("a", 10, np.eye(3)), Fill("f", Box(20, 20, 90, 200), "read", 0.4)
    widget.show_marks(*marks)
    assert grabbed(widget) == drawn(*marks)


def test_only_what_changed_is_painted_again(widget: Watched) -> None:
    still = grid("still", 160, np.eye(3))
    widget.show_marks(grid("a", 10, np.eye(3)), still)
    QApplication.processEvents()
    widget.painted.clear()
    widget.show_marks(grid("a", 10, -np.eye(3)), still)
    QApplication.processEvents()
    assert widget.painted == [QRect(9, 9, 122, 122)]


def test_equal_marks_are_not_painted_again(widget: Watched) -> None:
    widget.show_marks(grid("a", 10, np.eye(3)))
    QApplication.processEvents()
    widget.painted.clear()
    widget.show_marks(grid("a", 10, np.eye(3)))
    QApplication.processEvents()
    assert widget.painted == []


def test_a_mark_that_goes_leaves_nothing_behind(widget: Watched) -> None:
    one, other = grid("a", 10, np.eye(3)), grid("b", 160, np.eye(3))
    widget.show_marks(one, other)
    QApplication.processEvents()
    widget.show_marks(other)
    assert grabbed(widget) == drawn(other)
    assert widget.painted


def test_another_order_is_painted(widget: Watched) -> None:
    one, other = Fill("a", BOX, "read", 1.0), Fill("b", BOX, "write", 1.0)
    widget.show_marks(one, other)
    QApplication.processEvents()
    widget.painted.clear()
    widget.show_marks(other, one)
    QApplication.processEvents()
    assert widget.painted
    assert grabbed(widget) == drawn(other, one)


@pytest.mark.parametrize("places", [None, 1])
@pytest.mark.parametrize("cells", [4, 160])
@pytest.mark.parametrize("colour", [False, True])
def test_some_cells_that_change_look_like_a_new_grid(
    widget: Watched, places: int | None, cells: int, colour: bool
) -> None:
    shape = (3, cells, cells) if colour else (cells, cells)
    values = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
    places = places if cells == 4 else None
    widget.show_marks(grid("a", 10, values, places))
    QApplication.processEvents()
    rows, columns = slice(cells // 4, cells // 2), slice(cells // 2, cells)
    values = values.copy()
    values[..., rows, columns] = -1
    widget.painted.clear()
    widget.show_cells(grid("a", 10, values, places), rows, columns)
    QApplication.processEvents()
    (clip,) = widget.painted
    assert clip == QRect(69, 39, 62, 32)
    ours, theirs = grabbed(widget), drawn(grid("a", 10, values, places))
    if cells == 4:
        assert ours == theirs
    else:  # shrunk: the edge of what changed may be blended in another way
        inner = clip.adjusted(3, 3, -3, -3)
        assert ours.copy(inner) == theirs.copy(inner)


def test_numbers_that_get_longer_make_all_numbers_smaller(widget: Watched) -> None:
    values = np.ones((9, 9), np.float32)
    widget.show_marks(grid("a", 10, values))
    QApplication.processEvents()
    values[4, 4] = -0.5
    widget.show_cells(grid("a", 10, values), slice(4, 5), slice(4, 5))
    QApplication.processEvents()
    assert grabbed(widget) == drawn(grid("a", 10, values))


def test_cells_of_a_grid_that_is_not_shown_are_refused(widget: Watched) -> None:
    with pytest.raises(KeyError):
        widget.show_cells(grid("a", 10, np.eye(3)), slice(0, 1), slice(0, 1))


def test_the_pointer_says_which_cell_once(widget: Watched, qtbot: QtBot) -> None:
    widget.show_marks(grid("a", 10, np.eye(3)))
    seen: list[object] = []
    widget.hovered.connect(seen.append)
    for point in (QPoint(30, 100), QPoint(32, 110), QPoint(250, 250)):
        qtbot.mouseMove(widget, point)
    assert seen == [Spot("a", 2, 0), None]


def test_another_theme_is_painted_at_once(widget: Watched) -> None:
    widget.show_marks(Fill("f", Box(0, 0, SIDE, SIDE), "accent", 1.0))
    QApplication.processEvents()
    widget.painted.clear()
    dark = Theme.load("dark")
    widget.set_style(dark, ENGLISH)
    QApplication.processEvents()
    assert widget.painted == [widget.rect()]
    assert widget.grab().toImage().pixelColor(50, 50).name() == dark.accent
