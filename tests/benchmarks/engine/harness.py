"""Paired timing: every candidate in every round, in changing order, on the same arrays."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

VISIT = 0.004
"""Seconds of one candidate in one round, at least."""


class Ratio(NamedTuple):
    """Ours over a peer's, per round: the smallest, lower quartile, median, and upper quartile."""

    least: float
    quarter: float
    median: float
    three_quarters: float


def seconds_per_call(call: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Call for at least 4 ms and return seconds per call."""
    calls, start = 0, clock()
    while True:
        call()
        calls += 1
        passed = clock() - start
        if passed >= VISIT:
            return passed / calls


def measure(
    candidates: dict[str, Callable[[], Any]], rounds: int, threads: int
) -> dict[str, list[float]]:
    """Time candidates in rounds; CPU time with one thread, wall time with several."""
    clock = time.process_time if threads == 1 else time.perf_counter
    times: dict[str, list[float]] = {name: [] for name in candidates}
    names = list(candidates)
    for call in candidates.values():
        call()
    for turn in range(rounds):
        shift = turn % len(names)
        order = names[shift:] + names[:shift]
        for name in order if turn % 2 == 0 else order[::-1]:
            times[name].append(seconds_per_call(candidates[name], clock))
    return times


def ratio(ours: list[float], theirs: list[float]) -> Ratio:
    """Divide round by round and sort."""
    quotients = sorted(a / b for a, b in zip(ours, theirs, strict=True))
    at = [quotients[int(q * (len(quotients) - 1) + 0.5)] for q in (0, 0.25, 0.5, 0.75)]
    return Ratio(*at)
