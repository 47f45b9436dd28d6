"""How fast pictures are drawn: ours, the plain Qt way, and matplotlib, in one run.

Run ``python -m tests.benchmarks.pictures``. Each figure is the 25th percentile of CPU
milliseconds for a frame, update and paint together, the candidates taking turns.
A frame counts only if the widget was really painted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = int(os.environ.get("ROUNDS", "9"))
VISIT = 0.02
"""CPU seconds that a candidate is measured for at each visit, at the least."""


@dataclass
class Candidate:
    """One way to draw a scene.

    Attributes
    ----------
    name : str
        Who draws.
    frame : callable
        Changes the scene and paints it; returns how often it has painted so far.
    """

    name: str
    frame: Callable[[], int]


def measure(candidates: Sequence[Candidate], rounds: int = ROUNDS) -> dict[str, float]:
    """Let candidates take turns, and give each one's milliseconds for a frame.

    Parameters
    ----------
    candidates : sequence of Candidate
        All draw the same scene.
    rounds : int
        Visits to each.

    Raises
    ------
    RuntimeError
        If a candidate painted fewer frames than it was asked for.
    """
    times: dict[str, list[float]] = {each.name: [] for each in candidates}
    for each in candidates:
        each.frame()
        each.frame()
    for turn in range(rounds):
        start = turn % len(candidates)
        order = [*candidates[start:], *candidates[:start]]
        for each in order if turn % 2 else reversed(order):
            before = each.frame()
            frames, begun = 0, time.process_time()
            while (spent := time.process_time() - begun) < VISIT or frames < 3:
                painted = each.frame()
                frames += 1
            if painted - before < frames:
                raise RuntimeError(f"{each.name} painted {painted - before} of {frames} frames")
            times[each.name].append(spent / frames * 1e3)
    return {name: float(np.percentile(each, 25)) for name, each in times.items()}


def main() -> None:
    """Measure every scene and print one table."""
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.pictures_scenes import SCENES

    app = QApplication.instance() or QApplication([])
    print(f"{'scene':34} {'naive':>9} {'matplotlib':>11} {'ours':>8} {'goal':>6}  ratios")
    for scene in SCENES:
        candidates = scene.candidates()
        found = measure(candidates)
        ours = found["ours"]
        naive, plotted = found["naive"], found.get("matplotlib")
        shown = f"{plotted:11.2f}" if plotted is not None else f"{'skipped':>11}"
        more = "  ".join(
            f"{name} {value:.2f}"
            for name, value in found.items()
            if name not in ("naive", "matplotlib", "ours")
        )
        ratios = f"{naive / ours:.0f}× naive"
        if plotted is not None:
            ratios += f", {plotted / ours:.0f}× matplotlib"
        print(
            f"{scene.name:34} {naive:9.2f} {shown} {ours:8.3f} {scene.goal:6.2f}  {ratios}  {more}"
        )
        del candidates
        app.processEvents()
    from tests.benchmarks.pictures_frames import frame_check

    print(frame_check(float(os.environ.get("SECONDS_SHOWN", "5"))))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
