"""Check and convert the arrays that the engine is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array: TypeAlias = "np.ndarray[tuple[Any, ...], np.dtype[Any]]"
Pair: TypeAlias = "int | tuple[int, int]"

quiet = np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore")
"""Decorator: infinities and NaNs follow IEEE 754 without a warning."""

FLOAT32 = np.dtype(np.float32)
FLOAT64 = np.dtype(np.float64)


def float_arrays(*arrays: Any) -> tuple[Array, ...]:
    """Convert arrays to one floating dtype, C-contiguous.

    float32 and float64 are kept, float64 if both are given. Integers and booleans
    take the dtype of the others, or float32 if there are no others. An array that
    already fits is returned itself, not copied.

    Parameters
    ----------
    *arrays : array_like
        Real numbers, any shapes.

    Returns
    -------
    tuple of numpy.ndarray
        One array per argument, of its shape, all float32 or all float64.

    Raises
    ------
    TypeError
        If an array holds anything but booleans, integers, float32 or float64.
    """
    found = [np.asarray(array) for array in arrays]
    dtype = common_dtype(found)
    return tuple(np.ascontiguousarray(a, dtype).reshape(a.shape) for a in found)


def common_dtype(arrays: Sequence[Array]) -> np.dtype[Any]:
    """Choose float32 or float64 for arrays that are combined.

    Parameters
    ----------
    arrays : sequence of numpy.ndarray
        Any shapes.

    Returns
    -------
    numpy.dtype
        If one of them is float64, float64; otherwise float32.

    Raises
    ------
    TypeError
        If an array holds anything but booleans, integers, float32 or float64.
    """
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
    """Convert one batch of images and check its rank.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    name : str
        Name of the argument, for the error message.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, H, W), float32 or float64, C-contiguous.

    Raises
    ------
    TypeError
        If the dtype is not real.
    ValueError
        If the rank is not 4.
    """
    (array,) = float_arrays(x)
    expect_rank(array, 4, name, "(N, C, H, W)")
    return array


def expect_rank(array: Array, rank: int, name: str, shape: str) -> None:
    """Check the number of axes of an array.

    Parameters
    ----------
    array : numpy.ndarray
        The array to check.
    rank : int
        Number of axes it must have.
    name, shape : str
        Name of the argument and the shape it needs, for the error message.

    Raises
    ------
    ValueError
        If ``array`` has another number of axes.
    """
    if array.ndim != rank:
        raise ValueError(f"{name} has {array.ndim} axes, {shape} needs {rank}")


def expect_shape(array: Array, shape: tuple[int, ...], name: str) -> None:
    """Check the shape of an array.

    Parameters
    ----------
    array : numpy.ndarray
        The array to check.
    shape : tuple of int
        Shape it must have.
    name : str
        Name of the argument, for the error message.

    Raises
    ------
    ValueError
        If ``array`` has another shape.
    """
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")


def pair(value: Any, name: str, least: int = 1) -> tuple[int, int]:
    """Read an int, or a pair of ints for rows and columns.

    Parameters
    ----------
    value : int or (int, int)
        One int stands for both.
    name : str
        Name of the argument, for the error message.
    least : int
        Smallest int allowed.

    Returns
    -------
    (int, int)
        For rows and for columns.

    Raises
    ------
    TypeError
        If a value is not a whole number.
    ValueError
        If there are not two values, or one is smaller than ``least``.
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
