"""Shapes, settings and formulas of every kind keep their promises."""

from __future__ import annotations

import dataclasses
import re
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine import GeometryError, naive
from cnnviz.layers import Layer, ParameterError, Region, catalogue
from cnnviz.layers.base import check_size, frozen
from cnnviz.layers.parameters import FloatParameter, IntParameter
from cnnviz.trace import FloatArray
from tests.layers.cases import KINDS, shape_of, working
from tests.sameness import same
from tests.strategies import any_layers, inputs, layer_settings, shapes, values

LINE = re.compile(r"(?:[HW]: |γ, β: 2 · C = )?([⌊(\d][^=]*) = (?:.* = )?([\d,]+)")


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_forward_gives_the_shape_that_was_worked_out(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    assert case.y.shape == (len(case.x), *case.layer.out_shape(case.shape))
    assert case.y.dtype == np.float32


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_forward_does_not_touch_what_it_gets(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    x = frozen(case.x)
    case.layer.forward(case.x)
    assert np.array_equal(x, case.x)
    assert not np.shares_memory(case.y, case.x)


@KINDS
@settings(max_examples=60)
@given(st.data())
def test_fitting_twice_changes_nothing(cls: type[Layer], data: st.DataObject) -> None:
    layer = cls(**data.draw(layer_settings(cls, reach=3)))
    channels = data.draw(st.integers(1, 8)) * getattr(layer, "groups", 1)
    once = layer.fitted(channels)
    assert once.fitted(channels) is once


@KINDS
@settings(max_examples=100)
@given(st.data())
def test_every_legal_value_is_taken_and_leaves_a_layer_that_can_be_saved(
    cls: type[Layer], data: st.DataObject
) -> None:
    layer = cls().fitted(data.draw(st.integers(1, 4)))
    for _ in range(3):
        if not cls.parameters():
            return
        name, parameter = data.draw(st.sampled_from(sorted(cls.parameters().items())))
        value = data.draw(values(parameter))
        try:
            layer = layer.with_parameter(name, value)
        except (ParameterError, GeometryError):
            continue
        assert getattr(layer, name) == value
        layer.check_arrays()
        layer = layer.fitted(data.draw(st.integers(1, 4)))
        layer.check_arrays()


def attempted(layer: Layer, x: FloatArray) -> FloatArray | GeometryError:
    """Run a layer, or return why it cannot."""
    try:
        check_size(len(x), layer.out_shape(shape_of(x)))
        return layer.forward(x)
    except GeometryError as error:
        return error


@KINDS
@settings(max_examples=100)
@given(st.data())
def test_a_layer_works_or_says_in_cells_why_it_cannot(
    cls: type[Layer], data: st.DataObject
) -> None:
    layer = cls(**data.draw(layer_settings(cls)))
    x = data.draw(inputs())
    layer = layer.fitted(x.shape[1])
    result = attempted(layer, x)
    if isinstance(result, GeometryError):
        assert re.search(r"\d|one value", str(result))
        assert "{" not in str(result)
        return
    assert result.shape[1:] == layer.out_shape(shape_of(x))
    if layer.sees(shape_of(x), Region.cell(0, 0)).empty:
        assert np.array_equal(result[:, :, 0, 0], layer.forward(x + 1)[:, :, 0, 0])
    assert layer.cost(shape_of(x)) >= 0


@pytest.mark.parametrize(
    ("cls", "name"),
    [(cls, name) for cls in catalogue().values() for name in cls.parameters()],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_value_of_another_type_or_out_of_bounds_is_refused(cls: type[Layer], name: str) -> None:
    parameter = cls.parameters()[name]
    wrong: list[Any] = [None, float("nan"), float("inf"), 10**400, [], {}, (1,), (1, 2, 3), "?"]
    if isinstance(parameter, IntParameter | FloatParameter):
        wrong += [parameter.low - 1, parameter.high + 1, (parameter.low, parameter.high + 1), True]
    for value in wrong:
        with pytest.raises(ParameterError) as caught:
            cls(**{name: value})
        assert name in str(caught.value)


@settings(max_examples=60)
@given(any_layers(), shapes)
def test_formulas_are_filled_with_the_real_numbers(layer: Layer, shape: Any) -> None:
    layer = layer.fitted(shape[0])
    try:
        out = layer.out_shape(shape)
    except GeometryError:
        return
    for formula in layer.formulas(shape):
        written = [span.text for line in formula.lines for span in line if span.role == "write"]
        numbers = [int(str(each).replace(",", "")) for each in written if str(each)[:1].isdigit()]
        match formula.title.template:
            case "Output size":
                assert numbers in ([out[1], out[2]], [out[1]])
                assert len(numbers) == 2 or out[1] == out[2]
            case "Parameters":
                assert numbers == [layer.parameter_count()]
            case "Cost":
                assert numbers == [layer.cost(shape)]


@settings(max_examples=60)
@given(any_layers(), shapes)
def test_the_line_of_a_formula_works_out_to_its_result(layer: Layer, shape: Any) -> None:
    layer = layer.fitted(shape[0])
    try:
        formulas = layer.formulas(shape)
    except GeometryError:
        return
    for formula in formulas:
        for line in formula.lines:
            said = "".join(str(span.text) for span in line)
            sums = re.fullmatch(
                r"(?:[HW]: |γ, β: 2 · C = )?([⌊(\d][^=]*) = (?:.* = )?([\d,]+)", said
            )
            if sums and not re.search("[A-Z]", sums[1]):
                assert arithmetic(sums[1]) == int(sums[2].replace(",", "")), said


def arithmetic(said: str) -> int:
    """Work out a line as it stands: ⌊a/b⌋, · and parentheses."""
    python = said.replace("·", "*").replace("−", "-").replace(")/", ")//")
    python = python.replace("⌊", "(").replace("⌋", ")")
    assert re.fullmatch(r"[\d\s()+*/-]+", python), said
    return int(eval(python))


def test_the_catalogue_has_every_kind_once_and_in_order() -> None:
    kinds = catalogue()
    assert list(kinds) == sorted(kinds, key=lambda kind: kinds[kind].order)
    assert {"Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d", "AvgPool2d"} <= kinds.keys()
    assert all(cls.kind == kind and cls.about.template for kind, cls in kinds.items())


@KINDS
def test_a_kind_with_arrays_refuses_one_that_does_not_belong(cls: type[Layer]) -> None:
    layer = cls().fitted(3)
    layer.check_arrays()
    cls().check_arrays()
    for name in cls.arrays():
        wrong = frozen(np.zeros((2, 3, 1, 1, 1)))
        with pytest.raises(ValueError, match="not"):
            dataclasses.replace(layer, **{name: wrong}).check_arrays()


@KINDS
def test_a_kind_agrees_with_itself_after_a_round_of_settings(cls: type[Layer]) -> None:
    layer = cls().fitted(3)
    for name in cls.parameters():
        assert same(layer.with_parameter(name, getattr(layer, name)), layer)


@pytest.mark.parametrize(
    ("kernel", "dilation", "said"),
    [
        ((3, 3), (1, 1), "(F·F·C + 1)·N"),
        ((3, 2), (1, 1), "(F·F′·C + 1)·N"),
        ((3, 3), (2, 2), "(K·K·C + 1)·N"),
        ((3, 2), (1, 2), "(K·K′·C + 1)·N"),
    ],
)
def test_parameters_do_not_count_what_dilation_leaves_out(
    kernel: tuple[int, int], dilation: tuple[int, int], said: str
) -> None:
    """With dilation F is the spread-out kernel in the size formula, so K is the kernel here."""
    layer = catalogue()["Conv2d"](kernel_size=kernel, dilation=dilation).fitted(1)
    parameters = layer.formulas((1, 9, 9))[1].lines[0]
    assert "".join(str(span.text) for span in parameters) == said


def test_a_window_that_lies_on_padding_alone_is_refused_in_cells() -> None:
    layer = catalogue()["MaxPool2d"](kernel_size=(1, 2), padding=(0, 1), dilation=(1, 2))
    with pytest.raises(GeometryError, match="2 apart, the input has 1"):
        layer.forward(np.zeros((1, 1, 1, 1), np.float32))


def test_pooling_is_refused_where_and_only_where_a_window_misses_the_input() -> None:
    refused = 0
    every = product(range(1, 6), range(1, 8), range(1, 9), (1, 2, 3))
    for kernel, size, dilation, stride in every:
        for pad in range(kernel // 2 + 1):
            if dilation * (kernel - 1) + 1 > size + 2 * pad:
                continue
            x = np.zeros((1, 1, size, 1), np.float32)
            pairs = (kernel, 1), (stride, 1), (pad, 0), (dilation, 1)
            result = attempted(catalogue()["MaxPool2d"](*pairs), x)
            missed = bool(np.isneginf(naive.pool2d(x, *pairs)[0]).any())
            assert isinstance(result, GeometryError) == missed
            refused += missed
    assert refused > 0
