"""The fast histogram counts like NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.scene.histogram import quantized_histogram


@pytest.mark.parametrize("count", [0, 1, 999, 300_001])
@pytest.mark.parametrize("bins", [1, 7, 64, 256])
def test_it_counts_like_numpy(count: int, bins: int) -> None:
    values = np.random.default_rng(3).integers(0, 4096, count).astype(np.float32) / 4096
    if bins == 7:
        values = np.floor(values * 7) / 7 + np.float32(0.05)
    ours = quantized_histogram(values, 0, 1, bins)
    theirs, _ = np.histogram(values.astype(np.float64), bins, (0, 1))
    assert ours.tolist() == theirs.tolist()


def test_what_lies_beyond_counts_at_the_ends_and_no_number_is_passed_over() -> None:
    values = np.array([-9, 9, np.inf, -np.inf, np.nan, 0.5], np.float32)
    assert quantized_histogram(values, 0, 1, 4).tolist() == [2, 0, 1, 2]


@pytest.mark.parametrize(("low", "high", "bins"), [(1, 1, 4), (0, 1, 0), (0, 1, 257)])
def test_impossible_bins_are_refused(low: float, high: float, bins: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        quantized_histogram(np.ones(3, np.float32), low, high, bins)
