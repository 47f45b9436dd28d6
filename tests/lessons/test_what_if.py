"""Before a class only what changes the layer on stage is offered, and an example names its own."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.layers import Layer, catalogue
from cnnviz.lessons import examples
from cnnviz.lessons.example import Example
from cnnviz.lessons.playlist import what_if

EXAMPLES = pytest.mark.parametrize("example", examples(), ids=[each.key for each in examples()])


def example_of(key: str) -> Example:
    return next(each for each in examples() if each.key == key)


@EXAMPLES
def test_an_example_names_what_the_layer_has_that_it_opens_on(example: Example) -> None:
    state = example.build()
    assert state.layer is not None
    has = {*state.layer.parameters(), *state.layer.learned()}
    assert has.issuperset(example.what_if)
    in_use = tuple(each for each in example.what_if if each not in state.layer.without_effect())
    if example.what_if:
        assert what_if(state.layer, example, state.selected) == in_use != ()


@EXAMPLES
def test_nothing_is_offered_that_changes_nothing(example: Example) -> None:
    for selected, layer in enumerate(example.build().document.layers, start=1):
        assert not {*what_if(layer, example, selected)} & {*layer.without_effect()}


def test_a_convolution_without_biases_offers_none_in_an_example_about_shifts() -> None:
    example = example_of("batch-of-eight")
    conv = example.build().document.layers[0]
    assert what_if(conv, example, 1) == ("kernel_size", "stride", "padding")


def test_another_layer_offers_its_own_also_what_the_example_names_for_one_of_its_kind() -> None:
    example = example_of("growing-field")
    state = example.build()
    assert what_if(state.layer, example, state.selected) == ("kernel_size", "stride")
    kinds = [layer.kind for layer in state.document.layers]
    before = kinds.index("MaxPool2d")
    pool = state.document.layers[before]
    assert before + 1 != state.selected
    assert what_if(pool, example, before + 1) == ("kernel_size", "stride", "padding")


@pytest.mark.parametrize("used", [True, False])
@pytest.mark.parametrize(
    "cls", [each for each in catalogue().values() if "use_bias" in each.parameters()]
)
def test_a_bias_has_an_effect_if_it_is_used(cls: type[Layer], used: bool) -> None:
    x = np.ones((1, 2, 1, 1) if cls.kind == "Linear" else (1, 2, 3, 3), np.float32)
    layer = cls(use_bias=used).fitted_to(x.shape[1:])
    other = layer.with_value("bias", (0,), 5.0)
    changes = not np.array_equal(layer.forward(x), other.forward(x))
    assert changes == used == ("bias" not in layer.without_effect())
