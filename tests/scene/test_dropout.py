"""Dropout on stage: coins, survivors, the mean of many draws, and evaluation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz.document.state import AT_END, Playhead
from cnnviz.engine import dropout
from cnnviz.layers.kinds.dropout import Dropout
from cnnviz.scene.coin_strip import coin_places
from cnnviz.scene.dropout_draws import DRAWS, ROW
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid, Outline, Spot, Stroke, Tags
from tests.layers.cases import Case, working
from tests.scene.staged import find, has, look_at, moment, on_stage, plain, texts

EIGHTS = np.full((1, 1, 4, 4), 8.0)
COINS = np.random.default_rng(1).random((4, 4))
"""What seed 1 tosses: the first two and the fourth are 0.512, 0.950 and 0.949."""


def stage(view: str = "mask", **settings: Any) -> Stage:
    """Dropout with seed 1 on sixteen eights."""
    return on_stage(Dropout(**settings), EIGHTS, view=view)


def test_half_of_eights_become_nothing_and_half_sixteen() -> None:
    scene = look_at(stage(), AT_END)
    values = find(scene, Grid, "output").values
    assert sorted(set(values.ravel().tolist())) == [0, 16]
    assert np.array_equal(values == 0, COINS < 0.5)


@settings(max_examples=50)
@given(case=working(Dropout))
def test_the_coins_on_stage_are_those_that_the_engine_tosses(case: Case) -> None:
    layer = case.layer
    assert isinstance(layer, Dropout)
    training = layer.with_parameter("training", True).with_parameter("p", 0.25)
    y = dropout(np.ones(case.x.shape, np.float32), 0.25, True, layer.seed)
    for image, channel in np.ndindex(case.x.shape[:2]):
        coins = training.coins(case.x.shape, image, channel)
        assert np.array_equal(coins < 0.25, y[image, channel] == 0)
        assert np.array_equal(coins, training.coins(case.x.shape, image)[channel])


def test_each_draw_has_the_seed_after_the_one_before() -> None:
    first, later = Dropout(seed=3), Dropout(seed=5)
    shape = (2, 3, 4, 5)
    assert np.array_equal(first.coins(shape, 1, draw=2), later.coins(shape, 1))


def test_dropped_cells_are_hatched_once_they_are_told() -> None:
    drawn = stage()
    head = moment(drawn.timeline, 5, "decide")
    scene = look_at(drawn, head)
    coins, output = (find(scene, Grid, key) for key in ("coins", "output"))
    assert coins.hatched is not None
    assert output.hatched is not None
    dropped = (COINS < 0.5).ravel()
    assert coins.hatched.ravel().tolist() == [*dropped[:6], *[False] * 10]
    assert output.hatched.ravel().tolist() == [*dropped[:5], *[False] * 11]
    assert (coins.revealed, output.revealed) == (6, 5)
    end = look_at(drawn, AT_END)
    hatched = find(end, Grid, "output").hatched
    assert hatched is not None
    assert np.array_equal(hatched, COINS < 0.5)


def test_a_coin_is_not_seen_before_it_is_tossed() -> None:
    drawn = stage()
    before, during = (look_at(drawn, Playhead(2, 0, t)) for t in (0.0, 0.5))
    for scene, tossed in ((before, 2), (during, 3)):
        assert find(scene, Grid, "coins").revealed == tossed
        ticks = find(scene, Stroke, "coins tossed").points
        assert len(ticks[np.isfinite(ticks[:, 0])]) == 2 * tossed
    assert not has(before, "coin")
    assert find(during, Tags, "coin").numbers == (f"{COINS[0, 2]:.3f}",)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("toss", "u = 0.512    below p?"),
        ("decide", "0.512 ≥ p = 0.5    kept, × 1/(1 − 0.5) = 2"),
        ("write", "y = 8·1/(1 − 0.5) = 8·2 = 16"),
    ],
)
def test_a_survivor_is_written_out(step: str, said: str) -> None:
    drawn = stage()
    assert plain(look_at(drawn, moment(drawn.timeline, 0, step)).equation) == said


@pytest.mark.parametrize(
    ("step", "said"),
    [("decide", "0.144 < p = 0.5    dropped, × 0"), ("write", "y = 8·0 = 0")],
)
def test_so_is_a_cell_that_is_dropped(step: str, said: str) -> None:
    drawn = stage()
    assert plain(look_at(drawn, moment(drawn.timeline, 2, step)).equation) == said


def test_a_factor_that_decimals_round_is_said_to_be_rounded() -> None:
    drawn = stage(p=0.3)
    assert "≈ 1.429" in " ".join(texts(look_at(drawn, AT_END)))
    said = plain(look_at(drawn, moment(drawn.timeline, 0, "write")).equation)
    assert said == "y = 8·1/(1 − 0.3) ≈ 11.429"


def test_the_value_of_the_next_survivor_is_asked_for() -> None:
    drawn = stage()
    asking = look_at(drawn, moment(drawn.timeline, 0, "decide"), predict=True)
    assert plain(asking.equation) == "y = 8·1/(1 − 0.5) = ?"
    assert find(asking, Grid, "output").asked == 0
    assert "= 16" not in " ".join(texts(asking))


def test_evaluation_tosses_nothing_and_asks_what_comes_out() -> None:
    drawn = stage(training=False)
    end = look_at(drawn, AT_END)
    assert not has(end, "coins")
    assert not any(key.startswith(("coin", "strip")) for key in (mark.key for mark in end.marks))
    assert np.array_equal(find(end, Grid, "output").values, EIGHTS[0, 0])
    asking = look_at(drawn, moment(drawn.timeline, 3, "place"), predict=True)
    assert find(asking, Grid, "output").asked == 3
    assert plain(asking.equation).endswith("y = ?")
    told = look_at(drawn, moment(drawn.timeline, 3, "write"))
    assert plain(told.equation).endswith("y = x = 8")


@pytest.mark.parametrize("key", ["input", "coins", "output"])
def test_a_cell_is_pointed_at_from_all_three_maps(key: str) -> None:
    scene = look_at(stage(), AT_END, spot=Spot(key, 1, 2))
    for mark, grid in (("window", "input"), ("coin cell", "coins"), ("written", "output")):
        (box,) = find(scene, Outline, mark).boxes
        assert box == find(scene, Grid, grid).cell(1, 2)
    assert plain(scene.equation) == "y = 8·1/(1 − 0.5) = 8·2 = 16"


def test_a_coin_beside_p_is_written_with_the_decimals_that_tell_it() -> None:
    assert coin_places(0.49996, 0.5) == 5
    assert coin_places(0.512, 0.5) == 3


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_none_or_all_may_be_dropped(p: float) -> None:
    for view in ("mask", "draws"):
        drawn = stage(view, p=p)
        scene = look_at(drawn, AT_END)
        key = "output" if view == "mask" else "mean"
        assert set(find(scene, Grid, key).values.ravel().tolist()) == {0.0 if p else 8.0}
        assert look_at(drawn, Playhead(0, 2, 1.0)).equation


def test_the_mean_of_the_draws_is_that_of_the_engine() -> None:
    x = np.random.default_rng(2).normal(size=(2, 3, 4, 5)).astype(np.float32)
    drawn = on_stage(Dropout(p=0.4, seed=7), x, 1, "draws")
    scene = look_at(drawn, Playhead(9, 2, 1.0), map=2)
    ten = np.mean([dropout(x, 0.4, True, 7 + number)[1, 2] for number in range(10)], axis=0)
    np.testing.assert_allclose(find(scene, Grid, "mean").values, ten, rtol=1e-5, atol=1e-6)
    now = dropout(x, 0.4, True, 16)[1, 2]
    np.testing.assert_allclose(find(scene, Grid, "draw").values, now, rtol=1e-6)


def test_the_mean_takes_a_draw_in_when_its_step_has_come() -> None:
    drawn = stage("draws")
    start = look_at(drawn, moment(drawn.timeline, 0, "drop"))
    assert find(start, Grid, "mean").revealed == 0
    assert set(find(start, Grid, "draw").values.ravel().tolist()) == {0, 8}
    scaled = look_at(drawn, moment(drawn.timeline, 0, "scale"))
    assert set(find(scaled, Grid, "draw").values.ravel().tolist()) == {0, 16}
    assert find(scaled, Grid, "mean").revealed == 0
    taken = look_at(drawn, moment(drawn.timeline, 0, "mean"))
    assert np.array_equal(find(taken, Grid, "mean").values, find(taken, Grid, "draw").values)
    assert plain(taken.equation) == "mean = (1·16 + 0·0) / 1 = 16"


def test_the_mean_nears_what_evaluation_gives() -> None:
    drawn = stage("draws")
    off = []
    for draws in (1, 4, 16, DRAWS):
        mean = find(look_at(drawn, Playhead(draws - 1, 2, 1.0)), Grid, "mean").values
        off.append(float(np.abs(mean - 8).mean()))
    assert off == sorted(off, reverse=True)
    assert off[-1] < 1
    end = look_at(drawn, AT_END)
    assert plain(end.equation) == "mean = (36·16 + 28·0) / 64 = 9    evaluation: y = x = 8"
    assert "evaluation gives this" in " ".join(texts(end))
    playing = look_at(drawn, Playhead(DRAWS - 1, 2, 1.0))
    assert "evaluation" not in " ".join(texts(playing))


def test_a_row_of_draws_fills_from_the_left() -> None:
    drawn = stage("draws")
    scene = look_at(drawn, moment(drawn.timeline, ROW + 2, "mean"))
    shown = [mark.key for mark in scene.marks if isinstance(mark, Grid) and " " in mark.key]
    assert shown == ["draw 0", "draw 1", "draw 2"]
    third = find(scene, Grid, "draw 2")
    assert np.array_equal(third.values, dropout(EIGHTS, 0.5, True, 1 + ROW + 2)[0, 0])
    assert third.hatched is not None
    assert np.array_equal(third.hatched, third.values == 0)


def test_the_course_of_a_cell_ends_at_its_mean() -> None:
    drawn = stage("draws")
    scene = look_at(drawn, Playhead(20, 2, 1.0), spot=Spot("mean", 2, 1))
    course, level = (find(scene, Stroke, key).points for key in ("chart course", "chart x"))
    axis = find(scene, Stroke, "chart axis").points
    mean = float(find(scene, Grid, "mean").values[2, 1])
    assert len(course) == 21
    height = (axis[0, 1] - course[-1, 1]) / (axis[0, 1] - level[0, 1])  # in eights
    assert 8 * height == pytest.approx(mean, abs=1e-3)


def test_the_next_seed_changes_the_draw_and_nothing_else() -> None:
    one, other = (find(look_at(stage(seed=seed), AT_END), Grid, "output").values for seed in (1, 2))
    assert not np.array_equal(one, other)
    moved = find(look_at(stage("draws"), Playhead(1, 2, 1.0)), Grid, "draw").values
    assert np.array_equal(moved, other)
