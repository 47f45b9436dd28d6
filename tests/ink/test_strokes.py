"""Strokes: no gaps, soft edges, and never darker for being slow."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ink.strokes import PenStroke, coverage, lines_coverage, reached

SIDE = 24
POINTS = st.tuples(st.floats(-6, SIDE + 6), st.floats(-6, SIDE + 6))
RADII = st.sampled_from([0.5, 1.0, 1.5, 2.5, 5.0])


def blank(channels: int = 1) -> np.ndarray:
    return np.zeros((channels, SIDE, SIDE), np.float32)


@given(start=POINTS, end=POINTS, radius=RADII)
def test_every_cell_that_the_line_crosses_is_touched(start, end, radius):
    stroke = PenStroke(blank(), radius, 16.0)
    stroke.line(start, end)
    for part in np.linspace(0, 1, 97):
        row, column = (a + part * (b - a) for a, b in zip(start, end, strict=True))
        if radius <= 0.5:
            continue
        inside = 0 <= row < SIDE and 0 <= column < SIDE
        assert not inside or stroke.pixels[0, int(row), int(column)] > 0


@given(start=POINTS, end=POINTS)
def test_the_thinnest_line_is_whole_cells_that_touch_each_other(start, end):
    stroke = PenStroke(blank(), 0.5, 16.0)
    stroke.line(start, end)
    assert set(np.unique(stroke.pixels)) <= {0.0, 16.0}
    cells = np.argwhere(stroke.pixels[0])
    if len(cells) > 1:
        apart = np.abs(cells[:, None] - cells[None]).max(axis=2)
        np.fill_diagonal(apart, 99)
        assert (apart.min(axis=1) == 1).all()


@given(start=POINTS, end=POINTS, radius=RADII)
def test_only_cells_of_the_region_change(start, end, radius):
    stroke = PenStroke(blank(3), radius, (1.0, 2.0, 3.0))
    region = stroke.line(start, end)
    outside = np.ones((SIDE, SIDE), bool)
    outside[region.slices] = False
    assert not stroke.pixels[:, outside].any()


@given(start=POINTS, end=POINTS, radius=RADII)
def test_coverage_is_the_distance_to_the_segment(start, end, radius):
    region = reached(start, end, radius, SIDE, SIDE)
    if radius <= 0.5 or region.empty:
        return
    cover = coverage(start, end, radius, region)
    a, b = np.array(start), np.array(end)
    for row in range(region.top, region.bottom):
        for column in range(region.left, region.right):
            p = np.array([row + 0.5, column + 0.5])
            length = float((b - a) @ (b - a))
            part = float(np.clip((p - a) @ (b - a) / length, 0, 1)) if length > 1e-12 else 0.0
            want = np.clip(radius + 0.5 - np.linalg.norm(p - a - part * (b - a)), 0, 1)
            got = cover[row - region.top, column - region.left]
            assert got == pytest.approx(want, abs=1e-4)


def test_a_slow_stroke_is_no_darker_than_a_fast_one():
    slow, fast = PenStroke(blank(), 1.0, 16.0), PenStroke(blank(), 1.0, 16.0)
    steps = np.linspace(4, 18, 141)
    for before, after in itertools.pairwise(steps):
        slow.line((before, 7.3), (after, 7.3))
    fast.line((4, 7.3), (18, 7.3))
    np.testing.assert_allclose(slow.pixels, fast.pixels, atol=1e-3)


def test_soft_edges_are_whole_numbers_where_asked():
    stroke = PenStroke(blank(), 1.5, 16.0, whole=True)
    stroke.line((3.2, 3.1), (12.7, 17.9))
    assert (stroke.pixels == np.rint(stroke.pixels)).all()
    assert len(np.unique(stroke.pixels)) > 2


def test_a_full_stroke_leaves_exactly_its_value():
    stroke = PenStroke(blank(), 2.5, 7.25, whole=True)
    stroke.line((5, 5), (5, 15))
    assert stroke.pixels[0, 5, 10] == np.float32(7.25)


def test_the_eraser_is_a_stroke_of_zeros():
    stroke = PenStroke(np.full((1, SIDE, SIDE), 9.0, np.float32), 0.5, 0.0)
    stroke.line((10.5, 2.5), (10.5, 20.5))
    assert not stroke.pixels[0, 10, 2:21].any()
    assert (stroke.pixels[0, 9] == 9).all()


def test_the_image_before_the_stroke_is_left_alone():
    before = blank()
    PenStroke(before, 1.0, 16.0).line((3, 3), (9, 9))
    assert not before.any()


def test_a_stroke_beside_the_image_changes_nothing():
    stroke = PenStroke(blank(), 2.0, 1.0)
    assert stroke.line((-20, -20), (-30, 5)).empty
    assert not stroke.pixels.any()


@given(st.lists(POINTS, min_size=2, max_size=6), st.sampled_from([1.0, 1.5, 2.5]))
def test_many_lines_at_once_cover_what_the_pen_covers(points, radius):
    pen = PenStroke(blank(), radius, 1)
    for start, end in itertools.pairwise(points):
        pen.line(start, end)
    both = np.array(points)
    at_once = lines_coverage(both[:-1], both[1:], radius, SIDE, SIDE)
    np.testing.assert_allclose(at_once, pen.pixels[0], atol=1e-4)
