"""The stage of Linear: folded weights, products, bars, pointing, and its ledger."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.commands import SetParameter
from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.flatten import NCHW, NHWC, Flatten
from cnnviz.layers.kinds.linear import TYPED, Linear
from cnnviz.scene.explanation import Stage
from cnnviz.scene.explanations.linear_count import ledger
from cnnviz.scene.marks import Fill, Grid, Mosaic, Outline, Scene, Spot, Tags, Viewport
from cnnviz.scene.registry import chosen_explanation
from cnnviz.scene.subject import Subject
from cnnviz.session import Session
from cnnviz.timeline.movement import START
from cnnviz.trace import FloatArray
from tests.scene.staged import NORMAL, find, has, look, look_at, moment, plain, texts

RING = [[[[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]]]
WEIGHTS = [[-1, 2, -1, 2, -3, 2, -1, 2, -1], [2, -1, 2, -1, 0, -1, 2, -1, 2]]
"""The sums are 8 and −4."""


def two_nodes(bias: tuple[float, float] = (1.0, 3.0)) -> Linear:
    """Nodes whose outputs are 9 and −1."""
    return Linear(out_features=2).with_weights(
        np.array(WEIGHTS, np.float32), np.array(bias, np.float32), TYPED
    )


def staged(x: FloatArray | list, *layers: Layer, view: str = "") -> Stage:
    """The stage of the last of some layers."""
    pixels = frozen(x)
    results = evaluate(Document(Batch(pixels, ("a",) * len(pixels))).with_layers(layers)).results
    batch = Batch(pixels, ("a",) * len(pixels))
    subject = Subject(batch, results)
    return chosen_explanation(results[-1].layer, view).stage(subject)


def by_hand() -> Stage:
    """The ring and two nodes."""
    return staged(RING, Flatten(), two_nodes())


def at(stage: Stage, node: int, step: str, index: int = 0, *, predict: bool = False) -> Scene:
    """The scene at the end of a micro-step."""
    return look_at(stage, moment(stage.timeline, node, step, index), predict=predict)


@pytest.mark.parametrize("layout", [NCHW, NHWC])
def test_the_weights_have_the_shape_and_the_places_of_the_maps(layout: str) -> None:
    x = np.random.default_rng(0).normal(size=(1, 3, 4, 5))
    stage = staged(x, Flatten(layout=layout), Linear(out_features=2))
    scene = at(stage, 1, "write")
    products = 0.0
    for channel in range(3):
        key = "" if channel == 0 else f" {channel}"
        maps, weight = (find(scene, Grid, name + key).values for name in ("input", "weight"))
        assert np.array_equal(maps, frozen(x)[0, channel])
        product = find(scene, Grid, f"products{key}").values
        np.testing.assert_allclose(product, maps.astype(float) * weight)
        products += float(product.sum())
    value = float(find(scene, Grid, "output").values[1, 0])
    assert products == pytest.approx(value, abs=1e-5)


def test_the_same_weights_are_folded_anew_when_the_order_of_the_row_changes() -> None:
    x = np.random.default_rng(0).normal(size=(1, 3, 2, 2))
    session = Session(
        State(
            Document(Batch(frozen(x), ("a",))).with_layers((Flatten(), Linear(out_features=2))),
            selected=2,
        )
    )
    for layout in (NCHW, NHWC):
        session.do(SetParameter(0, "layout", layout))
        layer = session.state.document.layers[1]
        folded = layer.weight[0].reshape(3, 2, 2)
        if layout == NHWC:
            folded = layer.weight[0].reshape(2, 2, 3).transpose(2, 0, 1)
        scene = session.scene(NORMAL)
        for channel, key in enumerate(("weight", "weight 1", "weight 2")):
            assert np.array_equal(find(scene, Grid, key).values, folded[channel])


def test_the_sum_grows_as_a_bar_and_the_bias_is_added_to_it() -> None:
    stage = by_hand()
    bars = [find(at(stage, 0, "terms", i), Fill, "bar now").box for i in (1, 3)]
    assert bars[1].w == pytest.approx(2 * bars[0].w)  # 2, then 4
    with_bias = at(stage, 0, "bias")
    total, bias = (find(with_bias, Fill, key).box for key in ("bar now", "bar bias"))
    assert (total.w, bias.x) == (pytest.approx(8 * bias.w), pytest.approx(total.right))
    whole = find(at(stage, 0, "write"), Fill, "bar now").box
    assert whole.w == pytest.approx(9 * bias.w)
    below = find(at(stage, 1, "write"), Fill, "bar now").box
    assert below.right == pytest.approx(whole.x)  # negative, to the other side


def test_the_equation_has_the_numbers_that_are_multiplied() -> None:
    stage = by_hand()
    assert plain(at(stage, 0, "place").equation) == "y[0] = Σ x·w + b"
    assert plain(at(stage, 0, "terms", 3).equation).endswith(" = 4 …")
    assert plain(at(stage, 0, "bias").equation).endswith("0·(−1) + b (1) = 9")
    assert plain(at(stage, 1, "write").equation).endswith("b (3) = −1")


def test_many_products_are_told_by_their_sum() -> None:
    x = np.ones((1, 1, 28, 28))
    layer = Linear(out_features=1).with_weights(
        np.full((1, 784), 0.5, np.float32), np.array([-2], np.float32), TYPED
    )
    stage = staged(x, Flatten(), layer)
    assert "28 of 784 products   Σ x·w = 14 …" in plain(at(stage, 0, "terms").equation)
    assert plain(at(stage, 0, "write").equation) == "Σ x·w = 392    392 + b (−2) = 390"
    assert len(find(at(stage, 0, "terms", 1), Outline, "term weight").boxes) == 1


def test_the_products_in_work_are_marked_alike_in_all_three_panels() -> None:
    scene = at(by_hand(), 0, "terms", 4)
    for name in ("input", "weight", "products"):
        (box,) = find(scene, Outline, f"term {name}").boxes
        assert box.inset(1) == find(scene, Grid, name).cell(1, 1)
    hidden = find(scene, Grid, "products").hidden
    assert hidden is not None
    assert hidden.ravel().tolist() == [False] * 5 + [True] * 4


def test_under_a_question_products_are_shown_and_no_sum_is() -> None:
    stage = by_hand()
    for step, index in (("terms", 8), ("bias", 0)):
        scene = at(stage, 0, step, index, predict=True)
        assert not has(scene, "bar now")
        assert "9" not in plain(scene.equation)
        assert find(scene, Grid, "output").revealed == 0
    assert find(at(stage, 0, "bias", predict=True), Grid, "output").asked == 0


def test_nothing_of_a_later_node_is_told() -> None:
    scene = look_at(by_hand(), START)
    assert find(scene, Grid, "output").revealed == 0
    assert not any(mark.key.startswith("bar ") for mark in scene.marks)
    assert all(find(scene, Grid, "products").hidden.ravel())


def test_pointing_at_an_output_shows_its_node_once_it_is_told() -> None:
    stage = by_hand()
    told = moment(stage.timeline, 1, "place")
    scene = stage.compose(look(stage, told, spot=Spot("output", 0, 0)))
    assert plain(scene.equation).endswith("= 9")
    untold = stage.compose(look(stage, told, spot=Spot("output", 1, 0)))
    assert plain(untold.equation) == "y[1] = Σ x·w + b"


@pytest.mark.parametrize("name", ["input", "weight", "products"])
def test_pointing_at_a_cell_shows_its_weight_for_every_node(name: str) -> None:
    stage = by_hand()
    told = moment(stage.timeline, 0, "write")
    scene = stage.compose(look(stage, told, spot=Spot(name, 0, 1)))
    assert find(scene, Tags, "reached").numbers == ("×2", "×−1")
    assert plain(scene.equation).startswith("x[0, 0, 1] = x[1] = 1   w[0, 1] = 2")
    for each in ("input", "weight", "products"):
        assert find(scene, Outline, f"pointed {each}").boxes == (
            find(scene, Grid, each).cell(0, 1),
        )


def test_all_nodes_stand_below_and_the_one_on_stage_is_chosen() -> None:
    foot = find(at(by_hand(), 1, "place"), Mosaic, "maps")
    assert (len(foot.values), foot.selected) == (2, 1)


def test_after_a_linear_layer_the_row_is_looked_at_itself() -> None:
    stage = staged(RING, Flatten(), two_nodes(), Linear(out_features=3))
    scene = at(stage, 0, "write")
    assert find(scene, Grid, "input").values.tolist() == [[9.0, -1.0]]


@pytest.mark.parametrize("nodes", [1, 10, 128, 1000])
@pytest.mark.parametrize("view", [NORMAL, Viewport(664, 370), Viewport(1280, 643, 2.05, True)])
def test_the_node_in_work_is_always_among_those_shown(nodes: int, view: Viewport) -> None:
    stage = staged(RING, Flatten(), Linear(out_features=nodes))
    scene = stage.compose(look(stage, moment(stage.timeline, nodes - 1, "write"), viewport=view))
    cell = find(scene, Outline, "written").boxes[0]
    output = find(scene, Grid, "output")
    assert output.box.y - 0.1 <= cell.y
    assert cell.bottom <= output.box.bottom + 0.1 <= view.height
    assert output.values[-1, 0] == stage.timeline[nodes - 1].replay() or nodes > 0
    assert has(scene, f"node {nodes - 1}")
    assert max(mark.box.right for mark in scene.marks if isinstance(mark, Grid)) <= view.width


def test_the_ledger_counts_what_the_course_counts() -> None:
    layer = Linear().fitted_to((14 * 14 * 64, 1, 1))
    here, convolution, mean, after = ledger(layer, (64, 14, 14), maps=True)
    assert here.numbers == "(14·14·64 + 1)·10"
    assert here.count == layer.parameter_count() == 125_450
    assert (convolution.numbers, convolution.count) == ("(3·3·64 + 1)·10", 5_770)
    assert (mean.numbers, mean.count) == ("(64 + 1)·10", 650)
    assert (after.numbers, after.count) == ("(10 + 1)·10", 110)
    (only,) = ledger(Linear(out_features=2, use_bias=False), (1, 1, 3), maps=False)
    assert (only.numbers, only.count) == ("3·2", 6)


def test_the_ledger_is_written_with_bars_of_one_scale() -> None:
    scene = look_at(staged(RING, Flatten(), two_nodes(), view="linear-count"), START)
    said = list(texts(scene))
    assert any("(H·W·C + 1)·nodes  =  (3·3·1 + 1)·2 = 20" in each for each in said)
    bars = [find(scene, Fill, f"count bar {index}").box.w for index in range(4)]
    assert bars[3] / bars[0] == pytest.approx(6 / 20)
