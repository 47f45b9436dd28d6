"""Every explanation's own timeline keeps what every timeline keeps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.scene.marks import Mark, Scene
from cnnviz.scene.registry import explanations_of
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import Timeline
from cnnviz.views.item import alike
from tests.layers.cases import KINDS, Case, working
from tests.layers.replaying import check_reads, check_replay, check_shown, check_steps
from tests.scene.staged import look_at, on_stage, staged


def replays(case: Case, timeline: Timeline) -> None:
    """Replay the first image."""
    check_replay(case, 0, timeline)


@KINDS
@pytest.mark.parametrize("check", [replays, check_reads, check_steps, check_shown])
@settings(max_examples=15)
@given(data=st.data())
def test_the_timeline_of_every_explanation_is_true(
    cls: type[Layer], check: Callable[[Case, Timeline], None], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    for explanation in explanations_of(case.layer):
        check(case, staged(case, 0, explanation.name).timeline)


@pytest.mark.parametrize("kind", sorted(catalogue()))
def test_every_micro_step_of_a_value_shows_something_new(kind: str) -> None:
    """No step stands still: picture or equation differs from the step before."""
    x = np.random.default_rng(5).integers(1, 9, (2, 2, 4, 4)).astype(np.float32)
    layer = catalogue()[kind]()
    stage = on_stage(layer, x)
    steps = micro_steps(stage.timeline)
    seen = [look_at(stage, Playhead(0, micro, 1.0)) for micro in range(steps)]
    for before, after in pairwise(seen):
        assert before.equation != after.equation or not same(before, after)


def same(one: Scene, other: Scene) -> bool:
    """Whether two scenes look the same."""
    marks: list[list[Mark]] = [
        sorted(scene.marks, key=lambda each: each.key) for scene in (one, other)
    ]
    return len(marks[0]) == len(marks[1]) and all(
        type(a) is type(b) and alike(a, b) for a, b in zip(*marks, strict=True)
    )
