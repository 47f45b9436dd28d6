"""Each kind of mark puts the right colours at the right pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from cnnviz.scene.marks import (
    Bars,
    Box,
    Dots,
    Fill,
    Grid,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Scale,
    Scene,
    Stroke,
    Tags,
)
from cnnviz.trace import Span, line
from cnnviz.views.render import Renderer, render
from cnnviz.views.theme import THEMES, Theme
from cnnviz.words import ENGLISH

SIGNED = Scale("signed", -1, 1)
RATIOS = (1.0, 1.5, 2.0)


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, qapp: object) -> Theme:
    """Each theme in turn."""
    return Theme.load(request.param)


def drawn(theme: Theme, *marks: Mark, ratio: float = 1.0, size: int = 200) -> QImage:
    """Draw marks on a square."""
    return render(Scene(marks), theme, ENGLISH, size, size, ratio)


def at(image: QImage, x: float, y: float) -> str:
    """Give the colour at a point in logical pixels."""
    ratio = image.devicePixelRatio()
    return QColor(image.pixel(int(x * ratio), int(y * ratio))).name()


def share(image: QImage, box: Box, colour: str) -> float:
    """Give the part of a box that has exactly a colour."""
    ratio = image.devicePixelRatio()
    left, top = round(box.x * ratio), round(box.y * ratio)
    part = image.copy(left, top, round(box.w * ratio), round(box.h * ratio))
    pixels = np.frombuffer(part.constBits(), np.uint32).reshape(part.height(), -1)
    return float((pixels & 0xFFFFFF == int(colour[1:], 16)).mean())


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("side", [30.0, 20.0, 13.4])
def test_cells_have_their_colours_and_gaps_the_window(
    theme: Theme, ratio: float, side: float
) -> None:
    values = np.array([[1, -1, 0], [0, 1, -1]], np.float32)
    grid = Grid("g", Box(10, 10, 3 * side, 2 * side), values, SIGNED, 0)
    image = drawn(theme, grid, ratio=ratio)
    for row in range(2):
        for column in range(3):
            cell = grid.cell(row, column)
            role = {1: "positive", -1: "negative", 0: "neutral"}[int(values[row, column])]
            assert at(image, cell.x + 0.2 * side, cell.y + 0.2 * side) == getattr(theme, role)
    inner = grid.cell(0, 1)
    assert at(image, inner.x + 0.1 / ratio, inner.cy) == theme.window


@pytest.mark.parametrize("ratio", RATIOS)
def test_numbers_stand_in_their_cells(theme: Theme, ratio: float) -> None:
    with_number = Grid("g", Box(10, 10, 80, 80), np.zeros((2, 2), np.float32), SIGNED, 0)
    image = drawn(theme, with_number, ratio=ratio)
    for row in range(2):
        for column in range(2):
            middle = with_number.cell(row, column).inset(12)
            assert share(image, middle, theme.neutral) < 0.95
            edge = with_number.cell(row, column)
            rim = Box(edge.x + 3, edge.y + 3, 34, 5)
            assert share(image, rim, theme.neutral) > 0.95


def test_numbers_are_centred(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 60, 60), np.full((1, 1), 88, np.float32), Scale("ink", 0, 1e9), 0)
    image = drawn(theme, grid)
    part = image.copy(4, 4, 52, 52)
    pixels = np.frombuffer(part.constBits(), np.uint32).reshape(52, -1) & 0xFFFFFF
    inked = pixels != int(theme.paper[1:], 16)
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    assert abs((rows[0] + rows[-1]) / 2 - 25.5) <= 1
    assert abs((columns[0] + columns[-1]) / 2 - 25.5) <= 1


def test_padding_is_striped_on_the_window(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 120, 120), np.zeros((4, 4), np.float32), SIGNED, 0, (1, 1, 1, 1))
    image = drawn(theme, grid)
    corner = Box(0, 0, 30, 30)
    assert 0.08 < share(image, corner, theme.hatch) < 0.5
    assert share(image, grid.cell(1, 1), theme.hatch) == 0


def test_padding_of_a_large_map_is_striped_too(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 120, 120), np.zeros((40, 40), np.float32), SIGNED, None,
                (8, 8, 8, 8))  # fmt: skip
    image = drawn(theme, grid)
    assert 0.08 < share(image, Box(0, 0, 24, 24), theme.hatch) < 0.5
    assert share(image, Box(30, 30, 60, 60), theme.neutral) == 1


def test_minus_infinity_is_drawn_as_padding(theme: Theme) -> None:
    values = np.array([[-np.inf, 1]], np.float32)
    grid = Grid("g", Box(0, 0, 80, 40), values, SIGNED, 0, (0, 0, 0, 1))
    assert share(drawn(theme, grid), Box(2, 2, 36, 10), theme.window) > 0.3


def test_a_value_that_is_no_number_has_a_colour_of_its_own(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 40, 40), np.full((1, 1), np.nan, np.float32), SIGNED, 0)
    assert at(drawn(theme, grid), 8, 8) == theme.missing


def test_cells_never_reached_have_strong_stripes(theme: Theme) -> None:
    mask = np.array([[False, True]])
    grid = Grid("g", Box(0, 0, 80, 40), np.zeros((1, 2), np.float32), SIGNED, 0, hatched=mask)
    image = drawn(theme, grid)
    assert share(image, Box(42, 2, 36, 8), theme.faint) > 0.15  # above the number
    assert share(image, grid.cell(0, 0), theme.faint) == 0


def test_dimmed_cells_fade(theme: Theme) -> None:
    values = np.ones((1, 2), np.float32)
    mask = np.array([[False, True]])
    grid = Grid("g", Box(0, 0, 80, 40), values, SIGNED, 0, dimmed=mask)
    image = drawn(theme, grid)
    assert at(image, 8, 8) == theme.positive
    assert at(image, 48, 8) not in (theme.positive, theme.window)


def test_dimmed_cells_of_a_picture_fade_but_stay_a_picture(theme: Theme) -> None:
    mask = np.arange(2500).reshape(50, 50) % 50 >= 25
    values = np.ones((50, 50), np.float32)
    image = drawn(theme, Grid("g", Box(0, 0, 100, 100), values, SIGNED, None, dimmed=mask))
    full, faded, ground = (
        np.array([QColor(each).red(), QColor(each).green(), QColor(each).blue()], float)
        for each in (at(image, 20, 50), at(image, 80, 50), theme.window)
    )
    left = np.abs(faded - ground).sum() / np.abs(full - ground).sum()
    assert 0.5 < left < 0.8


def test_cells_not_yet_written_are_outlined_and_empty(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 80, 40), np.ones((1, 2), np.float32), SIGNED, 0, revealed=1)
    image = drawn(theme, grid)
    assert at(image, 8, 8) == theme.positive
    assert at(image, 48, 8) == theme.window
    assert at(image, 60, 20) == theme.faint
    assert share(image, grid.cell(0, 1), theme.grid) > 0.05


def test_the_asked_cell_shows_a_question_and_hides_its_value(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 80, 40), np.ones((1, 2), np.float32), SIGNED, 0, asked=1)
    image = drawn(theme, grid)
    assert share(image, grid.cell(0, 1), theme.positive) == 0
    assert share(image, grid.cell(0, 1).inset(8), theme.write) > 0.03


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_large_map_has_no_gaps_and_sharp_pixels(theme: Theme, ratio: float) -> None:
    values = np.where(np.indices((10, 10)).sum(0) % 2, 1, -1).astype(np.float32)
    grid = Grid("g", Box(0, 0, 100, 100), values, SIGNED, None)
    image = drawn(theme, grid, ratio=ratio)
    both = share(image, grid.box, theme.positive) + share(image, grid.box, theme.negative)
    assert both == 1


def test_a_large_map_hides_what_is_not_written(theme: Theme) -> None:
    grid = Grid("g", Box(0, 0, 100, 100), np.ones((50, 50), np.float32), SIGNED, None,
                revealed=25 * 50 + 10)  # fmt: skip
    image = drawn(theme, grid)
    assert at(image, 19, 51) == theme.positive
    assert at(image, 22, 51) == theme.window
    assert at(image, 50, 70) == theme.window


def test_red_green_and_blue_are_shown_as_they_are(theme: Theme) -> None:
    image = np.zeros((3, 2, 2), np.float32)
    image[0, 0, 0] = image[1, 0, 1] = image[2, 1, 0] = 1
    drawing = drawn(theme, Grid("g", Box(0, 0, 80, 80), image, Scale("light", 0, 1), None))
    found = [at(drawing, x, y) for y in (20, 60) for x in (20, 60)]
    assert found == ["#ff0000", "#00ff00", "#0000ff", "#000000"]


def test_maps_of_a_mosaic_stand_in_their_boxes(theme: Theme) -> None:
    maps = np.stack([np.full((4, 4), value, np.float32) for value in (1, -1, 0)])
    boxes = tuple(Box(20 + 50 * n, 20, 40, 40) for n in range(3))
    image = drawn(theme, Mosaic("m", boxes, maps, SIGNED, selected=1))
    for box, role in zip(boxes, ("positive", "negative", "neutral"), strict=True):
        assert share(image, box, getattr(theme, role)) == 1
    assert at(image, 68, 40) == theme.accent
    assert at(image, 18, 40) == theme.window


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_frame_lies_inside_its_box_and_leaves_the_middle(theme: Theme, ratio: float) -> None:
    box = Box(20, 20, 30, 30)
    image = drawn(theme, Outline("o", (box,), "read", 2), ratio=ratio)
    assert at(image, 20.1, 35) == theme.read
    assert at(image, 35, 49.5) == theme.read
    assert at(image, 19.2, 35) == theme.window
    assert share(image, box.inset(4), theme.window) == 1


def test_a_large_frame_is_drawn_like_a_small_one(theme: Theme) -> None:
    image = drawn(theme, Outline("o", (Box(10, 10, 180, 180),), "stat", 2))
    assert at(image, 10.5, 100) == theme.stat
    assert at(image, 100, 100) == theme.window


def test_a_faint_frame_is_weaker_and_a_dashed_one_has_gaps(theme: Theme) -> None:
    faint = drawn(theme, Outline("o", (Box(20, 20, 60, 60),), "read", 2, faint=True))
    assert at(faint, 20.5, 50) not in (theme.read, theme.window)
    dashed = drawn(theme, Outline("o", (Box(20, 20, 60, 60),), "read", 2, dashed=True))
    side = share(dashed, Box(30, 20, 40, 2), theme.read)
    assert 0.2 < side < 0.9


def test_words_have_the_colours_of_their_roles(theme: Theme) -> None:
    spans = (Span("████", "read"), Span("████", "write"))
    image = drawn(theme, Label("l", 100, 50, spans, 20, mono=True))
    assert share(image, Box(60, 45, 36, 10), theme.read) > 0.8
    assert share(image, Box(104, 45, 36, 10), theme.write) > 0.8


@pytest.mark.parametrize(("align", "left"), [("left", 100), ("center", 76), ("right", 52)])
def test_a_label_is_anchored_where_it_says(theme: Theme, align: str, left: int) -> None:
    image = drawn(theme, Label("l", 100, 50, line("████"), 20, align, mono=True))
    assert share(image, Box(left + 2, 45, 44, 10), theme.text) > 0.8
    assert share(image, Box(left - 20, 45, 18, 10), theme.window) == 1


def test_an_upright_line_of_one_pixel_is_sharp(theme: Theme) -> None:
    image = drawn(theme, Stroke("s", np.array([[50.0, 10], [50, 90]]), "stat"))
    assert at(image, 50, 50) == theme.stat
    assert at(image, 49, 50) == at(image, 51, 50) == theme.window


def test_a_lifted_pen_leaves_a_gap(theme: Theme) -> None:
    points = np.array([[10.0, 50], [60, 50], [np.nan, np.nan], [90, 50], [150, 50]])
    image = drawn(theme, Stroke("s", points, "stat", 3))
    assert at(image, 30, 50) == theme.stat
    assert at(image, 75, 50) == theme.window
    assert at(image, 120, 50) == theme.stat


def test_a_fill_is_thin(theme: Theme) -> None:
    image = drawn(theme, Fill("f", Box(20, 20, 60, 60), "stat", 0.12))
    mixed = [
        round(w + (s - w) * 0.12)
        for w, s in zip(theme.rgb("window"), theme.rgb("stat"), strict=True)
    ]
    found = QColor(at(image, 50, 50))
    assert np.abs(np.array(mixed) - (found.red(), found.green(), found.blue())).max() <= 1


def test_bars_rise_from_the_floor_and_none_is_invisible(theme: Theme) -> None:
    edges = np.array([20.0, 60, 100, 140])
    values = np.array([-1.0, 0.001, 1.0])
    image = drawn(theme, Bars("b", Box(20, 20, 120, 100), edges, np.array([1, 0.5, 0.2]), values,
                              SIGNED))  # fmt: skip
    assert at(image, 40, 60) == theme.negative
    assert at(image, 80, 60) == theme.window
    assert at(image, 80, 100) not in (theme.window, theme.neutral)
    assert at(image, 120, 110) == theme.positive


def test_dots_stand_on_their_points(theme: Theme) -> None:
    points = np.array([[30.0, 30], [60, 60], [np.nan, 5]])
    image = drawn(theme, Dots("d", points, np.array([1.0, -1, 1]), SIGNED, 7))
    assert at(image, 30, 30) == theme.positive
    assert at(image, 60, 60) == theme.negative
    assert at(image, 45, 45) == theme.window


def test_a_legend_runs_from_low_to_high_with_numbers_beside_it(theme: Theme) -> None:
    image = drawn(theme, Legend("l", Box(60, 50, 100, 12), SIGNED), size=300)
    neutral = QColor(theme.neutral).red()
    around = [(x, y) for x in range(108, 113) for y in range(51, 62)]  # a number may stand there
    assert min(abs(QColor(at(image, x, y)).red() - neutral) for x, y in around) <= 2
    left, right = QColor(at(image, 64, 56)), QColor(at(image, 155, 56))
    assert left.blue() > left.red()
    assert right.red() > right.blue()
    assert share(image, Box(30, 45, 28, 22), theme.window) < 1
    assert share(image, Box(162, 45, 40, 22), theme.window) < 1


def test_every_mark_may_be_empty(theme: Theme) -> None:
    nothing = np.zeros((0,))
    marks = (
        Grid("g", Box(0, 0, 10, 10), np.zeros((0, 0), np.float32), SIGNED, 0),
        Mosaic("m", (), np.zeros((0, 4, 4), np.float32), SIGNED),
        Outline("o", (), "read"),
        Label("l", 5, 5, ()),
        Stroke("s", np.zeros((0, 2)), "read"),
        Tags("t", (), (), "weight", 9.0),
        Bars("b", Box(0, 0, 10, 10), nothing, nothing, nothing, SIGNED),
        Dots("d", np.zeros((0, 2)), nothing, SIGNED),
    )
    assert share(drawn(theme, *marks), Box(0, 0, 200, 200), theme.window) == 1


@pytest.mark.parametrize("places", [0, 2])
@pytest.mark.parametrize("more", [{}, {"revealed": 71}, {"dimmed": np.eye(10, 12) > 0}])
def test_a_grid_that_has_changed_often_looks_like_a_new_one(
    theme: Theme, places: int, more: dict[str, object]
) -> None:
    renderer = Renderer(theme, ENGLISH, 300, 300, 1.5)
    values = np.random.default_rng(8).normal(0, 9, (6, 10, 12)).astype(np.float32)
    for number, each in enumerate(values):
        grid = Grid("g", Box(3, 5, 264, 220), each, Scale("signed", -9, 9), places)
        if number > 2:
            grid = replace(grid, **more)
        image = renderer.draw(Scene((grid,)))
    assert image == render(Scene((grid,)), theme, ENGLISH, 300, 300, 1.5)


def test_numbers_in_an_svg_are_text(qapp: object) -> None:
    grid = Grid("g", Box(0, 0, 60, 60), np.full((2, 2), 7, np.float32), SIGNED, 0, (1, 0, 0, 0))
    paper, room = QSvgGenerator(), QBuffer()
    room.open(QIODevice.OpenModeFlag.WriteOnly)
    paper.setOutputDevice(room)
    painter = QPainter(paper)
    Renderer(Theme.load("light"), ENGLISH, 60, 60).paint(painter, Scene((grid,)))
    painter.end()
    drawing = bytes(room.data().data()).decode("utf-8")
    assert drawing.count(">7</text>") == 4
    assert "<image" not in drawing
