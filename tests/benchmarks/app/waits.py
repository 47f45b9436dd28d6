"""How long the window stands still while it saves, opens, closes and is dressed anew."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from cnnviz.app.window import Window
from cnnviz.document.commands import SetParameter
from cnnviz.document.state import MOST_IMAGES, Batch, Document, State
from cnnviz.layers.kinds.conv2d import Conv2d
from tests.benchmarks.app.opened import closed, opened, settle, small, until
from tests.benchmarks.app.table import Row, spread
from tests.benchmarks.app.ticks import Ticks

GOAL = "max 16 ms"


def photographs() -> Batch:
    """As many colour photographs as a batch holds, of the largest size."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (MOST_IMAGES, 3, 512, 512)).astype(np.float32)
    return Batch(pixels, tuple(f"photo {i}" for i in range(MOST_IMAGES)), 255.0, False)


def stood(name: str, act: Callable[[], object], done: Callable[[], bool]) -> Row:
    """Do something, and tell the longest gap between ticks until it is over."""
    ticks = Ticks()
    settle(0.1)
    ticks.gaps.clear()
    ticks.own.clear()
    begun = time.perf_counter()
    act()
    at_once = (time.perf_counter() - begun) * 1e3
    until(done, 120.0)
    lasted = time.perf_counter() - begun
    settle(0.3)
    ticks.stop()
    own = f"own CPU {spread(ticks.own, 100)} ms, call {at_once:.0f} ms, over after {lasted:.2f} s"
    return Row(name, f"gap {spread(ticks.gaps, 99, 100)} ms", GOAL, own)


def filed(folder: Path) -> Iterator[Row]:
    """Measure a scene of the largest size."""
    state = State(Document(photographs()))
    window = opened(state)
    scene_files, path = window.scene_files, folder / "large.cnnviz"
    window.bridge.store.replace(state, saved=False)
    settle(0.5)

    yield stood("autosave", scene_files.swap.keep, lambda: not scene_files.swap.busy)
    yield stood("save", lambda: scene_files.save_to(path), lambda: not scene_files.modified)
    yield stood(
        "open", lambda: scene_files.open_scene(path), lambda: window.bridge.state is not state
    )
    closed(window)


def closing() -> Iterator[Row]:
    """Measure closing while a layer of the largest size is under way."""
    layer = Conv2d(out_channels=32, kernel_size=(11, 11), padding="same")
    batch = photographs()
    four = Batch(batch.pixels[:4], batch.names[:4], batch.peak, batch.ink)
    window = opened(small())
    window.bridge.store.replace(State(Document(four).with_layers((layer,))))
    settle(0.05)
    begun = time.perf_counter()
    hidden: list[float] = []
    window.windowHandle().visibleChanged.connect(
        lambda _: hidden.append((time.perf_counter() - begun) * 1e3)
    )
    window.close()
    spent = (time.perf_counter() - begun) * 1e3
    closed(window)
    found = f"hidden after {hidden[0]:.0f} ms"
    yield Row("close while computing", found, GOAL, f"over after {spent:.0f} ms")


def dressed() -> Iterator[Row]:
    """Measure another theme and another language."""
    window: Window = opened(small())
    window.bridge.do(SetParameter(0, "stride", (2, 2)))
    for name in ("theme", "language"):
        act = window.shortcuts.actions[f"toggle_{name}"].trigger
        for _ in range(4):
            row = stood(name, act, lambda: True)
        yield row
    closed(window)


def rows() -> Iterator[Row]:
    """Measure all of it."""
    with tempfile.TemporaryDirectory(prefix="cnnviz-waits-") as folder:
        yield from filed(Path(folder))
    yield from closing()
    yield from dressed()
