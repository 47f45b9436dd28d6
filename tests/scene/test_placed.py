"""Marks and scenes stand somewhere else as they are, and grids give regions and hold back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from cnnviz.layers import Layer
from cnnviz.scene import marks
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
from cnnviz.trace import NOTHING, PlaneShown, Shown, Span, line
from cnnviz.views.fonts import ui_font
from cnnviz.words import Text
from tests.layers.cases import KINDS, working
from tests.sameness import same
from tests.scene.boxes import Measure
from tests.scene.staged import any_view, looks, plain

SIGNED = Scale("signed", -2.0, 2.0)
HERE, THERE = Box(10.0, 20.0, 30.0, 40.0), Box(110.0, 70.0, 30.0, 40.0)
"""The same box, and where it is 100 pixels to the right and 50 down."""
CELLS = np.arange(6.0).reshape(2, 3)
MAPS = np.arange(12.0).reshape(2, 2, 3)
SAID = line("y = ", Span("3", "write"))
NAN = float("nan")

PLACED: tuple[tuple[Mark, Mark], ...] = (
    (
        Grid("a", HERE, CELLS, SIGNED, 2, (1, 0, 1, 0), revealed=4, asked=4),
        Grid("on a", THERE, CELLS, SIGNED, 2, (1, 0, 1, 0), revealed=4, asked=4),
    ),
    (
        Mosaic("a", (HERE, HERE.moved(1.0, 2.0)), MAPS, SIGNED, 1),
        Mosaic("on a", (THERE, THERE.moved(1.0, 2.0)), MAPS, SIGNED, 1),
    ),
    (
        Outline("a", (HERE, HERE.inset(3.0)), "read", dashed=True),
        Outline("on a", (THERE, THERE.inset(3.0)), "read", dashed=True),
    ),
    (
        Label("a", 1.0, 2.0, SAID, 14.0, "left", room=(0.0, 9.0)),
        Label("on a", 101.0, 52.0, SAID, 14.0, "left", room=(100.0, 109.0)),
    ),
    (Label("b", 1.0, 2.0, SAID), Label("on b", 101.0, 52.0, SAID)),
    (
        Stroke("a", np.array([[0.0, 1.0], [NAN, NAN], [2.0, 3.0]]), "muted"),
        Stroke("on a", np.array([[100.0, 51.0], [NAN, NAN], [102.0, 53.0]]), "muted"),
    ),
    (
        Tags("a", (HERE,), ("×2",), "weight", 9.0, framed=True),
        Tags("on a", (THERE,), ("×2",), "weight", 9.0, framed=True),
    ),
    (Fill("a", HERE, "stat", 0.2), Fill("on a", THERE, "stat", 0.2)),
    (
        Bars("a", HERE, np.array([10.0, 25.0, 40.0]), CELLS[0, :2], CELLS[1, :2], SIGNED),
        Bars("on a", THERE, np.array([110.0, 125.0, 140.0]), CELLS[0, :2], CELLS[1, :2], SIGNED),
    ),
    (
        Dots("a", np.array([[0.0, 1.0], [2.0, 3.0]]), CELLS[0, :2], SIGNED),
        Dots("on a", np.array([[100.0, 51.0], [102.0, 53.0]]), CELLS[0, :2], SIGNED),
    ),
    (
        Legend("a", HERE, SIGNED, Text("clipped"), signs=True),
        Legend("on a", THERE, SIGNED, Text("clipped"), signs=True),
    ),
)


@pytest.fixture(scope="module")
def measure(qapp: QApplication) -> Measure:
    """Measures in the bundled fonts."""
    ui_font(12)  # registers the bundled fonts
    return Measure()


@pytest.mark.parametrize(("mark", "moved"), PLACED, ids=lambda each: type(each).__name__)
def test_a_mark_that_is_placed_moves_and_changes_in_nothing_else(mark: Mark, moved: Mark) -> None:
    assert same(mark.placed(100.0, 50.0, "on "), moved)


def test_every_kind_of_mark_can_be_placed() -> None:
    kinds = {
        each
        for each in vars(marks).values()
        if isinstance(each, type) and issubclass(each, Mark) and each is not Mark
    }
    assert {type(mark) for mark, _ in PLACED} == kinds


@KINDS
@settings(max_examples=25)
@given(data=st.data())
def test_a_scene_that_is_placed_fills_the_same_room_elsewhere(
    cls: type[Layer], data: st.DataObject, measure: Measure
) -> None:
    stage = data.draw(any_view(data.draw(working(cls))))
    scene = stage.compose(data.draw(looks(stage)))
    placed = scene.placed(300.0, -20.0, "on ")
    for before, after in zip(scene.marks, placed.marks, strict=True):
        assert (type(after), after.key) == (type(before), f"on {before.key}")
        for one, other in zip(measure.boxes(before), measure.boxes(after), strict=True):
            moved = (one.x + 300, one.y - 20, one.w, one.h)
            assert (other.x, other.y, other.w, other.h) == pytest.approx(moved, abs=1e-6)
    assert (placed.equation, placed.readout, placed.hint) == (
        scene.equation,
        scene.readout,
        scene.hint,
    )


@KINDS
@settings(max_examples=25)
@given(data=st.data())
def test_a_scene_beside_itself_has_no_key_twice(cls: type[Layer], data: st.DataObject) -> None:
    stage = data.draw(any_view(data.draw(working(cls))))
    scene = stage.compose(data.draw(looks(stage)))
    both = (*scene.placed(0, 0, "left ").marks, *scene.placed(1000, 0, "right ").marks)
    assert len({each.key for each in both}) == 2 * len(scene.marks)


def test_placing_twice_moves_twice() -> None:
    scene = Scene((Fill("a", HERE, "stat"),), SAID)
    (mark,) = scene.placed(60, 20, "in ").placed(40, 30, "on ").marks
    assert same(mark, Fill("on in a", THERE, "stat"))
    assert plain(scene.placed(60, 20, "in ").equation) == "y = 3"


def test_a_region_of_a_grid_goes_from_its_first_to_its_last_cell() -> None:
    grid = Grid("a", Box(10, 20, 30, 20), CELLS, SIGNED)
    assert grid.region((0, 1), (1, 2)) == Box(20, 20, 20, 20)
    assert grid.region((1, 1), (0, 0)) == grid.cell(1, 0)


@pytest.mark.parametrize(
    ("rows", "columns", "box"),
    [
        ((-3, 0), (-1, 1), Box(10, 20, 20, 10)),
        ((0, 9), (2, 9), Box(30, 20, 10, 20)),
        ((-5, 9), (-5, 9), Box(10, 20, 30, 20)),
        ((-5, -2), (0, 0), Box(10, 20, 10, 10)),
    ],
)
def test_a_region_that_reaches_into_padding_ends_at_the_grid(
    rows: tuple[int, int], columns: tuple[int, int], box: Box
) -> None:
    assert Grid("a", Box(10, 20, 30, 20), CELLS, SIGNED).region(rows, columns) == box


def test_a_grid_holds_back_what_may_not_be_seen() -> None:
    grid = Grid("a", HERE, CELLS, SIGNED, 2, dimmed=CELLS > 3)
    sums, hidden = CELLS / 2, CELLS > 4
    held = grid.holding_back(PlaneShown(4, hidden, 5, sums))
    expected = Grid(
        "a", HERE, sums, SIGNED, 2, dimmed=CELLS > 3, revealed=4, asked=5, hidden=hidden
    )
    assert same(held, expected)
    assert held.hidden is hidden
    assert held.values is sums


def test_a_grid_that_holds_nothing_back_is_as_it_was() -> None:
    grid = Grid("a", HERE, CELLS, SIGNED, 2)
    free = grid.holding_back(Shown().plane(0, 6))
    assert same(free, grid)
    assert free.values is CELLS
    assert grid.holding_back(NOTHING.plane(0, 6)).revealed == 0
