"""Whether memory stays flat while the animation runs for minutes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.benchmarks.app.child import Home
from tests.benchmarks.app.table import Row

FRAMES = 60
"""Frames of one second."""

PROGRAM = """
import sys
from tests.benchmarks.app.memory import played
_more = played(float(sys.argv[1]))
exec(REPORT)
sys.stdout.flush()
import os
os._exit(0)
"""


def resident() -> int:
    """Give the resident memory of this process in KiB; 0 where that cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    import resource

    return pages * resource.getpagesize() // 1024


def played(minutes: float) -> list[str]:
    """Draw the frames of so many minutes as fast as they can be drawn.

    The clock is ours, so that every frame is a sixtieth of a second after the last.

    Returns
    -------
    list of str
        Frames, paints, and the resident memory in KiB at 41 moments after a warm-up.
    """
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.app.opened import Paints, opened, small

    window = opened(small())
    now = 0.0
    player = window.player
    player.clock = lambda: now
    paints = Paints({"stage": window.stage.canvas.viewport()})
    frames = round(minutes * 60 * FRAMES)
    warm = max(60, frames // 10)
    every = max(1, frames // 40)
    kept: list[int] = []
    player.first()
    player.play()
    for number in range(warm + frames + 1):
        now += 1 / FRAMES
        if not player.is_playing:
            player.first()
            player.play()
        player.tick()
        QApplication.processEvents()
        if number >= warm and (number - warm) % every == 0:
            kept.append(resident())
    return [str(frames), str(paints.counts["stage"]), *map(str, kept)]


def rows(minutes: float = 1.0) -> Iterator[Row]:
    """Play in a process of its own and compare its memory at the end with the beginning."""
    if not sys.platform.startswith("linux"):
        yield Row(f"{minutes:g} minutes of animation", "skipped: needs /proc")
        return
    home = Home()
    try:
        run = home.run(PROGRAM.replace("REPORT", repr(_report())), str(minutes))
    finally:
        home.close()
    frames, painted, *kept = (int(word) for word in run.more)
    first, last = np.median(kept[:5]), np.median(kept[-5:])
    yield Row(
        f"{minutes:g} minutes of animation",
        f"memory at the end {last / first:.4f} × the beginning",
        "0.98 to 1.02",
        f"{first / 1024:.1f} to {last / 1024:.1f} MiB, {frames} frames, {painted} painted,"
        f" largest {max(kept) / first:.4f} ×",
    )


def _report() -> str:
    from tests.benchmarks.app.child import REPORT

    return REPORT
