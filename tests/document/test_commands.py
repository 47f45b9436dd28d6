"""Each command does what its name says, and refuses in a sentence."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from cnnviz.document import drawing
from cnnviz.document.commands import (
    MOST_LAYERS,
    AddLayer,
    DuplicateLayer,
    MoveLayer,
    RemoveLayer,
    SetParameter,
    set_view,
)
from cnnviz.document.evaluation import evaluate
from cnnviz.document.intake import DRAWING, digits_batch
from cnnviz.document.numbers import ResetRunning, SetFilter, SetKernel, SetValue
from cnnviz.document.state import AT_END, MOST_IMAGES, Batch, Document, Playhead, State
from cnnviz.document.store import Command, Store
from cnnviz.engine import GeometryError
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.words import Text
from tests.first_pipeline import start


def kinds(state: State) -> list[str]:
    """The pipeline in words."""
    return [layer.kind for layer in state.document.layers]


def convolution(state: State, index: int = 0) -> Conv2d:
    """One convolution of the pipeline."""
    layer = state.document.layers[index]
    assert isinstance(layer, Conv2d)
    return layer


def normalization(state: State, index: int = 1) -> BatchNorm2d:
    """One batch normalization of the pipeline."""
    layer = state.document.layers[index]
    assert isinstance(layer, BatchNorm2d)
    return layer


def images(count: int, side: int = 8, *, ink: bool = True, peak: float = 16.0) -> Batch:
    """Images that are all at their peak."""
    pixels = frozen(np.full((count, 1, side, side), peak))
    return Batch(pixels, tuple(f"{n}" for n in range(count)), peak, ink)


def test_an_added_layer_stands_where_it_was_put_and_is_selected() -> None:
    state = AddLayer("Tanh", 1).apply(start())
    assert kinds(state)[:3] == ["Conv2d", "Tanh", "BatchNorm2d"]
    assert (state.selected, state.playhead) == (2, AT_END)


def test_an_added_convolution_is_fitted_to_its_channels() -> None:
    assert convolution(AddLayer("Conv2d", 1).apply(start()), 1).weight.shape == (4, 4, 3, 3)


def test_a_removed_layer_leaves_its_follower_selected() -> None:
    state = RemoveLayer(1).apply(start())
    assert kinds(state) == ["Conv2d", "ReLU", "MaxPool2d"]
    assert state.selected == 2


def test_removing_every_layer_selects_the_image() -> None:
    state = start()
    for _ in range(4):
        state = RemoveLayer(0).apply(state)
    assert (kinds(state), state.selected) == ([], 0)


def test_a_duplicate_has_the_same_weights_and_is_another_layer() -> None:
    state = SetValue(0, "weight", (0, 0, 0, 0), 5.0).apply(start())
    state = RemoveLayer(1).apply(SetParameter(0, "out_channels", 1).apply(state))
    state = DuplicateLayer(0).apply(state)
    one, other = convolution(state), convolution(state, 1)
    assert one is not other
    assert np.array_equal(one.weight, other.weight)
    assert state.selected == 2


@pytest.mark.parametrize(
    ("layer", "to", "order"),
    [(0, 2, "BRCM"), (3, 0, "MCBR"), (1, 2, "CRBM"), (0, 99, "BRMC"), (2, -5, "RCBM")],
)
def test_a_moved_layer_ends_at_its_new_place_and_stays_selected(
    layer: int, to: int, order: str
) -> None:
    before = start()
    state = MoveLayer(layer, to).apply(before)
    assert "".join(kind[0] for kind in kinds(state)) == order
    assert kinds(state)[state.selected - 1] == kinds(before)[layer]


@pytest.mark.parametrize("command", [AddLayer("ReLU", 0), DuplicateLayer(0)])
def test_a_pipeline_has_a_longest_length(command: Command) -> None:
    document = Document(start().document.batch).with_layers((MaxPool2d(),) * MOST_LAYERS)
    with pytest.raises(ParameterError, match=str(MOST_LAYERS)):
        command.apply(State(document))


def test_more_filters_keep_the_old_ones() -> None:
    state = SetValue(0, "weight", (1, 0, 0, 0), 5.0).apply(start())
    state = SetParameter(0, "out_channels", 6).apply(state)
    conv = convolution(state)
    assert conv.names[:4] == ("sobel_x", "custom", "laplacian", "gaussian")
    assert conv.weight[1, 0, 0, 0] == 5
    assert normalization(state).weight.shape == (6,)


def test_a_typed_kernel_keeps_its_middle_in_another_size() -> None:
    state = SetValue(0, "weight", (0, 0, 1, 1), 5.0).apply(start())
    state = SetParameter(0, "kernel_size", (5, 5)).apply(state)
    assert convolution(state).weight[0, 0, 2, 2] == 5
    state = SetParameter(0, "kernel_size", (3, 3)).apply(state)
    assert convolution(state).weight[0, 0, 1, 1] == 5


def test_a_kernel_too_small_for_a_named_filter_makes_it_custom() -> None:
    conv = convolution(SetParameter(0, "kernel_size", (2, 2)).apply(start()))
    assert conv.names == ("custom", "custom", "custom", "gaussian")


def test_a_changed_weight_renames_its_filter_and_no_other() -> None:
    conv = convolution(SetValue(0, "weight", (2, 0, 1, 1), -5.0).apply(start()))
    assert conv.names == ("sobel_x", "sobel_y", "custom", "gaussian")


def test_a_named_filter_takes_the_place_of_one() -> None:
    conv = convolution(SetFilter(0, 3, "random", seed=7).apply(start()))
    assert (conv.names[3], conv.seeds) == ("random", (0, 0, 0, 7))
    again = convolution(SetFilter(0, 3, "random", seed=7).apply(start()))
    assert np.array_equal(conv.weight, again.weight)


def test_a_filter_too_large_for_the_kernel_is_refused_with_both_sizes() -> None:
    state = SetParameter(0, "kernel_size", (1, 2)).apply(start())
    with pytest.raises(GeometryError, match="3 cells wide, the kernel has 1 × 2"):
        SetFilter(0, 0, "sobel_x").apply(state)


def test_a_whole_kernel_is_set_at_once() -> None:
    rows = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
    conv = convolution(SetKernel(0, 1, 0, rows).apply(start()))
    assert conv.weight[1, 0].tolist() == [list(row) for row in rows]
    assert conv.names[1] == "custom"
    with pytest.raises(ParameterError, match="3 × 3"):
        SetKernel(0, 1, 0, rows[:2]).apply(start())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e10])
def test_a_number_that_float32_cannot_hold_well_is_refused_everywhere(value: float) -> None:
    for command in (
        SetValue(0, "weight", (0, 0, 0, 0), value),
        SetKernel(0, 0, 0, ((value,) * 3,) * 3),
        SetValue(0, "bias", (0,), value),
        SetValue(1, "weight", (0,), value, "γ"),
        drawing.SetCell((0, 0, 0, 0), value),
    ):
        with pytest.raises(ParameterError):
            command.apply(start())


def test_gamma_and_beta_move_one_channel() -> None:
    state = SetValue(1, "weight", (2,), 3.0, "γ").apply(start())
    state = SetValue(1, "bias", (1,), -1.0, "β").apply(state)
    assert normalization(state).weight.tolist() == [1, 1, 3, 1]
    assert normalization(state).bias.tolist() == [0, -1, 0, 0]


def test_the_next_batch_counts_the_old_one_and_shows_the_new() -> None:
    before = dataclasses.replace(
        start(), document=start().document.with_batch(digits_batch([1, 2]))
    )
    state = drawing.NextBatch(digits_batch([3, 4])).apply(before)
    x = evaluate(before.document).output(1)
    assert x is not None
    np.testing.assert_allclose(
        normalization(state).running_mean, 0.1 * x.mean(axis=(0, 2, 3)), rtol=1e-5, atol=1e-6
    )
    assert state.document.batch.digits == (3, 4)
    assert len(normalization(state).history) == 1


def test_the_next_batch_counts_what_was_computed_and_runs_no_layer_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = start()
    expected = drawing.NextBatch().apply(before)
    known = evaluate(before.document)
    monkeypatch.setattr(Conv2d, "forward", lambda *_: pytest.fail("computed again"))
    monkeypatch.setattr("cnnviz.document.drawing.evaluate", lambda *_: pytest.fail("evaluated"))
    state = drawing.NextBatch(None, known).apply(before)
    assert np.array_equal(normalization(state).history, normalization(expected).history)


@pytest.mark.parametrize("other", ["layer", "image"])
def test_what_was_computed_of_another_document_is_not_counted(other: str) -> None:
    before = start()
    known = evaluate(before.document)
    if other == "layer":
        before = SetValue(0, "weight", (0, 0, 1, 1), 3.0).apply(before)
    else:
        before = drawing.SetBatch(digits_batch([5])).apply(before)
    expected = normalization(drawing.NextBatch().apply(before)).running_mean
    state = drawing.NextBatch(evaluation=known).apply(before)
    np.testing.assert_allclose(normalization(state).running_mean, expected, rtol=1e-5)


@pytest.mark.parametrize(("at", "place"), [(-3, 0), (99, -1)])
def test_a_layer_added_beyond_an_end_is_added_at_that_end(at: int, place: int) -> None:
    before = start()
    state = AddLayer("MaxPool2d", at).apply(before)
    assert len(state.document.layers) == len(before.document.layers) + 1
    assert kinds(state)[place] == "MaxPool2d"
    assert state.selected - 1 == place % len(kinds(state))


def test_undo_calls_the_bias_switch_as_pytorch_does() -> None:
    assert str(SetParameter(0, "use_bias", False).label()) == "set bias"


def test_undo_names_a_typed_number_as_a_lecturer_does() -> None:
    labels = [
        SetValue(0, "weight", (0, 0, 0, 0), 1.0).label(),
        SetValue(0, "bias", (0,), 1.0).label(),
        SetValue(1, "weight", (0,), 1.0, "γ").label(),
        SetValue(1, "bias", (0,), 1.0, "β").label(),
    ]
    assert [str(each) for each in labels] == [
        "change weight",
        "change bias",
        "change γ",
        "change β",
    ]


@pytest.mark.parametrize("names", [(), ("field",), ("field",) * 9])
def test_a_state_names_one_explanation_for_each_layer(names: tuple[str, ...]) -> None:
    state = set_view(explanations=names).apply(start())
    assert state.explanations == (*names, "", "", "", "")[:4]


def test_counting_can_be_forgotten() -> None:
    state = ResetRunning(1).apply(drawing.NextBatch().apply(start()))
    layer = normalization(state)
    assert (layer.running_mean.tolist(), layer.running_var.tolist()) == ([0] * 4, [1] * 4)
    assert len(layer.history) == 0


def test_a_layer_in_evaluation_counts_nothing() -> None:
    state = SetParameter(1, "training", False).apply(start())
    assert len(normalization(drawing.NextBatch().apply(state)).history) == 0


def test_images_too_bright_to_average_are_refused_in_a_sentence() -> None:
    state = SetValue(0, "weight", (0, 0, 1, 1), 1e9).apply(start())
    for _ in range(3):
        state = DuplicateLayer(0).apply(state)
    state = dataclasses.replace(state, document=state.document.with_batch(images(1, peak=1e9)))
    with pytest.raises(GeometryError, match="too large"):
        drawing.NextBatch().apply(state)


def test_added_images_come_to_the_scale_of_the_batch() -> None:
    state = drawing.AddImages(images(2, peak=255.0)).apply(start())
    assert len(state.document.batch) == 3
    assert state.document.batch.pixels[1:].max() == 16
    assert state.image == 1


def test_added_light_becomes_ink() -> None:
    state = drawing.AddImages(images(1, ink=False, peak=255.0)).apply(start())
    assert state.document.batch.pixels[1].max() == 0


def test_very_different_scales_meet_without_overflow() -> None:
    large = State(Document(images(1, peak=1e9)))
    assert drawing.AddImages(images(1, peak=1e-40)).apply(large).document.batch.pixels.max() == 1e9


def test_a_batch_has_most_images_and_least() -> None:
    full = State(Document(images(MOST_IMAGES)))
    with pytest.raises(ParameterError, match=str(MOST_IMAGES)):
        drawing.AddImages(images(1)).apply(full)
    with pytest.raises(ParameterError, match="at least one"):
        drawing.RemoveImage(0).apply(start())


@pytest.mark.parametrize(
    ("shown", "removed", "then"), [(2, 0, 1), (0, 2, 0), (2, 2, 2), (3, 3, 2), (1, 1, 1)]
)
def test_the_image_on_stage_stays_when_another_is_removed(
    shown: int, removed: int, then: int
) -> None:
    state = State(Document(digits_batch([1, 2, 3, 4])), image=shown)
    after = drawing.RemoveImage(removed).apply(state)
    assert after.image == then
    if shown != removed:
        assert after.document.batch.digits[then] == state.document.batch.digits[shown]


def test_painting_replaces_one_image_and_makes_it_no_digit() -> None:
    state = State(Document(digits_batch([1, 2])))
    batch = drawing.Paint(1, frozen(np.full((1, 8, 8), 20.0)), 1).apply(state).document.batch
    assert np.array_equal(batch.pixels[0], state.document.batch.pixels[0])
    assert (batch.pixels[1].min(), batch.peak, batch.digits) == (20, 20, ())


@pytest.mark.parametrize("name", ["digit-7", "written-7-12", "camera", "matrix"])
def test_a_digit_that_is_painted_and_an_image_that_is_cleared_are_drawings(name: str) -> None:
    pixels = np.arange(64, dtype=np.float32).reshape(1, 1, 8, 8)
    both = Batch(frozen(np.concatenate((pixels, pixels))), ("moon", name), 64.0)
    store = Store(State(Document(both)))
    touched = pixels[0].copy()
    touched[0, 3, 3] = 0
    store.do(drawing.Paint(1, frozen(touched), 1))
    assert store.state.document.batch.names == (
        "moon",
        DRAWING if name.startswith(("digit", "written")) else name,
    )
    store.undo()
    assert store.state.document.batch.names == ("moon", name)
    store.do(drawing.Paint(1, frozen(np.zeros((1, 8, 8))), 2))
    store.do(drawing.Paint(1, frozen(touched), 3))
    assert store.state.document.batch.names == ("moon", DRAWING)


def test_colour_images_refit_the_first_convolution() -> None:
    pixels = frozen(np.ones((1, 3, 8, 8)))
    state = drawing.SetBatch(Batch(pixels, ("rgb",))).apply(start())
    assert convolution(state).weight.shape == (4, 3, 3, 3)
    assert evaluate(state.document).results[-1].error is None


@pytest.mark.parametrize(("given", "kept"), [(-3, 0), (2, 2), (99, 4)])
def test_looking_past_the_pipeline_stops_at_its_end(given: int, kept: int) -> None:
    assert set_view(selected=given).apply(start()).selected == kept


def test_only_another_layer_moves_the_playhead() -> None:
    state = set_view(playhead=Playhead(3, 1, 0.5)).apply(start())
    assert set_view(numbers=False).apply(state).playhead == Playhead(3, 1, 0.5)
    assert set_view(selected=2).apply(state).playhead != Playhead(3, 1, 0.5)


def test_looking_cannot_change_the_document() -> None:
    with pytest.raises(TypeError):
        set_view(document=start().document).apply(start())


EVERY: tuple[Any, ...] = (
    SetParameter(0, "stride", (2, 2)),
    SetFilter(0, 0, "box"),
    SetValue(0, "weight", (0, 0, 0, 0), 2.0),
    SetValue(0, "bias", (0,), 2.0),
    SetValue(1, "bias", (0,), 2.0, "β"),
    ResetRunning(1),
    AddLayer("ReLU", 0),
    RemoveLayer(0),
    DuplicateLayer(0),
    MoveLayer(0, 1),
    drawing.Paint(0, frozen(np.ones((1, 8, 8))), 1),
    drawing.SetCell((0, 0, 0, 0), 2.0),
    drawing.SetBatch(images(2)),
    drawing.AddImages(images(2)),
    drawing.NextBatch(),
)


@pytest.mark.parametrize("command", EVERY, ids=lambda command: type(command).__name__)
def test_every_editing_command_has_a_name_and_leaves_the_old_state_alone(command: Any) -> None:
    state = start()
    document, pixels = state.document, state.document.batch.pixels.copy()
    new = command.apply(state)
    assert new.document is not document
    assert state.document is document
    assert np.array_equal(document.batch.pixels, pixels)
    assert isinstance(command.label(), Text)
    assert not any(
        getattr(layer, name).flags.writeable
        for layer in new.document.layers
        for name in layer.arrays()
    )
