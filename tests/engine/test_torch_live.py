"""The engine gives what the installed PyTorch gives, in full and in both dtypes."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch is in the extra 'peers'")

from tests.golden import ours, theirs
from tests.golden.settings import DRAWERS, cases

CASES = cases()
STARTS = np.cumsum([0, *DRAWERS.values()])
TOLERANCE = {np.float64: 1e-10, np.float32: 3e-4}


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
