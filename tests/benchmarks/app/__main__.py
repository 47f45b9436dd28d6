"""Print how fast the whole app is: ``python -m tests.benchmarks.app``."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.app.table import Row, show

PARTS = ("start", "changes", "refreshes", "animation", "gallery", "waits", "memory")


def main(arguments: list[str] | None = None) -> None:
    """Measure what was asked for and print one table.

    Parameters
    ----------
    arguments : list of str, optional
        The command line; `sys.argv` if left out.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.app", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="left out: all")
    parser.add_argument("--count", type=int, default=60, help="changes of each kind")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each stream and animation")
    parser.add_argument("--rounds", type=int, default=9, help="starts of each program")
    parser.add_argument("--minutes", type=float, default=1.0, help="of animation, for memory")
    chosen = parser.parse_args(arguments)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}")
    print(f"BLAS core type {os.environ.get('OPENBLAS_CORETYPE', 'as detected')}")
    for part in chosen.parts or PARTS:
        begun = time.perf_counter()
        show(part, _rows(part, chosen))
        print(f"  ({time.perf_counter() - begun:.0f} s)")


def _rows(part: str, chosen: argparse.Namespace) -> Iterator[Row]:
    if part == "start":
        from tests.benchmarks.app.start import rows as start

        return start(chosen.rounds)
    if part == "changes":
        from tests.benchmarks.app.changes import rows as changes

        return changes(chosen.count, chosen.seconds / 2)
    if part == "refreshes":
        from tests.benchmarks.app.refreshes import rows as refreshes

        return refreshes()
    if part == "animation":
        from tests.benchmarks.app.animation import rows as animation

        return animation(chosen.seconds)
    if part == "gallery":
        from tests.benchmarks.app.gallery import rows as gallery

        return gallery(chosen.seconds / 2, max(3, chosen.count // 3))
    if part == "waits":
        from tests.benchmarks.app.waits import rows as waits

        return waits()
    from tests.benchmarks.app.memory import rows as memory

    return memory(chosen.minutes)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="cnnviz-benchmark-") as home:
        os.environ["CNNVIZ_HOME"] = home
        main()
