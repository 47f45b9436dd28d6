"""Thumbnails: as large as the room allows, on one scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from cnnviz.panels.strip.mosaic import Maps, mosaic, one_row, plan
from cnnviz.scene.marks import Scale
from cnnviz.scene.scales import signed
from cnnviz.views.theme import Theme

ROOM = (140, 52)


@given(
    st.integers(1, 64),
    st.integers(1, 512),
    st.integers(1, 512),
    st.sampled_from([1.0, 1.5, 2.0]),
)
def test_no_map_leaves_the_room_or_lies_on_another(count, rows, columns, ratio):
    width, height = (round(side * ratio) for side in ROOM)
    placed = plan(count, rows, columns, width, height, ratio)
    boxes = [*placed.boxes, *([placed.more] if placed.more else [])]
    room = QRect(0, 0, width, height)
    assert placed.boxes
    assert all(room.contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_few_small_maps_are_whole_multiples_of_their_cells():
    placed = plan(4, 8, 8, *ROOM, 1.0)
    assert [(box.width(), box.height()) for box in placed.boxes] == [(32, 32)] * 4


def test_what_does_not_fit_is_counted():
    placed = plan(64, 28, 28, *ROOM, 1.0)
    assert placed.more is not None
    assert len(placed.boxes) < 64


@pytest.mark.parametrize("width", [76, 140])
def test_all_ten_classes_of_a_vector_are_on_a_card(width):
    placed = plan(10, 1, 1, width, 36, 1.0)
    assert (len(placed.boxes), placed.more) == (10, None)


def test_the_note_on_a_long_row_has_room_for_its_number():
    placed = plan(784, 1, 1, 80, 36, 1.0)
    assert placed.more is not None
    assert placed.more.width() >= 24
    assert len(placed.boxes) > 50


@pytest.mark.parametrize("width", [13, 60, 104, 200])
@pytest.mark.parametrize("count", [1, 4, 64])
def test_beside_a_title_what_does_not_fit_is_counted_too(count, width):
    placed = one_row(count, 8, 8, width, 24, 1.0)
    boxes = [*placed.boxes, *([placed.more] if placed.more else [])]
    room = QRect(0, 0, width, 24)
    assert all(room.contains(box) for box in boxes)
    assert (len(placed.boxes) < count) == (placed.more is not None)
    assert all(abs(box.center().y() - 12) <= 1 for box in boxes)


def test_four_maps_beside_a_title_shrink_before_one_is_left_out():
    assert len(one_row(4, 6, 6, 90, 24, 1.0).boxes) == 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_maps_share_one_scale_with_zero_in_its_middle(theme):
    values = np.zeros((2, 8, 8), np.float32)
    values[0, 0, 0], values[1, 0, 0] = 10, -5
    colours = Theme.load(theme)
    placed = plan(2, 8, 8, *ROOM, 1.0)
    picture = mosaic(Maps(values, (signed(values),) * len(values)), placed, ROOM, colours)
    first, second = (box.topLeft() for box in placed.boxes)
    assert picture.pixelColor(first).name() == colours.positive
    half = picture.pixelColor(second)
    full, neutral = colours.colour("negative"), colours.colour("neutral")
    assert half.red() == pytest.approx((full.red() + neutral.red()) / 2, abs=2)
    assert picture.pixelColor(placed.boxes[0].center()).name() == colours.neutral


def test_a_map_is_shown_cell_by_cell():
    values = np.arange(16, dtype=np.float32).reshape(1, 4, 4)
    placed = plan(1, 4, 4, 48, 48, 1.0)
    picture = mosaic(
        Maps(values, (Scale("light", 0.0, 15.0),)), placed, (48, 48), Theme.load("light")
    )
    box = placed.boxes[0]
    side = box.width() // 4
    for row in range(4):
        for column in range(4):
            x, y = box.left() + column * side + 1, box.top() + row * side + 1
            want = values[0, row, column] * 17
            assert picture.pixelColor(x, y).red() == pytest.approx(want, abs=1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_do_not_spoil_the_others(bad):
    values = np.ones((2, 8, 8), np.float32)
    values[0, 4, 4] = bad
    placed = plan(2, 8, 8, *ROOM, 1.0)
    picture = mosaic(
        Maps(values, (signed(values),) * len(values)), placed, ROOM, Theme.load("light")
    )
    corner = placed.boxes[1].topLeft()
    assert picture.pixelColor(corner).name() == Theme.load("light").positive
