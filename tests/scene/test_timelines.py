"""Every explanation's own timeline keeps what every timeline keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.layers import Layer
from cnnviz.scene.registry import explanations_of
from cnnviz.trace import Timeline
from tests.layers.cases import KINDS, Case, working
from tests.layers.replaying import check_reads, check_replay, check_shown, check_steps
from tests.scene.staged import staged


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
