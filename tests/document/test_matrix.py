"""Tables are read as what they say, or refused by row and column; never as other numbers."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from cnnviz.document.intake import matrix_batch
from cnnviz.document.matrix import matrix_values, table_values
from cnnviz.document.pictures import read_picture
from cnnviz.layers import ParameterError


@pytest.mark.parametrize(
    ("held", "values"),
    [
        ("1,2.5\n3,4\n", [[1, 2.5], [3, 4]]),
        ("1, 2.5\r\n\r\n3, 4", [[1, 2.5], [3, 4]]),
        ('"1","2.5"\n"3","4"\n', [[1, 2.5], [3, 4]]),
        ("1;2,5\n3;4\n", [[1, 2.5], [3, 4]]),
        ("1,5;2,5;3,5", [[1.5, 2.5, 3.5]]),
        ('"1,5";"2"', [[1.5, 2]]),
        ("1,5\t2,5\n3\t4", [[1.5, 2.5], [3, 4]]),
        ("1.5\t−2.5", [[1.5, -2.5]]),
        ("1\n2\n", [[1], [2]]),
        ("  1   2\n 10   3 \n", [[1, 2], [10, 3]]),
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_it_is_written(held: str, values: object, coding: str) -> None:
    assert table_values(held.encode(coding)).tolist() == values


def test_excel_text_of_either_byte_order_is_read(tmp_path: Path) -> None:
    for coding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        (tmp_path / "a.csv").write_bytes(mark + "1,5\t2\r\n3\t4\r\n".encode(coding))
        assert read_picture(tmp_path / "a.csv").pixels.tolist() == [[[1.5, 2], [3, 4]]]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("1,,3\n4,5,6", "row 1, column 2 is empty"),
        ("1;2;3\n4; ;6", "row 2, column 2 is empty"),
        ("1\t2\n\t4", "row 2, column 1 is empty"),
        ('"1,5","2"\n"3","4"', "row 1, column 1: the comma in “1,5” may be"),
        ('1,2\n3,"1,000"', "row 2, column 2: the comma in “1,000” may be"),
        ("1.5\t1,000", "row 1, column 2: the comma in “1,000” may be"),
        ("1,2\n3,ten", "row 2, column 2: “ten” is not a number"),
        ("1,2\n3", "row 2 has 1 number, row 1 has 2"),
        ("\n \n", "type at least one number"),
        (f'1,"{"2" * 200_000}"', "this is no table of numbers"),
    ],
)
def test_what_may_be_another_number_is_refused_by_row_and_column(held: str, said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        table_values(held.encode())
    assert str(caught.value.message).startswith(said)


def test_cells_copied_from_a_spreadsheet_may_have_a_decimal_comma() -> None:
    assert matrix_values("1,5\t2,5\n3\t4\n").tolist() == [[1.5, 2.5], [3, 4]]
    with pytest.raises(ParameterError):
        matrix_values("1,5\t\n3\t4\n")


def test_a_table_of_512_by_512_is_read_whatever_its_digits() -> None:
    values = np.random.default_rng(0).normal(size=(512, 512)) * -1e-5
    held = "\n".join(",".join(repr(float(each)) for each in row) for row in values)
    assert len(held) > 5_000_000
    np.testing.assert_array_equal(table_values(held.encode()), values.astype(np.float32))
    np.testing.assert_array_equal(matrix_batch(held).pixels[0, 0], values.astype(np.float32))


def test_text_that_repeats_the_end_of_an_array_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(ParameterError):
        matrix_values("1" + ",dtype=" * 8000 + "]")
    assert time.process_time() - began < 0.5
