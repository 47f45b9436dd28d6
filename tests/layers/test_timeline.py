"""The arithmetic that a timeline shows is the arithmetic that `forward` does."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import Playhead
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Averaging
from cnnviz.timeline.movement import micro_steps, resolve
from tests.layers.cases import KINDS, timeline_of, working
from tests.layers.replaying import check_reads, check_replay, check_shown, check_steps


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_replaying_what_is_shown_gives_what_forward_gave_at_every_cell(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    for image in range(len(case.x)):
        check_replay(case, image)


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_positions_are_counted_along_their_axes(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    timeline = timeline_of(case)
    assert len(timeline) == int(np.prod(timeline.axes))
    for outside in (len(timeline), -len(timeline) - 1):
        try:
            timeline[outside]
        except (IndexError, ValueError):
            continue
        raise AssertionError("a position past the end is shown")


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_a_position_and_the_cell_that_it_writes_name_each_other(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    timeline = timeline_of(case)
    for position in range(len(timeline)):
        cell = timeline.cell_of(position)
        assert cell is None or timeline.position_of(cell) == position


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_steps_count_what_is_shown(cls: type[Layer], data: st.DataObject) -> None:
    check_steps(data.draw(working(cls)))


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_cells_that_are_named_as_read_hold_the_numbers_that_are_shown(
    cls: type[Layer], data: st.DataObject
) -> None:
    check_reads(data.draw(working(cls)))


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_nothing_is_shown_before_its_position_has_told_it(
    cls: type[Layer], data: st.DataObject
) -> None:
    check_shown(data.draw(working(cls)))


@KINDS
@settings(max_examples=20)
@given(st.data())
def test_one_step_at_the_most_asks_for_a_value(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    timeline = timeline_of(case)
    for micro in range(micro_steps(timeline)):
        moment = resolve(timeline, Playhead(0, micro, 1.0), predict=True)
        assert moment is not None
        assert not (moment.asks and moment.revealed)
        asked = timeline.shown(moment).asked
        assert (asked is not None) == moment.asks


@KINDS
@settings(max_examples=30)
@given(st.data())
def test_the_next_running_averages_shown_are_those_that_count(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    if not isinstance(case.layer, Averaging) or case.x[:, 0].size < 2:
        return
    after = case.layer.counted(case.x)
    for channel, record in enumerate(map(timeline_of(case).__getitem__, range(case.shape[0]))):
        np.testing.assert_allclose(
            (after.running_mean[channel], after.running_var[channel]),
            (record.next_running_mean, record.next_running_var),
            rtol=1e-5,
            atol=1e-5,
        )
