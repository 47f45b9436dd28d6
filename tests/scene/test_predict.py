"""A value that is asked for, or has not been reached, is nowhere to be seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Dots, Grid, Legend, Mosaic, Outline, Scene, Spot
from cnnviz.scene.stage_input import StageInput
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import format_number
from tests.layers.cases import working
from tests.scene.staged import (
    MAPS,
    ROWS,
    find,
    has,
    look,
    look_at,
    looks,
    moment,
    on_stage,
    plain,
    playheads,
    row_cells,
    staged,
    texts,
)

ASKING = pytest.mark.parametrize(
    "cls",
    [cls for cls in catalogue().values() if cls.kind not in ("BatchNorm2d", *ROWS)],
    ids=lambda c: c.kind,
)


@st.composite
def asked(draw: st.DrawFn, stage: Stage) -> StageInput:
    """A look, with the pointer anywhere, at a moment whose value is or will be asked for."""
    any_look = draw(looks(stage))
    head = Playhead(
        draw(st.integers(0, len(stage.timeline) - 1)),
        draw(st.integers(0, micro_steps(stage.timeline) - 2)),
        draw(st.sampled_from((0.3, 1.0))),
    )
    return look(stage, head, predict=True, numbers=any_look.numbers, spot=any_look.spot)


def position_of(asks: StageInput) -> int:
    """The position whose value is asked for."""
    assert asks.moment is not None
    return asks.moment.position


def hidden(stage: Stage, asks: StageInput) -> set[str]:
    """How the value that is asked for could be written; short numbers are too common to tell."""
    value = float(stage.timeline[position_of(asks)].value)
    ways = {format_number(value, places) for places in (2, 3)}
    return {each for each in ways if len(each.lstrip("−")) >= 4}


def numbers_asked_with(stage: Stage, asks: StageInput) -> set[float]:
    """What is given with the question; where the answer equals one of them, nothing is hidden."""
    record: Any = stage.timeline[position_of(asks)]
    weights = np.ravel(getattr(record, "weight", ()))
    given = {*np.ravel(record.x).tolist(), *weights.tolist(), getattr(record, "bias", None) or 0.0}
    if len(getattr(record, "products", ())) > 1:  # the sums of the channels are written out
        sums = record.products.reshape(len(record.products), -1).sum(axis=1)
        given |= {*sums.tolist(), *np.cumsum(sums[:0:-1]).tolist()}  # the last ones as one
    return given


@pytest.mark.parametrize("kind", ["Conv2d", "AvgPool2d", "ReLU", "LeakyReLU", "Sigmoid", "Tanh"])
@settings(max_examples=120, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_no_words_on_the_stage_hold_the_value(kind: str, data: st.DataObject) -> None:
    case = data.draw(working(catalogue()[kind]))
    stage = staged(case)
    asks = data.draw(asked(stage))
    scene = stage.compose(asks)
    assume(not _points_at_known(asks))
    ways = hidden(stage, asks)
    given_with = {format_number(each, 3) for each in numbers_asked_with(stage, asks)}
    assume(not ways & given_with)
    assert not [said for said in texts(scene) for each in ways if each in said.split()]


def test_the_winner_is_not_marked_before_the_maximum_is_told() -> None:
    stage = on_stage(catalogue()["MaxPool2d"](), np.arange(16.0).reshape(1, 1, 4, 4))
    scene = _ask(stage, 1)
    assert plain(scene.equation) == "max(2, 3, 6, 7) = ?"
    assert not has(scene, "winner")
    assert not has(scene, "leader")
    assert find(scene, Grid, "candidates").dimmed is None


@ASKING
@settings(max_examples=80)
@given(data=st.data())
def test_the_map_shows_a_question_mark_and_nothing_beyond(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    stage = staged(case)
    asks = data.draw(asked(stage))
    cells = case.y[0, 0].size
    question = micro_steps(stage.timeline) - 2
    head = Playhead(position_of(asks), question, 1.0)
    asks = look(stage, head, predict=True, numbers=asks.numbers, spot=asks.spot)
    scene = stage.compose(asks)
    grid = find(scene, Grid, "output")
    plane = asks.shown.plane(asks.shown.asked // cells, cells)
    assert (grid.revealed, grid.asked) == (plane.count, plane.asked)
    assert not plane.covers(plane.asked)


@pytest.mark.parametrize("kind", ROWS)
@settings(max_examples=80)
@given(data=st.data())
def test_a_row_shows_its_told_numbers_and_none_beyond(kind: str, data: st.DataObject) -> None:
    case = data.draw(working(catalogue()[kind]))
    stage = staged(case)
    head = data.draw(playheads(stage.timeline))
    at = look(stage, head, predict=data.draw(st.booleans()))
    cells = row_cells(stage.compose(at))
    planes = [at.shown.plane(index, 1) for index in range(len(case.y[0]))]
    told = np.array([plane.covers(0) for plane in planes])
    if len(cells) == len(told):
        if at.moment is None or at.moment.name != "write" or at.moment.t >= 1:
            assert np.array_equal(~np.isnan(cells), told)
        assert not (~np.isnan(cells) & ~told).any()
    else:  # some of them, where there are many
        assert np.count_nonzero(~np.isnan(cells)) <= np.count_nonzero(told)


@MAPS
@settings(max_examples=80)
@given(data=st.data())
def test_maps_that_are_not_written_are_empty_frames_asked_for_or_not(
    cls: type[Layer], data: st.DataObject
) -> None:
    case = data.draw(working(cls))
    count = len(case.y[0])
    assume(count > 1)
    stage = staged(case)
    at = data.draw(looks(stage))
    _, rows, columns = stage.timeline.axes
    written = count
    if at.moment is not None:
        written = (at.moment.position + at.moment.revealed) // (rows * columns)
    scene = stage.compose(at)
    drawn = find(scene, Mosaic, "maps")
    framed = [find(scene, Outline, "maps held")] if has(scene, "maps held") else []
    assert (len(drawn.values), len(drawn.boxes)) == (written, count)
    assert sum(len(each.boxes) for each in framed) == count - written


@pytest.mark.parametrize("side", [4, 150])
@pytest.mark.parametrize("predict", [False, True])
def test_the_small_map_fills_row_by_row_and_tells_no_more(side: int, predict: bool) -> None:
    layer = Conv2d(out_channels=2)
    x = np.random.default_rng(0).normal(size=(1, 1, side, side))
    stage, told = on_stage(layer, x), layer.fitted(1).forward(frozen(x))[0, 1]
    for rows, beyond in ((0, 1), (1, 0), (side // 2, 1), (side - 1, 0)):
        head = moment(stage.timeline, side * side + rows * side + beyond, "terms")
        scene = look_at(stage, head, predict=predict)
        whole, place = find(scene, Mosaic, "maps"), find(scene, Mosaic, "maps").boxes[1]
        if not has(scene, "map rows"):
            assert rows * place.h / side < max(1.5, place.h / side)
            continue
        begun = find(scene, Mosaic, "map rows")
        (box,) = begun.boxes
        (cells,) = begun.values
        assert (box.x, box.y, box.w) == (place.x, place.y, place.w)
        assert rows * place.h / side - 1.5 <= box.h <= rows * place.h / side + 1e-9
        assert np.isin(cells, told[:rows]).all()
        assert len(cells) / whole.values.shape[1] == pytest.approx(box.h / place.h)


@pytest.mark.parametrize("predict", [False, True])
def test_the_legend_shows_signs_until_every_value_is_told(predict: bool) -> None:
    stage = on_stage(Conv2d(), np.arange(16.0).reshape(1, 1, 4, 4))
    last = moment(stage.timeline, len(stage.timeline) - 1, "write")
    for head, signs in ((Playhead(9, 1, 1.0), True), (last, True), (AT_END, False)):
        assert find(look_at(stage, head, predict=predict), Legend, "legend").signs == signs


@settings(max_examples=60)
@given(data=st.data())
def test_the_cloud_of_values_ends_before_the_question(data: st.DataObject) -> None:
    case = data.draw(working(catalogue()["ReLU"]))
    stage = staged(case)
    asks = data.draw(asked(stage))
    cells = stage.timeline.axes[1] * stage.timeline.axes[2]
    scene = stage.compose(asks)
    assert len(find(scene, Dots, "values").points) == position_of(asks) % cells
    if asks.spot is None:
        assert not has(scene, "look up")


@pytest.mark.parametrize("channels", [1, 2])
def test_the_sum_of_the_products_is_not_told(channels: int) -> None:
    x = np.random.default_rng(0).normal(size=(1, channels, 40, 40))
    stage = on_stage(Conv2d(kernel_size=(5, 5), use_bias=False), x)
    scene = _ask(stage, 700)
    products = stage.timeline[700].products
    sums = {format_number(float(each)) for each in (products.sum(), products[-1].sum())}
    if channels > 1:
        sums = {format_number(float(products.sum()))}
    assert not [said for said in texts(scene) for each in sums if each in said.split()]


def test_the_equation_ends_with_a_question_mark() -> None:
    stage = on_stage(Conv2d(), np.arange(16.0).reshape(1, 1, 4, 4))
    assert plain(_ask(stage, 5).equation).endswith(" = ?")


def test_the_whole_sum_follows_when_it_is_revealed() -> None:
    stage = on_stage(Conv2d(), np.arange(16.0).reshape(1, 1, 4, 4))
    scene = look_at(stage, moment(stage.timeline, 5, "write"), predict=True)
    value = format_number(stage.timeline[5].value, 3)
    assert plain(scene.equation).endswith(f" = {value}")


def test_a_cell_that_is_known_can_be_pointed_at_while_another_is_asked_for() -> None:
    stage = on_stage(Conv2d(), np.arange(16.0).reshape(1, 1, 4, 4))
    head = moment(stage.timeline, 5, "bias")
    scene = look_at(stage, head, predict=True, spot=Spot("output", 0, 1))
    value = format_number(stage.timeline[1].value, 3)
    assert plain(scene.equation).endswith(f" = {value}")


def test_a_known_value_of_an_activation_is_told_when_its_input_is_pointed_at() -> None:
    stage = on_stage(catalogue()["Sigmoid"](), np.arange(4.0).reshape(1, 1, 2, 2))
    head = moment(stage.timeline, 2, "look up")
    scene = look_at(stage, head, predict=True, spot=Spot("input", 0, 1))
    assert plain(scene.equation).endswith(f" ≈ {format_number(stage.timeline[1].value, 3)}")


def test_the_first_value_of_an_activation_stays_hidden_when_its_input_is_pointed_at() -> None:
    stage = on_stage(catalogue()["Sigmoid"](), np.arange(4.0).reshape(1, 1, 2, 2))
    head = moment(stage.timeline, 0, "look up")
    scene = look_at(stage, head, predict=True, spot=Spot("input", 1, 1))
    assert plain(scene.equation).endswith(" = ?")


def test_nothing_is_asked_before_the_timeline_has_begun() -> None:
    stage = on_stage(Conv2d(), np.arange(16.0).reshape(1, 1, 4, 4))
    assert find(look_at(stage, Playhead(0, 0, 0.0), predict=True), Grid, "output").asked is None


@pytest.mark.parametrize("kind", ["Conv2d", "MaxPool2d", "AvgPool2d"])
def test_the_terms_play_before_the_question_and_their_sum_stays_covered(kind: str) -> None:
    stage = on_stage(catalogue()[kind](), np.arange(25.0).reshape(1, 1, 5, 5))
    value = format_number(float(stage.timeline[1].value), 3)
    names = [each.name for each in stage.timeline.steps for _ in range(each.count)]
    scenes = [
        look_at(stage, Playhead(1, micro, 0.5), predict=True)
        for micro, name in enumerate(names)
        if name in ("terms", "compare")
    ]
    frame = "term input" if "Pool" in kind else "term"
    framed = [find(scene, Outline, frame) for scene in scenes]
    assert len({each.boxes for each in framed}) == len(scenes)
    for scene in scenes:
        said = plain(scene.equation)
        assert "?" not in said
        assert "…" in said
        assert value not in said.split("=")[-1].split("so far")[-1].split()
        assert not has(scene, "leader")
        assert find(scene, Grid, "output").asked is None
        assert "?" not in "".join(texts(scene))


def _ask(stage: Stage, position: int) -> Scene:
    return look_at(stage, Playhead(position, micro_steps(stage.timeline) - 2, 1.0), predict=True)


def _points_at_known(asks: StageInput) -> bool:
    return asks.spot is not None and asks.spot.key in ("output", "input")
