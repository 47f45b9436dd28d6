"""The one table that all measurements are printed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes
    ----------
    name : str
        What was measured.
    found : str
        What came out, with its unit.
    goal : str
        What it should be; empty if there is none.
    note : str
        What else is worth knowing.
    """

    name: str
    found: str
    goal: str = ""
    note: str = ""


def spread(values: Sequence[float], *parts: int) -> str:
    """Write percentiles of milliseconds, or of anything: ``p50 3.1  p95 4.0``."""
    if not len(values):
        return "nothing"
    return "  ".join(f"p{part} {np.percentile(values, part):.1f}" for part in parts)


def show(title: str, rows: Iterable[Row]) -> None:
    """Print a part of the table as soon as it is measured."""
    print(f"\n{title}")
    for row in rows:
        goal = f"goal {row.goal}" if row.goal else ""
        print(f"  {row.name:44} {row.found:44} {goal:18} {row.note}".rstrip(), flush=True)
