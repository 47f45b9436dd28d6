"""What threads bring: every row with one thread and with all, in turns, by wall time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from cnnviz import engine
from tests.benchmarks.engine import harness, workloads


def rows(rounds: int) -> list[tuple[str, float, harness.Ratio]]:
    """Return each row's name, its milliseconds with one thread, and how many times as fast
    all threads are."""
    everything = os.cpu_count() or 1
    found = []
    for group in workloads.GROUPS.values():
        for row in group():
            calls = {
                "one": _with(1, row.ours),
                "all": _with(everything, row.ours),
            }
            times = harness.measure(calls, rounds, everything)
            gain = harness.ratio(times["one"], times["all"])
            found.append((row.name, sorted(times["one"])[rounds // 4] * 1e3, gain))
    return found


def _with(threads: int, call: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        engine.set_num_threads(threads)
        return call()

    return run


def print_table(rounds: int) -> None:
    """Print how many times as fast all threads are; below 1 is slower."""
    print(f"\nall {os.cpu_count()} threads against one (wall time)")
    print(f"{'':32}{'one':>11}{'q25':>8}{'min':>8}{'median':>8}{'q75':>8}")
    for name, ms, gain in rows(rounds):
        spread = (gain.quarter, gain.least, gain.median, gain.three_quarters)
        print(f"{name:32}{ms:8.3f} ms" + "".join(f"{number:8.2f}" for number in spread))


if __name__ == "__main__":
    print_table(int(sys.argv[1]))
