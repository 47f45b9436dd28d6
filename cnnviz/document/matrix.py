"""Matrices as they are typed, pasted, or kept in tables: text to numbers."""

from __future__ import annotations

import codecs
import csv
import math
import re

import numpy as np

from cnnviz.document.picture import LARGEST_VALUE, FloatArray
from cnnviz.document.state import LARGEST_SIDE
from cnnviz.layers import ParameterError
from cnnviz.words import text

LONGEST_TEXT = 8_000_000
"""Characters of a matrix: 512 × 512 numbers with all their digits need fewer, 30 each."""
SYNTAX_AFTER = 200
"""Characters at the end among which ``dtype`` and the like are looked for."""


def matrix_values(typed: str) -> FloatArray:
    """Parse a typed or pasted matrix: one line for each row.

    Rows end at a new line, a semicolon or a closing bracket; numbers are separated by
    spaces, tabs or commas. The syntax of NumPy, PyTorch and MATLAB around a matrix,
    such as ``array([[1., 2.]], dtype=float32)`` and ``A = [1 2; 3 4];``, is ignored.
    Cells that a spreadsheet copies, with tabs between them, may have a decimal comma.

    Parameters
    ----------
    typed : str
        At most 8,000,000 characters.

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
    _check_length(typed)
    plain = _plain(typed)
    if "\t" in plain and re.search(r"\d,\d", plain) and not re.search(r"[\[({|;]", plain):
        return _table(plain)
    plain = _FIRST.sub("", plain, count=1)
    plain = plain[:-SYNTAX_AFTER] + _LAST.sub("", plain[-SYNTAX_AFTER:], count=1)
    plain = re.sub(r"\.\.\.[ \t]*\r?\n", " ", plain)  # MATLAB goes on in the next line
    rows: list[list[str]] = []
    for line in re.split(r"[\n\r;]|\]\s*,?", re.sub(r"[\[({|]", " ", plain)):
        if line.strip():
            parts = re.split(r"[\s,)}|]+", line, maxsplit=LARGEST_SIDE + 2)
            _add(rows, [part for part in parts if part])
    return _values(rows)


def table_values(data: bytes) -> FloatArray:
    """Parse a file of comma- or tab-separated values, also as spreadsheets export them.

    Columns are separated by tabs; without a tab, by semicolons; without either, by
    commas. Where it is not commas, a comma is a decimal point.

    Parameters
    ----------
    data : bytes
        The file, in UTF-8, or in UTF-16 with a byte order mark.

    Returns
    -------
    ndarray of float32, shape (H, W)
        The numbers.

    Raises
    ------
    ParameterError
        As in `matrix_values`, and if a field is empty or its comma may be either a
        decimal point or a separator of thousands.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    typed = data.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    _check_length(typed)
    return _table(_plain(typed))


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


def _check_length(typed: str) -> None:
    if len(typed) > LONGEST_TEXT:
        raise ParameterError(
            text("this text is too long for a matrix: at most {most} characters", most=LONGEST_TEXT)
        )


def _plain(typed: str) -> str:
    """Write minus signs and spaces as everybody types them."""
    return typed.replace("−", "-").replace("–", "-").replace("\u00a0", " ")


def _table(typed: str) -> FloatArray:
    """Parse separated values; commas are looked at only once it is clear what they are."""
    separator = next((each for each in "\t;," if each in typed), None)
    lines = [line for line in typed.splitlines() if line.strip(" ")]
    if separator is None:
        lines = [" ".join(line.split()) for line in lines]
    try:
        rows: list[list[str]] = []
        for parts in csv.reader(lines, delimiter=separator or " "):
            _add(rows, [part.strip() for part in parts])
    except csv.Error as error:
        raise ParameterError(text("this is no table of numbers")) from error
    points = any("." in part for row in rows for part in row)
    for row, parts in enumerate(rows, start=1):
        for column, part in enumerate(parts, start=1):
            if not part:
                raise ParameterError(
                    text("row {row}, column {column} is empty", row=row, column=column)
                )
            if "," in part and (separator == "," or points):
                raise ParameterError(
                    text(
                        "row {row}, column {column}: the comma in “{part}” may be a decimal point "
                        "or separate thousands; write a point, or nothing",
                        row=row,
                        column=column,
                        part=_short(part),
                    )
                )
    return _values([[part.replace(",", ".") for part in row] for row in rows])


def _add(rows: list[list[str]], row: list[str]) -> None:
    """Add a row that has parts, as long as the matrix is not too large."""
    if row:
        rows.append(row)
    if max(len(rows), len(row)) > LARGEST_SIDE:
        raise ParameterError(text("a matrix has at most {most} cells a side", most=LARGEST_SIDE))


def _values(rows: list[list[str]]) -> FloatArray:
    """Give the numbers of rows that are as long as the first."""
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
    return np.array(
        [
            [_number(part, row, column) for column, part in enumerate(parts, start=1)]
            for row, parts in enumerate(rows, start=1)
        ],
        np.float32,
    )


def _short(part: str) -> str:
    part = " ".join(part.split())
    return part if len(part) <= 12 else f"{part[:11]}…"


def _number(part: str, row: int, column: int) -> float:
    try:
        value = float(part) if "_" not in part else math.nan
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST_VALUE:
        raise ParameterError(
            text(
                "row {row}, column {column}: “{part}” is not a number from −10⁹ to 10⁹",
                row=row,
                column=column,
                part=_short(part),
            )
        )
    return value
