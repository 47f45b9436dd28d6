"""The smallest batches, and every way of writing an argument."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz import engine


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, np.float32)


NOTHING: list[tuple[Any, tuple[int, ...]]] = [
    (lambda x: engine.conv2d(x, ones(3, 2, 3, 3), ones(3)), (0, 3, 6, 6)),
    (lambda x: engine.conv_transpose2d(x, ones(2, 3, 2, 2), stride=2), (0, 3, 16, 16)),
    (lambda x: engine.max_pool2d(x, 2)[0], (0, 2, 4, 4)),
    (lambda x: engine.max_pool2d(x, 2, return_indices=False), (0, 2, 4, 4)),
    (lambda x: engine.avg_pool2d(x, 2), (0, 2, 4, 4)),
    (lambda x: engine.upsample_nearest(x, 2), (0, 2, 16, 16)),
    (lambda x: engine.unfold(x, 3), (0, 18, 36)),
    (lambda x: engine.relu(x), (0, 2, 8, 8)),
    (lambda x: engine.batch_norm(x, ones(2), ones(2))[0], (0, 2, 8, 8)),
]


@pytest.mark.parametrize(("call", "shape"), NOTHING)
def test_an_empty_batch_stays_empty(call: Any, shape: tuple[int, ...]) -> None:
    assert call(ones(0, 2, 8, 8)).shape == shape


@pytest.mark.parametrize(
    ("padding", "stride"),
    [
        (1, 2),
        ((1, 1), (2, 2)),
        ([1, 1], [2, 2]),
        (((1, 1), (1, 1)), np.int64(2)),
        ([[1, 1], [1, 1]], np.array([2, 2])),
        (np.int32(1), (np.int64(2), 2)),
    ],
)
def test_pairs_may_be_ints_lists_or_arrays(padding: Any, stride: Any) -> None:
    x, w = np.arange(50.0).reshape(1, 2, 5, 5), ones(3, 2, 3, 3).astype(float)
    wanted = engine.conv2d(x, w, None, 2, 1)
    for _ in range(2):
        np.testing.assert_array_equal(engine.conv2d(x, w, None, stride, padding), wanted)


def test_a_repeated_small_convolution_sees_each_new_array() -> None:
    w = ones(1, 1, 2, 2)
    for scale in (1, 2, 3):
        y = engine.conv2d(scale * ones(2, 1, 3, 3), w * scale, padding=1)
        assert y[1, 0].tolist()[1] == [2 * scale**2, 4 * scale**2, 4 * scale**2, 2 * scale**2]


def test_few_prepared_convolutions_are_kept() -> None:
    from cnnviz.engine.algorithms.small_conv2d import MAX_KEPT
    from cnnviz.engine.ops import conv2d

    for size in range(3, 60):
        engine.conv2d(ones(1, 1, size, 3), ones(1, 1, 2, 2))
    assert len(conv2d.PREPARED) <= MAX_KEPT


def test_threads_do_not_share_buffers() -> None:
    from concurrent.futures import ThreadPoolExecutor

    w = ones(4, 1, 3, 3)

    def run(value: int) -> bool:
        y = engine.conv2d(np.full((1, 1, 20, 20), value, np.float32), w)
        return bool((y == 9 * value).all())

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(run, range(500)))


def test_big_endian_images_are_read() -> None:
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    w = ones(1, 1, 2, 2).astype(float)
    found = engine.conv2d(x.astype(">f8"), w)
    np.testing.assert_array_equal(found, engine.conv2d(x, w))
    assert found.dtype == np.float64
    assert found.dtype.isnative
