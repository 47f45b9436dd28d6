"""The door of the engine: which arrays come in, in which dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array: TypeAlias = "np.ndarray[tuple[Any, ...], np.dtype[Any]]"
Pair: TypeAlias = "int | tuple[int, int]"

quiet = np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore")
"""Decorator: infinities and NaNs pass through as IEEE 754 says, without a warning."""

FLOAT32 = np.dtype(np.float32)
FLOAT64 = np.dtype(np.float64)


def float_arrays(*arrays: Any) -> tuple[Array, ...]:
    """Bring several arrays to one floating dtype, C-contiguous.

    float32 and float64 stay as they are, float64 wins when both are given, and
    integers (and booleans) follow the others, or become float32 when alone.
    An array that already fits is returned itself, not copied.

    Parameters
    ----------
    *arrays : array_like
        Any shapes.

    Returns
    -------
    tuple of numpy.ndarray
        One array per argument, all float32 or all float64.

    Raises
    ------
    TypeError
        If an array holds anything but real numbers of these kinds.
    """
    found = [np.asarray(array) for array in arrays]
    dtype = common_dtype(found)
    return tuple(np.ascontiguousarray(a, dtype).reshape(a.shape) for a in found)


def common_dtype(arrays: Sequence[Array]) -> np.dtype[Any]:
    """Decide between float32 and float64 for arrays that meet in one sum."""
    result: np.dtype[Any] | None = None
    for array in arrays:
        kind = array.dtype.kind
        if kind in "iub":
            continue
        if kind != "f" or array.dtype.itemsize not in (4, 8):
            raise TypeError(
                f"the engine computes with float32 or float64 (integers become float32), "
                f"not with {array.dtype}"
            )
        if result is None or array.dtype.itemsize == 8:
            result = FLOAT64 if array.dtype.itemsize == 8 else FLOAT32
    return FLOAT32 if result is None else result


def image_batch(x: Any, name: str = "x") -> Array:
    """Check one batch of images: rank 4, real numbers.

    Returns
    -------
    numpy.ndarray
        float32 or float64, shape (N, C, H, W), C-contiguous.

    Raises
    ------
    TypeError
        If the numbers are not real.
    ValueError
        If the rank is not 4.
    """
    (array,) = float_arrays(x)
    expect_rank(array, 4, name, "(N, C, H, W)")
    return array


def expect_rank(array: Array, rank: int, name: str, shape: str) -> None:
    """Raise ValueError unless ``array`` has ``rank`` axes."""
    if array.ndim != rank:
        raise ValueError(f"{name} has {array.ndim} axes, {shape} needs {rank}")


def expect_shape(array: Array, shape: tuple[int, ...], name: str) -> None:
    """Raise ValueError unless ``array`` has exactly ``shape``."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")


def pair(value: Any, name: str, least: int = 1) -> tuple[int, int]:
    """Read an int or a pair (rows, columns) of ints, each at least ``least``.

    Raises
    ------
    TypeError
        If the values are not whole numbers.
    ValueError
        If there are not two of them, or one is smaller than ``least``.
    """
    if isinstance(value, (int, np.integer)):
        first = second = int(value)
    else:
        try:
            first, second = (_whole(v, name) for v in value)
        except TypeError:
            raise TypeError(f"{name} is an int or a pair of ints, not {value!r}") from None
        except ValueError:
            raise ValueError(f"{name} is an int or a pair of ints, not {value!r}") from None
    if first < least or second < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return first, second


def _whole(value: Any, name: str) -> int:
    if not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is counted in whole cells, not {value!r}")
    return int(value)
