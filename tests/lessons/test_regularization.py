"""Dropout, input scaling, padding with a value, two batches: the numbers of their examples."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.evaluation import evaluate
from cnnviz.lessons import examples
from cnnviz.scene.marks import Grid, Label, Scale, Viewport
from cnnviz.scene.scales import of_batch
from cnnviz.session.picture import picture
from cnnviz.session.present import Memo, present
from cnnviz.trace import FloatArray
from tests.scene.staged import plain

EXAMPLES = {each.key: each for each in examples()}
VIEW = Viewport(1000, 620)


def output(key: str) -> FloatArray:
    """What comes out of the only layer of an example."""
    found = evaluate(EXAMPLES[key].build().document).output(1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "kind", "view"),
    [
        ("dropout-coins", "Dropout", "mask"),
        ("dropout-draws", "Dropout", "draws"),
        ("dropout-eval", "Dropout", "mask"),
        ("scale-unit", "Rescale", "histogram"),
        ("scale-signed", "Rescale", "histogram"),
        ("scale-photograph", "Rescale", "histogram"),
        ("fill-value", "Conv2d", "slide"),
        ("two-batches", "BatchNorm2d", "two"),
        ("two-batches-digits", "BatchNorm2d", "two"),
        ("two-batches-kept", "BatchNorm2d", "two"),
    ],
)
def test_an_example_opens_in_the_view_that_makes_its_point(key: str, kind: str, view: str) -> None:
    state = EXAMPLES[key].build()
    presented = present(state, evaluate(state.document), Memo())
    assert presented.explanation is not None
    assert (state.document.layers[0].kind, presented.explanation.name) == (kind, view)
    assert presented.shown.nothing
    assert presented.timeline is not None


def test_an_eight_becomes_nothing_or_sixteen() -> None:
    values, counts = np.unique(output("dropout-coins"), return_counts=True)
    assert values.tolist() == [0, 16]
    assert counts.sum() == 16
    assert output("dropout-eval").tolist() == [[[[8] * 4] * 4]]


def test_bytes_become_fifths() -> None:
    fifths = np.array([0, 1, 2, 3, 4, 5, 1, 2, 1]) / 5
    np.testing.assert_allclose(output("scale-unit").ravel(), fifths, atol=1e-7)
    np.testing.assert_allclose(output("scale-signed").ravel(), 2 * fifths - 1, atol=1e-7)
    photograph = output("scale-photograph")
    assert -1 <= photograph.min() < -0.8
    assert 0.8 < photograph.max() <= 1


def test_a_corner_beside_a_bright_frame_has_mean_13() -> None:
    assert output("fill-value")[0, 0, 0, 0] == pytest.approx((9 + 8 + 8 + 7 + 5 * 17) / 9)
    assert (9 + 8 + 8 + 7 + 5 * 17) / 9 == 13


def test_the_stage_writes_the_value_into_the_padding() -> None:
    state = EXAMPLES["fill-value"].build()
    scene = picture(present(state, evaluate(state.document), Memo()), VIEW)
    grid = next(each for each in scene.marks if isinstance(each, Grid) and each.key == "input")
    assert set(grid.values[0].tolist()) == {17}
    said = [plain(each.spans) for each in scene.marks if isinstance(each, Label)]
    assert any("padding 1 filled with 17" in each for each in said)


def test_two_batches_have_means_2_and_12() -> None:
    pixels = EXAMPLES["two-batches"].build().document.batch.pixels
    assert [float(half.mean()) for half in (pixels[:2], pixels[2:])] == [2, 12]
    assert [float(half.std()) for half in (pixels[:2], pixels[2:])] == [1, 1]


@pytest.mark.parametrize("key", ["two-batches", "two-batches-kept", "two-batches-digits"])
def test_the_dark_batch_is_dark_in_both_themes(key: str) -> None:
    batch = EXAMPLES[key].build().document.batch
    assert of_batch(batch) == Scale("light", 0.0, batch.peak)


def test_bright_digits_are_the_dark_ones() -> None:
    pixels = EXAMPLES["two-batches-digits"].build().document.batch.pixels
    np.testing.assert_array_equal(pixels[4:], pixels[:4] / 2 + 8)
