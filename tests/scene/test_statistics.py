"""The stage of batch normalization speaks of the image that is on stage."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnnviz.layers import catalogue
from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.trace import format_number
from tests.scene.staged import look_at, moment, on_stage, plain

X = np.random.default_rng(1).normal(size=(3, 2, 4, 4)).astype(np.float32)


@pytest.mark.parametrize("image", [0, 1, 2])
@pytest.mark.parametrize("step", ["normalize", "scale and shift"])
def test_the_strip_follows_a_value_of_the_image_on_stage(image: int, step: str) -> None:
    stage = on_stage(catalogue()["BatchNorm2d"](), X, image)
    record = stage.timeline[1]
    assert isinstance(record, ChannelStatistics)
    cell = np.unravel_index(int(np.argmax(X[image, 1])), (4, 4))
    said = plain(look_at(stage, moment(stage.timeline, 1, step)).equation)
    assert f"x̂ = ({format_number(float(X[image, 1][cell]), 3)} − " in said
    assert f" ≈ {format_number(float(record.normalized[image][cell]), 3)}" in said


@pytest.mark.parametrize("seed", range(12))
def test_the_output_comes_out_of_what_is_written(seed: int) -> None:
    layer = catalogue()["BatchNorm2d"]().fitted(2)
    for name, value in (("weight", 1.0 + seed % 5), ("bias", seed - 3.0)):
        layer = layer.with_value(name, (1,), value)
    x = np.random.default_rng(seed).normal(size=(3, 2, 4, 4)).astype(np.float32)
    stage = on_stage(layer, x, 0)
    said = plain(look_at(stage, moment(stage.timeline, 1, "scale and shift")).equation)
    left, right = re.split(" [=≈] ", said.split("y = ")[1])
    numbers = [float(each.strip("()").replace("−", "-")) for each in re.split("·| \\+ ", left)]
    shown = float(right.replace("−", "-"))
    assert numbers[0] * numbers[1] + numbers[2] == pytest.approx(shown, abs=0.000501)
