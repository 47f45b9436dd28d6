"""Arrays in NPY format: float32 in C order only."""

from __future__ import annotations

import io
import math
import re

import numpy as np

from cnnviz.layers.base import frozen
from cnnviz.trace import FloatArray

LONGEST_HEADER = 4096
MOST_AXES = 6
LARGEST = 1e12
"""Maximum magnitude of a pixel or a weight; the interface accepts smaller ones only."""
_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '<f4', 'fortran_order': False, 'shape': \(((?:\d{1,9},? ?)*)\), \} *\n"
)


def encode(array: FloatArray) -> tuple[memoryview, memoryview]:
    """Encode an array as NPY version 1.0.

    Parameters
    ----------
    array : ndarray, float32
        Any shape; other dtypes are converted.

    Returns
    -------
    header, values : memoryview
        Bytes of the header, and of the values in C order; a contiguous float32
        array is not copied.
    """
    exact = np.asarray(array, dtype="<f4", order="C")
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(exact))
    return head.getbuffer(), exact.reshape(-1).view(np.uint8).data


def decode(data: bytes | memoryview, largest: float = LARGEST) -> FloatArray:
    """Decode an NPY array of finite float32.

    The header is matched by a regular expression, not evaluated, and must describe
    exactly the bytes that follow; so the array is never larger than `data`.

    Parameters
    ----------
    data : bytes-like
        Untrusted bytes of an NPY file.
    largest : float
        Maximum magnitude of a value.

    Returns
    -------
    ndarray
        Any shape; it cannot be written to.

    Raises
    ------
    ValueError
        If the header, the number of bytes or a value is invalid.
    """
    start = len(_MAGIC) + 2
    head = bytes(data[: start + LONGEST_HEADER])
    if not head.startswith(_MAGIC):
        raise ValueError("not an array")
    end = start + int.from_bytes(head[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(head[start:end]) if end <= start + LONGEST_HEADER else None
    if header is None:
        raise ValueError("not an array of float32 in row order")
    shape = tuple(int(length) for length in header[1].replace(b",", b" ").split())
    if len(shape) > MOST_AXES or math.prod(shape) * 4 != len(data) - end:
        raise ValueError("not as many values as promised")
    array = frozen(np.frombuffer(data, "<f4", offset=end).reshape(shape))
    if not np.isfinite(array).all():
        raise ValueError("values that are not numbers")
    if array.size and float(np.abs(array).max()) > largest:
        raise ValueError("values that are too large")
    return array
