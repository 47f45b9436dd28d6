"""The stage of Flatten: where a cell goes, what is told when, and pointing both ways."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cnnviz.layers.kinds.flatten import NCHW, NHWC, Flatten
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid, Mosaic, Outline, Scene, Spot, Tags, Viewport
from cnnviz.timeline.movement import START
from tests.scene.staged import NORMAL, find, has, look, look_at, moment, on_stage, plain

X = [[[[1, 2], [3, 4]], [[10, 20], [30, 40]]]]
TWENTY = 5
"""The position of the 20, cell [1, 0, 1]."""


def staged(layout: str = NCHW) -> Stage:
    """Two maps of 2 × 2."""
    return on_stage(Flatten(layout=layout), X)


def at(stage: Stage, step: str, *, position: int = TWENTY, predict: bool = False) -> Scene:
    """The scene at the end of a step."""
    return look_at(stage, moment(stage.timeline, position, step), predict=predict)


def seen(scene: Scene, key: str) -> list[float]:
    """The numbers of a row that are shown, NaN for the others."""
    grid = find(scene, Grid, key)
    assert grid.hidden is not None
    return np.where(grid.hidden, np.nan, grid.values)[0].tolist()


@pytest.mark.parametrize(
    ("layout", "formula"),
    [(NCHW, "(1·2 + 0)·2 + 1 = 5"), (NHWC, "(0·2 + 1)·2 + 1 = 3")],
)
def test_a_cell_is_named_both_ways_with_its_numbers(layout: str, formula: str) -> None:
    said = plain(at(staged(layout), "write").equation)
    assert said.startswith("x[1, 0, 1] = 20")
    assert formula in said


def test_both_orders_fill_as_the_cells_walk() -> None:
    scene = at(staged(), "write")
    np.testing.assert_equal(seen(scene, "output"), [1, 2, 3, 4, 10, 20, np.nan, np.nan])
    np.testing.assert_equal(seen(scene, "other"), [1, 10, 2, 20, 3, np.nan, 4, np.nan])
    swapped = at(staged(NHWC), "write")
    np.testing.assert_equal(seen(swapped, "other"), seen(scene, "output"))


def test_the_index_is_told_by_nothing_before_its_step_or_under_a_question() -> None:
    stage = staged()
    picked, asked = at(stage, "pick"), at(stage, "count", predict=True)
    for scene in (picked, asked):
        assert not has(scene, "written")
        assert not has(scene, "line onward")
        assert " = 5" not in plain(scene.equation)
        assert find(scene, Grid, "output").asked is None
    assert plain(asked.equation).endswith("= ?")
    assert "= 5" in plain(at(stage, "count").equation)


def test_the_cell_and_its_place_are_framed_and_a_line_leads_from_one_to_the_other() -> None:
    scene = at(staged(), "count")
    source = find(scene, Grid, "input 1").cell(0, 1)
    assert find(scene, Outline, "window").boxes == (source,)
    target = find(scene, Grid, "output").cell(0, 5)
    assert find(scene, Outline, "written").boxes == (target,)
    assert find(scene, Outline, "written").dashed
    line = next(mark for mark in scene.marks if mark.key == "line onward")
    assert tuple(line.points[-1]) == pytest.approx((target.cx, target.y))


def test_the_value_moves_to_its_place() -> None:
    stage = staged()
    half = look_at(stage, moment(stage.timeline, TWENTY, "write", t=0.5))
    tag = find(half, Tags, "moving")
    assert tag.numbers == ("20",)
    places = [each.box for each in half.marks if isinstance(each, Grid) and each.key == "output"]
    assert tag.boxes[0].bottom < places[0].bottom
    assert np.isnan(seen(half, "output")[5])


@pytest.mark.parametrize("spot", [Spot("input 1", 0, 1), Spot("output", 0, 5), Spot("other", 0, 3)])
def test_pointing_at_a_cell_or_at_a_place_names_the_other(spot: Spot) -> None:
    stage = staged()
    scene = stage.compose(look(stage, moment(stage.timeline, 6, "write"), spot=spot))
    assert "x[1, 0, 1] = 20" in plain(scene.equation)
    assert find(scene, Outline, "written").boxes == (find(scene, Grid, "output").cell(0, 5),)


def test_pointing_tells_nothing_that_has_not_walked_yet() -> None:
    stage = staged()
    for spot in (Spot("input 1", 1, 1), Spot("output", 0, 7), Spot("other", 0, 7)):
        scene = stage.compose(look(stage, moment(stage.timeline, 2, "write"), spot=spot))
        assert "x[0, 1, 0] = 3" in plain(scene.equation)


def test_one_map_says_that_the_orders_agree() -> None:
    scene = look_at(on_stage(Flatten(), np.ones((1, 1, 3, 3))), START)
    assert not has(scene, "other")
    assert "the same in both orders" in " ".join(
        plain(mark.spans) for mark in scene.marks if mark.key == "output caption"
    )


@pytest.mark.parametrize("shape", [(1, 28, 28), (64, 14, 14), (3, 32, 32), (1, 1, 97), (16, 2, 2)])
@pytest.mark.parametrize("view", [NORMAL, Viewport(664, 370), Viewport(1280, 643, 2.05, True)])
def test_every_cell_has_a_place_inside_the_stage(
    shape: tuple[int, int, int], view: Viewport
) -> None:
    stage = on_stage(Flatten(), np.arange(np.prod(shape), dtype=np.float32).reshape(1, *shape))
    scene = stage.compose(look(stage, moment(stage.timeline, 3, "write"), viewport=view))
    boxes = [mark.box for mark in scene.marks if isinstance(mark, Grid)]
    boxes += [box for mark in scene.marks if isinstance(mark, Mosaic) for box in mark.boxes]
    assert min(box.x for box in boxes) >= 0
    assert min(box.y for box in boxes) >= 0
    assert max(box.right for box in boxes) <= view.width
    assert max(box.bottom for box in boxes) <= view.height
    rows = [m for m in scene.marks if isinstance(m, Grid) and m.key.split()[0] == "output"]
    assert sum(row.columns for row in rows) == np.prod(shape)
    for one, other in pairwise(rows):
        assert one.box.bottom <= other.box.y + 0.01
