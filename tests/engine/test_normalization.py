"""Batch normalization in pieces: many channels, large planes, means far from zero."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz import engine

SHAPES = {
    "groups of channels": (6, 70, 41, 37),
    "long rows": (3, 5, 200, 210),
    "single cells": (40, 30),
    "one image of one channel": (1, 1, 33, 64),
}


@pytest.fixture(params=SHAPES.values(), ids=SHAPES)
def drawn(request: pytest.FixtureRequest) -> tuple[np.ndarray, ...]:
    """Draw x, a gradient, γ and β; the last channel's mean is large."""
    rng = np.random.default_rng(0)
    x, grad = rng.standard_normal((2, *request.param))
    x[:, -1] += 50
    weight, bias = rng.standard_normal((2, request.param[1]))
    return tuple(a.astype(np.float32) for a in (x, grad, weight, bias))


def per_channel(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    return values.reshape(1, -1, *[1] * (x.ndim - 2))


def centred_and_inverse(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    axes = (0, *range(2, x.ndim))
    wide = x.astype(np.float64)
    centred = wide - wide.mean(axis=axes, keepdims=True)
    return centred, 1 / np.sqrt((centred**2).mean(axis=axes, keepdims=True) + 1e-5)


def test_training_normalizes_as_in_float64(drawn: tuple[np.ndarray, ...]) -> None:
    x, _, weight, bias = drawn
    centred, inverse = centred_and_inverse(x)
    y, _, _ = engine.batch_norm(x, None, None, weight, bias, training=True)
    wanted = centred * inverse * per_channel(x, weight) + per_channel(x, bias)
    np.testing.assert_allclose(y, wanted, rtol=1e-4, atol=1e-4)


def test_gradients_are_those_of_float64(drawn: tuple[np.ndarray, ...]) -> None:
    x, grad, weight, bias = drawn
    centred, inverse = centred_and_inverse(x)
    axes = (0, *range(2, x.ndim))
    normal = centred * inverse
    rest = grad - grad.mean(axis=axes, keepdims=True, dtype=np.float64)
    rest -= normal * (grad * normal).mean(axis=axes, keepdims=True)
    wanted = [rest * inverse * per_channel(x, weight), (grad * normal).sum(axis=axes)]
    found = engine.batch_norm_backward(grad, x, None, None, weight, bias, training=True)
    for ours, theirs in zip(found, [*wanted, grad.sum(axis=axes)], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-3)


def test_no_images_have_no_gradient() -> None:
    nothing = np.zeros((0, 2, 40, 40), np.float32)
    mean, var = np.zeros(2), np.ones(2)
    grad_x, _, _ = engine.batch_norm_backward(nothing, nothing, mean, var)
    assert grad_x.shape == nothing.shape
