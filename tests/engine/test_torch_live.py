"""The engine gives what the installed PyTorch gives, in full and in both dtypes."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'peers'")

from cnnviz import engine  # noqa: E402
from tests.golden import ours, theirs  # noqa: E402
from tests.golden.settings import DRAWERS, cases  # noqa: E402

CASES = cases()
STARTS = np.cumsum([0, *DRAWERS.values()])
torch.set_num_threads(1)
TOLERANCE = {np.float64: 1e-10, np.float32: 3e-4}


def test_nan_and_infinity_win_where_they_win_in_pytorch() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        x, chance = rng.integers(-2, 3, (2, 2, 7, 8)).astype(np.float32), rng.random((2, 2, 7, 8))
        x[chance < 0.1], x[chance > 0.9], x[np.abs(chance - 0.5) < 0.03] = np.nan, -np.inf, np.inf
        kernel, stride = (int(n) for n in rng.integers(1, 4, 2))
        padding = int(rng.integers(0, kernel // 2 + 1))
        y, indices = engine.max_pool2d(x, kernel, stride, padding)
        wanted, places = torch.nn.functional.max_pool2d(
            torch.from_numpy(x), kernel, stride, padding, return_indices=True
        )
        np.testing.assert_array_equal(y, wanted.numpy())
        np.testing.assert_array_equal(indices, places.numpy())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("block", range(len(DRAWERS)), ids=[d.__name__[5:] for d in DRAWERS])
def test_every_result_agrees(block: int, dtype: type) -> None:
    limit = TOLERANCE[dtype]
    for index in range(STARTS[block], STARTS[block + 1]):
        case = CASES[index]
        found, wanted = ours.run(case, dtype), theirs.run(case, dtype)
        assert sorted(found) == sorted(wanted), case
        for name, array in found.items():
            assert array.shape == wanted[name].shape, (name, case)
            assert name == "indices" or array.dtype == dtype, (name, case)
            np.testing.assert_allclose(
                array, wanted[name], rtol=limit, atol=limit, err_msg=f"{name} {case}"
            )
