"""Results do not depend on how many threads work, ours or those of the matrix products."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz import engine
from cnnviz.engine.parallel import parallel_for

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
    e.conv2d(n(1, 1, 1050, 401), n(1, 1, 7, 1) * n(1, 1, 1, 7)),
    *e.max_pool2d(n(16, 32, 56, 56), 2),
    e.max_pool2d(n(16, 32, 56, 56), 3, 1, return_indices=False),
    e.conv2d(n(1, 1, 60, 60), n(150, 1, 3, 3)),
    e.conv2d(n(2, 64, 56, 56), n(64, 1, 3, 3), groups=64, padding=1),
    e.conv2d(n(2, 16, 64, 64), n(32, 16, 3, 3), stride=2, padding=1),
    e.conv2d(n(4, 16, 56, 56), n(16, 16, 3, 3), stride=2, padding=1),
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
        e.conv2d(n(1, 32, 90, 91), n(33, 32, 3, 3), padding=2, dilation=2),
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


@pytest.mark.parametrize("whole", [True, False])
def test_every_bit_is_the_same_with_any_number_of_threads(whole: bool, tmp_path: Path) -> None:
    wanted = results(1, whole, tmp_path)
    for threads in (2, 3):
        for one, more in zip(wanted, results(threads, whole, tmp_path), strict=True):
            np.testing.assert_array_equal(one, more)


@pytest.fixture
def three_threads() -> Iterator[None]:
    before = engine.get_num_threads()
    engine.set_num_threads(3)
    yield
    engine.set_num_threads(before)


def test_every_task_runs_once(three_threads: None) -> None:
    done: list[int] = []
    for count in (2, 3, 1000):
        done.clear()
        parallel_for(count, lambda: done.append, 1e9)
        assert sorted(done) == list(range(count))


def test_an_error_in_a_task_reaches_the_caller(three_threads: None) -> None:
    def task(number: int) -> None:
        if number == 7:
            raise ValueError("task 7")

    with pytest.raises(ValueError, match="task 7"):
        parallel_for(50, lambda: task, 1e9)


def test_tasks_within_a_task_run_in_the_same_thread(three_threads: None) -> None:
    inner: list[int] = []
    parallel_for(4, lambda: lambda _: parallel_for(5, lambda: inner.append, 1e9), 1e9)
    assert sorted(inner) == sorted([*range(5)] * 4)


def test_small_work_stays_in_the_calling_thread(three_threads: None) -> None:
    names: set[str] = set()
    parallel_for(100, lambda: lambda _: names.add(threading.current_thread().name), 1000)
    assert names == {threading.current_thread().name}


def test_less_than_one_thread_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        engine.set_num_threads(0)
