"""Matrices as they are typed, pasted, or kept in tables: text to numbers."""

from __future__ import annotations

import math
import re

import numpy as np

from cnnviz.document.picture import LARGEST_VALUE, FloatArray
from cnnviz.document.state import LARGEST_SIDE
from cnnviz.layers import ParameterError
from cnnviz.words import text

LONGEST_TEXT = 2_000_000
"""Characters of a matrix; 512 × 512 numbers need fewer."""


def matrix_values(typed: str) -> FloatArray:
    """Parse a typed or pasted matrix: one line for each row.

    Rows end at a new line, a semicolon or a closing bracket; numbers are separated by
    spaces, tabs or commas. The syntax of NumPy, PyTorch and MATLAB around a matrix,
    such as ``array([[1., 2.]], dtype=float32)`` and ``A = [1 2; 3 4];``, is ignored.

    Parameters
    ----------
    typed : str
        At most 2,000,000 characters.

    Returns
    -------
    ndarray of float32, shape (H, W)
        The numbers.

    Raises
    ------
    ParameterError
        If the text is too long, there is no number, something is not a number, the
        rows differ in length, or a side has more than 512 cells; the message names
        row and column.
    """
    if len(typed) > LONGEST_TEXT:
        raise ParameterError(
            text(
                "this text is too long for a matrix: {count} characters, at most {most}",
                count=len(typed),
                most=LONGEST_TEXT,
            )
        )
    plain = typed.replace("−", "-").replace("–", "-").replace("\u00a0", " ")
    plain = _LAST.sub("", _FIRST.sub("", plain, count=1), count=1)
    plain = re.sub(r"\.\.\.[ \t]*\r?\n", " ", plain)  # MATLAB goes on in the next line
    lines = re.split(r"[\n\r;]|\]\s*,?", re.sub(r"[\[({|]", " ", plain))
    rows = [[part for part in re.split(r"[\s,)}|]+", each) if part] for each in lines]
    rows = [row for row in rows if row]
    if not rows:
        raise ParameterError(text("type at least one number"))
    width = len(rows[0])
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ParameterError(
                text("row {row} has 1 number, row 1 has {width}", row=number, width=width)
                if len(row) == 1
                else text(
                    "row {row} has {count} numbers, row 1 has {width}",
                    row=number,
                    count=len(row),
                    width=width,
                )
            )
    if max(len(rows), width) > LARGEST_SIDE:
        raise ParameterError(text("a matrix has at most {most} cells a side", most=LARGEST_SIDE))
    return np.array(
        [
            [_number(part, row, column) for column, part in enumerate(parts, start=1)]
            for row, parts in enumerate(rows, start=1)
        ],
        np.float32,
    )


def table_values(data: bytes) -> FloatArray:
    """Parse a file of comma- or tab-separated values, also as spreadsheets export them.

    Where columns are separated by semicolons, a comma is a decimal point.

    Parameters
    ----------
    data : bytes
        The file, in UTF-8.

    Returns
    -------
    ndarray of float32, shape (H, W)
        The numbers.

    Raises
    ------
    ParameterError
        As in `matrix_values`.
    """
    typed = data.decode("utf-8-sig", errors="replace").replace('"', "")
    lines = [line for line in typed.splitlines() if line.strip()]
    if len(lines) > 1 and all(";" in line for line in lines):
        lines = [line.replace(",", ".").replace(";", "\t") for line in lines]
    return matrix_values("\n".join(lines))


def peak_of(values: FloatArray) -> float:
    """Give the value of full intensity of typed numbers: the largest magnitude, or 1.

    Parameters
    ----------
    values : ndarray of float32, shape (H, W)
        The numbers.

    Returns
    -------
    float
        Above 0.
    """
    return float(np.abs(values).max()) or 1.0


_FIRST = re.compile(
    r"^\s*(?:[A-Za-z]\w*\s*=\s*)?(?:(?:[A-Za-z]\w*\.)?(?:array|asarray|matrix|tensor)\s*(?=\())?"
)
_LAST = re.compile(r",\s*(?:dtype|device|shape|requires_grad)\s*=[^\]]*$")


def _number(part: str, row: int, column: int) -> float:
    try:
        value = float(part) if "_" not in part else math.nan
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST_VALUE:
        shown = part if len(part) <= 12 else f"{part[:11]}…"
        raise ParameterError(
            text(
                "row {row}, column {column}: “{part}” is not a number from −10⁹ to 10⁹",
                row=row,
                column=column,
                part=shown,
            )
        )
    return value
