"""Print the table: ``python -m tests.benchmarks.engine [--quick] [scaling | group …]``.

Each group runs in processes of its own, because threads, instruction sets and the
memory allocator are settings that a process reads once, at its start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

GROUPS = (
    "small",
    "images",
    "filters",
    "deep",
    "training",
    "pooling",
    "normalization",
    "kinds",
)
MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_TOP_PAD_": "268435456",
}
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
HONEST = ("g ", "h ")
"""Rows whose PyTorch is channels_last, because its NCHW is anomalously slow there."""


def main(arguments: list[str]) -> None:
    """Run every environment and print one table each."""
    rounds = "5" if "--quick" in arguments else "11"
    if "scaling" in arguments:
        command = [sys.executable, "-m", "tests.benchmarks.engine.scaling", rounds]
        subprocess.run(command, env=os.environ | MEMORY, check=True)
        return
    groups = [a for a in arguments if a in GROUPS] or list(GROUPS)
    everything = os.cpu_count() or 1
    runs: list[tuple[str, int, dict[str, str]]] = [
        ("one thread, as the environment is", 1, {}),
        ("one thread, PyTorch limited to AVX2", 1, AVX2),
        (f"all {everything} threads (wall time)", everything, {}),
    ]
    for title, threads, extra in runs:
        rows = [row for group in groups for row in _run(group, threads, extra, rounds)]
        print_table(title, rows)


def print_table(title: str, rows: list[dict[str, Any]]) -> None:
    """Print lower quartile, least, median and upper quartile of each ratio, and the means."""
    print(f"\n{title}; BLAS {rows[0]['blas']}" if rows else title)
    print(f"{'':32}{'peer':22}{'q25':>8}{'min':>8}{'median':>8}{'q75':>8}{'goal':>8}")
    for row in rows:
        print(f"{row['name']:32}{'ours':22}{row['ms']:8.3f} ms")
        for peer, ratio in row["ratios"].items():
            goal = row["goals"].get(peer)
            least, quarter, median, upper = ratio
            wanted = "" if goal is None else f"{goal:8.3f}{' ok' if quarter <= goal else ' -'}"
            print(f"{'':32}{peer:22}{quarter:8.3f}{least:8.3f}{median:8.3f}{upper:8.3f}{wanted}")
        for peer in row["goals"]:
            if peer not in row["ratios"]:
                print(f"{'':32}{peer:22}{'skipped':>8}")
    for kind in ("main rows", "all rows"):
        found = [
            q for r in rows if (q := _torch_quarter(r)) and (kind[0] == "a" or not _is_edit(r))
        ]
        if found:
            product = 1.0
            for quotient in found:
                product *= quotient
            mean = product ** (1 / len(found))
            print(f"geometric mean against PyTorch, {len(found)} {kind}: {mean:.3f}")


def _is_edit(row: dict[str, Any]) -> bool:
    return bool(row["name"].startswith("c'"))


def _torch_quarter(row: dict[str, Any]) -> float | None:
    last = row["name"].startswith(HONEST)
    ratio = row["ratios"].get("torch channels_last" if last else "torch")
    return None if ratio is None else float(ratio[1])


def _run(group: str, threads: int, extra: dict[str, str], rounds: str) -> list[dict[str, Any]]:
    count = str(threads)
    limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), count)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engine", "--worker", group, rounds],
        env=os.environ | MEMORY | limits | extra,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def worker(group: str, rounds: int) -> None:
    """Measure one group and write it as JSON."""
    from tests.benchmarks.engine import harness, peers, workloads

    threads = peers.threads()
    if torch := peers.available("torch"):
        torch.set_num_threads(threads)
    found = []
    for row in workloads.GROUPS[group]():
        check(row, peers.numbers)
        names = {"ours": row.ours, **row.others}
        times = harness.measure(
            {n: c for n, c in names.items() if n not in row.heavy}, rounds, threads
        )
        for name in set(row.heavy) & set(names):
            few = harness.measure({"ours": row.ours, name: names[name]}, 2, threads)
            times[name] = few[name] * rounds
        ratios = {
            n: harness.ratio(times["ours"], t[:rounds]) for n, t in times.items() if n != "ours"
        }
        ours = sorted(times["ours"])[rounds // 4] * 1e3
        found.append(
            {"name": row.name, "ms": ours, "ratios": ratios, "goals": row.goals, "blas": _blas()}
        )
    print(json.dumps(found))


def check(row: Any, numbers: Any) -> None:
    """Assert that every peer computes the same, before anything is timed."""
    if row.tolerance < 0:
        return
    wanted = numbers(row.ours())
    for name, call in row.others.items():
        if name == "matmul":
            continue
        for ours, theirs in zip(wanted, numbers(call()), strict=False):
            worst = abs(ours - theirs).max() / max(1.0, abs(theirs).max())
            assert worst <= row.tolerance, f"{row.name}: {name} differs by {worst}"


def _blas() -> str:
    from tests.benchmarks.engine.peers import available

    info = available("threadpoolctl")
    if info is None:
        return "unknown (threadpoolctl is not installed)"
    import numpy  # noqa: F401

    pools = [p for p in info.threadpool_info() if p.get("internal_api") == "openblas"]
    return ", ".join(sorted({str(p.get("architecture")) for p in pools})) or "unknown"


if __name__ == "__main__":
    if "--worker" in sys.argv:
        worker(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1:])
