"""Two batches on one screen: the shift between them is there before, and gone after."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz.document.state import AT_END
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Bars, Label, Mosaic, Scene, Stroke
from tests.scene.staged import find, has, look_at, moment, on_stage, plain, texts

DARK = np.tile(np.array([[1.0, 3.0]], np.float32), (4, 2))


def batch(shift: float = 10.0) -> np.ndarray:
    """Two images of mean 2 and deviation 1, and the same two with more in every cell."""
    dark = np.stack((DARK, DARK.T))[:, None]
    return np.concatenate((dark, dark + np.float32(shift)))


def stage(**settings: Any) -> Stage:
    """Both batches on stage, without ε."""
    return on_stage(BatchNorm2d(**{"eps": 0.0, **settings}), batch(), view="two")


def place(scene: Scene, key: str) -> float:
    """Where a vertical line stands."""
    return float(find(scene, Stroke, key).points[0, 0])


def test_the_shift_is_seen_to_vanish() -> None:
    scene = look_at(stage(), AT_END)
    assert place(scene, "before 1 mean") - place(scene, "before 0 mean") > 100
    assert place(scene, "after 1 mean") == place(scene, "after 0 mean")
    assert plain(find(scene, Label, "before shift").spans) == "shift = 10"
    assert plain(find(scene, Label, "after shift").spans) == "shift = 0"
    assert plain(scene.equation) == "shift before = 10      after = 0"


def test_both_histograms_lie_on_each_other_afterwards() -> None:
    scene = look_at(stage(), AT_END)
    one, other = (find(scene, Bars, f"after {number} bars") for number in (0, 1))
    assert np.array_equal(one.edges, other.edges)
    assert np.array_equal(one.heights, other.heights)
    before = [find(scene, Bars, f"before {number} bars") for number in (0, 1)]
    assert before[0].edges[-1] < before[1].edges[0]


def test_each_batch_goes_through_the_layer_alone() -> None:
    x = np.random.default_rng(4).normal(3, 2, (5, 3, 4, 4)).astype(np.float32)
    layer = BatchNorm2d().fitted(3).with_value("weight", (1,), 2.0).with_value("bias", (1,), -1.0)
    scene = look_at(on_stage(layer, x, view="two"), AT_END, map=1)
    for number, half in enumerate((x[:2], x[2:])):
        shown = find(scene, Mosaic, f"after {number} images").values
        np.testing.assert_array_equal(shown, layer.forward(frozen(half))[:, 1])


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("gather", "taken as two batches here (the form: all images as one):  32 + 32 values"),
        ("mean", "μ₁ = 2        μ₂ = 12"),
        ("variance", "σ₁² = 1        σ₂² = 1"),
        ("normalize", "x̂ = (3 − 2) / √(1 + 0) = 1,      (13 − 12) / √(1 + 0) = 1"),
        ("scale and shift", "shift before = 10      after = 0"),
    ],
)
def test_every_step_is_written(step: str, said: str) -> None:
    both = stage()
    assert plain(look_at(both, moment(both.timeline, 0, step)).equation) == said


def test_each_batch_is_a_part_of_all_images() -> None:
    scene = look_at(stage(), AT_END)
    said = [plain(find(scene, Label, f"batch {number}").spans) for number in (0, 1)]
    assert said == ["Batch 1, 2 of 4 images", "Batch 2, 2 of 4 images"]


def test_in_evaluation_the_shift_stays() -> None:
    layer = BatchNorm2d(training=False, eps=0.0).fitted(1).with_value("running_mean", (0,), 2.0)
    both = on_stage(layer, batch(), view="two")
    scene = look_at(both, AT_END)
    assert plain(scene.equation) == "shift before = 10      after = 10"
    said = plain(look_at(both, moment(both.timeline, 0, "mean")).equation)
    assert said.endswith("μ₁ = 2        μ₂ = 2")


def test_nothing_is_shown_before_its_step() -> None:
    both = stage()
    gathered = look_at(both, moment(both.timeline, 0, "gather"))
    assert not has(gathered, "before 0 mean")
    assert not has(gathered, "before shift")
    varied = look_at(both, moment(both.timeline, 0, "variance"))
    assert has(varied, "before shift")
    for key in ("after 0 bars", "after shift", "after 0 images"):
        assert not has(varied, key)
    normal = look_at(both, moment(both.timeline, 0, "normalize"))
    assert has(normal, "after shift")
    assert not has(normal, "after 0 images")


def test_the_running_mean_is_moved_by_one_batch_after_the_other() -> None:
    both = stage()
    said = plain(look_at(both, moment(both.timeline, 0, "update running")).equation)
    assert said == "running μ:  0.00 → 0.20 → 1.38"


@pytest.mark.parametrize("x", [np.ones((1, 2, 3, 3)), np.ones((2, 2, 1, 1))])
def test_too_little_for_two_batches_is_said(x: np.ndarray) -> None:
    scene = look_at(on_stage(BatchNorm2d(), x, view="two"), AT_END)
    assert "Two batches need" in " ".join(texts(scene))
