"""The curve of an activation and the numbers on its axes leave each other room."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import AT_END
from cnnviz.layers import Layer, catalogue
from cnnviz.scene.marks import Box, Label, Spot, Stroke, Viewport
from tests.scene.staged import find, look_at, on_stage, plain

CURVES: list[Layer] = [
    *(catalogue()[kind]() for kind in ("ReLU", "Sigmoid", "Tanh")),
    *(catalogue()["LeakyReLU"](negative_slope=slope) for slope in (0.01, 0.1, 0.3, 0.9)),
]


def letters(label: Label) -> Box:
    """The room that the letters of a label take."""
    wide = 0.6 * label.size * len(plain(label.spans))
    left = label.x - {"left": 0.0, "center": 0.5, "right": 1.0}[label.align] * wide
    return Box(left, label.y - 0.35 * label.size, wide, 0.7 * label.size)


@pytest.mark.parametrize("size", [1.0, 1.6])
@pytest.mark.parametrize("most", [0.7, 3.0, 63.0])
@pytest.mark.parametrize("layer", CURVES, ids=lambda each: each.kind)
def test_the_curve_runs_over_no_number(layer: Layer, most: float, size: float) -> None:
    stage = on_stage(layer, np.linspace(-most, most, 64).reshape(1, 1, 8, 8))
    scene = look_at(stage, AT_END, viewport=Viewport(1100, 700, size))
    points = find(scene, Stroke, "curve").points
    dense = np.arange(0, len(points) - 1, 0.02)
    along = np.arange(len(points))
    x, y = (np.interp(dense, along, points[:, axis]) for axis in (0, 1))
    ticks = [each for each in scene.marks if isinstance(each, Label) and " tick " in each.key]
    assert {each.key[:6] for each in ticks} == {"x tick", "y tick"}
    for each in ticks:
        box = letters(each)
        inside = (x > box.x) & (x < box.right) & (y > box.y) & (y < box.bottom)
        assert not inside.any(), each.key


@pytest.mark.parametrize(
    ("kind", "x", "said"),
    [
        ("ReLU", -0.0423, "y = max(0, −0.042) = 0"),
        ("ReLU", -2.5, "y = max(0, −2.500) = 0"),
        ("ReLU", 1 / 3, "y = max(0, 0.333) ≈ 0.333"),
        ("LeakyReLU", -1 / 3, None),
    ],
)
def test_a_sign_says_whether_what_is_written_holds(kind: str, x: float, said: str | None) -> None:
    stage = on_stage(catalogue()[kind](), [[[[x]]]])
    found = plain(look_at(stage, AT_END, spot=Spot("output", 0, 0)).equation)
    assert found == said if said is not None else found.count(" ≈ ") == 1


@pytest.mark.parametrize("kind", ["Sigmoid", "Tanh"])
@pytest.mark.parametrize(("x", "sign"), [(0.0, " = "), (1.0, " ≈ "), (40.0, " ≈ "), (-90.0, " ≈ ")])
def test_a_saturated_function_is_not_said_to_have_reached_its_limit(
    kind: str, x: float, sign: str
) -> None:
    stage = on_stage(catalogue()[kind](), [[[[x]]]])
    said = plain(look_at(stage, AT_END, spot=Spot("output", 0, 0)).equation)
    assert said.removeprefix("y = ").count(sign) == 1
