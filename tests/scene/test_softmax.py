"""Softmax by hand: every step with its numbers, the question, the loss, and both directions."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END
from cnnviz.engine import GeometryError
from cnnviz.ink.handwriting import all_images
from cnnviz.layers.kinds.softmax import Softmax, SoftmaxTimeline
from cnnviz.lessons import examples
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Fill, Grid, Label, Outline, Scene, Spot, Stroke, Viewport
from cnnviz.session.session import Session
from cnnviz.timeline.movement import START
from cnnviz.timeline.pace import Pace
from cnnviz.trace import written
from cnnviz.views.number_size import number_size
from tests.scene.staged import find, has, look_at, moment, on_stage, plain, texts

SCORES = (1.0, 2.0, 3.0, 0.0, -1.0)
POWERS = (0.135335, 0.367879, 1.0, 0.049787, 0.018316)
"""e^−2, e^−1, e^0, e^−3, e^−4, worked out by hand."""
SUM = 1.571317
SHARES = (0.086129, 0.234122, 0.636409, 0.031685, 0.011656)
LOSS = 0.451914
"""−ln 0.636409."""


def stage_of(scores: Any = SCORES, **more: Any) -> Stage:
    return on_stage(Softmax(**{"target": 2, **more}), np.array(scores).reshape(1, -1, 1, 1))


def scene(step: str, index: int = 0, t: float = 1.0, **more: Any) -> Scene:
    stage = stage_of()
    return look_at(stage, moment(stage.timeline, 0, step, index, t), **more)


def test_the_numbers_are_those_worked_out_by_hand() -> None:
    record = stage_of().timeline[0]
    np.testing.assert_allclose(record.powers, POWERS, atol=1e-6)
    np.testing.assert_allclose(record.value, SHARES, atol=1e-6)
    assert record.total == pytest.approx(SUM, abs=1e-6)
    assert record.loss == pytest.approx(LOSS, abs=1e-6)


def test_scores_that_are_all_1000_larger_give_the_same_probabilities() -> None:
    one, other = (stage_of(np.array(SCORES) + more).timeline[0] for more in (0, 1000))
    np.testing.assert_array_equal(one.value, other.value)


def test_equal_scores_share_evenly_and_cost_the_logarithm_of_their_number() -> None:
    stage = stage_of((5.0, 5, 5, 5))
    record = stage.timeline[0]
    assert record.value.tolist() == [0.25] * 4
    assert record.loss == pytest.approx(math.log(4))
    composed = look_at(stage, moment(stage.timeline, 0, "shift"))
    assert "tie: 4 classes are largest" in plain(composed.equation)


@pytest.mark.parametrize(
    ("step", "index", "said"),
    [
        ("shift", 0, "max z = z[2] = 3"),
        ("exp", 0, "e^(z[0] − max) = e^(1 − 3) = e^(−2) ≈ 0.135"),
        ("exp", 2, "e^(z[2] − max) = e^(3 − 3) = e^(0) = 1"),
        ("exp", 4, "e^(z[4] − max) = e^(−1 − 3) = e^(−4) ≈ 0.018"),
        ("sum", 0, "Σ = 0.135 + 0.368 + 1 + 0.050 + 0.018 ≈ 1.571"),
        ("divide", 2, "p[2] = 1 / 1.571 ≈ 0.636"),
        ("loss", 0, "−Σ t·log p = −log p[2] ≈ −log 0.6364 ≈ 0.452"),
    ],
)
def test_every_step_is_written_with_its_numbers(step: str, index: int, said: str) -> None:
    assert plain(scene(step, index).equation) == said


@pytest.mark.parametrize(
    ("step", "index", "shown"),
    [
        ("scores", 0, (5, 0, 0, 0)),
        ("shift", 0, (5, 5, 0, 0)),
        ("exp", 1, (5, 5, 2, 0)),
        ("sum", 0, (5, 5, 5, 0)),
        ("divide", 3, (5, 5, 5, 4)),
        ("loss", 0, (5, 5, 5, 5)),
    ],
)
def test_rows_appear_class_by_class(step: str, index: int, shown: tuple[int, ...]) -> None:
    composed = scene(step, index)
    rows = [find(composed, Grid, key) for key in ("input", "shifted", "powers", "output")]
    assert tuple(5 if row.revealed is None else row.revealed for row in rows) == shown


def test_the_winner_is_not_marked_while_it_is_asked_for() -> None:
    asked = scene("scores", predict=True)
    assert plain(asked.equation) == "class with the largest p = ?"
    assert has(asked, "asked")
    assert not any(each.key.startswith("winner") for each in asked.marks)
    assert not has(asked, "max")
    told = scene("shift", predict=True)
    assert find(told, Outline, "winner 2").boxes == (find(told, Grid, "input").cell(0, 2),)


@pytest.mark.parametrize(("typed", "sign"), [("2", "✓"), ("1", "≠")])
def test_the_number_of_a_class_is_guessed(typed: str, sign: str) -> None:
    session = Session(next(each for each in examples() if each.key == "softmax").build())
    session.do(set_view(predict=True))
    timeline = session.presented.timeline
    assert isinstance(timeline, SoftmaxTimeline)
    session.go_to(moment(timeline, 0, "scores"))
    assert session.type_guess(typed)
    session.go_to(moment(timeline, 0, "shift"))
    assert plain(session.presented.guess).strip().endswith(sign)


def bars(composed: Scene, key: str) -> list[float]:
    found = {each.key: each for each in composed.marks if isinstance(each, Fill)}
    return [found[f"{key} {i}"].box.h for i in range(5)]


def test_bars_of_scores_slide_until_the_largest_is_0() -> None:
    before, after = (scene("shift", t=t) for t in (0.0, 1.0))
    heights = np.array(bars(before, "score"))
    np.testing.assert_allclose(heights / heights[0], [1, 2, 3, 0, 1], atol=1e-6)
    heights = np.array(bars(after, "score"))
    np.testing.assert_allclose(heights / heights[0], [1, 0.5, 0, 1.5, 2], atol=1e-6)


def test_bars_of_powers_become_those_of_probabilities() -> None:
    powers = np.array(bars(scene("sum"), "power"))
    np.testing.assert_allclose(powers / powers[2], POWERS, atol=1e-4)
    shares = np.array(bars(scene("loss"), "share"))
    np.testing.assert_allclose(shares / powers[2], SHARES, atol=1e-4)


def test_pointing_at_a_probability_reads_every_score() -> None:
    composed = look_at(stage_of(), AT_END, spot=Spot("output", 0, 1))
    assert plain(composed.equation) == "p[1] = 0.368 / 1.571 ≈ 0.234"
    assert find(composed, Outline, "link region").role == "read"
    row = find(composed, Grid, "input").box
    (region,) = find(composed, Outline, "link region").boxes
    assert (region.x, region.right) == (row.x - 2, row.right + 2)


def test_pointing_at_a_score_reaches_every_probability() -> None:
    composed = look_at(stage_of(), AT_END, spot=Spot("input", 0, 1))
    assert plain(composed.equation) == "z[1] is part of Σ: it moves every p"
    row = find(composed, Grid, "output").box
    (region,) = find(composed, Outline, "link region").boxes
    assert (region.x, region.right) == (row.x - 2, row.right + 2)


def test_a_number_that_is_not_shown_cannot_be_pointed_at() -> None:
    assert scene("exp", 1, spot=Spot("output", 0, 0)).equation == scene("exp", 1).equation


def test_the_loss_is_told_in_the_last_step() -> None:
    assert not any("0.452" in said for said in texts(scene("divide", 4)))
    assert any("0.452" in said for said in texts(scene("loss")))
    assert has(scene("loss"), "loss point")
    assert not has(scene("divide", 4), "loss point")


@pytest.mark.parametrize("seed", range(40))
def test_the_loss_that_is_written_follows_from_the_probability_that_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=rng.integers(2, 12)) * rng.choice([1.0, 5.0, 20.0, 400.0])
    stage = stage_of(scores, target=int(rng.integers(len(scores))))
    said = plain(look_at(stage, moment(stage.timeline, 0, "loss")).equation)
    p, loss = said.replace("−", "-").split("-log ")[-1].replace(" = ", " ≈ ").split(" ≈ ")
    assert written(float(-Decimal(p).ln())).said.replace("−", "-") == loss


def test_small_probabilities_have_the_digits_that_their_loss_needs() -> None:
    stage = stage_of(target=4)
    said = plain(look_at(stage, moment(stage.timeline, 0, "loss")).equation)
    assert said.endswith("≈ −log 0.01166 ≈ 4.452")


def test_a_target_that_is_no_class_gets_a_sentence() -> None:
    stage = stage_of(target=5)
    composed = look_at(stage, moment(stage.timeline, 0, "loss"))
    assert plain(composed.equation) == "There is no class 5: these are 0 to 4"
    assert "no class 5" in set(texts(composed))


def test_maps_get_a_sentence() -> None:
    with pytest.raises(GeometryError, match="Softmax reads one row of scores, not 3 × 4 × 5"):
        Softmax().out_shape((3, 4, 5))


@pytest.mark.parametrize("count", [1, 2, 16, 17, 200, 1024])
def test_any_number_of_classes_has_its_place(count: int) -> None:
    scores = np.random.default_rng(1).normal(size=count)
    stage = stage_of(scores)
    assert sum(step.count for step in stage.timeline.steps) <= 4 + 2 * 16
    for key in ("scores", "shift", "exp", "sum", "divide", "loss"):
        composed = look_at(stage, moment(stage.timeline, 0, key))
        assert len(composed.marks) < 500
        for mark in composed.marks:
            if isinstance(mark, Grid):
                assert mark.box.x >= 0
                assert mark.box.right <= 1000


@pytest.mark.parametrize("count", [5, 10, 16, 1000])
def test_all_classes_are_played_in_twenty_seconds(count: int) -> None:
    stage = stage_of(np.arange(float(count)))
    assert Pace(stage.timeline, "cell").duration <= 20


@pytest.mark.parametrize("size", [(1280, 563), (1920, 844), (1024, 640)])
def test_ten_classes_can_be_read_from_the_back_row(size: tuple[int, int]) -> None:
    """Digits in cells; before a class the text is as large as the screen asks."""
    view = Viewport(*size, size[0] / 1280 * 2.05, True)
    composed = look_at(stage_of(np.arange(10.0) - 4), AT_END, viewport=view)
    grid = find(composed, Grid, "input")
    cell = grid.cell(0, 0)
    least = 80 / 3 * min(size[0] / 1280, 1)
    assert number_size(min(cell.w, cell.h), cell.w - 2, 2) >= 0.95 * least
    words = [mark for mark in composed.marks if isinstance(mark, Label)]
    assert min(mark.size for mark in words) >= 13 * view.text - 0.01


@pytest.mark.parametrize("target", range(5))
@pytest.mark.parametrize("height", [483, 520, 540, 563])
def test_the_loss_has_its_curve_on_a_projector(height: int, target: int) -> None:
    stage = stage_of(target=target)
    view = Viewport(1280, height, 2.05, True)
    composed = look_at(stage, moment(stage.timeline, 0, "loss"), viewport=view)
    value, curve = find(composed, Label, "loss value"), find(composed, Stroke, "loss curve").points
    size = value.size
    left = value.x - 0.6 * size * len(plain(value.spans))
    assert left > find(composed, Stroke, "loss axes").points[0, 0]
    below = curve[curve[:, 0] >= left][:, 1].min()
    assert value.y + 0.4 * size < below
    dot = find(composed, Outline, "loss point").boxes[0]
    assert dot.right < left or dot.y > value.y + 0.4 * size
    assert curve[:, 1].max() - curve[:, 1].min() > 1.8 * size


EXAMPLES = {each.key: each for each in examples()}


@pytest.mark.parametrize("key", ["recognize-seven", "digit-to-class", "classic-network"])
def test_networks_recognize_a_seven_and_most_other_digits(key: str) -> None:
    state = EXAMPLES[key].build()
    images, labels = all_images()
    x = images * np.float32(4)
    for layer in state.document.layers:
        x = layer.forward(x)
    shares = x.reshape(len(labels), 10)
    assert (shares.argmax(axis=1) == labels).mean() >= 0.95
    seven = shares[5 * 10 + 7]
    assert seven.argmax() == 7
    assert 0.8 < seven[7] < 0.99
    assert state.playhead == START


@pytest.mark.parametrize(
    ("key", "shapes"),
    [
        (
            "classic-network",
            "4,28,28 4,28,28 4,28,28 4,14,14 8,14,14 8,14,14 8,14,14 8,7,7 392,1,1 10,1,1 10,1,1",
        ),
        ("digit-to-class", "4,28,28 4,28,28 4,14,14 784,1,1 10,1,1 10,1,1"),
    ],
)
def test_shapes_along_a_network(key: str, shapes: str) -> None:
    session = Session(EXAMPLES[key].build())
    found = [status.result.y.shape[1:] for status in session.presented.layers]
    assert " ".join(",".join(map(str, shape)) for shape in found) == shapes


def test_the_linear_layer_has_most_of_the_parameters() -> None:
    layers = EXAMPLES["digit-to-class"].build().document.layers
    assert [each.parameter_count() for each in layers] == [4 * 9 + 4, 0, 0, 0, 785 * 10, 0]
