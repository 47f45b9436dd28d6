"""Examples of enlarging hold numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np

from tests.lessons.built import evaluated, output


def test_decoders_hold_the_numbers_that_can_be_checked_by_hand() -> None:
    assert output("stamps", 1)[0, 0, 2].tolist() == [4, 4, 10, 6, 6]
    line = np.array([1, 1, 2, 1, 2, 1, 1])
    assert np.array_equal(output("checkerboard", 1)[0, 0], np.outer(line, line))
    assert output("stretched", 1).shape == (1, 1, 4, 4)
    assert output("nearest", 1)[0, 0, 1].tolist() == [5, 5, 4, 4]
    assert int((output("nails", 1) == 0).sum()) == 12
    for key in ("pins", "three-ways"):
        assert output(key, 2)[0, 0, 0].tolist() == [0, 5, 0, 0]
    for key, layers in (("autoencoder", 5), ("autoencoder-transposed", 4)):
        state, evaluation = evaluated(key)
        sizes = [state.document.batch.pixels.size, *(each.y.size for each in evaluation.results)]
        assert (sizes[0], min(sizes), sizes[-1]) == (64, 16, 64)
        assert len(evaluation.results) == layers
