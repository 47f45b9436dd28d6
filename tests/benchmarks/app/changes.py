"""From a change to the repainted window: weight, stride and pen, one at a time and in streams."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtWidgets import QApplication

from cnnviz.app.window import Window
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import State
from cnnviz.session import Presented
from tests.benchmarks.app.opened import (
    Paints,
    closed,
    deep,
    large,
    opened,
    pad_of,
    settle,
    small,
    until,
)
from tests.benchmarks.app.table import Row, spread
from tests.benchmarks.app.ticks import Ticks

Change = Callable[[], None]


@dataclass(frozen=True)
class Kind:
    """One kind of change.

    Attributes
    ----------
    name : str
        What changes.
    selected : int
        What is on stage meanwhile: 1 the convolution, 0 the image with its pad.
    make : callable
        Gives the changes for a window, one after the other.
    """

    name: str
    selected: int
    make: Callable[[Window], Iterator[Change]]


def weights(window: Window) -> Iterator[Change]:
    """Turn one weight of the first filter."""
    for number in itertools.count(1):
        value = 0.1 * (number % 50) + 0.05
        yield lambda value=value: window.bridge.do(SetValue(0, "weight", (0, 0, 1, 1), value))


def late_weights(window: Window) -> Iterator[Change]:
    """Turn one weight of the last convolution of thirty layers."""
    for number in itertools.count(1):
        value = 0.1 * (number % 50) + 0.05
        yield lambda value=value: window.bridge.do(SetValue(27, "weight", (0, 0, 1, 1), value))


def strides(window: Window) -> Iterator[Change]:
    """Switch between stride 1 and 2."""
    now = window.bridge.state.document.layers[0].stride[0]
    for stride in itertools.cycle((3 - now, now)):
        yield lambda stride=stride: window.bridge.do(SetParameter(0, "stride", (stride, stride)))


def strokes(window: Window) -> Iterator[Change]:
    """Move the pen over the drawing pad."""
    pad = pad_of(window)
    _, rows, columns = window.bridge.state.document.batch.shape
    turns = itertools.count(1)

    def point(number: int) -> tuple[float, float]:
        angle = 0.21 * number
        return rows * (0.5 + 0.4 * np.sin(angle)), columns * (0.5 + 0.4 * np.cos(0.7 * angle))

    pad.begin(point(0))
    for number in turns:
        yield lambda number=number: pad.go_on(point(number))


KINDS = (Kind("one weight", 1, weights), Kind("stride", 1, strides), Kind("pen", 0, strokes))
DEEP = (Kind("first weight", 1, weights), Kind("weight of layer 28", 28, late_weights), KINDS[2])


def repaints(window: Window, kind: Kind, count: int) -> tuple[list[float], list[float]]:
    """Make changes one at a time, each when the one before is fully on screen.

    Returns
    -------
    tuple of lists
        Milliseconds from each change to its repaint, and of CPU time in all threads.
    """
    window.bridge.do(set_view(selected=kind.selected, playhead=window.bridge.state.playhead))
    settle(0.3)
    stage = pad_of(window) if kind.selected == 0 else window.stage.canvas.viewport()
    in_sight = [each for each in window.strip.cards if not each.visibleRegion().isEmpty()]
    paints = Paints({"stage": stage, "strip": in_sight[-1]})  # a long strip folds and scrolls
    spent: list[float] = []
    worked: list[float] = []
    changes = kind.make(window)
    seen: list[Presented] = []

    def note(old: Presented, new: Presented) -> None:
        if new.evaluation is not old.evaluation:
            seen.append(new)

    def done() -> bool:
        presented = window.bridge.presented
        current = bool(seen) and presented.evaluation.batch is presented.document.batch
        current = current and not window.evaluator.is_busy
        current = current and not any(each.computing for each in presented.layers)
        return current and all(paints.counts.values())

    window.bridge.changed.connect(note)

    try:
        for _ in range(count):
            change = next(changes)
            settle(0.004)
            paints.counts = dict.fromkeys(paints.counts, 0)
            seen.clear()
            begun, cpu = time.perf_counter(), time.process_time()
            change()
            until(done)
            spent.append((time.perf_counter() - begun) * 1e3)
            worked.append((time.process_time() - cpu) * 1e3)
    finally:
        window.bridge.changed.disconnect(note)
        paints.leave()
    if kind.selected == 0:
        pad_of(window).lift()
    return spent[2:], worked[2:]


def stream(window: Window, kind: Kind | None, seconds: float, every: float = 0.016) -> Ticks:
    """Let changes stream in and note the gaps between ticks of a 1 ms timer."""
    if kind is not None:
        window.bridge.do(set_view(selected=kind.selected))
        settle(0.3)
    changes = kind.make(window) if kind is not None else None
    ticks = Ticks()
    end = time.perf_counter() + seconds
    following = time.perf_counter()
    while (now := time.perf_counter()) < end:
        if changes is not None and now >= following:
            following = now + every
            next(changes)()
        QApplication.processEvents()
        time.sleep(0.0002)
    ticks.stop()
    if kind is not None and kind.selected == 0:
        pad_of(window).lift()
    until(lambda: not window.evaluator.is_busy)
    return ticks


def measured(
    name: str,
    state: Callable[[], State],
    goal: str,
    count: int,
    seconds: float,
    kinds: tuple[Kind, ...] = KINDS,
) -> Iterator[Row]:
    """Measure kinds of change on one pipeline."""
    window = opened(state())
    try:
        for kind in kinds:
            spent, worked = repaints(window, kind, count)
            yield Row(
                f"{name}, {kind.name}",
                f"{spread(spent, 50, 95)} ms",
                goal,
                f"CPU {spread(worked, 50, 95)} ms",
            )
        for each in (None, *kinds):
            ticks = stream(window, each, seconds)
            what = "nothing changes" if each is None else f"stream of {each.name}"
            yield Row(
                f"{name}, {what}",
                f"gap {spread(ticks.gaps, 50, 99, 100)} ms",
                "" if each is None else "max 16 ms",
                f"own CPU in a gap {spread(ticks.own, 99, 100)} ms, {len(ticks.gaps)} ticks",
            )
    finally:
        closed(window)


def rows(count: int = 60, seconds: float = 3.0) -> Iterator[Row]:
    """Measure three pipelines."""
    yield from measured("28×28, 8 of 3×3", small, "p95 ≤ 16 ms", count, seconds)
    yield from measured("28×28, 30 layers", deep, "p95 ≤ 16 ms", count, seconds, DEEP)
    yield from measured("512×512×3, 8 of 5×5", large, "≤ 50 ms", count, seconds)
