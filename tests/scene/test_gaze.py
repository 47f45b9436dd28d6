"""The stage shows where the class should look: the cell in work, and the product's factors."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Batch, Document, Playhead, State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.scene.explanation import Stage
from cnnviz.scene.layout import LARGEST
from cnnviz.scene.marks import Grid, Label, Legend, Outline, Spot, Stroke, Tags, Viewport
from cnnviz.session import Session
from cnnviz.timeline.movement import micro_steps
from tests.layers.cases import Case, working
from tests.scene.staged import NORMAL, find, has, look, look_at, moment, on_stage, plain, staged

LECTURE = Viewport(940, 430)
"""The stage in a window of 1280 × 800."""


def conv(side: int, kernel: int, **more: Any) -> Stage:
    """Return a convolution of an image of small integers."""
    x = np.random.default_rng(0).integers(1, 9, (1, 1, side, side)).astype(np.float32)
    sizes = {"kernel_size": (kernel, kernel), "padding": "valid", **more}
    return on_stage(Conv2d(**{"out_channels": 1, **sizes}), x)


def sides(scene: Any) -> set[float]:
    """Give the sides of all cells of a stage."""
    keys = ("input", "filter", "products", "output")
    grids = [find(scene, Grid, key) for key in keys]
    return {each.box.w / each.columns for each in grids}


@pytest.fixture
def stage() -> Stage:
    """Return a 2×3 kernel on a 4×5 input: an output of 3×3."""
    x = np.arange(20.0).reshape(1, 1, 4, 5)
    return on_stage(Conv2d(out_channels=1, kernel_size=(2, 3), padding=(0, 0)), x)


def test_the_output_cell_in_work_is_framed_from_the_first_moment_to_the_last(stage: Stage) -> None:
    last = micro_steps(stage.timeline) - 1
    for index in range(last + 1):
        scene = look_at(stage, Playhead(2, index, 1.0))
        frame = find(scene, Outline, "written")
        assert frame.boxes == (find(scene, Grid, "output").cell(0, 2),)
        assert frame.dashed == (index < last)


@pytest.mark.parametrize("tap", range(6))
def test_a_product_in_work_frames_its_pixel_its_weight_and_itself(stage: Stage, tap: int) -> None:
    scene = look_at(stage, moment(stage.timeline, 4, "terms", tap))
    row, column = divmod(tap, 3)
    frames = {
        "term": find(scene, Grid, "input").cell(1 + row, 1 + column),
        "term weight": find(scene, Grid, "filter").cell(row, column),
        "term product": find(scene, Grid, "products").cell(row, column),
    }
    for key, cell in frames.items():
        assert find(scene, Outline, key).boxes == (cell.inset(-1),)


def test_no_factor_is_framed_under_a_question(stage: Stage) -> None:
    asked = look(stage, moment(stage.timeline, 4, "bias"), predict=True)
    assert asked.moment is not None
    assert asked.moment.asks
    scene = stage.compose(asked)
    assert not any(has(scene, key) for key in ("term", "term weight", "term product"))


@pytest.mark.parametrize("size", [(700, 350), (940, 430), (1100, 560), (1500, 800)])
@pytest.mark.parametrize(("side", "kernel"), [(4, 3), (8, 3), (8, 5), (12, 7), (14, 11)])
def test_cells_have_one_size(size: tuple[int, int], side: int, kernel: int) -> None:
    stage = conv(side, kernel)
    scene = look_at(stage, moment(stage.timeline, 0, "terms"), viewport=Viewport(*size))
    if find(scene, Grid, "input").places is not None:
        assert len(sides(scene)) == 1


def test_cells_are_as_large_as_the_stage_holds() -> None:
    """In the start scene they were 35 pixels wide, with an empty half below them."""
    stage = conv(8, 3, out_channels=4)
    scene = look_at(stage, moment(stage.timeline, 0, "terms"), viewport=LECTURE)
    assert min(sides(scene)) >= 40


@pytest.mark.parametrize("text", [1.0, 1.3])
def test_a_narrow_stage_keeps_its_numbers(text: float) -> None:
    """In a window of 1024 pixels captions shrink before the cells do."""
    stage = conv(8, 3, out_channels=4)
    view = Viewport(660, 400, text)
    scene = look_at(stage, moment(stage.timeline, 0, "terms"), viewport=view)
    assert min(sides(scene)) >= 22
    assert find(scene, Grid, "input").places is not None


@pytest.mark.parametrize(("kernel", "least"), [(7, 20), (11, 11)])
def test_large_kernels_get_the_room_that_lies_empty(kernel: int, least: int) -> None:
    """A 7 × 7 kernel had cells of 12 pixels, an 11 × 11 kernel of 5."""
    stage = conv(8, kernel, padding="same", out_channels=4)
    scene = look_at(stage, moment(stage.timeline, 0, "terms"), viewport=LECTURE)
    assert len(sides(scene)) == 1
    assert min(sides(scene)) >= least


def test_before_a_class_cells_grow_without_a_limit() -> None:
    stage = conv(4, 2)
    for presenting in (False, True):
        scene = look_at(stage, AT_END, viewport=Viewport(1900, 950, presenting=presenting))
        assert (min(sides(scene)) > LARGEST) == presenting


@settings(max_examples=60)
@given(case=working(Conv2d) | working(MaxPool2d), data=st.data())
def test_lines_lead_from_window_to_target_and_cross_no_number(
    case: Case, data: st.DataObject
) -> None:
    stage = staged(case)
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    last = Playhead(position, micro_steps(stage.timeline) - 1, 1.0)
    scene = look_at(stage, last, viewport=Viewport(1400, 800))
    left, right = find(scene, Grid, "input"), find(scene, Grid, "output")
    if left.places is None:
        return
    target = find(scene, Outline, "written").boxes[0]
    window = find(scene, Outline, "window").boxes
    above, below, onward = (
        find(scene, Stroke, f"line {name}").points for name in ("above", "below", "onward")
    )
    assert above[0] == pytest.approx((window[-1].right, window[0].y), abs=0.01)
    assert below[0] == pytest.approx((window[-1].right, window[-1].bottom), abs=0.01)
    assert onward[-1] == pytest.approx((target.x, target.bottom), abs=0.01)
    for points in (above, below):
        (_, start), (x, y) = points[:2]
        assert y == start
        assert x == pytest.approx(left.box.right, abs=0.01)
        assert (points[2:, 0] >= left.box.right - 0.01).all()
    assert onward[-2][1] == onward[-1][1]
    assert onward[-2][0] == pytest.approx(right.box.x, abs=0.01)


@settings(max_examples=80)
@given(case=working(Conv2d), data=st.data())
def test_the_sum_under_the_products_is_that_of_the_equation(
    case: Case, data: st.DataObject
) -> None:
    stage = staged(case)
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    here = Playhead(position, data.draw(st.integers(1, micro_steps(stage.timeline) - 1)), 1.0)
    scene = look_at(stage, here)
    name = next(step for step in [look(stage, here).moment] if step is not None).name
    if name in ("terms", "channels") and case.layer.weight.shape[1] > 1:
        return  # one channel's sum: the next test
    said = plain(find(scene, Label, "products caption").spans)
    assert said.startswith("Σ")
    result = "".join(re.findall(r" [=≈] [^=≈]*$", said))
    assert result
    channels = case.layer.weight.shape[1]
    assert said.count("Σ") == (2 if channels == 2 else 1)
    assert ("…" in said) == (channels > 2)
    assert plain(scene.equation).removesuffix(" …").endswith(result)


def test_the_sum_of_a_channel_adds_its_own_products() -> None:
    x = np.arange(1.0, 19.0).reshape(1, 2, 3, 3)
    layer = Conv2d(out_channels=1, kernel_size=(2, 2), padding="valid", names=("identity",))
    stage = on_stage(layer, x)
    record = stage.timeline[0]
    for tap in range(8):
        scene = look_at(stage, moment(stage.timeline, 0, "terms", tap))
        channel = tap // 4
        total = record.products[channel].flat[: tap % 4 + 1].sum()
        said = plain(find(scene, Label, "products caption").spans)
        assert said == f"Σ{'₁₂'[channel]} = {total:.0f}"


def test_the_total_is_never_said_to_be_the_sum_of_one_channels_products() -> None:
    x = np.arange(1.0, 28.0).reshape(1, 3, 3, 3)
    for channels, named in ((2, "Σ₁ + Σ₂ + b"), (3, "Σ₁…₃ + b"), (5, "Σ₁…₅ + b")):
        layer = Conv2d(out_channels=1, kernel_size=(2, 2), padding="valid", names=("identity",))
        stage = on_stage(layer, np.tile(x, (1, 2, 1, 1))[:, :channels])
        value = stage.timeline[0].value
        scene = look_at(stage, moment(stage.timeline, 0, "place"))
        assert plain(find(scene, Label, "products caption").spans) == "Σ₁ = …"
        for step in ("bias", "write"):
            scene = look_at(stage, moment(stage.timeline, 0, step))
            said = plain(find(scene, Label, "products caption").spans)
            assert said == f"{named} = {value:.0f}"


def test_below_a_lens_stands_the_sum_of_the_channel_on_stage() -> None:
    x = np.random.default_rng(0).integers(0, 9, (1, 3, 64, 64)).astype(np.float32)
    stage = on_stage(Conv2d(out_channels=1, names=("sobel_x",)), x)
    record = stage.timeline[70]
    for step in ("bias", "write"):
        scene = look_at(stage, moment(stage.timeline, 70, step))
        assert has(scene, "lens")
        said = plain(find(scene, Label, "products caption").spans)
        assert said == f"Σ₁ = {record.products[0].sum():.0f}".replace("-", "−")


def test_a_sum_that_is_asked_for_is_covered(stage: Stage) -> None:
    for place, said in (("terms", "Σ = …"), ("bias", "Σ = ?")):
        asked = look(stage, moment(stage.timeline, 4, place), predict=True)
        assert plain(find(stage.compose(asked), Label, "products caption").spans) == said


def test_the_sum_moves_from_its_place_to_its_cell(stage: Stage) -> None:
    boxes = []
    for t in (0.0, 0.25, 0.5, 0.75):
        scene = look_at(stage, moment(stage.timeline, 4, "write", t=t))
        boxes.append(find(scene, Tags, "moving").boxes[0])
        assert find(scene, Grid, "output").revealed == 4
    scene = look_at(stage, moment(stage.timeline, 4, "write"))
    assert not has(scene, "moving")
    assert find(scene, Grid, "output").revealed == 5
    total, target = find(scene, Label, "products caption"), find(scene, Outline, "written").boxes[0]
    assert (boxes[0].cx, boxes[0].cy) == pytest.approx((total.x, total.y))
    far = [abs(box.cx - target.cx) + abs(box.cy - target.cy) for box in boxes]
    assert far == sorted(far, reverse=True)


@pytest.mark.parametrize("step", ["place", "terms"])
def test_the_weights_stand_in_the_corners_of_the_window(stage: Stage, step: str) -> None:
    scene = look_at(stage, moment(stage.timeline, 4, step))
    tags, window = find(scene, Tags, "weights"), find(scene, Outline, "window").boxes
    weight = find(scene, Grid, "filter").values
    assert tags.numbers == tuple(f"×{each:.0f}".replace("-", "−") for each in weight.flat)
    assert tags.size >= 9
    for tag, cell in zip(tags.boxes, window, strict=True):
        assert cell.x <= tag.x
        assert tag.right <= cell.right
        assert cell.cy < tag.y
        assert tag.bottom <= cell.bottom


def test_weights_that_would_be_too_small_are_left_out() -> None:
    stage = conv(16, 3)
    scene = look_at(stage, moment(stage.timeline, 0, "place"), viewport=LECTURE)
    assert find(scene, Grid, "input").places is not None
    assert not has(scene, "weights")


@pytest.mark.parametrize("tap", range(6))
def test_the_term_in_work_is_framed_in_the_equation(stage: Stage, tap: int) -> None:
    scene = look_at(stage, moment(stage.timeline, 4, "terms", tap))
    framed = plain(tuple(span for span in scene.equation if span.framed))
    written = [
        each.strip("() …").removesuffix(") / 6")
        for each in plain(scene.equation).split("=")[0].split(" + ")
    ]
    assert framed == written[tap]


def test_before_the_first_product_no_term_is_coloured(stage: Stage) -> None:
    for t in (0.0, 1.0):
        scene = look_at(stage, moment(stage.timeline, 4, "place", t=t))
        assert not {"read", "weight", "write"} & {span.role for span in scene.equation}


def test_a_long_sum_is_not_told_before_its_first_product() -> None:
    stage = conv(8, 5)
    scene = look_at(stage, moment(stage.timeline, 3, "place"))
    assert not any(sign.isdigit() for sign in plain(scene.equation).split("b")[0])


def test_pointing_at_an_output_dims_what_it_does_not_read(stage: Stage) -> None:
    scene = look_at(stage, AT_END, spot=Spot("output", 1, 2))
    dimmed = find(scene, Grid, "input").dimmed
    assert dimmed is not None
    assert {(int(r), int(c)) for r, c in np.argwhere(~dimmed)} == {
        (r, c) for r in (1, 2) for c in (2, 3, 4)
    }


def test_pointing_at_an_output_that_is_hidden_dims_nothing(stage: Stage) -> None:
    scene = look_at(stage, moment(stage.timeline, 4, "place"), spot=Spot("output", 2, 2))
    assert find(scene, Grid, "input").dimmed is None


def test_while_a_term_is_in_work_the_rest_of_the_input_is_dimmed(stage: Stage) -> None:
    for step, dims in (("place", False), ("terms", True), ("write", False)):
        scene = look_at(stage, moment(stage.timeline, 4, step))
        assert (find(scene, Grid, "input").dimmed is not None) == dims


def test_windows_that_do_not_overlap_are_tiles() -> None:
    x = np.arange(36.0).reshape(1, 1, 6, 6)
    scene = look_at(on_stage(AvgPool2d(), x), AT_END)
    grid, tiles = find(scene, Grid, "input"), find(scene, Stroke, "tiles").points
    cell = grid.box.w / 6
    upright = {x for x, _ in tiles[np.isfinite(tiles).all(axis=1)].tolist()}
    assert upright == {grid.box.x + 2 * i * cell for i in range(4)}
    assert not has(look_at(on_stage(AvgPool2d(stride=(1, 1)), x), AT_END), "tiles")


@pytest.mark.parametrize("least", [0.0, -1.0])
def test_a_scale_of_what_is_not_negative_begins_at_zero(least: float) -> None:
    x = np.full((1, 1, 4, 4), 3.0, np.float32)
    x[0, 0, 0, 0] = least
    same = Conv2d(out_channels=1, names=("identity",), padding="same")
    document = Document(Batch(frozen(x), ("",))).with_layers((same, MaxPool2d()))
    scene = Session(State(document, selected=2)).scene(NORMAL)
    scale = find(scene, Legend, "legend").scale
    assert (scale.low, scale.high) == (0.0 if least == 0 else -3.0, 3.0)


@pytest.mark.parametrize("viewport", [NORMAL, LECTURE, Viewport(1500, 700, 1.5)])
@pytest.mark.parametrize(("side", "kernel"), [(4, 3), (6, 1), (8, 3), (8, 5), (12, 3)])
def test_no_line_strikes_an_operator_through(side: int, kernel: int, viewport: Viewport) -> None:
    stage, met = conv(side, kernel), 0
    for position in range(len(stage.timeline)):
        scene = look_at(stage, moment(stage.timeline, position, "write"), viewport=viewport)
        strokes = [each for each in scene.marks if isinstance(each, Stroke)]
        lines = [each.points for each in strokes if each.key.startswith("line")]
        met += len(lines)
        for sign in (find(scene, Label, key) for key in ("before", "after")):
            for points in lines:
                along = np.arange(len(points) * 200) / 200
                x, y = (np.interp(along, range(len(points)), points[:, a]) for a in (0, 1))
                near = np.abs(x - sign.x) < 0.3 * sign.size
                assert not (near & (np.abs(y - sign.y) < 0.3 * sign.size)).any()
    assert met
