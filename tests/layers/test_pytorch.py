"""Every kind that PyTorch has gives what its module gave, to float32's precision."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.layers import catalogue
from tests.golden.kinds import CASES, FILE, case

ALONE = ("BedOfNails", "MaxUnpool2d", "Rescale")
"""Kinds without a module, and one whose places are in the golden file of the engine."""


@pytest.mark.parametrize("name", CASES)
def test_the_output_is_that_of_pytorch(name: str) -> None:
    layer, x = case(name)
    with np.load(FILE) as file:
        theirs = file[name]
    ours = layer.forward(x)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-6)


def test_every_kind_is_compared() -> None:
    compared = {layer.kind for layer, _ in CASES.values()}
    assert compared | set(ALONE) == set(catalogue())
