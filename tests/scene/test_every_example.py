"""In every example digits are free of frames, lines cross no words, and nothing is small print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import Playhead
from cnnviz.lessons import examples
from cnnviz.panels.back_row import words_for
from cnnviz.scene.label_placement import LEADING
from cnnviz.scene.layout import BEARINGS, SMALL_PRINT
from cnnviz.scene.marks import Box, Grid, Label, Outline, Scene, Stroke, Tags, Viewport
from cnnviz.session.picture import picture
from cnnviz.session.present import Memo, present
from cnnviz.timeline.movement import micro_steps
from cnnviz.views.grid_content import GridContent
from cnnviz.views.number_size import LEGIBLE, number_size
from cnnviz.views.outline_item import HALO, INNER_HALO
from cnnviz.views.theme import Theme
from tests.scene.boxes import Measure

WINDOWS = (Viewport(940, 430), Viewport(664, 370), Viewport(1540, 690))
WORDS = words_for(1280, 800)
CLASS = Viewport(1280, round(800 - 5.9 * WORDS), WORDS / 13, True)
VIEWS = (*WINDOWS, CLASS)
SIDES = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.width}x{view.height}")


@cache
def scenes(view: Viewport) -> tuple[tuple[str, Scene], ...]:
    """Compose some moments of every example: a first product, one in the middle, a result."""
    return tuple(_composed(view))


def _composed(view: Viewport) -> Iterator[tuple[str, Scene]]:
    for example in examples():
        state = replace(example.build(), predict=False)
        evaluation, memo = evaluate(state.document), Memo()
        timeline = present(state, evaluation, memo).timeline
        if timeline is None:
            continue
        last = micro_steps(timeline) - 1
        for position, micro in ((1, 1), (len(timeline) // 2, last // 2), (len(timeline) - 1, last)):
            here = replace(state, playhead=Playhead(min(position, len(timeline) - 1), micro, 1.0))
            name = f"{example.key} {position} {micro}"
            yield name, picture(present(here, evaluation, memo), view)


def numbers_of(grid: Grid) -> tuple[float, int]:
    """Give the height and the signs of a grid's numbers, as they are painted."""
    content, side = GridContent(grid, Theme.load("light")), grid.box.w / grid.columns
    gap, channels = (2 if side >= 24 else 1), (len(grid.values) if grid.values.ndim == 3 else 1)
    size = number_size(side, side - gap, content.longest, channels)
    if size >= LEGIBLE:
        return size, content.longest
    return number_size(side, side - gap, content.longest_short, channels), content.longest_short


def covered(grid: Grid, outline: Outline) -> bool:
    """Whether a frame or its halo lies on a number of a grid, by more than half a pixel."""
    size, signs = numbers_of(grid)
    half, tall = size * (0.6 * signs - BEARINGS) / 2, 0.36 * size
    x = grid.box.x + grid.box.w / grid.columns * (np.arange(grid.columns) + 0.5)
    y = grid.box.y + grid.box.h / grid.rows * (np.arange(grid.rows) + 0.5)
    width = max(1, round(outline.width)) + (0.0 if outline.faint else INNER_HALO)
    halo = 0.0 if outline.faint else HALO
    for box in outline.boxes:
        if not ((y + tall > box.y) & (y - tall < box.bottom)).any():
            continue
        for low, high in ((box.x - halo, box.x + width), (box.right - width, box.right + halo)):
            if ((x + half > low + 0.5) & (x - half < high - 0.5)).any():
                return True
    return False


@SIDES
def test_no_frame_and_no_halo_lies_on_a_number(qapp: QApplication, view: Viewport) -> None:
    found = [
        f"{name}: {mark.key} on {grid.key}"
        for name, scene in scenes(view)
        for grid in scene.marks
        if isinstance(grid, Grid) and grid.places is not None
        for mark in scene.marks
        if isinstance(mark, Outline) and covered(grid, mark)
    ]
    assert found == []


@SIDES
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_line_runs_through_words(qapp: QApplication, view: Viewport, language: str) -> None:
    measure, found = Measure(language), []
    for name, scene in scenes(view):
        labels = [mark for mark in scene.marks if isinstance(mark, Label)]
        words = [each for each in labels if each.key not in ("before", "after")]
        boxes = [(each.key, *measure.boxes(each)) for each in words]
        for mark in scene.marks:
            if isinstance(mark, Stroke) and mark.key in LEADING:
                for one, other in pairwise(mark.points.tolist()):
                    found += [
                        f"{name}: {mark.key} through {key}"
                        for key, box in boxes
                        if crosses(one, other, box)
                    ]
    assert found == []


@SIDES
def test_a_weight_on_the_window_covers_no_digit(qapp: QApplication, view: Viewport) -> None:
    seen, found = 0, []
    for name, scene in scenes(view):
        marks = {mark.key: mark for mark in scene.marks}
        tags, grid = marks.get("weights"), marks.get("input")
        if isinstance(tags, Tags) and isinstance(grid, Grid):
            seen, side = seen + 1, grid.box.h / grid.rows
            foot = side / 2 + 0.37 * numbers_of(grid)[0]
            tops = [(box.y - grid.box.y) % side for box in tags.boxes]
            found += [(name, top - foot) for top in tops if top < foot + 1]
    assert found == []
    assert seen


def crosses(one: list[float], other: list[float], box: Box) -> bool:
    """Whether a straight line has a point in a rectangle."""
    at = np.linspace(0, 1, 400)[:, None] * (np.array(other) - one) + one
    inside = (at[:, 0] > box.x) & (at[:, 0] < box.right) & (at[:, 1] > box.y)
    return bool((inside & (at[:, 1] < box.bottom)).any())


@SIDES
def test_the_line_to_the_target_crosses_no_other_grid(view: Viewport) -> None:
    found = []
    for name, scene in scenes(view):
        grids = [mark for mark in scene.marks if isinstance(mark, Grid) and mark.key != "output"]
        for mark in scene.marks:
            if isinstance(mark, Stroke) and mark.key == "line onward":
                for one, other in pairwise(mark.points.tolist()):
                    found += [(name, grid.key) for grid in grids if crosses(one, other, grid.box)]
    assert found == []


def test_before_a_class_there_is_no_small_print(qapp: QApplication) -> None:
    keys = ("input", "output", "filter", "products", "candidates", "lens")
    found = [
        (name, mark.key, numbers_of(mark)[0])
        for name, scene in scenes(CLASS)
        for mark in scene.marks
        if isinstance(mark, Grid) and mark.key in keys and mark.places is not None
        if numbers_of(mark)[0] < SMALL_PRINT - 0.5
    ]
    small = [
        (name, mark.key)
        for name, scene in scenes(CLASS)
        for mark in scene.marks
        if isinstance(mark, Label) and Measure().font(mark) < SMALL_PRINT
    ]
    assert (found, small) == ([], [])


def test_before_a_class_all_begins_and_ends_where_title_and_equation_do(
    qapp: QApplication,
) -> None:
    measure = Measure()
    found = [
        (name, mark.key, box.x, box.right)
        for name, scene in scenes(CLASS)
        for mark in scene.marks
        if isinstance(mark, Grid | Label)
        for box in measure.boxes(mark)
        if box.x < 19 or box.right > CLASS.width - 19
    ]
    assert found == []


def test_the_rays_of_the_lens_begin_at_the_corners_of_what_it_enlarges() -> None:
    seen = 0
    for _, scene in scenes(CLASS):
        marks = {mark.key: mark for mark in scene.marks}
        top, frame = marks.get("lens top"), marks.get("lens place", marks.get("window"))
        if isinstance(top, Stroke) and isinstance(frame, Outline):
            seen += 1
            assert tuple(top.points[0]) == pytest.approx((frame.boxes[0].right, frame.boxes[0].y))
    assert seen
