"""Linear: sums worked by hand, numbers of parameters, weights and their limits."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.commands import SetParameter
from cnnviz.document.files import dump, parse
from cnnviz.document.numbers import SetRow, SetValue
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.store import Store
from cnnviz.engine import GeometryError
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.linear import MOST_WEIGHTS, RANDOM, TYPED, Linear
from cnnviz.layers.node_sums import MOST_TERMS, NodeTimeline, run_ends
from tests.sameness import same

ROW = frozen(np.array([1.0, 2, 3], np.float32).reshape(1, 3, 1, 1))


def typed() -> Linear:
    """Two nodes: 4·1 + 5·2 + 6·3 + 0.5 = 32.5, and −1·1 + 0·2 + 1·3 − 2 = 0."""
    return Linear(out_features=2).with_weights(
        np.array([[4, 5, 6], [-1, 0, 1]], np.float32), np.array([0.5, -2], np.float32), TYPED
    )


def laid(cells: int, **more: int) -> Linear:
    """A layer on a row of so many cells."""
    return Linear(**more).fitted_to((cells, 1, 1))


def test_the_sums_are_those_worked_by_hand() -> None:
    assert typed().forward(ROW).ravel().tolist() == [32.5, 0.0]
    assert typed().with_parameter("use_bias", False).forward(ROW).ravel().tolist() == [32.0, 2.0]


def test_14_by_14_by_64_to_10_has_125450_parameters() -> None:
    assert laid(14 * 14 * 64).parameter_count() == 125_450
    assert laid(10).parameter_count() == (10 + 1) * 10


def test_a_seed_gives_the_same_weights_always_and_another_gives_others() -> None:
    one = laid(6, out_features=4)
    assert np.array_equal(one.weight, laid(6, out_features=4).weight)
    assert not np.array_equal(one.weight, one.with_parameter("seed", 2).weight)
    assert np.abs(one.weight).max() <= 6**-0.5


def test_another_node_changes_none_of_those_before() -> None:
    three = laid(6, out_features=3).with_value("bias", (1,), 4.0)
    four = three.with_parameter("out_features", 4)
    assert np.array_equal(four.weight[:3], three.weight)
    assert four.bias.tolist() == [0, 4, 0, 0]
    assert np.array_equal(four.with_parameter("out_features", 3).weight, three.weight)


def test_typed_weights_are_kept_with_further_nodes_and_gone_with_another_seed() -> None:
    layer = typed()
    more = layer.with_parameter("out_features", 3)
    assert (more.origin, more.weight[:2].tolist()) == (TYPED, layer.weight.tolist())
    again = layer.with_parameter("seed", 7)
    assert (again.origin, again.bias.tolist()) == (RANDOM, [0, 0])
    assert layer.with_value("weight", (0, 1), 9.0).weight[0].tolist() == [4, 9, 6]


def test_maps_need_a_flatten_before_and_millions_of_weights_are_refused() -> None:
    with pytest.raises(GeometryError, match="a Flatten before it makes one"):
        Linear().out_shape((3, 4, 4))
    large = Linear(out_features=1024)
    with pytest.raises(GeometryError, match="at most"):
        large.fitted_to((262_144, 1, 1)).out_shape((262_144, 1, 1))
    assert large.fitted_to((262_144, 1, 1)) is large
    assert large.weight.size == 0


def test_too_many_nodes_leave_a_layer_that_can_be_saved_and_mended() -> None:
    batch = Batch(frozen(np.zeros((1, 1, 64, 64))), ("a",))
    state = State(Document(batch).with_layers((Flatten(), Linear())))
    broken = SetParameter(1, "out_features", 1024).apply(state)
    assert broken.document.layers[1].weight.size == 0
    assert same(parse(dump(broken)), broken)
    mended = SetParameter(1, "out_features", 10).apply(broken)
    assert np.array_equal(mended.document.layers[1].weight, state.document.layers[1].weight)


def test_the_largest_layer_is_saved_and_opened_again() -> None:
    cells = MOST_WEIGHTS // 10
    layer = laid(cells)
    state = State(Document(Batch(frozen(np.zeros((1, 1, 2, 2))), ("a",)), (layer,)))
    assert same(parse(dump(state)), state)


def test_undo_holds_no_more_of_large_weights_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.document.store.MOST_BYTES", 4 << 20)
    batch = Batch(frozen(np.zeros((1, 1, 112, 112))), ("a",))
    store = Store(State(Document(batch).with_layers((Flatten(), Linear()))))
    for step in range(30):
        store.do(SetParameter(1, "seed", 2 + step))
        store.settle()
    back = 0
    while store.undo_label is not None:
        store.undo()
        back += 1
    assert back == (4 << 20) // (4 * 10 * (112 * 112 + 1))


def test_a_number_and_a_row_are_typed() -> None:
    batch = Batch(frozen([[[[1, 2, 3]]]]), ("a",))
    state = State(Document(batch).with_layers((Flatten(), typed())))
    once = SetValue(1, "weight", (1, 2), 7.0).apply(state).document.layers[1]
    assert once.weight[1].tolist() == [-1, 0, 7]
    row = SetRow(1, "weight", 0, (1.0, 1.0, 1.0)).apply(state).document.layers[1]
    assert row.weight.tolist() == [[1, 1, 1], [-1, 0, 1]]
    with pytest.raises(ParameterError):
        SetRow(1, "weight", 0, (1.0,)).apply(state)


@pytest.mark.parametrize(
    ("shape", "count", "first"),
    [((1, 3, 3), 9, 1), ((1, 28, 28), 28, 28), ((64, 14, 14), 64, 196), ((200, 2, 2), 50, 16)],
)
def test_the_products_are_made_cell_by_cell_or_row_by_row_or_map_by_map(
    shape: tuple[int, int, int], count: int, first: int
) -> None:
    ends = run_ends(shape)
    assert (len(ends), int(ends[0]), int(ends[-1])) == (count, first, int(np.prod(shape)))
    assert count <= MOST_TERMS
    assert (np.diff(ends) > 0).all()


def test_the_sum_is_the_same_in_the_order_of_the_maps() -> None:
    x = frozen(np.random.default_rng(1).normal(size=(1, 3, 4, 5)))
    last = Flatten(layout="NHWC")
    row = last.forward(x)
    layer = laid(60)
    y = layer.forward(row)
    order = np.argsort(last.cells((3, 4, 5)))
    timeline = NodeTimeline(layer, row, y, 0, (3, 4, 5), order)
    record = timeline[3]
    assert np.array_equal(record.x, x.ravel())
    assert record.replay() == pytest.approx(float(y[0, 3, 0, 0]), abs=1e-5)
    ((where, values),) = record.reads()
    assert np.array_equal(row[where], values)
