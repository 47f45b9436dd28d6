"""Every backward is the slope of its forward: central differences in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz import engine
from tests.engine.strategies import convolutions, transposes

RNG = np.random.default_rng(7)
X = RNG.standard_normal((2, 4, 7, 6))
LABELS = np.array([2, 0, 1])
INDICES = engine.max_pool2d(X[:, :, :6], 2)[1]

CALLS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "conv": ("conv2d", (X, RNG.standard_normal((3, 4, 3, 2)), RNG.standard_normal(3)), {}),
    "conv options": (
        "conv2d",
        (X, RNG.standard_normal((6, 2, 2, 3)), RNG.standard_normal(6)),
        {"stride": (2, 1), "padding": ((1, 0), (2, 1)), "dilation": (1, 2), "groups": 2},
    ),
    "conv reflect": (
        "conv2d",
        (X, RNG.standard_normal((2, 4, 3, 3))),
        {"padding": 2, "padding_mode": "reflect"},
    ),
    "conv circular": (
        "conv2d",
        (X, RNG.standard_normal((2, 4, 3, 3))),
        {"padding": 2, "padding_mode": "circular"},
    ),
    "conv replicate": (
        "conv2d",
        (X, RNG.standard_normal((2, 4, 3, 3))),
        {"padding": 3, "padding_mode": "replicate"},
    ),
    "conv constant": (
        "conv2d",
        (X, RNG.standard_normal((2, 4, 3, 3))),
        {"padding": 2, "padding_mode": "constant", "padding_value": 1.5},
    ),
    "transpose": (
        "conv_transpose2d",
        (X, RNG.standard_normal((4, 3, 3, 3)), RNG.standard_normal(6)),
        {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2},
    ),
    "unfold": ("unfold", (X,), {"kernel_size": 3, "padding": 1, "stride": 2}),
    "fold": (
        "fold",
        (RNG.standard_normal((2, 12, 16)),),
        {"output_size": (5, 5), "kernel_size": 2},
    ),
    "pad": ("pad", (X,), {"padding": ((2, 1), (1, 3)), "mode": "reflect"}),
    "crop": ("pad", (X,), {"padding": ((-2, 1), (1, -3))}),
    "max_pool": ("max_pool2d", (X,), {"kernel_size": 3, "stride": 2, "padding": 1}),
    "avg_pool": (
        "avg_pool2d",
        (X,),
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
    ),
    "global avg": ("global_avg_pool2d", (X,), {}),
    "global max": ("global_max_pool2d", (X,), {}),
    "unpool": (
        "max_unpool2d",
        (RNG.standard_normal(INDICES.shape),),
        {"indices": INDICES, "output_size": (6, 6)},
    ),
    "upsample": ("upsample_nearest", (X,), {"scale": (2, 3)}),
    "nails": ("bed_of_nails", (X,), {"scale": (2, 3)}),
    "linear": (
        "linear",
        (RNG.standard_normal((3, 5)), RNG.standard_normal((4, 5)), RNG.standard_normal(4)),
        {},
    ),
    "flatten": ("flatten", (X,), {}),
    "relu": ("relu", (X,), {}),
    "leaky_relu": ("leaky_relu", (X,), {"negative_slope": 0.1}),
    "sigmoid": ("sigmoid", (X,), {}),
    "tanh": ("tanh", (X,), {}),
    "softmax": ("softmax", (X,), {"dim": 1}),
    "log_softmax": ("log_softmax", (X,), {"dim": 1}),
    "dropout": ("dropout", (X,), {"p": 0.3, "rng": 5}),
    "mse": ("mse_loss", (RNG.standard_normal((3, 4)), RNG.standard_normal((3, 4))), {}),
    "l1": ("l1_loss", (RNG.standard_normal((3, 4)), RNG.standard_normal((3, 4))), {}),
    "nll": ("nll_loss", (RNG.standard_normal((3, 4)),), {"target": LABELS}),
    "cross_entropy": (
        "cross_entropy",
        (RNG.standard_normal((3, 4)),),
        {"target": LABELS, "label_smoothing": 0.1, "weight": np.array([1.0, 2, 0.5, 1])},
    ),
    "cross_entropy shares": (
        "cross_entropy",
        (RNG.standard_normal((3, 4)),),
        {"target": np.full((3, 4), 0.25), "reduction": "sum"},
    ),
}


def first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) else result


def differences(call: Any, arrays: list[np.ndarray], which: int, grad: Any) -> np.ndarray:
    """Measure the slope along every entry of one array."""
    step, slopes = 1e-5, np.zeros_like(arrays[which])
    for place in np.ndindex(*slopes.shape):
        ends = []
        for sign in (1, -1):
            moved = [a.copy() for a in arrays]
            moved[which][place] += sign * step
            ends.append(np.sum(first(call(*moved)) * grad))
        slopes[place] = (ends[0] - ends[1]) / (2 * step)
    return slopes


@pytest.mark.parametrize("name", CALLS)
def test_backward_is_the_slope(name: str) -> None:
    op, arrays, options = CALLS[name]
    y = first(getattr(engine, op)(*arrays, **options))
    grad = np.random.default_rng(1).standard_normal(np.shape(y))
    found = getattr(engine, f"{op}_backward")(grad, *arrays, **options)
    found = found if isinstance(found, tuple) else (found,)

    def call(*given: np.ndarray) -> Any:
        return getattr(engine, op)(*given, **options)

    for which, array in enumerate(arrays):
        wanted = differences(call, list(arrays), which, grad)
        error = np.abs(found[which] - wanted).max() / max(np.abs(wanted).max(), 1.0)
        assert found[which].shape == array.shape
        assert error <= 1e-6


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_backward_is_the_slope(training: bool) -> None:
    rng = np.random.default_rng(3)
    x, mean, var = rng.standard_normal((3, 2, 2, 3)), rng.standard_normal(2), rng.random(2) + 0.5
    arrays = [x, rng.standard_normal(2), rng.standard_normal(2)]
    grad = rng.standard_normal(x.shape)

    def call(x: Any, weight: Any, bias: Any) -> Any:
        return engine.batch_norm(x, mean, var, weight, bias, training)

    found = engine.batch_norm_backward(grad, x, mean, var, *arrays[1:], training)
    for which in range(3):
        wanted = differences(call, arrays, which, grad)
        assert np.abs(found[which] - wanted).max() / max(np.abs(wanted).max(), 1.0) <= 1e-6


def test_every_backward_is_tested() -> None:
    backwards = {n.removesuffix("_backward") for n in engine.__all__ if n.endswith("_backward")}
    elsewhere = {"batch_norm", "conv2d_relu_pool_last"}
    assert backwards == {op for op, _, _ in CALLS.values()} | elsewhere


@settings(max_examples=60, deadline=None, derandomize=True)
@given(convolutions())
def test_convolution_and_its_backward_are_adjoint(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    (x, weight, _), options = setting
    y = engine.conv2d(x, weight, **options)
    grad = np.random.default_rng(0).integers(-4, 5, y.shape).astype(np.float32)
    grad_x, grad_weight, grad_bias = engine.conv2d_backward(grad, x, weight, **options)
    product = np.vdot(y.astype(float), grad)
    assert grad_bias is None
    assert np.vdot(grad_x.astype(float), x) == product
    assert np.vdot(grad_weight.astype(float), weight) == product


@settings(max_examples=40, deadline=None, derandomize=True)
@given(transposes())
def test_transposed_convolution_and_its_backward_are_adjoint(
    setting: tuple[tuple[Any, ...], dict[str, Any]],
) -> None:
    (x, weight, _), options = setting
    y = engine.conv_transpose2d(x, weight, **options)
    grad = np.random.default_rng(0).integers(-4, 5, y.shape).astype(np.float32)
    grad_x, grad_weight, _ = engine.conv_transpose2d_backward(grad, x, weight, **options)
    product = np.vdot(y.astype(float), grad)
    assert np.vdot(grad_x.astype(float), x) == product
    assert np.vdot(grad_weight.astype(float), weight) == product
