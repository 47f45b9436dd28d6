"""Results do not depend on how many threads the matrix products use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

SCRIPT = """
import numpy as np
from cnnviz import engine as e
rng = np.random.default_rng(0)
whole = {whole}
draw = (lambda s: rng.integers(-4, 5, s)) if whole else rng.standard_normal
def n(*s): return draw(s).astype(np.float32)
results = [
    e.conv2d(n(1, 1, 28, 28), n(8, 1, 3, 3)),
    e.conv2d(n(1, 3, 224, 224), n(64, 3, 3, 3), padding=1),
    e.conv2d(n(1, 3, 512, 512), n(8, 3, 5, 5)),
    e.conv2d(n(1, 1, 540, 960), n(1, 1, 7, 7)),
    e.conv2d(n(2, 64, 56, 56), n(64, 1, 3, 3), groups=64, padding=1),
    e.conv2d(n(2, 16, 64, 64), n(32, 16, 3, 3), stride=2, padding=1),
    e.conv2d(n(2, 16, 64, 64), n(32, 16, 1, 1)),
    e.conv_transpose2d(n(2, 32, 28, 28), n(32, 16, 4, 4), stride=2, padding=1),
    e.linear(n(1, 4096), n(1000, 4096), n(1000)),
    e.linear(n(64, 4096), n(1, 4096)),
    *e.linear_backward(n(64, 10), n(64, 4096), n(10, 4096), n(10)),
    *e.conv2d_backward(n(4, 16, 60, 60), n(4, 8, 62, 62), n(16, 8, 3, 3), n(16)),
    e.conv2d(n(1, 50, 40, 40), n(20, 50, 3, 3)),
    e.conv2d(n(1, 43, 41, 40).astype(float), n(20, 43, 3, 3)),
    *e.linear_backward(n(333, 517), n(333, 421), n(517, 421), n(517)),
]
if not whole:  # what rounds whole numbers too: Winograd, and division
    results += [
        e.conv2d(n(8, 64, 28, 28), n(64, 64, 3, 3), n(64), padding=1),
        *e.conv2d_backward(n(8, 64, 28, 28), n(8, 64, 28, 28), n(64, 64, 3, 3), padding=1)[:2],
        e.batch_norm(n(16, 32, 56, 56), training=True)[0],
    ]
np.savez({path!r}, *results)
"""


def results(threads: int, whole: bool, folder: Path) -> list[np.ndarray]:
    path = folder / f"{threads}.npz"
    counts = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(whole=whole, path=str(path))],
        env=os.environ | counts | {"MKL_NUM_THREADS": str(threads)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with np.load(path) as file:
        return list(file.values())


def test_whole_numbers_come_out_bit_for_bit(tmp_path: Path) -> None:
    for one, two in zip(results(1, True, tmp_path), results(2, True, tmp_path), strict=True):
        np.testing.assert_array_equal(one, two)


def test_real_numbers_differ_by_no_more_than_the_last_bits(tmp_path: Path) -> None:
    for one, two in zip(results(1, False, tmp_path), results(2, False, tmp_path), strict=True):
        assert np.abs(one - two).max() <= 16 * np.finfo(one.dtype).eps * np.abs(one).max()
