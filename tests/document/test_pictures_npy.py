"""Arrays in NPY files are read as they are, or refused with a sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest

from cnnviz.document.picture import PictureError
from cnnviz.document.pictures import read_picture
from tests.document.picture_bytes import read_bytes

VALUES = np.arange(60).reshape(3, 4, 5)


def saved(array, **options):
    kept = io.BytesIO()
    np.save(kept, array, **options)
    return kept.getvalue()


def refused(data):
    with pytest.raises(PictureError) as caught:
        read_bytes(data, "array.npy")
    return str(caught.value)


@pytest.mark.parametrize("kind", ["u1", "i2", ">i4", "i8", "f2", "f4", ">f8", "f8", "longdouble"])
def test_every_kind_of_number_is_read(tmp_path, kind):
    np.save(tmp_path / "a.npy", VALUES.astype(kind))
    picture = read_picture(tmp_path / "a.npy")
    np.testing.assert_array_equal(picture.pixels, VALUES)
    assert picture.peak == 59


def test_booleans_become_0_and_1():
    picture = read_bytes(saved(np.eye(4, dtype=bool)), "a")
    np.testing.assert_array_equal(picture.pixels[0], np.eye(4))
    assert picture.peak == 1


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((4, 5), (1, 4, 5)), ((1, 4, 5), (1, 4, 5)), ((4, 5, 1), (1, 4, 5)), ((4, 5, 3), (3, 4, 5)),
     ((3, 4, 5), (3, 4, 5)), ((1, 1), (1, 1, 1))],
)  # fmt: skip
def test_both_orders_of_axes_are_understood(shape, expected):
    assert read_bytes(saved(np.ones(shape)), "a").pixels.shape == expected


def test_channels_last_are_moved_to_the_front():
    channels_last = np.moveaxis(VALUES, 0, 2)
    np.testing.assert_array_equal(read_bytes(saved(channels_last), "a").pixels, VALUES)


def test_fortran_order_is_undone():
    data = saved(np.asfortranarray(VALUES))
    np.testing.assert_array_equal(read_bytes(data, "a").pixels, VALUES)


def test_a_peak_is_the_largest_magnitude():
    assert read_bytes(saved(np.array([[-7.5, 2.0]])), "a").peak == 7.5
    assert read_bytes(saved(np.zeros((2, 2))), "a").peak == 1


@pytest.mark.parametrize(
    "array",
    [np.ones((2, 2), complex), np.array([["a"]]), np.array([[b"a"]]),
     np.zeros((2, 2), [("x", "f4")]), np.array([["2026-01-01"]], "M8[D]")],
)  # fmt: skip
def test_values_that_are_not_numbers_are_refused(array):
    assert "not plain numbers" in refused(saved(array))


def test_pickles_are_refused():
    assert "not plain numbers" in refused(saved(np.array([[{}]], object), allow_pickle=True))


@pytest.mark.parametrize(
    "shape", [(), (4,), (2, 4, 4), (4, 4, 2), (1, 1, 4, 4), (0, 4), (3, 0, 4), (1, 2049), (1,) * 9]
)
def test_other_shapes_are_refused(shape):
    assert "has the shape" in refused(saved(np.zeros(shape, "u1")))


def test_nan_is_refused():
    assert "NaN" in refused(saved(np.array([[1.0, np.nan]])))


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300, 1e10, np.finfo("longdouble").max])
def test_values_beyond_measure_are_refused(value):
    assert "infinite or beyond" in refused(saved(np.array([[value]])))


def header(words, version=1):
    length = len(words).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + length + words


@pytest.mark.parametrize(
    "data",
    [
        saved(VALUES)[:-1],
        saved(VALUES)[:40],
        b"\x93NUMPY",
        b"\x93NUMPY\x09\x00",
        header(b"("),
        header(b"(" * 3000),
        header(b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2)" + b" " * 9000, 2),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + b"{" * 500,
        header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (2048, 2048, 3)}\n"),
        header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (True, True)}\n") + bytes(64),
    ],
)
def test_damaged_files_are_refused(data):
    assert "damaged or cut-off" in refused(data)


@pytest.mark.parametrize("shape", [b"(-1, -4)", b"(99999999999999999999, 1)", b"(1 << 70, 2)"])
def test_impossible_shapes_are_refused(shape):
    words = b"{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + b"}\n"
    assert "NPY" in refused(header(words) + bytes(64)) or "shape" in refused(header(words))


def test_a_sparse_gigabyte_is_refused_unread(tmp_path):
    path = tmp_path / "sparse.npy"
    words = b"{'descr': '<f8', 'fortran_order': False, 'shape': (16384, 16384)}\n"
    path.write_bytes(header(words))
    with path.open("r+b") as file:
        file.truncate(2**31)
    with pytest.raises(PictureError, match="larger than 256 MB"):
        read_picture(path)
