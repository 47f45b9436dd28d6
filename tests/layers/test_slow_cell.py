"""The cell that is played slowly is one with something to see."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.window_sum import WORTH_SEEING, ConvolutionTimeline
from tests.layers.cases import Case, working


def products(timeline: ConvolutionTimeline, position: int) -> int:
    """Count the products of a cell that are not zero."""
    return int(np.count_nonzero(timeline[position].products))


@settings(max_examples=60)
@given(case=working(Conv2d), data=st.data())
def test_it_is_the_first_with_five_products_or_has_the_most(
    case: Case, data: st.DataObject
) -> None:
    empty = np.random.default_rng(data.draw(st.integers(0, 99))).random(case.x.shape) < 0.8
    x = frozen(np.where(empty, 0, case.x))
    assert isinstance(case.layer, Conv2d)
    timeline = ConvolutionTimeline(case.layer, x, case.layer.forward(x), 0)
    _, rows, columns = timeline.axes
    counts = [products(timeline, position) for position in range(rows * columns)]
    wanted = min(WORTH_SEEING, int(np.count_nonzero(case.layer.weight[0])))
    good = [position for position, count in enumerate(counts) if count >= wanted]
    expected = good[0] if good else counts.index(max(counts))
    assert timeline.slow == expected


def test_a_blank_image_begins_at_the_first_cell() -> None:
    layer = Conv2d().fitted(1)
    x = frozen(np.zeros((1, 1, 8, 8)))
    assert ConvolutionTimeline(layer, x, layer.forward(x), 0).slow == 0
