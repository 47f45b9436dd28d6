"""Input scaling on stage: the histogram moves to another range and keeps its shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz.document.state import AT_END
from cnnviz.engine import GeometryError
from cnnviz.layers.kinds.rescale import Rescale
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Bars, Grid, Label, Outline, Spot, Stroke
from tests.scene.staged import find, has, look_at, moment, on_stage, plain, texts

BYTES = np.array([[[[0.0, 51, 102], [153, 204, 255], [51, 102, 51]]]])


def stage(**settings: Any) -> Stage:
    """Fifths of 255, scaled; to −1…1 unless it is said otherwise."""
    return on_stage(Rescale(**{"to_low": -1.0, **settings}), BYTES)


@pytest.mark.parametrize(
    ("settings", "values"),
    [
        ({"to_low": 0.0}, [0, 0.2, 0.4, 0.6, 0.8, 1, 0.2, 0.4, 0.2]),
        ({}, [-1, -0.6, -0.2, 0.2, 0.6, 1, -0.6, -0.2, -0.6]),
        ({"to_low": 1.0, "to_high": 0.0}, [1, 0.8, 0.6, 0.4, 0.2, 0, 0.8, 0.6, 0.8]),
        ({"from_low": 51.0, "from_high": 153.0}, [-2, -1, 0, 1, 2, 3, -1, 0, -1]),
    ],
)
def test_one_range_becomes_another(settings: dict[str, float], values: list[float]) -> None:
    """Ends meet ends; what lies beyond them is not clipped; a range may be turned round."""
    output = find(look_at(stage(**settings), AT_END), Grid, "output").values
    assert output.ravel().tolist() == np.array(values, np.float32).tolist()


def test_the_histogram_keeps_its_shape() -> None:
    scaling = stage()
    scene = look_at(scaling, AT_END)
    before, after = (find(scene, Bars, f"{key} bars") for key in ("before", "after"))
    assert np.array_equal(before.heights, after.heights)
    assert np.array_equal(before.values, after.values)  # they keep their colours too
    widths = [np.diff(each.edges) / each.box.w for each in (before, after)]
    np.testing.assert_allclose(*widths, atol=0.02)


def test_a_factor_below_zero_turns_it_round() -> None:
    scene = look_at(stage(to_low=1.0, to_high=0.0), AT_END)
    before, after = (find(scene, Bars, f"{key} bars") for key in ("before", "after"))
    assert np.array_equal(before.heights, after.heights[::-1])
    assert (np.diff(after.edges) > 0).all()


def test_it_shrinks_to_a_needle_and_is_then_enlarged() -> None:
    scaling = stage()
    wide = []
    for t in (0.0, 0.3, 0.6, 1.0):
        scene = look_at(scaling, moment(scaling.timeline, 0, "stretch", t=t))
        bars = find(scene, Bars, "after bars")
        wide.append(float(bars.edges[-1] - bars.edges[0]) / bars.box.w)
    assert wide[0] > wide[1] > wide[2]
    assert wide[2] < 0.02
    assert wide[3] > 0.5


def test_the_last_move_is_to_the_left_by_one() -> None:
    scaling = stage()
    places = []
    for t in (0.0, 0.5):
        scene = look_at(scaling, moment(scaling.timeline, 0, "move", t=t))
        places.append(float(find(scene, Stroke, "followed after").points[0, 0]))
    assert places[1] < places[0]


def test_what_adds_nothing_is_no_step() -> None:
    names = [step.name for step in stage(to_low=0.0).timeline.steps]
    assert names == ["gather", "stretch", "write"]
    names = [step.name for step in stage(from_low=51.0).timeline.steps]
    assert names == ["gather", "shift", "stretch", "move", "write"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("gather", "9 values between  0 … 255        y = x·2/255 − 1"),
        ("stretch", "· 2/255        y = x·2/255 − 1"),
        ("move", "+ (−1)        y = x·2/255 − 1"),
        ("write", "y = 255·2/255 − 1 = 1"),
    ],
)
def test_every_step_is_written(step: str, said: str) -> None:
    scaling = stage()
    assert plain(look_at(scaling, moment(scaling.timeline, 0, step)).equation) == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [((0, 0), "y = 0·2/255 − 1 = −1"), ((0, 2), "y = 102·2/255 − 1 = −0.2")],
)
@pytest.mark.parametrize("key", ["input", "output"])
def test_a_cell_is_pointed_at_on_both_sides(key: str, cell: tuple[int, int], said: str) -> None:
    scene = look_at(stage(), AT_END, spot=Spot(key, *cell))
    assert plain(scene.equation) == said
    for mark, grid in (("window", "input"), ("written", "output")):
        assert find(scene, Outline, mark).boxes == (find(scene, Grid, grid).cell(*cell),)


def test_a_rounded_result_is_said_to_be_rounded() -> None:
    scene = look_at(stage(from_high=256.0), AT_END)
    assert plain(scene.equation) == "y = 255·2/256 − 1 ≈ 0.992"


def test_the_largest_value_is_asked_for_and_nothing_tells_it() -> None:
    scaling = stage(to_high=3.0)
    scene = look_at(scaling, moment(scaling.timeline, 0, "move"), predict=True)
    assert find(scene, Grid, "output").asked == 5
    assert plain(scene.equation) == "y = 255·4/255 − 1 = ?"
    assert not has(scene, "followed after")
    ticks = [each for each in scene.marks if isinstance(each, Label) and "after tick" in each.key]
    assert ticks == []


def test_values_are_gathered_before_the_histogram_stands() -> None:
    scaling = stage()
    scene = look_at(scaling, moment(scaling.timeline, 0, "gather", t=0.5))
    assert has(scene, "gathered")
    assert not has(scene, "before bars")
    assert not has(scene, "after bars")
    assert find(scene, Grid, "output").revealed == 0


def test_the_curve_is_offered_too_with_every_value_on_it() -> None:
    curve = on_stage(Rescale(to_low=-1.0), BYTES, view="curve")
    said = " ".join(texts(look_at(curve, AT_END, spot=Spot("output", 1, 2))))
    assert "y = 255·2/255 − 1 = 1" in said


def test_a_range_without_length_is_refused_in_words() -> None:
    with pytest.raises(GeometryError, match="length 0"):
        Rescale(from_low=7.0, from_high=7.0).out_shape((1, 2, 2))
