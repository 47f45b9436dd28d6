"""The engine gives what PyTorch 2.13 gave when the golden arrays were made."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from tests.golden import ours
from tests.golden.make import load, summary
from tests.golden.settings import DRAWERS, cases

CASES = cases()
STARTS = np.cumsum([0, *DRAWERS.values()])


@pytest.fixture(scope="module")
def golden() -> dict[int, dict[str, np.ndarray]]:
    by_case: dict[int, dict[str, np.ndarray]] = defaultdict(dict)
    for (index, name), part in load().items():
        by_case[index][name] = part
    return by_case


def test_there_are_two_thousand_settings(golden: dict[int, dict[str, np.ndarray]]) -> None:
    assert len(golden) == len(CASES) >= 2000


@pytest.mark.parametrize("block", range(len(DRAWERS)), ids=[d.__name__[5:] for d in DRAWERS])
def test_every_result_agrees(block: int, golden: dict[int, dict[str, np.ndarray]]) -> None:
    for index in range(STARTS[block], STARTS[block + 1]):
        found = ours.run(CASES[index])
        assert sorted(found) == sorted(golden[index]), CASES[index]
        for name, array in found.items():
            np.testing.assert_allclose(
                summary(array), golden[index][name], rtol=2e-5, atol=2e-5, err_msg=str(CASES[index])
            )
