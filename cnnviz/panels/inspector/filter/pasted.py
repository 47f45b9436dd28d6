"""Numbers from the clipboard, read as a table."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from cnnviz.panels.kit.typed import Refusal, read_real
from cnnviz.words import text

LARGEST = 1e9
MOST_CHARACTERS = 20_000


def read_table(pasted: str) -> list[list[float]]:
    """Read rows of numbers separated by tabs, commas, semicolons or spaces; brackets do no harm.

    Parameters
    ----------
    pasted : str
        With tabs, or with semicolons, a comma is a decimal comma.

    Raises
    ------
    Refusal
        If something is no number, or there is nothing.
    """
    if len(pasted) > MOST_CHARACTERS:
        raise Refusal(text("The clipboard holds too much for a kernel."))
    rows = re.sub(r"\]\s*,?\s*\[", "\n", pasted)
    rows = re.sub(r"[\[\](){}]", " ", rows)
    table: list[list[float]] = []
    for line in rows.splitlines():
        if "\t" in line:
            parts = line.split("\t")
        elif ";" in line:
            parts = line.split(";")
        else:
            parts = re.split(r"\s*,\s*|\s+", line.strip())
        numbers = [
            read_real(part, -LARGEST, LARGEST) if part.strip() else 0.0 for part in _trimmed(parts)
        ]
        if numbers:
            table.append(numbers)
    if not table:
        raise Refusal(text("There are no numbers on the clipboard."))
    return table


def filled(
    weight: NDArray[np.float32], row: int, column: int, table: list[list[float]]
) -> tuple[tuple[float, ...], ...]:
    """Lay a table into a kernel from a cell on.

    A single row that is too long for the kernel goes on in the next row; what
    sticks out of the kernel otherwise is left off.

    Parameters
    ----------
    weight : ndarray, shape (K_h, K_w)
        The kernel before; not modified.
    row, column : int
        Where the table's first number goes.
    table : list of list of float
        Rows of numbers.
    """
    new = np.array(weight, dtype=np.float64)
    rows, columns = new.shape
    if len(table) == 1 and len(table[0]) > columns - column:
        start = row * columns + column
        new.flat[start : start + len(table[0])] = table[0][: new.size - start]
    else:
        for down, numbers in enumerate(table[: rows - row]):
            kept = numbers[: columns - column]
            new[row + down, column : column + len(kept)] = kept
    return tuple(tuple(float(number) for number in each) for each in new)


def copied(weight: NDArray[np.float32]) -> str:
    """Write a kernel so that a spreadsheet takes it: tabs between columns."""
    return "\n".join("\t".join(str(number) for number in row) for row in weight)


def _trimmed(parts: list[str]) -> list[str]:
    while parts and not parts[-1].strip():
        parts = parts[:-1]
    return parts
