"""Layers with the batch last compute what the layers with the batch first do."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz import engine as e


def whole(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)


def first(x: np.ndarray) -> np.ndarray:
    return x.transpose(3, 2, 0, 1)


def by_layers(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, padding: int, grad: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    """Compute with the batch first, one layer after the other; with ``grad`` the gradients."""
    maps = e.conv2d(x, w, b, padding=padding)
    pooled = e.max_pool2d(maps, 2, return_indices=False)
    if grad is None:
        return (e.relu(pooled),)
    slope = e.max_pool2d_backward(e.relu_backward(grad, pooled), maps, 2)
    return e.conv2d_backward(slope, x, w, b, padding=padding)


@pytest.mark.parametrize("padding", [0, 1, 2, 4])
@pytest.mark.parametrize("kernel", [(1, 1), (2, 3), (3, 3), (5, 2)])
@pytest.mark.parametrize("size", [(8, 6), (7, 9)])
@pytest.mark.parametrize("filters", [4, 17])
def test_results_and_gradients_are_those_of_the_three_layers(
    filters: int, size: tuple[int, int], kernel: tuple[int, int], padding: int
) -> None:
    x, w, b = whole(0, 20, 3, *size), whole(1, filters, 3, *kernel), whole(2, filters)
    y, kept = e.conv2d_relu_pool_last(e.to_batch_last(x), w, b, padding)
    np.testing.assert_array_equal(first(y), *by_layers(x, w, b, padding))
    grad = whole(3, *y.shape)
    found = e.conv2d_relu_pool_last_backward(grad, kept, w, padding)
    wanted = by_layers(x, w, b, padding, first(grad))
    assert found[0] is not None
    np.testing.assert_array_equal(first(found[0]), wanted[0])
    np.testing.assert_array_equal(found[1], wanted[1])
    np.testing.assert_array_equal(found[2], wanted[2])
    assert e.conv2d_relu_pool_last_backward(grad, kept, w, padding, with_x=False)[0] is None


def test_the_first_of_many_equal_cells_gets_the_gradient() -> None:
    x = np.random.default_rng(0).integers(-1, 2, (20, 2, 12, 12)).astype(np.float64)
    w, b = np.eye(2)[:, :, None, None], np.array([0.0, 1.0])
    y, kept = e.conv2d_relu_pool_last(e.to_batch_last(x), w, b)
    grad = whole(1, *y.shape).astype(np.float64)
    found, _, _ = e.conv2d_relu_pool_last_backward(grad, kept, w)
    assert found is not None
    np.testing.assert_array_equal(first(found), by_layers(x, w, b, 0, first(grad))[0])


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.standard_normal(s).astype(np.float32) for s in ((28, 28, 4, 64), (8, 4, 3, 3), 8)
    )
    before, results = e.get_num_threads(), []
    for threads in (1, 3):
        e.set_num_threads(threads)
        y, kept = e.conv2d_relu_pool_last(x, w, b, 1)
        results.append([y, *e.conv2d_relu_pool_last_backward(y, kept, w, 1)])
    e.set_num_threads(before)
    for one, three in zip(*results, strict=True):
        assert one is not None
        assert three is not None
        np.testing.assert_array_equal(one, three)


def test_filters_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        e.conv2d_relu_pool_last(whole(0, 5, 5, 3, 2), whole(1, 4, 2, 3, 3), whole(2, 4))


def test_a_kernel_larger_than_the_images_is_refused() -> None:
    with pytest.raises(e.GeometryError):
        e.conv2d_relu_pool_last(whole(0, 5, 5, 3, 2), whole(1, 4, 3, 6, 3), whole(2, 4))


def test_a_linear_layer_reads_features_with_the_batch_last() -> None:
    x, w, b, grad = whole(0, 7, 20), whole(1, 5, 7), whole(2, 5), whole(3, 20, 5)
    rows = np.ascontiguousarray(x.T)
    np.testing.assert_array_equal(e.linear(x.T, w, b), e.linear(rows, w, b))
    found, wanted = e.linear_backward(grad, x.T, w, b), e.linear_backward(grad, rows, w, b)
    for a, c in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(a, c)
    assert found[0].T.flags.c_contiguous


def test_the_losses_of_thirty_steps_are_those_of_the_textbook() -> None:
    from tests.benchmarks.engine import training

    ours = training.losses(training.stepper(training.ours), 30)
    book = training.losses(training.stepper(training.book), 30)
    assert np.abs(ours - book).max() < 1e-4
