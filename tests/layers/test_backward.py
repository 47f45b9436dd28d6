"""Every kind sends gradients back as central differences have them."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.capabilities import Differentiable
from cnnviz.trace import FloatArray
from tests.layers.cases import KINDS, working

STEP = 1e-2
"""How far a number is moved; float32 leaves about four digits of such a difference."""
CLOSE = 3e-2
"""Part of the largest gradient that a difference may be off."""


def loss(layer: Layer, x: FloatArray, grad_y: FloatArray) -> float:
    """A loss whose gradient at the output is `grad_y`."""
    return float((layer.forward(x).astype(np.float64) * grad_y).sum())


@KINDS
@settings(max_examples=25)
@given(st.data())
def test_gradients_are_those_of_central_differences(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    order = rng.permutation(case.x.size).reshape(case.x.shape)
    x = frozen(0.1 * (order - case.x.size / 2) + 0.03)  # no ties, nothing at a bend
    layer, y = case.layer, case.layer.forward(x)
    assume(np.isfinite(y).all())
    assert isinstance(layer, Differentiable)
    grad_y = rng.normal(size=y.shape).astype(np.float32)
    found = layer.backward(grad_y, x, y)
    assert found.x.shape == x.shape
    for name in found.arrays:
        assert found.arrays[name].shape == getattr(layer, name).shape
    for index in list(np.ndindex(x.shape))[:: max(1, x.size // 6)]:
        moved = [np.array(x), np.array(x)]
        moved[0][index] += STEP
        moved[1][index] -= STEP
        slope = (loss(layer, moved[0], grad_y) - loss(layer, moved[1], grad_y)) / (2 * STEP)
        scale = max(1.0, float(np.abs(found.x).max()))
        assert abs(slope - found.x[index]) <= CLOSE * scale
    for name, gradient in found.arrays.items():
        array = getattr(layer, name)
        for index in list(np.ndindex(array.shape))[:: max(1, array.size // 4)]:
            values = [
                layer.with_value(name, index, float(array[index]) + by) for by in (STEP, -STEP)
            ]
            slope = (loss(values[0], x, grad_y) - loss(values[1], x, grad_y)) / (2 * STEP)
            scale = max(1.0, float(np.abs(gradient).max()))
            assert abs(slope - gradient[index]) <= CLOSE * scale


def test_every_kind_is_differentiable() -> None:
    """Training needs all of them."""
    assert all(issubclass(cls, Differentiable) for cls in catalogue().values())
