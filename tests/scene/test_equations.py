"""The equation strip is true: what stands before the equals sign gives what stands after it."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons import examples
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid
from cnnviz.session import Session
from cnnviz.trace import format_number
from tests.scene.staged import find, look_at, moment, on_stage, plain

PATTERN = re.compile(r"[-+*/(), max0-9.]*")


def worth(formula: str) -> Fraction:
    """Work out a formula as it is written."""
    said = formula.replace("·", "*").replace("−", "-").strip()
    assert PATTERN.fullmatch(said), formula
    exact = re.sub(r"\d+(\.\d+)?", lambda found: f"Fraction('{found[0]}')", said)
    return Fraction(eval(exact, {"__builtins__": {}}, {"Fraction": Fraction, "max": max}))


def balanced(said: str) -> bool:
    """Whether both sides of a formula are the same number, as far as it is written out."""
    left, right = said.split("   ")[0].rsplit(" = ", 1)
    places = len(right.partition(".")[2])
    return abs(worth(left) - worth(right)) <= Fraction(1, 2 * 10**places)


def whole_numbers(data: st.DataObject, shape: tuple[int, ...], most: int = 9) -> np.ndarray:
    """Small whole numbers."""
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    return rng.integers(-most, most + 1, shape).astype(np.float32)


@settings(max_examples=80)
@given(st.data())
def test_a_convolution_of_whole_numbers_is_written_out_and_balances(data: st.DataObject) -> None:
    channels, size = data.draw(st.sampled_from([(1, (3, 3)), (3, (2, 2)), (2, (2, 3))]))
    layer = Conv2d(
        out_channels=1,
        kernel_size=size,
        padding=data.draw(st.sampled_from(["valid", "same", "full"])),
        use_bias=data.draw(st.booleans()),
        weight=whole_numbers(data, (1, channels, *size)),
        bias=whole_numbers(data, (1,)),
        names=("custom",),
        seeds=(0,),
    )
    stage = on_stage(layer, whole_numbers(data, (1, channels, 4, 4)))
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    said = plain(look_at(stage, moment(stage.timeline, position, "write")).equation)
    assert said.count("·") == channels * size[0] * size[1]
    assert balanced(said)


@settings(max_examples=60)
@given(st.data())
def test_a_longer_sum_is_told_by_channels_and_balances(data: st.DataObject) -> None:
    channels = data.draw(st.integers(1, 20))
    layer = Conv2d(
        out_channels=1,
        kernel_size=(4, 4),
        padding="valid",
        weight=whole_numbers(data, (1, channels, 4, 4)),
        bias=whole_numbers(data, (1,)),
        names=("custom",),
        seeds=(0,),
    )
    stage = on_stage(layer, whole_numbers(data, (1, channels, 5, 5)))
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    said = plain(look_at(stage, moment(stage.timeline, position, "write")).equation)
    assert balanced(re.sub(r"Σ[₀-₉]* |… \(\d+\) ", "", said))


@settings(max_examples=60)
@given(st.data())
def test_the_running_total_of_a_long_sum_goes_on_from_term_to_term(data: st.DataObject) -> None:
    layer = Conv2d(
        out_channels=1,
        kernel_size=(4, 4),
        padding="valid",
        weight=whole_numbers(data, (1, 1, 4, 4)),
        bias=whole_numbers(data, (1,)),
        names=("custom",),
        seeds=(0,),
    )
    stage = on_stage(layer, whole_numbers(data, (1, 1, 5, 5)))
    before = "0"
    for index in range(16):
        head = moment(stage.timeline, 2, "terms", index)
        counted, said = plain(look_at(stage, head).equation).split("   ")
        assert counted == f"term {index + 1} of 16"
        assert said.split(" + ")[0] == before
        assert balanced(said)
        before = said.split(" = ")[1]


@pytest.mark.parametrize("cls", [MaxPool2d, AvgPool2d])
@settings(max_examples=60)
@given(data=st.data())
def test_pooling_of_whole_numbers_is_written_out_and_balances(
    cls: type[Layer], data: st.DataObject
) -> None:
    stage = on_stage(cls(), whole_numbers(data, (1, 2, 6, 6)))  # type: ignore[call-arg]
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    said = plain(look_at(stage, moment(stage.timeline, position, "write")).equation)
    assert balanced(said)


@pytest.mark.parametrize("kind", ["ReLU", "LeakyReLU", "Sigmoid", "Tanh"])
@settings(max_examples=40)
@given(data=st.data())
def test_an_activation_ends_with_what_the_engine_wrote(kind: str, data: st.DataObject) -> None:
    stage = on_stage(catalogue()[kind](), whole_numbers(data, (1, 2, 3, 3)))
    position = data.draw(st.integers(0, len(stage.timeline) - 1))
    head = moment(stage.timeline, position, "write")
    result = plain(look_at(stage, head).equation).rsplit(" = ", 1)[1]
    assert result == format_number(stage.timeline[position].value, 3)  # type: ignore[arg-type]


@settings(max_examples=40)
@given(data=st.data())
def test_normalizing_fills_its_formula_with_numbers_that_agree(data: st.DataObject) -> None:
    x = whole_numbers(data, (2, 1, 3, 3))
    x[0, 0, 0, 0] = 20.0
    stage = on_stage(BatchNorm2d(), x)
    mean = float(x.mean(dtype=np.float64))
    var = float(x.var(dtype=np.float64))
    head = [plain(look_at(stage, moment(stage.timeline, 0, name)).equation) for name in NORMALIZING]
    total = float(x.sum(dtype=np.float64))
    assert head[0] == f"μ = Σ x / N = {format_number(total, 2)} / 18 = {format_number(mean, 3)}"
    assert head[1].endswith(f" / 18 = {format_number(var, 3)}")
    assert head[2].endswith(f" = {format_number((20 - mean) / math.sqrt(var + 1e-5), 3)}")


NORMALIZING = ("mean", "variance", "normalize")


def by_hand() -> Stage:
    """The stage of the exercise by hand."""
    state = next(each for each in examples() if each.key == "by-hand").build()
    stage = Session(state).presented.stage
    assert stage is not None
    return stage


def test_the_exercise_by_hand_is_told_cell_by_cell() -> None:
    stage = by_hand()
    heads = [moment(stage.timeline, i, "write") for i in range(4)]
    said = [plain(look_at(stage, head).equation) for head in heads]
    assert [each.rsplit(" = ", 1)[1] for each in said] == ["15", "16", "6", "15"]
    assert said[0].startswith("1·2 + 2·0 + 3·1 + 0·0 + 1·1 + 2·2 + 3·1 + 0·0 + 1·2")
    assert all(balanced(each) for each in said)


def test_the_exercise_by_hand_fills_its_map_cell_by_cell() -> None:
    stage = by_hand()
    for position in range(4):
        grids = [
            find(look_at(stage, head), Grid, "output")
            for head in (Playhead(position, 0, 0.5), moment(stage.timeline, position, "write"))
        ]
        assert [each.revealed for each in grids] == [position, position + 1]
        assert grids[0].values.tolist() == [[15, 16], [6, 15]]
        assert grids[0].places == 0
