"""Every stage composes at every moment, and shows the engine's own numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.scene.marks import Bars, Grid, Mosaic
from cnnviz.scene.registry import explanations_of
from cnnviz.timeline.movement import micro_steps
from tests.layers.cases import KINDS, working
from tests.scene.staged import (
    MAPS,
    ROWS,
    any_view,
    every_view,
    look,
    looks,
    playheads,
    row_cells,
    staged,
)


@KINDS
@settings(max_examples=25)
@given(st.data())
def test_every_micro_step_of_a_position_composes(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    for stage in every_view(case, data.draw(st.integers(0, len(case.x) - 1))):
        position = data.draw(st.integers(0, len(stage.timeline) - 1))
        for micro in range(micro_steps(stage.timeline)):
            for t in (0.0, 0.5, 1.0):
                head = Playhead(position, micro, t)
                assert stage.compose(look(stage, head, predict=micro % 2 == 0)).marks


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_any_look_composes_with_keys_that_are_unique(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    stage = data.draw(any_view(case))
    scene = stage.compose(data.draw(looks(stage)))
    keys = [each.key for each in scene.marks]
    assert len(keys) == len(set(keys))


@KINDS
@settings(max_examples=30)
@given(st.data())
def test_the_same_moment_gives_the_same_picture(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    index = data.draw(st.integers(0, len(every_view(case)) - 1))
    first, second = every_view(case)[index], every_view(case)[index]
    seen = data.draw(looks(first))
    one, other = first.compose(seen), second.compose(seen)
    assert [repr(each) for each in one.marks] == [repr(each) for each in other.marks]
    assert (one.equation, one.readout) == (other.equation, other.readout)


@pytest.mark.parametrize("kind", ROWS)
@settings(max_examples=40)
@given(st.data())
def test_the_row_on_stage_holds_the_engines_own_numbers(kind: str, data: st.DataObject) -> None:
    case = data.draw(working(catalogue()[kind]))
    image = data.draw(st.integers(0, len(case.x) - 1))
    stage = staged(case, image)
    cells = row_cells(stage.compose(look(stage, AT_END)))
    assert len(cells) == case.y[image].size
    assert np.array_equal(cells, case.y[image].ravel())


@MAPS
@settings(max_examples=40)
@given(st.data())
def test_the_map_on_stage_is_the_engines_own_array(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    image = data.draw(st.integers(0, len(case.x) - 1))
    stage = staged(case, image)
    head = data.draw(playheads(stage.timeline))
    at = look(stage, head, map=data.draw(st.integers(0, 5)))
    scene = stage.compose(at)
    grid = next(each for each in scene.marks if each.key == "output")
    assert isinstance(grid, Grid)
    if at.shown.values is not None:  # sums on their way, which the timeline has made
        assert at.moment is not None
        rows, columns = stage.timeline.axes[1:]
        if at.moment.t >= 1:
            shown = at.shown.values[at.moment.position // (rows * columns)]
            assert np.array_equal(grid.values, shown, equal_nan=True)
        return
    sharing = [index for index, plane in enumerate(case.y[image]) if _same(plane, grid.values)]
    cell = None if head == AT_END else stage.timeline.cell_of(head.position)
    if cell is not None:
        assert sharing == [cell[0]]
    assert len(sharing) == 1


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_maps_that_are_compared_share_one_scale(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    stage = staged(case)
    scene = stage.compose(look(stage, data.draw(playheads(stage.timeline))))
    marks = [each for each in scene.marks if each.key in ("output", "maps", "legend")]
    assert len({each.scale for each in marks}) == 1


@KINDS
@settings(max_examples=30)
@given(st.data())
def test_nothing_that_is_shown_can_be_written_to(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    case.y.flags.writeable = False
    stage = data.draw(any_view(case))
    scene = stage.compose(data.draw(looks(stage)))
    arrays = [each.values for each in scene.marks if isinstance(each, Grid | Mosaic)]
    assert not any(each.flags.writeable and _same(each, case.y) for each in arrays)
    assert not any(isinstance(each, Bars) and each.heights.max() > 1 for each in scene.marks)


def _same(one: object, other: object) -> bool:
    """Whether two arrays are the same memory."""
    assert isinstance(one, np.ndarray)
    assert isinstance(other, np.ndarray)
    return bool(np.shares_memory(one, other))


@KINDS
@settings(max_examples=5)
@given(st.data())
def test_an_explanation_stands_still_if_its_picture_is_always_the_same(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    for each in explanations_of(case.layer):
        stage = staged(case, view=each.name)
        last = Playhead(len(stage.timeline) - 1, micro_steps(stage.timeline) - 1, 1.0)
        moments = [stage.compose(look(stage, head)) for head in (Playhead(), last, AT_END)]
        pictures = {repr((scene.marks, scene.equation)) for scene in moments}
        assert (len(pictures) == 1) == each.still, each.name
