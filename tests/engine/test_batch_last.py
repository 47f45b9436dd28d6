"""Layers with the batch last compute what the layers with the batch first do."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz import engine as e


def whole(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)


def first(x: np.ndarray) -> np.ndarray:
    return x.transpose(3, 0, 1, 2)


@pytest.mark.parametrize("padding", [0, 1, 2, 4])
@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (5, 2)])
def test_the_convolution_and_its_gradients_are_the_same(
    kernel: tuple[int, int], padding: int
) -> None:
    x, w, b = whole(0, 20, 3, 7, 6), whole(1, 4, 3, *kernel), whole(2, 4)
    y, columns = e.conv2d_last(e.to_batch_last(x), w, b, padding)
    np.testing.assert_array_equal(first(y), e.conv2d(x, w, b, padding=padding))
    grad = whole(3, *y.shape)
    found = e.conv2d_last_backward(grad, columns, w, padding)
    wanted = e.conv2d_backward(first(grad), x, w, b, padding=padding)
    assert found[0] is not None
    np.testing.assert_array_equal(first(found[0]), wanted[0])
    np.testing.assert_array_equal(found[1], wanted[1])
    np.testing.assert_array_equal(found[2], wanted[2])
    assert e.conv2d_last_backward(grad, columns, w, padding, with_x=False)[0] is None


@pytest.mark.parametrize("size", [2, 3])
def test_pooling_and_its_gradient_are_the_same_with_many_equals(size: int) -> None:
    x = whole(0, 5, 3, 12, 6)
    last = e.to_batch_last(x)
    y = e.max_pool2d_last(last, size)
    np.testing.assert_array_equal(first(y), e.max_pool2d(x, size, return_indices=False))
    grad = whole(1, *y.shape)
    found = e.max_pool2d_last_backward(grad, last, y, size)
    np.testing.assert_array_equal(first(found), e.max_pool2d_backward(first(grad), x, size))


def test_filters_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        e.conv2d_last(whole(0, 3, 5, 5, 2), whole(1, 4, 2, 3, 3), whole(2, 4))


def test_the_losses_of_thirty_steps_are_those_of_the_textbook() -> None:
    from tests.benchmarks.engine import training

    ours = training.losses(training.stepper(training.ours), 30)
    book = training.losses(training.stepper(training.book), 30)
    assert np.abs(ours - book).max() < 1e-4
