"""OpenBLAS works with one thread inside the engine, and with its own outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cnnviz.engine import blas
from cnnviz.engine.blas import OneThread

SCRIPT = """
import numpy as np
from cnnviz import engine
from cnnviz.engine import blas
tell = blas.openblas_functions()[0]
before = tell()
engine.conv2d(np.ones((1, 8, 200, 200)), np.ones((40, 8, 3, 3)))
print(before, tell())
"""


class Fake:
    """An OpenBLAS that notes what it was told."""

    def __init__(self) -> None:
        self.threads, self.told = 4, []

    def put(self, threads: int) -> None:
        self.threads = threads
        self.told.append(threads)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    found = Fake()
    monkeypatch.setattr(blas, "openblas_functions", lambda: (lambda: found.threads, found.put))
    return found


def test_the_last_to_leave_gives_the_threads_back(fake: Fake) -> None:
    held = OneThread()
    with held:
        with held:
            assert fake.threads == 1
        assert fake.told == [1]
    assert fake.told == [1, 4]


def test_an_error_inside_gives_them_back_too(fake: Fake) -> None:
    held = OneThread()
    with pytest.raises(ValueError, match="inside"), held:
        raise ValueError("inside")
    assert fake.threads == 4


def test_a_forked_process_begins_again(fake: Fake) -> None:
    held = OneThread()
    held.__enter__()
    held.forget()
    assert (held.inside, fake.threads) == (0, 4)


def test_many_threads_may_be_inside(fake: Fake) -> None:
    held, seen = OneThread(), []

    def enter() -> None:
        for _ in range(300):
            with held:
                seen.append(fake.threads)

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {1}
    assert fake.threads == 4


def test_numpy_has_its_threads_again_after_a_convolution() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "2"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = done.stdout.split()
    assert before == after


def test_without_controls_products_are_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas, "loaded_libraries", lambda: ["/nowhere/libopenblas.so"])
    with OneThread() as held:
        assert held.inside == 1
    assert held.inside == 0
