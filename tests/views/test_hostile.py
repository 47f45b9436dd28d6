"""Painting survives any number in any mark, without a warning."""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter
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
from cnnviz.views.canvas import Canvas
from cnnviz.views.colours import HIGHEST, LOWEST, MISSING, PADDING, levels
from cnnviz.views.numerals import numerals
from cnnviz.views.render import Renderer
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH

INF, NAN, BIG = float("inf"), float("nan"), 3e38
BAD = (INF, -INF, NAN, BIG, -BIG, 1.7e308, 1e-40, 0.0)
GOOD = Box(10, 10, 80, 80)
BOXES = (
    GOOD,
    *(Box(bad, 10, 50, 50) for bad in BAD),
    *(Box(10, 10, bad, 50) for bad in BAD),
    *(Box(10, 10, 50, bad) for bad in BAD),
    Box(10, 10, -20, 30),
    Box(10, 10, 0.3, 0.3),
    Box(10, 10, 3, 3),
    Box(-9e5, -9e5, 1.8e6, 1.8e6),
)
SCALES = tuple(
    Scale(kind, low, high)
    for kind in ("ink", "light", "signed")
    for low, high in ((-1, 1), (0, 0), (NAN, NAN), (-INF, INF), (-BIG, BIG), (0, 1e-40), (1, -1))
)
HOSTILE = np.array([[INF, -INF, NAN], [BIG, -BIG, 1e-40], [0, -0.0, 999_999.5]], np.float32)
PLAIN = SCALES[0]
POINTS = np.array([[10, 10], [BIG, 5], [NAN, 8], [20, INF], [30, 30], [-INF, -INF]], np.float32)
WORDS = line(Span("a", "text"), Span("b", "muted"))


def grids() -> list[Mark]:
    """Grids with and without numbers, in colour, padded, empty."""
    found: list[Mark] = []
    for box, places in itertools.product(BOXES, (None, 0, 2)):
        found.append(Grid("g", box, HOSTILE, PLAIN, places, (1, 0, 0, 1), revealed=7, asked=7))
        found.append(Grid("g", box, np.zeros((0, 3), np.float32), PLAIN, places))
    for scale, places in itertools.product(SCALES, (None, 2)):
        found.append(Grid("g", GOOD, HOSTILE, scale, places))
        found.append(Grid("g", GOOD, np.stack([HOSTILE] * 3), scale, None))
    return found


def bars() -> list[Mark]:
    """Bars with hostile edges, heights and values."""
    row, edges = HOSTILE.ravel(), np.linspace(10, 90, 10)
    bad = np.concatenate((HOSTILE.ravel(), [90]))
    none = np.zeros(0)
    return [
        *(Bars("b", box, edges, row, row, PLAIN) for box in BOXES),
        *(Bars("b", GOOD, edges, row, row, scale) for scale in SCALES),
        Bars("b", GOOD, bad, np.ones(9), row, PLAIN),
        Bars("b", GOOD, none, none, none, PLAIN),
    ]


def dots() -> list[Mark]:
    """Dots with hostile places, sizes and values."""
    values = HOSTILE.ravel()[:6]
    return [
        *(Dots("d", POINTS, values, scale) for scale in SCALES),
        *(Dots("d", POINTS, values, PLAIN, bad) for bad in BAD),
        *(Dots("d", points, values, PLAIN) for points in (POINTS * NAN, POINTS.astype(np.float64))),
        Dots("d", np.zeros((0, 2)), np.zeros(0), PLAIN),
    ]


def strokes() -> list[Mark]:
    """Strokes with hostile points and widths."""
    found: list[Mark] = []
    for points in (POINTS, POINTS[::-1], POINTS[:0], POINTS[:1], POINTS[2:4], POINTS[[0, 0]]):
        found += [Stroke("s", points, "read", 1, dashed=d) for d in (True, False)]
    return [*found, *(Stroke("s", POINTS, "read", bad, True) for bad in BAD)]


def tags() -> list[Mark]:
    """Tags with hostile boxes and sizes."""
    return [
        *(Tags("t", (box,), ("×−2",), "weight", 9.0, framed=True) for box in BOXES),
        *(Tags("t", BOXES[:1], ("1",), "write", bad) for bad in BAD),
    ]


def labels() -> list[Mark]:
    """Labels at hostile places, in hostile sizes and rooms."""
    rooms = [(bad, other) for bad in BAD for other in (0.0, NAN, INF)]
    return [
        *(Label("l", bad, 10, WORDS) for bad in BAD),
        *(Label("l", 10, bad, WORDS) for bad in BAD),
        *(Label("l", 10, 10, WORDS, bad, room=room) for bad in BAD for room in (None, (0, 5))),
        *(Label("l", 10, 10, WORDS, room=room) for room in rooms),
        Label("l", 10, 10, ()),
    ]


def mosaics() -> list[Mark]:
    """Mosaics with hostile boxes and values, and without maps."""
    maps = np.stack([HOSTILE] * len(BOXES))
    return [
        *(Mosaic("m", BOXES, maps, scale, selected=2) for scale in SCALES),
        *(Mosaic("m", (box,), maps[:1], PLAIN, selected=0) for box in BOXES),
        Mosaic("m", BOXES, maps[:1], PLAIN, selected=5),
        Mosaic("m", (), maps[:0], PLAIN, selected=0),
    ]


def others() -> list[Mark]:
    """Outlines, fills and legends."""
    return [
        *(Outline("o", (box,), "read", dashed=d) for box in BOXES for d in (True, False)),
        *(Outline("o", BOXES, "read", bad) for bad in BAD),
        Outline("o", (), "read"),
        *(Fill("f", box, "read") for box in BOXES),
        *(Fill("f", GOOD, "read", bad) for bad in BAD),
        *(Legend("e", box, PLAIN) for box in BOXES),
        *(Legend("e", GOOD, scale) for scale in SCALES),
        *(Legend("e", GOOD, PLAIN, bad) for bad in BAD),
    ]


@pytest.fixture
def loud(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Collect what painting reports."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(error))
    return found


@pytest.mark.parametrize("marks", [grids, bars, dots, strokes, tags, labels, mosaics, others])
@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_no_number_stops_the_painting(
    qapp: object, loud: list[BaseException], marks: Callable[[], list[Mark]], ratio: float
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        renderer = Renderer(Theme.load("dark"), ENGLISH, 100, 100, ratio)
        for mark in marks():
            renderer.draw(Scene((mark,)))
            assert not loud, (mark, loud)


@pytest.mark.parametrize("marks", [grids, bars, dots, strokes, tags, labels, mosaics, others])
def test_no_number_stops_an_export(
    qapp: object, loud: list[BaseException], marks: Callable[[], list[Mark]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mark in marks():
            room = QBuffer()
            room.open(QIODevice.OpenModeFlag.WriteOnly)
            paper = QSvgGenerator()
            paper.setOutputDevice(room)
            painter = QPainter(paper)
            Renderer(Theme.load("light"), ENGLISH, 100, 100).paint(painter, Scene((mark,)))
            painter.end()
            assert not loud, (mark, loud)


@pytest.mark.parametrize("marks", [grids, bars, dots, strokes, tags, labels, mosaics, others])
def test_no_number_stops_the_canvas_or_the_pointer(
    qtbot: object, loud: list[BaseException], marks: Callable[[], list[Mark]]
) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(100, 100)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mark in marks():
            canvas.show_scene(Scene((mark,)))
            canvas.grab()
            for item in canvas.items_shown:
                item.spot(15, 15)
            assert not loud, (mark, loud)


def test_what_can_be_drawn_of_a_mark_is_drawn(qapp: object) -> None:
    theme = Theme.load("light")
    frames = Outline("o", (Box(NAN, 0, 9, 9), Box(10, 10, 40, 40)), "read", 4)
    image = Renderer(theme, ENGLISH, 100, 100).draw(Scene((frames,)))
    assert image.pixelColor(11, 30).name() == theme.read


@pytest.mark.parametrize("high", [1.0, 1e-40, BIG])
def test_levels_of_numbers_at_the_end_of_the_range(high: float) -> None:
    values = np.array([INF, -INF, NAN, high, -high, 0], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = levels(values, Scale("signed", -high, high)).tolist()
    assert found == [HIGHEST, PADDING, MISSING, HIGHEST, LOWEST, 128]


@pytest.mark.parametrize("places", [0, 1, 2, 3, 5])
def test_numerals_take_any_number(places: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in (np.float32, np.float64):
            assert len(numerals(HOSTILE.astype(kind), places).length) == 9
