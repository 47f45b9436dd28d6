"""The arithmetic that a trace shows is the arithmetic that `forward` does."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.layers import Layer
from cnnviz.trace import (
    ChannelStatistics,
    FloatArray,
    Lookup,
    Record,
    Trace,
    WindowPool,
    WindowSum,
)
from tests.layers.cases import KINDS, Case, working

RELATIVE = 2e-6
"""A few units in the last place of float32, of the sum of magnitudes."""


def magnitude(record: Record) -> float:
    """How large the numbers are that the shown arithmetic adds up."""
    match record:
        case WindowSum():
            return float(np.abs(record.products).sum()) + abs(record.bias or 0.0)
        case WindowPool():
            return float(np.abs(record.x[record.counted]).max()) if record.mean else 0.0
        case ChannelStatistics():
            largest = float(np.abs(record.x).max()) + abs(record.mean)
            return abs(record.weight) * largest / (record.var + record.eps) ** 0.5 + abs(
                record.bias
            )
        case Lookup():
            return 0.0


def differ(replayed: float | FloatArray, expected: FloatArray) -> float:
    """How far apart two results are at most; the same infinity twice is no difference."""
    one, other = np.float64(replayed), np.float64(expected)
    return float(np.abs(np.subtract(one, other, where=one != other, out=np.zeros(one.shape))).max())


def traced(case: Case, image: int) -> Trace:
    """The trace of a layer that has one."""
    trace = case.layer.trace(case.x, case.y, image)
    assert trace is not None
    return trace


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_replaying_what_is_shown_gives_what_forward_gave_at_every_cell(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    for image in range(len(case.x)):
        trace = traced(case, image)
        for position in range(len(trace)):
            record = trace[position]
            if isinstance(record, ChannelStatistics):
                if record.var + record.eps < 1e-6:
                    continue
                expected = case.y[:, record.channel]
            else:
                expected = case.y[(image, *record.output)]
            assert np.array_equal(record.value, expected)
            limit = RELATIVE * max(1.0, len(case.x)) * magnitude(record)
            assert differ(record.replay(), expected) <= limit


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_positions_count_every_cell_once_in_order(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    trace = traced(case, 0)
    assert len(trace) == int(np.prod(trace.shape))
    seen = [getattr(trace[i], "output", (i, 0, 0)) for i in range(len(trace))]
    assert seen == list(np.ndindex(trace.shape))
    for outside in (len(trace), -len(trace) - 1):
        try:
            trace[outside]
        except (IndexError, ValueError):
            continue
        raise AssertionError("a position past the end is shown")


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_phases_count_the_steps_that_are_shown(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    trace = traced(case, 0)
    counts = {phase.name: phase.count for phase in trace.phases}
    assert all(count >= 1 for count in counts.values())
    assert len(counts) == len(trace.phases)
    record = trace[len(trace) // 2]
    match record:
        case WindowSum():
            assert counts["terms"] == record.x.size == record.weight.size
            assert counts.get("channels", 1) == len(record.channels)
            assert ("bias" in counts) == (record.bias is not None)
        case WindowPool():
            assert counts["terms" if record.mean else "compare"] == record.x.size
            assert ("divide" in counts) == record.mean
        case ChannelStatistics():
            assert ("update running" in counts) == record.training
        case Lookup():
            assert counts["look up"] == 1


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_places_that_are_shown_are_where_the_numbers_came_from(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    trace = traced(case, 0)
    for position in range(len(trace)):
        record = trace[position]
        if isinstance(record, Lookup):
            assert record.x == case.x[(0, *record.output)]
        if isinstance(record, ChannelStatistics):
            assert np.array_equal(record.x, case.x[:, record.channel])
        if not isinstance(record, WindowSum | WindowPool):
            continue
        rows, columns = case.shape[1:]
        inside_rows = (record.rows >= 0) & (record.rows < rows)
        inside_columns = (record.columns >= 0) & (record.columns < columns)
        channels = getattr(record, "channels", np.array([record.output[0]]))
        shown = np.atleast_3d(record.x) if record.x.ndim == 3 else record.x[None]
        read = case.x[0][np.ix_(channels, record.rows[inside_rows], record.columns[inside_columns])]
        assert np.array_equal(shown[:, inside_rows][:, :, inside_columns], read)


@KINDS
@settings(max_examples=30)
@given(st.data())
def test_the_next_running_averages_shown_are_those_that_count(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    if not hasattr(case.layer, "counted") or case.x[:, 0].size < 2:
        return
    after = case.layer.counted(case.x)
    trace = traced(case, 0)
    for channel in range(len(trace)):
        record = trace[channel]
        assert isinstance(record, ChannelStatistics)
        np.testing.assert_allclose(
            (after.running_mean[channel], after.running_var[channel]),
            (record.next_running_mean, record.next_running_var),
            rtol=1e-5,
            atol=1e-5,
        )


@KINDS
@settings(max_examples=20)
@given(st.data())
def test_only_batch_normalization_takes_channels_whole(
    cls: type[Layer], data: st.DataObject
) -> None:
    """A map of one cell is still a map of cells."""
    case = data.draw(working(cls))
    assert traced(case, 0).whole_channels == (cls.kind == "BatchNorm2d")
