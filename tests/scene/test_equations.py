"""The equation strip is true: what stands before the equals sign gives what stands after it."""

from __future__ import annotations

import dataclasses
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.lessons import examples
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Bars, Grid, Label
from cnnviz.session import Session
from cnnviz.trace import format_number
from cnnviz.views.formula import fit
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import Words
from tests.scene.staged import find, has, look_at, moment, on_stage, plain

PATTERN = re.compile(r"[-+*/(), maxe0-9.]*")


def worth(formula: str) -> Fraction:
    """Work out a formula as it is written."""
    said = formula.replace("·", "*").replace("−", "-").replace("b ", "").strip()
    assert PATTERN.fullmatch(said), formula
    exact = re.sub(r"\d+(\.\d+)?(e-?\d+)?", lambda found: f"Fraction('{found[0]}')", said)
    return Fraction(eval(exact, {"__builtins__": {}}, {"Fraction": Fraction, "max": max}))


def sides(said: str) -> tuple[str, str, str]:
    """Take a formula apart: left, its sign, right."""
    found = re.fullmatch(r"(.*) ([=≈]) (.*)", said.split("   ")[0])
    assert found, said
    return found[1], found[2], found[3]


def balanced(said: str) -> bool:
    """Whether both sides of a formula are the same number, to the last digit."""
    left, sign, right = sides(said)
    return sign == "=" and worth(left) == worth(right)


def honest(said: str, value: float) -> bool:
    """Whether a formula holds to the last digit or says ≈, and ends with the value, rounded."""
    left, sign, right = sides(said)
    places = len(right.partition(".")[2].partition("e")[0])
    allowed = 0.5 * 10.0 ** (int(right.partition("e")[2].replace("−", "-") or 0) - places)
    ends = abs(float(worth(right)) - value) <= allowed + 3e-6 * abs(value)
    return ends and (sign == "≈" or worth(left) == worth(right))


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
    assert balanced(re.sub(r"Σ[₀-₉]* |… [^\d ]*\d+[^\d ]* ", "", said))


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
    stage = on_stage(cls(), whole_numbers(data, (1, 2, 6, 6)))
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
    record = stage.timeline[position]
    value = float(record.value)
    _, sign, result = sides(plain(look_at(stage, head).equation))
    assert abs(float(worth(result)) - value) <= 5e-4
    whole = float(result.replace("−", "-")) == pytest.approx(value, 1.2e-7)
    never = kind in ("Sigmoid", "Tanh") and record.x != 0
    assert sign == ("=" if whole and not never else "≈")


STEPS = (1.0, 0.1, 0.05, 0.0625, 0.01, 1 / 3)
SIZES = (1.0, 1.0, 10.0, 1000.0)


def some_numbers(data: st.DataObject, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers of all sizes, whole, with few decimals, or with more than can be written."""
    step = data.draw(st.sampled_from(STEPS)) * data.draw(st.sampled_from(SIZES))
    return (whole_numbers(data, shape, 40) * step).astype(np.float32)


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_is_what_was_multiplied_or_says_so(data: st.DataObject) -> None:
    channels = data.draw(st.integers(1, 3))
    name = data.draw(st.sampled_from(["custom", "box", "gaussian"]))
    layer = Conv2d(
        out_channels=1,
        kernel_size=data.draw(st.sampled_from([(2, 2), (3, 3), (1, 3), (4, 4)])),
        padding="valid",
    ).fitted(channels)
    layer = layer.with_filter(0, "box" if name == "custom" else name)
    if name == "custom":
        weight, bias = some_numbers(data, layer.weight.shape), some_numbers(data, (1,))
        layer = dataclasses.replace(layer, weight=weight, bias=bias, names=("custom",))
    stage = on_stage(layer, some_numbers(data, (1, channels, 5, 5)))
    record = stage.timeline[data.draw(st.integers(0, len(stage.timeline) - 1))]
    step = data.draw(st.sampled_from(stage.timeline.steps))
    index = data.draw(st.integers(0, step.count - 1))
    head = moment(stage.timeline, stage.timeline.position_of(record.output), step.name, index)
    done = "".join(str(each.text) for each in look_at(stage, head).equation if each.role != "faint")
    said = re.sub(r"Σ[₀-₉]* |… [^\d ]*\d+[^\d ]* |term.*?   ", "", done)
    said = re.sub(r"( \+ )+(?=\)| [=≈])", "", said)  # terms to come are faint
    products = record.products.reshape(-1)
    value = record.value
    if step.name == "terms":
        value = float(products[: index + 1].sum())
    elif step.name == "channels":
        value = float(record.products[: index + 1].sum())
    elif step.name == "place":
        return
    assert honest(said, value)


def test_decimals_that_can_be_written_are_written() -> None:
    for weights, expected in (
        ([[100, 2.55]], "1·100 + 2·2.55 + b (0) = 105.1"),
        ([[1000, -2.5]], "1·1000 + 2·(−2.5) + b (0) = 995"),
        ([[0.0625, 0.25]], "1·0.0625 + 2·0.2500 + b (0) = 0.5625"),
        ([[1 / 3, 0.5]], "1·0.333 + 2·0.500 + b (0) ≈ 1.333"),
    ):
        weight = np.array([[weights]], np.float32)
        layer = Conv2d(
            out_channels=1,
            kernel_size=(1, 2),
            padding="valid",
            weight=weight,
            bias=np.zeros(1, np.float32),
            names=("custom",),
            seeds=(0,),
        )
        stage = on_stage(layer, [[[[1, 2]]]])
        head = moment(stage.timeline, 0, "write")
        assert plain(look_at(stage, head).equation) == expected


def test_named_filters_keep_their_fractions() -> None:
    layer = Conv2d(out_channels=2, padding="valid").fitted(1)
    layer = layer.with_filter(0, "box").with_filter(1, "gaussian")
    stage = on_stage(layer, [[[[1, 2, 3], [4, 5, 6], [7, 8, 10]]]])
    said = [plain(look_at(stage, moment(stage.timeline, i, "write")).equation) for i in range(2)]
    assert said[0].startswith("(1·1 + 2·1 + 3·1 + 4·1")
    assert said[0].endswith(" + 10·1) / 9 + b (0) ≈ 5.111")
    assert said[1].startswith("(1·1 + 2·2 + 3·1 + 4·2 + 5·4")
    assert said[1].endswith("10·1) / 16 + b (0) = 5.0625")


@pytest.mark.parametrize("cls", [MaxPool2d, AvgPool2d])
@settings(max_examples=100)
@given(data=st.data())
def test_pooling_of_any_numbers_is_true_as_written(cls: type[Layer], data: st.DataObject) -> None:
    stage = on_stage(cls(), some_numbers(data, (1, 1, 4, 4)))
    position = data.draw(st.integers(0, 3))
    said = plain(look_at(stage, moment(stage.timeline, position, "write")).equation)
    assert honest(said, float(stage.timeline[position].value))


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
    means = format_number(total, 3), sign(mean), format_number(mean, 3)
    assert head[0] == "μ = Σ x / N = {} / 18 {} {}".format(*means)
    squares, quotient = re.fullmatch(r".* / N ([=≈] \S+) / 18 ([=≈] \S+)", head[1]).groups()
    assert squares == f"{sign(18 * var)} {format_number(18 * var, 3)}"
    assert quotient[2:] == format_number(var, 3)
    assert quotient[0] == ("=" if sign(18 * var) == sign(var) == "=" else "≈")
    assert head[2].endswith(f" ≈ {format_number((20 - mean) / math.sqrt(var + 1e-5), 3)}")


def sign(value: float) -> str:
    """What stands before a number with three decimals."""
    return "=" if round(value, 3) == pytest.approx(value, 1e-12) else "≈"


def start_batch() -> Stage:
    """Thirty-six whole numbers whose squares sum to 43,610 and 35 thirty-sixths."""
    values = np.zeros(36)
    values[0], values[1] = 212, 11
    values[2:4] = 8, 4
    return on_stage(BatchNorm2d(), values.reshape(1, 1, 6, 6))


def test_a_large_sum_of_squares_is_not_rounded_to_a_whole_number() -> None:
    stage = start_batch()
    var = stage.timeline[0].var
    said = plain(look_at(stage, moment(stage.timeline, 0, "variance")).equation)
    assert said == f"σ² = Σ (x − μ)² / N ≈ {36 * var:.3f} / 36 ≈ {var:.3f}"
    assert f"{36 * var:.3f}" == "43610.972"
    note = plain(find(look_at(stage, AT_END), Label, "before note").spans)
    assert note.endswith(f"σ ≈ {np.sqrt(var):.3f}")


def test_the_running_averages_are_told_as_what_the_next_batch_makes_of_them() -> None:
    stage = start_batch()
    record = stage.timeline[0]
    said = plain(look_at(stage, moment(stage.timeline, 0, "update running")).equation)
    assert said.startswith("after “Next batch”:  running\u00a0μ = 0.9·0 + 0.1·")
    assert f" + 0.1·36/35·{record.var:.3f} ≈ " in said
    assert said.endswith(f"{record.next_running_var:.3f}")


def test_the_name_of_a_running_average_is_not_broken(qapp: object) -> None:
    stage = start_batch()
    line = look_at(stage, moment(stage.timeline, 0, "update running")).equation
    for language in ("en", "ko"):
        style = RenderStyle(Theme.load("light"), Words(language))
        for width in range(300, 1200, 25):
            lines = fit(line, style, 27, width, 200, 1.5, 20).lines
            said = ["".join(run.text for run in each) for each in lines]
            assert not [each for each in said if each.endswith(("running", "의", "이동"))]


def test_in_evaluation_nothing_is_gathered() -> None:
    stage = on_stage(BatchNorm2d(training=False), np.arange(8.0).reshape(2, 1, 2, 2))
    names = [each.name for each in stage.timeline.steps]
    assert names == ["mean", "variance", "normalize", "scale and shift"]
    said = [plain(look_at(stage, moment(stage.timeline, 0, name)).equation) for name in names]
    assert said[0] == "evaluation: the running average is used instead   μ = 0"
    assert said[1] == "evaluation: the running average is used instead   σ² = 1"
    for name in names:
        assert not has(look_at(stage, moment(stage.timeline, 0, name, t=0.5)), "gathered")


@pytest.mark.parametrize("gamma", [-1.0, -0.3, 0.5, 2.0])
def test_bars_of_a_histogram_have_a_width(gamma: float) -> None:
    layer = BatchNorm2d().fitted(1)
    layer = layer.with_value("weight", (0,), gamma)
    rng = np.random.default_rng(0)
    stage = on_stage(layer, rng.normal(50, 3, (2, 1, 6, 6)))
    bars = [each for each in look_at(stage, AT_END).marks if isinstance(each, Bars)]
    assert len(bars) >= 2
    for each in bars:
        assert (np.diff(each.edges) > 0).all()
        assert len(each.edges) == len(each.heights) + 1


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
